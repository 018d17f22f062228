"""Offer a night for another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0024"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of offers to swap."""
    op.create_table(
        "swap_offer",
        sa.Column("duty_id", sa.String(length=20), nullable=False),
        sa.Column("for_duty_id", sa.String(length=20), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("for_night", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(offered_at) IN ('integer', 'null')", name=op.f("ck_swap_offer_offered_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_swap_offer_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("duty_id <> for_duty_id", name=op.f("ck_swap_offer_two")),
        sa.ForeignKeyConstraint(
            ["site_id", "duty_id"], ["duty.site_id", "duty.id"], name=op.f("fk_swap_offer_site_id_duty_id")
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "for_duty_id"], ["duty.site_id", "duty.id"], name=op.f("fk_swap_offer_site_id_for_duty_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_swap_offer_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_offer")),
        sa.UniqueConstraint("duty_id", "for_duty_id", name=op.f("uq_swap_offer_duty_id_for_duty_id")),
    )
    op.create_index(op.f("ix_swap_offer_for_duty_id"), "swap_offer", ["for_duty_id"], unique=False)
    op.create_index("ix_swap_offer_site_night", "swap_offer", ["site_id", "night"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_swap_offer_site_night", table_name="swap_offer")
    op.drop_index(op.f("ix_swap_offer_for_duty_id"), table_name="swap_offer")
    op.drop_table("swap_offer")
