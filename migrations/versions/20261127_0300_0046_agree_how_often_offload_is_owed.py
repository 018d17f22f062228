"""Hold how often offload is owed to a Listener with whom that was agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; until now everybody is owed it as often as his prison says."""
    op.create_table(
        "offload_cadence",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_offload_cadence_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("every_days IS NULL OR every_days BETWEEN 7 AND 31", name=op.f("ck_offload_cadence_days")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_offload_cadence_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_offload_cadence_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offload_cadence")),
        sa.UniqueConstraint("listener_id", "from_on", name=op.f("uq_offload_cadence_listener_id_from_on")),
    )
    op.create_index(op.f("ix_offload_cadence_site_id"), "offload_cadence", ["site_id"], unique=False)


def downgrade() -> None:
    """Everybody is owed it as often as his prison says."""
    op.drop_table("offload_cadence")
