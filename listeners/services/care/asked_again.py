"""Was he asked again, who was let go unrested? An officer ticked that he agreed; the charity asks him itself.

What he says is for the coordinators of his prison alone: it is on no page of staff, and changes no flag and no count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.agreed import Agreed
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.readings import note_reading
from listeners.store.care import overrides_asked
from listeners.store.database import Session
from listeners.store.duties_overrides import OverrideOnFile
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class AskPage:
    """Whom to ask again about which override; ``asked_on`` where it has been done. What he said is not shown here."""

    member: TeamMember
    override: OverrideOnFile
    asked_on: date | None


def page(site: Site, override_id: str, actor: Actor, now: datetime) -> AskPage:
    """Return an override to ask its Listener about (3 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is no such override at this site.
    """
    _require(actor, site)
    override, asked_on = overrides_asked.one(site.id, override_id)
    member = one_of_team(site, override.listener)
    note_reading(actor, site.id, Kind.CONTACT_TICKS, now, member.id, override_id)
    return AskPage(member, override, asked_on)


def put(
    site: Site,
    override_id: str,
    asked_on: date,
    answer: Agreed,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Write what a Listener said who was let go unrested, and return whose word it is. What is said otherwise later
    corrects it; the earlier version is kept.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is no such override at this site.
        Unreadable: he was asked before the override was given, or will be.
    """
    _require(actor, site)

    def do(session: Session) -> str:
        override, _ = overrides_asked.one(site.id, override_id)
        if fault := date_fault(site, override, asked_on, now):
            raise Unreadable("asked", [Problem(None, "asked_on", fault)])
        if overrides_asked.put_answer(session, site.id, override_id, asked_on, answer, actor, now):
            whose = override.listener
            audit(session, actor, now, "asked_again", Kind.OVERRIDE, object_id=override_id, subject_id=whose)
        return override.listener

    return ListenerId(once(actor, act_key, now, do))


def date_fault(site: Site, override: OverrideOnFile, asked_on: date, now: datetime) -> str | None:
    """Return why somebody cannot have been asked again on a date; None where he can."""
    if asked_on > local_date(now, site.zone):
        return "This date has not been yet"
    if asked_on < local_date(override.recorded_at, site.zone):
        return "This is before he was let go"
    return None


def _require(actor: Actor, site: Site) -> None:
    """Whoever may record overrides and read what Listeners tell: the coordinator alone."""
    require(actor, Do.WRITE, Kind.OVERRIDE, site.id)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)
