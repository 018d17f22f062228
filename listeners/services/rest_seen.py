"""Work or education says that it has seen who rests: what is put on file?

It is the regime's own act, as the check at lock-up is. Whoever is on the list at that moment has been seen; whoever
comes on to it later, or is excused until another time, has not.
"""

from __future__ import annotations

from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.team import Site
from listeners.domain.work_told import Department
from listeners.services import rest_days
from listeners.services.acts import once
from listeners.store import rest_seen
from listeners.store.database import Session
from listeners.store.journal import audit


def see(site: Site, on: date, department: Department, actor: Actor, now: datetime, act_key: str | None = None) -> int:
    """Note that a department has seen everybody who stands on the list of a date, and return how many those are.

    Raises:
        NotAllowed: the actor may not see rest at this site, or is no staff of it.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id)

    def do(session: Session) -> str:
        days = rest_days.on(site, on, actor, now)
        excused = {day.member.id: day.excused_until for day in days}
        rest_seen.put(session, site.id, on, department, excused, actor, now)
        detail = {"department": department.value, "on": on, "men": len(days)}
        audit(session, actor, now, "rest_seen", Kind.REST, site_id=site.id, detail=detail)
        return str(len(days))

    return int(once(actor, act_key, now, do))
