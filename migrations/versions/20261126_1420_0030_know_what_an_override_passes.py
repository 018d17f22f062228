"""Keep that whoever overrides knows what is passed, and when the Listener was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

FIRST_OF_AN_OVERRIDE = (
    "(SELECT first.id FROM duty AS first WHERE first.override_id = duty.override_id"
    " ORDER BY CASE WHEN first.state = 'planned' THEN 0 ELSE 1 END, first.recorded_at DESC, first.id LIMIT 1)"
)
"""The duty that goes on under an override: the one that is planned, else the newest."""


def upgrade() -> None:
    """Let an override say both, which is unknown of the old ones, and stand for one duty: of two under one override the
    one that was withdrawn or stood down stands under none, as it needs none."""
    with op.batch_alter_table("rest_override") as table:
        table.add_column(sa.Column("asked_him_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("acknowledged", sa.Boolean(), nullable=True))
        table.create_check_constraint(op.f("ck_rest_override_acknowledged"), "acknowledged")
        if op.get_bind().dialect.name == "sqlite":
            table.create_check_constraint(
                op.f("ck_rest_override_asked_him_at_epoch"), "typeof(asked_him_at) IN ('integer', 'null')"
            )
    op.execute(
        "UPDATE duty SET override_id = NULL, version = version + 1"  # noqa: S608
        f" WHERE override_id IS NOT NULL AND id <> {FIRST_OF_AN_OVERRIDE}"
    )
    op.drop_index("ix_duty_override_id", table_name="duty")
    op.create_index("guard_override_once", "duty", ["override_id"], unique=True)


def downgrade() -> None:
    """Forget what was known, and let an override stand for many duties."""
    op.drop_index("guard_override_once", table_name="duty")
    op.create_index("ix_duty_override_id", "duty", ["override_id"], unique=False)
    with op.batch_alter_table("rest_override") as table:
        table.drop_constraint(op.f("ck_rest_override_acknowledged"), type_="check")
        if op.get_bind().dialect.name == "sqlite":
            table.drop_constraint(op.f("ck_rest_override_asked_him_at_epoch"), type_="check")
        table.drop_column("acknowledged")
        table.drop_column("asked_him_at")
