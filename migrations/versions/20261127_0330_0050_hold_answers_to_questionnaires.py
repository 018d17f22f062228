"""Hold what Listeners answered to questionnaires, sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nobody has answered one yet."""
    op.create_table(
        "instrument_result",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("instrument", sa.String(length=24), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_instrument_result_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(answers) >= 29", name=op.f("ck_instrument_result_answers_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_instrument_result_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_instrument_result_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_result")),
        sa.UniqueConstraint(
            "listener_id", "instrument", "on_date", name=op.f("uq_instrument_result_listener_id_instrument_on_date")
        ),
    )
    op.create_index(op.f("ix_instrument_result_site_id"), "instrument_result", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget the answers."""
    op.drop_table("instrument_result")
