"""Keep the order of what one person is told of in the same second."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what is on file nobody knows the order within a second."""
    with op.batch_alter_table("notice") as batch:
        batch.add_column(sa.Column("ordinal", sa.Integer(), nullable=False, server_default=sa.text("0")))
    with op.batch_alter_table("notice") as batch:
        batch.alter_column("ordinal", server_default=None)


def downgrade() -> None:
    """Forget the order."""
    with op.batch_alter_table("notice") as batch:
        batch.drop_column("ordinal")
