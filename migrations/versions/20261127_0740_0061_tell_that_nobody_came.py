"""Tell of a planned session that nobody came, or who came without being planned for; only a cancelled one says why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_offload_planned_cancelled_by_whom": "(cancelled_by IS NOT NULL) = (state = 'cancelled')",
    "ck_offload_planned_cancelled_why": "why IS NULL OR state = 'cancelled'",
}
UNPLANNED = "ck_offload_planned_for_unplanned_came"


def upgrade() -> None:
    """Of those that are on file nobody came without being planned for; the state of a session is a word already."""
    with op.batch_alter_table("offload_planned") as table:
        for name, rule in CHECKS.items():
            table.create_check_constraint(op.f(name), rule)
    with op.batch_alter_table("offload_planned_for") as table:
        table.add_column(sa.Column("unplanned", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("offload_planned_for") as table:
        table.alter_column("unplanned", server_default=None)
        table.create_check_constraint(op.f(UNPLANNED), "NOT unplanned OR came IS TRUE")


def downgrade() -> None:
    """Forget who came without being planned for. One to which nobody came was held, and none of its people was there:
    so it was shown before."""
    op.execute("DELETE FROM offload_planned_for WHERE unplanned")
    op.execute("UPDATE offload_planned SET state = 'held', version = version + 1 WHERE state = 'nobody'")
    with op.batch_alter_table("offload_planned_for") as table:
        table.drop_constraint(op.f(UNPLANNED), type_="check")
        table.drop_column("unplanned")
    with op.batch_alter_table("offload_planned") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(name), type_="check")
