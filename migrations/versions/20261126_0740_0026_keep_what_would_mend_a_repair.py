"""Keep what would mend the places that a repair leaves in want, beside its request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of a repair that is on file already nothing is known."""
    op.add_column("plan_request", sa.Column("remedies", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("plan_request", "remedies")
