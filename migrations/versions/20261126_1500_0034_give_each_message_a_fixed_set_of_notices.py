"""Give each message a fixed set of notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what has not been sent yet is put into messages when it is next looked at."""
    op.add_column("notice", sa.Column("batch", sa.String(length=20), nullable=True))
    op.create_index("ix_notice_batch", "notice", ["batch"])


def downgrade() -> None:
    """Drop the column."""
    op.drop_index("ix_notice_batch", table_name="notice")
    op.drop_column("notice", "batch")
