"""Ask for cover."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of requests for cover and of the answers to them."""
    op.create_table(
        "cover_request",
        sa.Column("duty_id", sa.String(length=20), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=20), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(state IN ('to_approve', 'taken')) = (taken_by IS NOT NULL)", name=op.f("ck_cover_request_taken_by")
        ),
        sa.CheckConstraint(
            "typeof(opened_at) IN ('integer', 'null')", name=op.f("ck_cover_request_opened_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_cover_request_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(
            ["site_id", "duty_id"], ["duty.site_id", "duty.id"], name=op.f("fk_cover_request_site_id_duty_id")
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "taken_by"], ["listener.site_id", "listener.id"], name=op.f("fk_cover_request_site_id_taken_by")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_cover_request_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_request")),
        sa.UniqueConstraint("duty_id", name=op.f("uq_cover_request_duty_id")),
        sa.UniqueConstraint("site_id", "id", name="uq_cover_request_site_id_id"),
    )
    op.create_index("ix_cover_request_site_night", "cover_request", ["site_id", "night"], unique=False)
    op.create_index(op.f("ix_cover_request_taken_by"), "cover_request", ["taken_by"], unique=False)
    op.create_table(
        "cover_answer",
        sa.Column("request_id", sa.String(length=20), nullable=False),
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reply", sa.String(length=24), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(answered_at) IN ('integer', 'null')", name=op.f("ck_cover_answer_answered_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "typeof(asked_at) IN ('integer', 'null')", name=op.f("ck_cover_answer_asked_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_cover_answer_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_cover_answer_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "request_id"],
            ["cover_request.site_id", "cover_request.id"],
            name=op.f("fk_cover_answer_site_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_cover_answer_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_answer")),
        sa.UniqueConstraint("request_id", "listener_id", name=op.f("uq_cover_answer_request_id_listener_id")),
    )
    op.create_index(op.f("ix_cover_answer_listener_id"), "cover_answer", ["listener_id"], unique=False)
    op.create_index(op.f("ix_cover_answer_site_id"), "cover_answer", ["site_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_cover_answer_site_id"), table_name="cover_answer")
    op.drop_index(op.f("ix_cover_answer_listener_id"), table_name="cover_answer")
    op.drop_table("cover_answer")
    op.drop_index(op.f("ix_cover_request_taken_by"), table_name="cover_request")
    op.drop_index("ix_cover_request_site_night", table_name="cover_request")
    op.drop_table("cover_request")
