"""Keep what came of talks with those who leave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "exit_talk",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_exit_talk_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(told) >= 29", name=op.f("ck_exit_talk_told_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_exit_talk_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_exit_talk_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_talk")),
        sa.UniqueConstraint("listener_id", "kind", "on_date", name=op.f("uq_exit_talk_listener_id_kind_on_date")),
    )
    op.create_index(op.f("ix_exit_talk_site_id"), "exit_talk", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget them all."""
    op.drop_table("exit_talk")
