"""Hold one support plan of each Listener in force at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; each agreement has ended the one before it, so there are no two."""
    in_force = sa.text("ended_on IS NULL")
    op.create_index(
        "uq_support_plan_in_force",
        "support_plan",
        ["listener_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def downgrade() -> None:
    """Let the lock alone keep two apart."""
    op.drop_index("uq_support_plan_in_force", "support_plan")
