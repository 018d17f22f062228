"""What must be passed on at a prison, told before anybody tells something? Its coordinators write it down."""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.reporting_duty import duty_fault
from listeners.domain.team import Site
from listeners.errors import Conflict, Problem, Unreadable
from listeners.services.acts import once
from listeners.store.care import reporting_duties
from listeners.store.database import Session
from listeners.store.journal import audit


def of(site: Site) -> tuple[str, ...]:
    """Return what must be passed on at a prison, for everybody to read; nothing where it has named nothing of its own
    (1 statement)."""
    return reporting_duties.lines(site.id)


def save(
    site: Site,
    lines: tuple[str, ...],
    seen: tuple[str, ...],
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put these lines in the place of those that were ``seen``; none: what holds everywhere is told.

    Raises:
        NotAllowed: only a coordinator of the site.
        Unreadable: there are too many, or one is too long.
        Conflict: they were changed meanwhile.
    """
    require(actor, Do.WRITE, Kind.DISCLOSURE, site.id)
    if fault := duty_fault(lines):
        raise Unreadable("what must be passed on", [Problem(None, "lines", fault)])

    def do(session: Session) -> str:
        if reporting_duties.lines(site.id) != seen:
            raise Conflict("changed meanwhile")
        reporting_duties.replace(session, site.id, lines, actor, now)
        audit(session, actor, now, "duties_written", Kind.DISCLOSURE, site_id=site.id)
        return "done"

    once(actor, act_key, now, do)
