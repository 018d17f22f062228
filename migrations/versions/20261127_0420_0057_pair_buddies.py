"""Pair Listeners who look after each other, and hold that they talked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0057"
down_revision = "0056"
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


def _same_site(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_site_id_{column}")
    return sa.ForeignKeyConstraint(["site_id", column], [f"{other}.site_id", f"{other}.id"], name=name)


def upgrade() -> None:
    """Make the two tables; nobody has a buddy."""
    op.create_table(
        "buddy",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("buddy_id", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        *_recorded("buddy"),
        _same_site("buddy", "listener_id", "listener"),
        _same_site("buddy", "buddy_id", "listener"),
        sa.UniqueConstraint("site_id", "id", name="uq_buddy_site_id_id"),
    )
    for column in ("listener_id", "buddy_id"):
        op.create_index(op.f(f"ix_buddy_{column}"), "buddy", [column], unique=False)
    op.create_table(
        "buddy_talk",
        sa.Column("pair_id", sa.String(length=20), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        *_recorded("buddy_talk"),
        _same_site("buddy_talk", "pair_id", "buddy"),
        sa.UniqueConstraint("pair_id", "on_date", name=op.f("uq_buddy_talk_pair_id_on_date")),
    )
    op.create_index(op.f("ix_buddy_talk_site_id"), "buddy_talk", ["site_id"], unique=False)


def downgrade() -> None:
    """Nobody has a buddy any more."""
    op.drop_table("buddy_talk")
    op.drop_table("buddy")
