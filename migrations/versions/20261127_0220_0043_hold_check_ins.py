"""Hold the check-ins of Listeners, sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nobody has checked in yet."""
    op.create_table(
        "check_in",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_check_in_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(answers) >= 29", name=op.f("ck_check_in_answers_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_check_in_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_check_in_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("listener_id", "week", name=op.f("uq_check_in_listener_id_week")),
    )
    op.create_index(op.f("ix_check_in_site_id"), "check_in", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget the check-ins."""
    op.drop_table("check_in")
