"""Keep in what each Listener was trained, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no training in a module is on file yet."""
    op.create_table(
        "training_done",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("module", sa.String(length=24), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_training_done_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_training_done_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_training_done_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_done")),
        sa.UniqueConstraint(
            "listener_id", "module", "on_date", name=op.f("uq_training_done_listener_id_module_on_date")
        ),
    )
    op.create_index(op.f("ix_training_done_site_id"), "training_done", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget the training by module."""
    op.drop_table("training_done")
