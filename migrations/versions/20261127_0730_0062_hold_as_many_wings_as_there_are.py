"""Hold as many wings to which a Listener does not go as there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

SHORT, LONG = sa.String(length=120), sa.Text()


def upgrade() -> None:
    """Let the column be as long as it must be: five wings filled it."""
    with op.batch_alter_table("listener") as batch:
        batch.alter_column("not_wings", existing_type=SHORT, type_=LONG, existing_nullable=False)


def downgrade() -> None:
    """Make it short again; where more wings are on file than it holds, PostgreSQL refuses."""
    with op.batch_alter_table("listener") as batch:
        batch.alter_column("not_wings", existing_type=LONG, type_=SHORT, existing_nullable=False)
