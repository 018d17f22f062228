"""How is an offload session planned and changed, and what became of it: held, with who came; nobody came; or
cancelled, by whom and why?

A plan is for the coordinator alone: nobody is booked by it, no clock restarts and no night changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.offload import LedBy, OffloadKind, SessionPlace
from listeners.domain.care.planned import CancelledBy, Plan, became_fault, change_fault, plan_fault, start_fault
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care import offloads
from listeners.services.care.facts import still_here
from listeners.services.care.readings import note_reading
from listeners.store import night_facts
from listeners.store.care import offload_plans
from listeners.store.care.offload_facts import Held
from listeners.store.care.offload_plans import PlannedOnFile
from listeners.store.database import Session
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One planned session as of ``today``: for whom, by name, who came, and why it was cancelled."""

    today: date
    session: PlannedOnFile
    people: tuple[TeamMember, ...]
    came: tuple[TeamMember, ...]
    """Who came, those among them for whom it was not planned."""
    team: tuple[TeamMember, ...]
    why: str | None

    @property
    def has_come(self) -> bool:
        """Whether its day has come, so that nobody may have come to it."""
        return became_fault(self.session.plan.on, self.today) is None


def told(on: date, at: time, kind: str, led_by: str, place: str) -> Plan:
    """Return a plan from the words of a form; ``place`` may be empty.

    Raises:
        Unreadable: a word is none of those that the form offers.
    """
    try:
        return Plan(on, at, OffloadKind(kind), LedBy(led_by), SessionPlace(place) if place else None)
    except ValueError as fault:
        raise Unreadable("offload", [Problem(None, None, "choose one of the answers")]) from fault


def whom_to_ask(site: Site, actor: Actor, now: datetime) -> tuple[TeamMember, ...]:
    """Return for whom a session can be planned, by name (1 statement).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    return _by_name(still_here(night_facts.team(site), local_date(now, site.zone)))


def plan(
    site: Site,
    new: Plan,
    people: Collection[ListenerId],
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Plan a session for some Listeners and return its id.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: somebody is not of this site's team.
        Unreadable: nobody is named, or its start has been or is too far ahead.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    _must_be_for_somebody(site, people)

    def do(session: Session) -> str:
        _must_be_possible(plan_fault(new.on, local_date(now, site.zone)))
        _must_be_ahead(site, new, now)
        planned_id = offload_plans.add(session, site.id, new, frozenset(people), actor, now)
        audit(session, actor, now, "offload_planned", Kind.OFFLOAD, object_id=planned_id)
        return planned_id

    return once(actor, act_key, now, do)


def change(
    site: Site,
    planned_id: str,
    seen_version: int,
    new: Plan,
    people: Collection[ListenerId],
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Change a session that is planned, or for whom it is, before it is on file what became of it; what stood there
    before is kept.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site, or somebody is not of its team.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
        Unreadable: nobody is named, or its new start has been or is too far ahead.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    _must_be_for_somebody(site, people)

    def do(session: Session) -> str:
        row = offload_plans.seen(session, site.id, planned_id, seen_version)
        _must_be_possible(change_fault(row.on_date, new.on, local_date(now, site.zone)))
        if (row.on_date, time.fromisoformat(row.at)) != (new.on, new.at):
            _must_be_ahead(site, new, now)
        if offload_plans.change(session, site.id, planned_id, seen_version, new, frozenset(people), actor, now):
            audit(session, actor, now, "offload_plan_changed", Kind.OFFLOAD, object_id=planned_id)
        return "done"

    once(actor, act_key, now, do)


def one(site: Site, planned_id: str, actor: Actor, now: datetime) -> PlannedPage:
    """Return one planned session; the reading is noted before it is shown (at most 4 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
    """
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    found = offload_plans.one(site.id, planned_id)
    note_reading(actor, site.id, Kind.OFFLOAD, now, object_id=planned_id)
    today, everybody = local_date(now, site.zone), night_facts.team(site)
    return PlannedPage(
        today=today,
        session=found,
        people=_by_name(member for member in everybody if member.id in found.people),
        came=_by_name(member for member in everybody if member.id in found.came),
        team=_by_name(still_here(everybody, today)),
        why=offload_plans.why_of(site.id, planned_id) if found.has_why else None,
    )


def hold(
    site: Site,
    planned_id: str,
    seen_version: int,
    came: Collection[ListenerId],
    held: Held,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Record that a planned session was held, for everybody who came, in one act: the same facts for each. It may have
    been held on another day than it was planned for, also before it.

    Raises:
        NotAllowed, NotFound, Unreadable: as for a card that is keyed in.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)

    def also(session: Session) -> None:
        offload_plans.hold(session, site.id, planned_id, seen_version, frozenset(came), actor, now)
        audit(session, actor, now, "offload_held", Kind.OFFLOAD, object_id=planned_id)

    offloads.key_in(site, came, held, actor, now, act_key, also=also)


def nobody_came(
    site: Site, planned_id: str, seen_version: int, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Record that a planned session was held and nobody came: nobody cancelled it, and nobody's clock restarts.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
        Unreadable: its day has not come.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)

    def do(session: Session) -> str:
        on = offload_plans.seen(session, site.id, planned_id, seen_version).on_date
        _must_be_possible(became_fault(on, local_date(now, site.zone)))
        offload_plans.hold(session, site.id, planned_id, seen_version, frozenset(), actor, now)
        audit(session, actor, now, "offload_nobody_came", Kind.OFFLOAD, object_id=planned_id)
        return "done"

    once(actor, act_key, now, do)


def cancel(
    site: Site,
    planned_id: str,
    seen_version: int,
    by: CancelledBy,
    why: str | None,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Record that a planned session was cancelled, by whom, and why, sealed.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
        Unreadable: the text is too long.
        Conflict: somebody has changed it since it was read, or it is on file already what became of it.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    if len(why or "") > LONGEST_TEXT:
        raise Unreadable("offload", [Problem(None, "why", f"{LONGEST_TEXT} characters at most")])

    def do(session: Session) -> str:
        offload_plans.cancel(session, site.id, planned_id, seen_version, by, why, actor, now)
        audit(session, actor, now, "offload_cancelled", Kind.OFFLOAD, object_id=planned_id)
        return "done"

    once(actor, act_key, now, do)


def plan_again(site: Site, planned_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Let a session be planned again that was not cancelled after all, or to which somebody came after all; the earlier
    version is kept.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
        Conflict: it is neither any more.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)

    def do(session: Session) -> str:
        offload_plans.plan_again(session, site.id, planned_id, actor, now)
        audit(session, actor, now, "offload_planned_again", Kind.OFFLOAD, object_id=planned_id)
        return "done"

    once(actor, act_key, now, do)


def _must_be_possible(date_fault: str | None) -> None:
    if date_fault is not None:
        raise Unreadable("offload", [Problem(None, "date", date_fault)])


def _must_be_ahead(site: Site, new: Plan, now: datetime) -> None:
    if fault := start_fault(new.on, new.at, now.astimezone(site.zone)):
        raise Unreadable("offload", [Problem(None, "time", fault)])


def _must_be_for_somebody(site: Site, people: Collection[ListenerId]) -> None:
    if not people:
        raise Unreadable("offload", [Problem(None, "people", "choose for whom it is")])
    if not set(people) <= {member.id for member in night_facts.team(site)}:
        raise NotFound("nobody of that id at this site")


def _by_name(members: Iterable[TeamMember]) -> tuple[TeamMember, ...]:
    return tuple(sorted(members, key=lambda member: member.name))
