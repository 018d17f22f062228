"""Name who is told first, second and last of a reason to ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "care_lead",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_care_lead_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_care_lead_account_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_care_lead_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_lead")),
    )
    in_force = sa.text("until_on IS NULL")
    op.create_index(
        "uq_care_lead_in_force",
        "care_lead",
        ["site_id", "place"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def downgrade() -> None:
    """Forget who was named."""
    op.drop_table("care_lead")
