"""Keep what a Listener told to whom he chose, and what was done about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "concern",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("addressed_to", sa.String(length=24), nullable=False),
        sa.Column("to_site_id", sa.String(length=20), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.String(length=20), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        *_recorded("concern"),
        sa.CheckConstraint("length(told) >= 29", name=op.f("ck_concern_told_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"], ["listener.site_id", "listener.id"], name=op.f("fk_concern_site_id_listener_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_concern_site_id")),
        sa.ForeignKeyConstraint(["to_site_id"], ["site.id"], name=op.f("fk_concern_to_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("site_id", "id", name="uq_concern_site_id_id"),
    )
    op.create_index(op.f("ix_concern_listener_id"), "concern", ["listener_id"], unique=False)
    op.create_index(op.f("ix_concern_to_site_id"), "concern", ["to_site_id"], unique=False)
    op.create_table(
        "concern_step",
        sa.Column("concern_id", sa.String(length=20), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        *_recorded("concern_step"),
        sa.CheckConstraint("length(note) >= 29", name=op.f("ck_concern_step_note_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "concern_id"],
            ["concern.site_id", "concern.id"],
            name=op.f("fk_concern_step_site_id_concern_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_concern_step_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_step")),
        sa.UniqueConstraint("concern_id", "ordinal", name=op.f("uq_concern_step_concern_id_ordinal")),
    )
    op.create_index(op.f("ix_concern_step_site_id"), "concern_step", ["site_id"], unique=False)


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
    )


def downgrade() -> None:
    """Forget what was told, and what was done."""
    op.drop_table("concern_step")
    op.drop_table("concern")
