"""Who is in the team of a site, and how do details and standing change?

A change of standing begins today or later. It empties the duties on nights on which the Listener then takes no part,
and says which nights are now short; coordinators and, while he is here, the Listener are told once. Staff are told
nothing: they see who is available.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Standing, StandingFrom, takes_part_on
from listeners.domain.people_details import Details
from listeners.domain.policy_book import policies_of
from listeners.domain.rest_facts import Interruption
from listeners.domain.standings import StandingPeriod, last_day_here, periods, taken_back
from listeners.domain.states import DutyState
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound
from listeners.services.duty_gaps import duties_to_come, not_begun, tell_of_gaps
from listeners.services.pins import follow_standing
from listeners.store import callouts_facts, duties_facts, duties_rests, people_facts, people_page, people_writes
from listeners.store.acts import once
from listeners.store.database import Session
from listeners.store.duties_facts import DutyOnFile, RestOnFile
from listeners.store.journal import audit

SHOWN_DAYS = 28
"""Call-outs and rests of the last four weeks stand on a person's page, as many as the limits count."""
MOST_NIGHTS_ANSWERED = 26
"""As many dates as the first answer to a form holds."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of the team: today's standing (None: joins later) and the nights ahead."""

    member: TeamMember
    standing: Standing | None
    nights: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """What the person who looks after the team sees of one Listener."""

    member: TeamMember
    version: int
    trained_on: date | None
    consented_on: date | None
    standing: Standing | None
    standings: tuple[StandingPeriod, ...]
    seen_standings: int
    nights: tuple[DutyOnFile, ...]
    call_outs: tuple[Interruption, ...]
    rests: tuple[RestOnFile, ...]
    contacts_had: int
    contacts_to_shadow: int
    """The site's number of contacts that somebody new goes on beside another before he leads. Whether he is then active
    is the coordinator's to say."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """A night that a change would empty of its Listener, and how many others are then still down for it."""

    night: date
    left: int


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a change of standing would do. ``is_change`` false: he has that standing on that date already.
    ``access_until``: the last day on which he may sign in (None: it goes on, or there is nothing to end)."""

    is_change: bool
    emptied: tuple[Emptied, ...]
    access_until: date | None


@dataclass(frozen=True, slots=True)
class OnNights:
    """A Listener and the nights that he is down for."""

    member: TeamMember
    nights: frozenset[date]


def team(site: Site, actor: Actor, now: datetime) -> tuple[PersonLine, ...]:
    """Return the team of a site by ref, those who have gone included (5 statements).

    Raises:
        NotAllowed: the actor may not see the whole team.
    """
    require(actor, Do.READ, Kind.STANDING, site.id)
    require(actor, Do.READ, Kind.CELL, site.id)
    today = local_date(now, site.zone)
    nights: dict[ListenerId, list[date]] = defaultdict(list)
    for duty in duties_to_come(site, now):
        nights[duty.listener].append(duty.night)
    return tuple(
        PersonLine(member, member.standing_on(today), tuple(sorted(nights[member.id])))
        for member in people_facts.team(site.id)
    )


