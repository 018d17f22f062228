"""Keep what is said of every such night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0020"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing that is on file changes."""
    op.create_table(
        "availability_rule",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("is_pause", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_availability_rule_until_on")),
        sa.CheckConstraint("length(reason) >= 29", name=op.f("ck_availability_rule_reason_sealed")),
        sa.CheckConstraint(
            "typeof(said_at) IN ('integer', 'null')", name=op.f("ck_availability_rule_said_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_availability_rule_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_availability_rule_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_availability_rule_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_rule")),
    )
    op.create_index(op.f("ix_availability_rule_listener_id"), "availability_rule", ["listener_id"], unique=False)
    op.create_index(op.f("ix_availability_rule_site_id"), "availability_rule", ["site_id"], unique=False)


def downgrade() -> None:
    """Drop the table: what was said of every such night is lost, what was said of one night stays."""
    op.drop_index(op.f("ix_availability_rule_site_id"), table_name="availability_rule")
    op.drop_index(op.f("ix_availability_rule_listener_id"), table_name="availability_rule")
    op.drop_table("availability_rule")
