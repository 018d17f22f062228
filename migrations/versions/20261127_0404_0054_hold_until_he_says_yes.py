"""Hold a Listener from call-outs until he says yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None of the rests that are on file is a hold."""
    with op.batch_alter_table("availability_rule") as table:
        table.add_column(sa.Column("is_hold", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("availability_rule") as table:
        table.alter_column("is_hold", server_default=None)
        table.create_check_constraint(op.f("ck_availability_rule_hold"), "is_pause OR NOT is_hold")


def downgrade() -> None:
    """Whoever was held rests until he comes back, by his own word."""
    with op.batch_alter_table("availability_rule") as table:
        table.drop_constraint(op.f("ck_availability_rule_hold"), type_="check")
        table.drop_column("is_hold")
