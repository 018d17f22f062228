"""Tell what covers a night as was agreed from what a Listener said of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is on file counts as his own word."""
    with op.batch_alter_table("availability") as batch:
        batch.add_column(sa.Column("is_agreed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("availability") as batch:
        batch.alter_column("is_agreed", server_default=None)


def downgrade() -> None:
    """Forget the difference."""
    with op.batch_alter_table("availability") as batch:
        batch.drop_column("is_agreed")
