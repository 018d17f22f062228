"""Say when to look again at a flag."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day; for those that are on file none was set."""
    op.add_column("flag", sa.Column("review_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop it; that somebody looked stays among what happened to the flag."""
    op.drop_column("flag", "review_on")
