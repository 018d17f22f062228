"""Note which department has seen who rests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its table."""
    epochs = (
        sa.CheckConstraint(f"typeof({name}) IN ('integer', 'null')", name=op.f(f"ck_rest_seen_{name}_epoch")).ddl_if(
            dialect="sqlite"
        )
        for name in ("excused_until", "recorded_at")
    )
    op.create_table(
        "rest_seen",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("department", sa.String(length=24), nullable=False),
        sa.Column("excused_until", UtcDateTime(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        *epochs,
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_rest_seen_site_id")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_rest_seen_site_id_listener_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rest_seen")),
        sa.UniqueConstraint(
            "listener_id", "on_date", "department", name=op.f("uq_rest_seen_listener_id_on_date_department")
        ),
    )
    op.create_index("ix_rest_seen_site_date", "rest_seen", ["site_id", "on_date"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_rest_seen_site_date", table_name="rest_seen")
    op.drop_table("rest_seen")
