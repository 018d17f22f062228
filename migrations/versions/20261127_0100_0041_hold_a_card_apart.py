"""Hold a card of an offload apart from what its Listener told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None of those that are on file is."""
    with op.batch_alter_table("offload") as table:
        table.add_column(sa.Column("apart", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("offload") as table:
        table.alter_column("apart", server_default=None)


def downgrade() -> None:
    """Those that were are one session with what he told of that day again."""
    with op.batch_alter_table("offload") as table:
        table.drop_column("apart")
