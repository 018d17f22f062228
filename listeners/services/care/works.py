"""A Listener worked while he should have rested: made to, or because he chose. How does that get on file?

He tells it himself, of the last 14 days, or the coordinator does for him. His rest begins anew in the same act, and the
duties that it now forbids are stood down (docs/evidence.md, section 4, rules 3 and 8). Staff see a rest that ends
later, never which of the two it was (docs/decisions/0028-work-in-a-rest.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.access import SYSTEM, Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.domain.work_told import Opposite, WorkTold, contradicts, faults_of, is_on_file
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services import rests
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.readings import note_reading
from listeners.services.duty_gaps import settle_notices, tell_coordinators
from listeners.store import regime_facts
from listeners.store.database import Session
from listeners.store.journal import audit
from listeners.store.regime_facts import WorkOnFile

OWN_DAYS = 14
"""A Listener tells of the last two weeks, as of his call-outs; of earlier work the coordinator does."""
FAR_BACK = 366
"""A coordinator has paper before him: a year and a day."""
WORK_TOLD = "work_told"
"""Kind of notice to the coordinators: that something was told, never what."""
SHOWN_DAYS = 56
"""What stands on the coordinator's page: twice the four weeks of the reasons of a flag."""


@dataclass(frozen=True, slots=True)
class WorksOf:
    """What is on file of one Listener's work in his rests, the newest first."""

    member: TeamMember
    works: tuple[WorkOnFile, ...]


def faults(starts_at: datetime, ends_at: datetime, by_himself: bool, now: datetime) -> tuple[str, ...]:
    """Return why such work cannot be told, as codes of ``work_told.faults_of``."""
    return faults_of(starts_at, ends_at, now - timedelta(days=OWN_DAYS if by_himself else FAR_BACK), now)


def of(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> WorksOf:
    """Return what was told of one Listener's work (3 statements, the row of this reading included).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: nobody of that id at this site.
    """
    require(actor, Do.READ, Kind.OWN_CONTACT, site.id, listener)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, Kind.OWN_CONTACT, now, listener)
    return WorksOf(member, regime_facts.told(site.id, listener, now - timedelta(days=SHOWN_DAYS)))


def unlike(site: Site, listener: ListenerId, work: WorkTold, actor: Actor) -> tuple[Opposite, ...]:
    """Return what is on file of the same hours of a Listener, of which this says the opposite: made to work, or chose
    to. It should be asked about before it is put on file for him, and is never refused for it (1 statement). Nothing,
    where this very work is on file already.

    Raises:
        NotAllowed: the actor may not put work of that Listener on file.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id, listener)
    there = regime_facts.told(site.id, listener, work.starts_at)
    if is_on_file(work, [each.work for each in there]):
        return ()
    found = (each for each in reversed(there) if contradicts(work, each.work))
    return tuple(Opposite(each.work, each.by_himself, each.recorded_at) for each in found)


def tell_own(site: Site, work: WorkTold, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Put work on file that the actor did himself.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
        Unreadable: it cannot have been, or was longer ago than he may tell.
    """
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    _tell(site, actor.listener_id, work, actor, now, act_key, by_himself=True)


def tell_for(
    site: Site, listener: ListenerId, work: WorkTold, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Put work of a Listener on file for him.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: nobody of that id at this site.
        Unreadable: it cannot have been.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id, listener)
    one_of_team(site, listener)
    _tell(site, listener, work, actor, now, act_key, by_himself=False)


def take_back(site: Site, work_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> ListenerId:
    """Take back what was told by mistake, and return of whom: his rest is again what it was without it.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: no such work at this site.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id)

    def do(session: Session) -> str:
        listener, starts_at = regime_facts.take_back(session, site.id, work_id, actor, now)
        settle_notices(session, site, [f"{WORK_TOLD}:{work_id}:"], actor, now)
        _follow(session, site, listener, "work_taken_back", work_id, starts_at, actor, now)
        return listener

    return ListenerId(once(actor, act_key, now, do))


def _tell(
    site: Site,
    listener: ListenerId,
    work: WorkTold,
    actor: Actor,
    now: datetime,
    act_key: str | None,
    *,
    by_himself: bool,
) -> None:
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id, listener)
    found = faults(work.starts_at, work.ends_at, by_himself, now)
    if found:
        raise Unreadable("work", [Problem(None, "time", fault) for fault in found])

    def do(session: Session) -> str:
        there = regime_facts.told(site.id, listener, work.starts_at)
        if not is_on_file(work, [each.work for each in there]):
            id_ = regime_facts.add(session, site.id, listener, work, actor, now, by_himself)
            facts: dict[str, object] = {"listener": listener, "on": local_date(work.starts_at, site.zone)}
            tell_coordinators(session, site, f"{WORK_TOLD}:{id_}", WORK_TOLD, facts, actor, now)
            _follow(session, site, listener, "work_told", id_, work.starts_at, actor, now)
        return "done"

    once(actor, act_key, now, do)


def _follow(
    session: Session,
    site: Site,
    listener: ListenerId,
    verb: str,
    id_: str,
    since: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    """Let his rests follow, as SYSTEM: whoever tells of work may not record call-outs, from which rests follow too."""
    audit(session, actor, now, verb, Kind.OWN_CONTACT, site_id=site.id, object_id=id_, subject_id=listener)
    rests.rederive(site, [listener], SYSTEM, now, since=since)
