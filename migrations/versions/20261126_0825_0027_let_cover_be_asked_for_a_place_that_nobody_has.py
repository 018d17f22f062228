"""Let cover be asked for of a place that nobody has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from listeners.store.columns import UtcDateTime

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a request have no duty, and say itself when its night begins and ends. Until now a request was over once its
    duty was withdrawn: those are closed, so that none of them is asked about again."""
    with op.batch_alter_table("cover_request") as table:
        table.alter_column("duty_id", existing_type=sa.String(length=20), nullable=True)
        table.add_column(sa.Column("starts_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("ends_at", UtcDateTime(), nullable=True))
    for name in ("starts_at", "ends_at"):
        op.execute(
            f"UPDATE cover_request SET {name} ="  # noqa: S608
            f" (SELECT duty.{name} FROM duty WHERE duty.id = cover_request.duty_id)"
        )
    op.execute(
        "UPDATE cover_request SET state = 'withdrawn', taken_by = NULL, version = version + 1"
        " WHERE state IN ('open', 'to_approve')"
        " AND (SELECT duty.state FROM duty WHERE duty.id = cover_request.duty_id) <> 'planned'"
    )
    with op.batch_alter_table("cover_request") as table:
        for name in ("starts_at", "ends_at"):
            table.alter_column(name, existing_type=UtcDateTime(), nullable=False)
            if op.get_bind().dialect.name == "sqlite":
                table.create_check_constraint(
                    op.f(f"ck_cover_request_{name}_epoch"), f"typeof({name}) IN ('integer', 'null')"
                )


def downgrade() -> None:
    """Forget the requests for places that nobody had, with their answers, and when a night begins."""
    gone = "(SELECT id FROM cover_request WHERE duty_id IS NULL)"
    op.execute(f"DELETE FROM cover_answer WHERE request_id IN {gone}")  # noqa: S608
    op.execute("DELETE FROM cover_request WHERE duty_id IS NULL")
    with op.batch_alter_table("cover_request") as table:
        for name in ("starts_at", "ends_at"):
            if op.get_bind().dialect.name == "sqlite":
                table.drop_constraint(op.f(f"ck_cover_request_{name}_epoch"), type_="check")
            table.drop_column(name)
        table.alter_column("duty_id", existing_type=sa.String(length=20), nullable=False)
