"""Keep secret links to calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0021"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of the links."""
    op.create_table(
        "feed_link",
        sa.Column("listener_id", sa.String(length=20), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(length=20), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        *(
            sa.CheckConstraint(
                f"typeof({name}) IN ('integer', 'null')", name=op.f(f"ck_feed_link_{name}_epoch")
            ).ddl_if(dialect="sqlite")
            for name in ("made_at", "revoked_at", "read_at")
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_feed_link_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_feed_link_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_link_digest")),
    )
    op.create_index(op.f("ix_feed_link_listener_id"), "feed_link", ["listener_id"], unique=False)
    op.create_index(op.f("ix_feed_link_site_id"), "feed_link", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget them all: no link opens anything any more."""
    op.drop_index(op.f("ix_feed_link_site_id"), table_name="feed_link")
    op.drop_index(op.f("ix_feed_link_listener_id"), table_name="feed_link")
    op.drop_table("feed_link")
