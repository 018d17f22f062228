"""Keep contacts that a Listener told of, to which no officer called him."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; none has been told until now."""
    op.create_table(
        "own_contact",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_own_contact_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(told) >= 29", name=op.f("ck_own_contact_told_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_own_contact_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_own_contact_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_contact")),
    )
    op.create_index(op.f("ix_own_contact_listener_id"), "own_contact", ["listener_id"], unique=False)
    op.create_index(op.f("ix_own_contact_site_id"), "own_contact", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget them."""
    op.drop_table("own_contact")
