"""Keep work that was done while somebody should have rested."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENTS = ("starts_at", "ends_at", "recorded_at")


def upgrade() -> None:
    """Add work done in a rest: from when to when, made to or chosen, where, and who told it."""
    epochs = (
        sa.CheckConstraint(f"typeof({name}) IN ('integer', 'null')", name=op.f(f"ck_work_in_rest_{name}_epoch")).ddl_if(
            dialect="sqlite"
        )
        for name in MOMENTS
    )
    longest = op.f("ck_work_in_rest_longest")
    op.create_table(
        "work_in_rest",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("said", sa.String(length=24), nullable=False),
        sa.Column("department", sa.String(length=24), nullable=False),
        sa.Column("may_name", sa.Boolean(), nullable=False),
        sa.Column("by_himself", sa.Boolean(), nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_work_in_rest_order")),
        sa.CheckConstraint("ends_at - starts_at <= 57600", name=longest).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("ends_at - starts_at <= interval '16 hours'", name=longest).ddl_if(dialect="postgresql"),
        *epochs,
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_work_in_rest_site_id")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_work_in_rest_site_id_listener_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_in_rest")),
    )
    op.create_index("ix_work_in_rest_listener_starts", "work_in_rest", ["listener_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_work_in_rest_listener_id"), "work_in_rest", ["listener_id"], unique=False)
    op.create_index(op.f("ix_work_in_rest_site_id"), "work_in_rest", ["site_id"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f("ix_work_in_rest_site_id"), table_name="work_in_rest")
    op.drop_index(op.f("ix_work_in_rest_listener_id"), table_name="work_in_rest")
    op.drop_index("ix_work_in_rest_listener_starts", table_name="work_in_rest")
    op.drop_table("work_in_rest")
