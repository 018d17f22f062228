"""Hold what was agreed with a Listener: his limits in his row, the plan sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns; nothing has been agreed with anybody yet."""
    op.create_table(
        "support_plan",
        sa.Column("listener_id", sa.String(length=20), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "typeof(recorded_at) IN ('integer', 'null')", name=op.f("ck_support_plan_recorded_at_epoch")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(told) >= 29", name=op.f("ck_support_plan_told_sealed")),
        sa.ForeignKeyConstraint(
            ["site_id", "listener_id"],
            ["listener.site_id", "listener.id"],
            name=op.f("fk_support_plan_site_id_listener_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_support_plan_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_plan")),
    )
    op.create_index(op.f("ix_support_plan_site_id"), "support_plan", ["site_id"], unique=False)
    op.create_index(op.f("ix_support_plan_listener_id"), "support_plan", ["listener_id"], unique=False)
    with op.batch_alter_table("listener") as batch:
        batch.add_column(sa.Column("own_7", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("own_28", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("only", sa.String(length=24), nullable=True))
        batch.add_column(sa.Column("not_wings", sa.String(length=120), nullable=False, server_default=""))
        batch.create_check_constraint(op.f("ck_listener_own_7"), "own_7 BETWEEN 1 AND 7")
        batch.create_check_constraint(op.f("ck_listener_own_28"), "own_28 BETWEEN 1 AND 28")
    with op.batch_alter_table("listener") as batch:
        batch.alter_column("not_wings", server_default=None)
    with op.batch_alter_table("availability_rule") as batch:
        batch.add_column(sa.Column("is_agreed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("availability_rule") as batch:
        batch.alter_column("is_agreed", server_default=None)


def downgrade() -> None:
    """Forget what was agreed."""
    with op.batch_alter_table("availability_rule") as batch:
        batch.drop_column("is_agreed")
    with op.batch_alter_table("listener") as batch:
        batch.drop_constraint(op.f("ck_listener_own_28"), type_="check")
        batch.drop_constraint(op.f("ck_listener_own_7"), type_="check")
        for name in ("not_wings", "only", "own_28", "own_7"):
            batch.drop_column(name)
    op.drop_table("support_plan")
