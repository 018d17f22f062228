"""Say what a rest follows, and what took its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a rest keep what it follows, with its times, and when, by whom and for which rest it was put out of force. Of
    those before it is not known."""
    with op.batch_alter_table("rest") as table:
        table.add_column(sa.Column("because", sa.Text(), nullable=True))
        table.add_column(sa.Column("replaced_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("replaced_by", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("replaced_for", sa.String(length=20), nullable=True))
        if op.get_bind().dialect.name == "sqlite":
            table.create_check_constraint(
                op.f("ck_rest_replaced_at_epoch"), "typeof(replaced_at) IN ('integer', 'null')"
            )


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("rest") as table:
        if op.get_bind().dialect.name == "sqlite":
            table.drop_constraint(op.f("ck_rest_replaced_at_epoch"), type_="check")
        for name in ("replaced_for", "replaced_by", "replaced_at", "because"):
            table.drop_column(name)
