"""Let the planner be asked how large a team is needed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the kind of a request, which of all so far is a plan, and the answer of one that makes no rota.

    The default stays: to take it away SQLite would have to make the table anew.
    """
    op.add_column("plan_request", sa.Column("kind", sa.String(length=24), nullable=False, server_default="plan"))
    op.add_column("plan_request", sa.Column("answer", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take both away, and the requests that made no rota: nothing before knew of them."""
    op.execute("DELETE FROM plan_request WHERE kind <> 'plan'")
    op.drop_column("plan_request", "answer")
    op.drop_column("plan_request", "kind")
