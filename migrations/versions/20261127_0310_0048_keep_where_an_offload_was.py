"""Keep where an offload session was, and who was there by role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of those that are on file neither is known."""
    with op.batch_alter_table("offload") as table:
        table.add_column(sa.Column("place", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("present", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("offload") as table:
        table.alter_column("present", server_default=None)


def downgrade() -> None:
    """Forget both."""
    with op.batch_alter_table("offload") as table:
        table.drop_column("present")
        table.drop_column("place")
