"""Add what would mend the gaps of a rota, beside the rota."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of a rota that is on file already nothing is known."""
    op.add_column("rota", sa.Column("remedies", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("rota", "remedies")