def person(site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> Person:
    """Return one Listener with his nights ahead and his last four weeks (8 statements).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: nobody of that id is at this site.
    """
    for kind in (Kind.STANDING, Kind.CELL, Kind.CALL_OUT, Kind.REST):
        require(actor, Do.READ, kind, site.id)
    found = people_page.person(site, listener_id)
    today, since = local_date(now, site.zone), now - timedelta(days=SHOWN_DAYS)
    duties = duties_facts.duties(site.id, today - timedelta(days=1), listener_ids=[listener_id])
    call_outs = callouts_facts.interruptions(site.id, [listener_id], since).get(listener_id, [])
    rests = duties_facts.rests(site.id, ending_after=since, listener_ids=[listener_id]).get(listener_id, [])
    return Person(
        member=found.member,
        version=found.version,
        trained_on=found.trained_on,
        consented_on=found.consented_on,
        standing=found.member.standing_on(today),
        standings=periods(found.member.standings, today),
        seen_standings=len(found.standings),
        nights=tuple(duty for duty in duties if duty.state is DutyState.PLANNED and duty.ends_at > now),
        call_outs=tuple(reversed(call_outs)),
        rests=tuple(reversed(rests)),
        contacts_had=people_page.contacts_had(site, listener_id),
        contacts_to_shadow=policies_of(people_facts.policy_changes(site.id))(today).shadowed_contacts,
    )


def on_nights(site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> OnNights:
    """Return one Listener and the nights that he is down for (4 statements).

    Raises:
        NotAllowed: the actor may not see the whole team.
        NotFound: nobody of that id is at this site.
    """
    require(actor, Do.READ, Kind.STANDING, site.id)
    require(actor, Do.READ, Kind.CELL, site.id)
    member = people_page.person(site, listener_id).member
    nights = frozenset(duty.night for duty in duties_to_come(site, now) if duty.listener == listener_id)
    return OnNights(member, nights)


def add(
    site: Site, ref: str, details: Details, standing: Standing, actor: Actor, now: datetime, act_key: str | None = None
) -> ListenerId:
    """Add one Listener by hand, with that standing from the day of joining, and return the id.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        Conflict: the ref is taken at this site ("ref_taken").
    """
    _require(actor, site)

    def do(session: Session) -> str:
        if ref in {member.ref for member in people_facts.team(site.id)}:
            raise Conflict("ref_taken")
        listener_id = people_writes.add_listener(session, site, ref, details, actor, now)
        people_writes.add_standing(session, site, listener_id, standing, details.joined_on, actor, now)
        kind = Kind.STANDING
        audit(session, actor, now, "listener_added", kind, site_id=site.id, subject_id=listener_id)
        return listener_id

    return ListenerId(once(actor, act_key, now, do))


def change_details(
    site: Site,
    listener_id: ListenerId,
    details: Details,
    seen_version: int,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Correct a Listener's details; return the nights that are now short (a later day of joining empties duties).

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site.
        Conflict: somebody changed the details after they were read.
    """
    _require(actor, site)

    def do(session: Session) -> str:
        before = people_page.person(site, listener_id).member
        people_writes.listener_row(session, site, listener_id, seen_version)
        answer = _empty(session, site, before, details.joined_on, before.standings, actor, now)
        people_writes.correct_listener(session, site, listener_id, details, actor, now, seen_version=seen_version)
        reached = sorted(before.reaches) if before.reaches else "all"
        detail = {"reached": reached} if before.reaches != details.reaches else None
        verb, kind = "details_changed", Kind.CELL
        audit(session, actor, now, verb, kind, site_id=site.id, subject_id=listener_id, detail=detail)
        return answer

    return _as_nights(once(actor, act_key, now, do))


def look_at_standing(
    site: Site, listener_id: ListenerId, change: StandingFrom, actor: Actor, now: datetime
) -> Consequences:
    """Return what a change of standing would do (4 statements). Nothing is written.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site.
    """
    _require(actor, site)
    member = people_page.person(site, listener_id).member
    history = (*member.standings, change)
    ahead = duties_to_come(site, now)
    nights = [
        duty.night
        for duty in not_begun(ahead, now)
        if duty.listener == listener_id and not takes_part_on(history, member.joined_on, duty.night)
    ]
    others = Counter(duty.night for duty in ahead if duty.listener != listener_id)
    return Consequences(
        is_change=member.standing_on(change.from_on) is not change.standing,
        emptied=tuple(Emptied(night, others[night]) for night in sorted(nights)),
        access_until=last_day_here(history, local_date(now, site.zone)),
    )


def change_standing(
    site: Site,
    listener_id: ListenerId,
    standing: Standing,
    from_on: date,
    seen_standings: int,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Give a Listener a standing from today or a later date; return the published nights that are now short.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site.
        Conflict: the date is past ("date_past"), he has that standing then already ("standing_same"), or the standings
            changed after they were read.
    """
    _require(actor, site)

    def do(session: Session) -> str:
        duties_rests.lock(session, [listener_id])  # before the standings are compared: the next to change sees this
        found = people_page.person(site, listener_id)
        if len(found.standings) != seen_standings:
            raise Conflict("changed meanwhile")
        today = local_date(now, site.zone)
        if from_on < today:
            raise Conflict("date_past")
        if found.member.standing_on(from_on) is standing:
            raise Conflict("standing_same")
        history = (*found.member.standings, StandingFrom(standing, from_on))
        answer = _empty(session, site, found.member, found.member.joined_on, history, actor, now)
        people_writes.add_standing(session, site, listener_id, standing, from_on, actor, now)
        follow_standing(session, listener_id, history, today, now)
        kind = Kind.STANDING
        audit(session, actor, now, "standing_changed", kind, site_id=site.id, subject_id=listener_id)
        return answer

    return _as_nights(once(actor, act_key, now, do))


def take_back_standing(
    site: Site,
    listener_id: ListenerId,
    from_on: date,
    seen_standings: int,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Take back a change of standing that is still ahead: what held before it goes on.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site, or there is nothing to go back to.
        Conflict: as for ``change_standing``.
    """
    _require(actor, site)
    before = taken_back(people_page.person(site, listener_id).member.standings, from_on)
    if before is None:
        raise NotFound("no standing before that date")
    return change_standing(site, listener_id, before.standing, from_on, seen_standings, actor, now, act_key)


def _require(actor: Actor, site: Site) -> None:
    require(actor, Do.WRITE, Kind.STANDING, site.id)
    require(actor, Do.WRITE, Kind.CELL, site.id)


def _empty(
    session: Session,
    site: Site,
    member: TeamMember,
    joined_on: date,
    history: tuple[StandingFrom, ...],
    actor: Actor,
    now: datetime,
) -> str:
    """Withdraw the duties that a new history leaves without their Listener, tell of it, and answer with the nights."""
    duties_rests.lock(session, [member.id])
    emptied = people_writes.empty_duties(
        session, member.id, lambda night: takes_part_on(history, joined_on, night), actor, now
    )
    tell_of_gaps(session, site, emptied, history, actor, now)
    return " ".join(duty.night.isoformat() for duty in emptied[:MOST_NIGHTS_ANSWERED])


def _as_nights(answer: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in answer.split())
