"""Ask again who was let go unrested."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of what a Listener said when he was asked again."""
    op.create_table(
        "override_asked",
        sa.Column("override_id", sa.String(length=20), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_override_asked_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(answer) >= 29", name=op.f("ck_override_asked_answer_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "override_id"],
            ["rest_override.site_id", "rest_override.id"],
            name=op.f("fk_override_asked_site_id_override_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_override_asked_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override_asked")),
        sa.UniqueConstraint("override_id", name=op.f("uq_override_asked_override_id")),
    )
    op.create_index(op.f("ix_override_asked_site_id"), "override_asked", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget what was said."""
    op.drop_table("override_asked")
