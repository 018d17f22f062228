"""Plan offload sessions, for whom, and say what became of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def _recorded(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f(f"ck_{table}_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f(f"fk_{table}_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Make the two tables; none is planned."""
    op.create_table(
        "offload_planned",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("led_by", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("cancelled_by", sa.String(length=24), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        *_recorded("offload_planned"),
        sa.CheckConstraint("length(why) >= 29", name=op.f("ck_offload_planned_why_sealed")),
        sa.UniqueConstraint("site_id", "id", name="uq_offload_planned_site_id_id"),
    )
    op.create_index("ix_offload_planned_site_on", "offload_planned", ["site_id", "on_date"], unique=False)
    op.create_table(
        "offload_planned_for",
        sa.Column("planned_id", sa.String(length=20), nullable=False),
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        *_recorded("offload_planned_for"),
        sa.ForeignKeyConstraint(
            ["site_id", "planned_id"],
            ["offload_planned.site_id", "offload_planned.id"],
            name=op.f("fk_offload_planned_for_site_id_planned_id"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_offload_planned_for_site_id_listener_id"),
        ),
        sa.UniqueConstraint("planned_id", "listener_id", name=op.f("uq_offload_planned_for_planned_id_listener_id")),
    )
    op.create_index(op.f("ix_offload_planned_for_site_id"), "offload_planned_for", ["site_id"], unique=False)
    op.create_index(op.f("ix_offload_planned_for_listener_id"), "offload_planned_for", ["listener_id"], unique=False)


def downgrade() -> None:
    """Forget what was planned."""
    op.drop_table("offload_planned_for")
    op.drop_table("offload_planned")
