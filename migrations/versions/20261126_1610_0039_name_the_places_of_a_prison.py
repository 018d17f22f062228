"""Name the places of a prison."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a prison that has named none has them all."""
    op.add_column("site", sa.Column("places", sa.String(length=120), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("site", "places")
