"""Note what happened in the course of a call-out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of the call-outs on file nothing of the kind is known."""
    op.create_table(
        "call_out_event",
        sa.Column("call_out_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("attendance_id", sa.String(length=20), nullable=True),
        sa.Column("relieved_id", sa.String(length=20), nullable=True),
        sa.Column("replaces_id", sa.String(length=20), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('delayed', 'refused') OR reason IS NOT NULL", name=op.f("ck_call_out_event_reason")
        ),
        sa.CheckConstraint("typeof(at) IN ('integer', 'null')", name=op.f("ck_call_out_event_at_epoch")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_call_out_event_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        *(
            sa.ForeignKeyConstraint(
                ["site_id", column],
                [f"{table}.site_id", f"{table}.id"],
                name=op.f(f"fk_call_out_event_site_id_{column}"),
            )
            for column, table in (
                ("call_out_id", "call_out"),
                ("attendance_id", "attendance"),
                ("relieved_id", "attendance"),
                ("replaces_id", "call_out_event"),
            )
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_call_out_event_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_out_event")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_call_out_event_replaces_id")),
        sa.UniqueConstraint("site_id", "id", name="uq_call_out_event_site_id_id"),
    )
    for name, columns in (
        (op.f("ix_call_out_event_call_out_id"), ["call_out_id"]),
        (op.f("ix_call_out_event_attendance_id"), ["attendance_id"]),
        (op.f("ix_call_out_event_relieved_id"), ["relieved_id"]),
        ("ix_call_out_event_site_at", ["site_id", "at"]),
    ):
        op.create_index(name, "call_out_event", columns)


def downgrade() -> None:
    """Forget what happened."""
    op.drop_table("call_out_event")
