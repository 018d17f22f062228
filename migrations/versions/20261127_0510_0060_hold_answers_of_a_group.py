"""Hold what a group answered to a questionnaire, sealed, and of nobody by name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def _recorded(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f(f"ck_{table}_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f(f"fk_{table}_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Make the tables; no survey has begun yet."""
    op.create_table(
        "group_survey",
        sa.Column("instrument", sa.String(length=24), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("handed_out", sa.Integer(), nullable=True),
        *_recorded("group_survey"),
        sa.UniqueConstraint("site_id", "id", name="uq_group_survey_site_id_id"),
    )
    op.create_table(
        "group_answer",
        sa.Column("survey_id", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        *_recorded("group_answer"),
        sa.CheckConstraint("length(answers) >= 29", name=op.f("ck_group_answer_answers_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "survey_id"],
            ["group_survey.site_id", "group_survey.id"],
            name=op.f("fk_group_answer_site_id_survey_id"),
        ),
    )
    op.create_index(op.f("ix_group_answer_site_id"), "group_answer", ["site_id"], unique=False)
    op.create_index(op.f("ix_group_answer_survey_id"), "group_answer", ["survey_id"], unique=False)


def downgrade() -> None:
    """Forget the surveys."""
    op.drop_table("group_answer")
    op.drop_table("group_survey")
