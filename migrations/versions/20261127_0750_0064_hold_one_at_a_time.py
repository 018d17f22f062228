"""Let a Listener have one buddy and one open request of a kind, and a prison one list of what it must pass on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

ONE_WHILE = (
    ("uq_buddy_listener_now", "buddy", ["listener_id"], "until_on IS NULL"),
    ("uq_buddy_buddy_now", "buddy", ["buddy_id"], "until_on IS NULL"),
    ("uq_person_request_open", "person_request", ["listener_id", "asked_for"], "given_on IS NULL"),
    ("uq_reporting_duty_in_force", "reporting_duty", ["site_id", "ordinal"], "in_force"),
)
SETTLED = (
    # Every pair ends of which one was in a pair already.
    "UPDATE buddy SET until_on = CURRENT_DATE, version = version + 1 WHERE until_on IS NULL AND EXISTS"
    " (SELECT 1 FROM buddy AS earlier WHERE earlier.until_on IS NULL"
    " AND (earlier.recorded_at, earlier.id) < (buddy.recorded_at, buddy.id)"
    " AND (buddy.listener_id IN (earlier.listener_id, earlier.buddy_id)"
    " OR buddy.buddy_id IN (earlier.listener_id, earlier.buddy_id)))",
    "DELETE FROM person_request WHERE given_on IS NULL AND EXISTS"
    " (SELECT 1 FROM person_request AS earlier WHERE earlier.given_on IS NULL"
    " AND (earlier.recorded_at, earlier.id) < (person_request.recorded_at, person_request.id)"
    " AND earlier.listener_id = person_request.listener_id AND earlier.asked_for = person_request.asked_for)",
    # The lines of one list were written in one moment by one writer. Moments are kept to the second: of two lists of
    # one second the greater writer's stays, and where the writer too is the same, the greater id of each place.
    "UPDATE reporting_duty SET in_force = false, version = version + 1 WHERE in_force AND EXISTS"
    " (SELECT 1 FROM reporting_duty AS later WHERE later.in_force AND later.site_id = reporting_duty.site_id"
    " AND ((later.recorded_at, coalesce(later.recorded_by, ''))"
    " > (reporting_duty.recorded_at, coalesce(reporting_duty.recorded_by, ''))"
    " OR (later.ordinal = reporting_duty.ordinal"
    " AND (later.recorded_at, coalesce(later.recorded_by, ''), later.id)"
    " > (reporting_duty.recorded_at, coalesce(reporting_duty.recorded_by, ''), reporting_duty.id))))",
)


def upgrade() -> None:
    """Settle what two acts in one moment wrote twice (the first pair and request and the last list stay), and let it
    be refused from now on."""
    for each in SETTLED:
        op.execute(each)
    for name, table, columns, condition in ONE_WHILE:
        where = sa.text(condition)
        op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_reporting_duty_site_id", table_name="reporting_duty")  # the new one serves for the same


def downgrade() -> None:
    """Refuse it no more."""
    op.create_index("ix_reporting_duty_site_id", "reporting_duty", ["site_id"], unique=False)
    for name, table, _, _ in ONE_WHILE:
        op.drop_index(name, table_name=table)
