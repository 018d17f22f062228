"""Name what must be passed on at a prison."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reporting_duty",
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_reporting_duty_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_reporting_duty_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_duty")),
    )
    op.create_index(op.f("ix_reporting_duty_site_id"), "reporting_duty", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget the lists."""
    op.drop_table("reporting_duty")
