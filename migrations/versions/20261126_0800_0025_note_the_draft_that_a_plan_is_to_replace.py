"""Note with a request which draft, as it was then, its plan is to replace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; a request on file takes the place of no draft: where there is one, it is asked for again."""
    op.add_column("plan_request", sa.Column("draft_id", sa.String(length=20), nullable=True))
    op.add_column("plan_request", sa.Column("draft_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("plan_request", "draft_version")
    op.drop_column("plan_request", "draft_id")
