"""Let an override be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TOGETHER = "(taken_back_at IS NULL) = (taken_back_by IS NULL) AND (taken_back_at IS NULL) = (taken_back_name IS NULL)"


def upgrade() -> None:
    """Keep when and by whom; of those that are on file none was."""
    with op.batch_alter_table("rest_override") as table:
        table.add_column(sa.Column("taken_back_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("taken_back_by", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("taken_back_name", sa.String(length=80), nullable=True))
        table.create_check_constraint(op.f("ck_rest_override_taken_back"), TOGETHER)
        if op.get_bind().dialect.name == "sqlite":
            table.create_check_constraint(
                op.f("ck_rest_override_taken_back_at_epoch"), "typeof(taken_back_at) IN ('integer', 'null')"
            )


def downgrade() -> None:
    """Forget it: they look as if they had stood to their end."""
    with op.batch_alter_table("rest_override") as table:
        table.drop_constraint(op.f("ck_rest_override_taken_back"), type_="check")
        if op.get_bind().dialect.name == "sqlite":
            table.drop_constraint(op.f("ck_rest_override_taken_back_at_epoch"), type_="check")
        for name in ("taken_back_name", "taken_back_by", "taken_back_at"):
            table.drop_column(name)
