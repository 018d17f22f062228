"""Let somebody who said yes wait to be unlocked, and note when they listened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TIMES = ("unlocked_at", "started_at", "ended_at")
BEFORE, AFTER = "state IN ('offered', 'acting')", "state IN ('offered', 'accepted', 'acting')"


def upgrade() -> None:
    """Add the times, and let one who waits be under way: nobody else can ask him, and nobody else leads."""
    with op.batch_alter_table("attendance") as table:
        for name in TIMES:
            table.add_column(sa.Column(name, UtcDateTime(), nullable=True))
    with op.batch_alter_table("attendance") as table:
        for name in TIMES if op.get_bind().dialect.name == "sqlite" else ():
            table.create_check_constraint(op.f(f"ck_attendance_{name}_epoch"), f"typeof({name}) IN ('integer', 'null')")
        table.create_check_constraint(op.f("ck_attendance_accepted"), "state <> 'accepted' OR accepted_at IS NOT NULL")
    _under_way(AFTER)


def downgrade() -> None:
    """Forget the times. Whoever waited has gone, at the moment that he said yes, so that he rests for it all the same;
    the request that he said yes to is being acted on."""
    op.execute(
        "UPDATE call_out SET state = 'acting', version = version + 1 WHERE state = 'asked' AND id IN"
        " (SELECT call_out_id FROM attendance WHERE state = 'accepted' AND part = 'lead')"
    )
    op.execute(
        "UPDATE attendance SET state = 'acting', out_at = accepted_at, version = version + 1 WHERE state = 'accepted'"
    )
    _under_way(BEFORE)
    with op.batch_alter_table("attendance") as table:
        table.drop_constraint(op.f("ck_attendance_accepted"), type_="check")
        for name in TIMES:
            if op.get_bind().dialect.name == "sqlite":
                table.drop_constraint(op.f(f"ck_attendance_{name}_epoch"), type_="check")
            table.drop_column(name)


def _under_way(states: str) -> None:
    """Make the two keys anew over these states of a part in a call-out."""
    for name, column, which in (
        ("guard_one_lead", "call_out_id", f"part = 'lead' AND {states}"),
        ("guard_one_call_out", "listener_id", states),
    ):
        op.drop_index(name, table_name="attendance")
        where = sa.text(which)
        op.create_index(name, "attendance", [column], unique=True, sqlite_where=where, postgresql_where=where)
