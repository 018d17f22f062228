"""Name who can be turned to in a night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nobody is named yet."""
    op.create_table(
        "night_contact",
        sa.Column("night", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("reached", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_night_contact_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_night_contact_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_night_contact")),
    )
    op.create_index("ix_night_contact_site_night", "night_contact", ["site_id", "night"], unique=True)
    without_night = sa.text("night IS NULL")
    op.create_index(
        "ix_night_contact_default",
        "night_contact",
        ["site_id"],
        unique=True,
        sqlite_where=without_night,
        postgresql_where=without_night,
    )


def downgrade() -> None:
    """Forget who was named."""
    op.drop_table("night_contact")
