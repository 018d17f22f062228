"""Keep what is printed of a night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of printed night sheets."""
    op.create_table(
        "night_sheet",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("printed_at", UtcDateTime(), nullable=False),
        sa.Column("printed_by", sa.String(length=20), nullable=True),
        sa.Column("sum", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(printed_at) IN ('integer', 'null')", name=op.f("ck_night_sheet_printed_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(body) >= 29", name=op.f("ck_night_sheet_body_sealed")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_night_sheet_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_night_sheet")),
    )
    op.create_index("ix_night_sheet_site_printed", "night_sheet", ["site_id", "printed_at"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("night_sheet")
