"""Note what came of a talk after a call-out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of the talks that were offered until now it is not known what came of them."""
    op.create_table(
        "debrief",
        sa.Column("attendance_id", sa.String(length=20), nullable=False),
        sa.Column("look", sa.String(length=24), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("talk", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_debrief_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(talk) >= 29", name=op.f("ck_debrief_talk_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "attendance_id"],
            ["attendance.site_id", "attendance.id"],
            name=op.f("fk_debrief_site_id_attendance_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_debrief_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief")),
        sa.UniqueConstraint("attendance_id", "look", name=op.f("uq_debrief_attendance_id_look")),
    )
    op.create_index(op.f("ix_debrief_site_id"), "debrief", ["site_id"], unique=False)


def downgrade() -> None:
    """Forget what came of them."""
    op.drop_table("debrief")
