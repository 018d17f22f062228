"""Keep that a Listener asked for a copy of what is held about him, or a correction, and when it was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "person_request",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("asked_for", sa.String(length=24), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_person_request_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_person_request_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_person_request_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_request")),
    )
    op.create_index(op.f("ix_person_request_listener_id"), "person_request", ["listener_id"], unique=False)
    op.create_index(op.f("ix_person_request_site_id"), "person_request", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget what was asked for."""
    op.drop_table("person_request")
