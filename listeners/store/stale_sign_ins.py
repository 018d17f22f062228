"""Which sign-ins has nobody used for too long?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, or_, update
from sqlalchemy.orm import Session

from listeners.access import Device
from listeners.store.accounts import SignIn


def close_stale(
    session: Session, device: Device, started_before: datetime, seen_before: datetime, now: datetime
) -> int:
    """Close the open sign-ins of a kind of device that began, or were last seen, before a moment; return how many."""
    done: Any = session.execute(
        update(SignIn)
        .where(
            SignIn.closed_at.is_(None),
            SignIn.device == device,
            or_(SignIn.started_at <= started_before, SignIn.seen_at <= seen_before),
        )
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0
