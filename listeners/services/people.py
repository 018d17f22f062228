"""Who is in the team of a site, and how is somebody added or a detail corrected?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import ONE_DAY, local_date
from listeners.domain.people import ListenerId, Standing, is_gone_by
from listeners.domain.people_details import Details
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import Interruption, PolicyOn
from listeners.domain.rest_why import Why, why
from listeners.domain.rota.planning_facts import first_ahead
from listeners.domain.standings import StandingPeriod, next_going, periods
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict
from listeners.services import availability, holds
from listeners.services.availability import NightsSaid
from listeners.services.duty_gaps import duties_to_come
from listeners.services.nights import night_of
from listeners.services.own_nights import OwnNight, nights_of
from listeners.services.team_changes import as_nights, empty_nights, require_team_changes
from listeners.store import (
    availability_facts,
    callouts_facts,
    cover_facts,
    people_facts,
    people_page,
    people_writes,
    rest_history,
)
from listeners.store.acts import once
from listeners.store.cover_facts import RequestOnFile
from listeners.store.database import Session
from listeners.store.journal import audit
from listeners.store.rest_history import RestKept

SHOWN_DAYS = 28
"""Call-outs and rests of the last four weeks stand on a person's page, as many as the limits count."""
SAID_AHEAD = timedelta(weeks=8)
"""What he says of his nights stands there for as many weeks as his card and its page have."""


@dataclass(frozen=True, slots=True)
class Shadowed:
    """How many call-outs somebody new has been on, and how many he goes on beside another before he leads. Whether he
    is then active is the coordinator's to say."""

    had: int
    asked: int

    @property
    def is_enough(self) -> bool:
        """Whether it may be proposed to make him active."""
        return self.had >= self.asked


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of the team: today's standing (None: joins later) and the nights ahead."""

    member: TeamMember
    standing: Standing | None
    nights: tuple[date, ...]
    is_paused: bool
    """He rests from call-outs by his own word, whatever his standing."""
    shadowed: Shadowed | None
    """Where he shadows today."""
    leaves: StandingPeriod | None
    """The next going that is known: released, or transferred."""


@dataclass(frozen=True, slots=True)
class RestShown:
    """A rest in force with its arithmetic, and what stood in its place before, the latest first."""

    rest: RestKept
    why: Why
    before: tuple[tuple[RestKept, Why], ...]


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
    nights: tuple[OwnNight, ...]
    """Those ahead that are his, also where he has said that he cannot."""
    call_outs: tuple[Interruption, ...]
    call_out_ids: Mapping[str, str]
    """The call-out of each of them that he went out on: there its times are corrected."""
    rests: tuple[RestShown, ...]
    said: NightsSaid
    """What he says about the nights of the next eight weeks, that which goes on first."""
    sought: tuple[RequestOnFile, ...]
    """The places that are or were his, and that others are asked to take."""
    can_repair: bool
    """Whether a repair of the rota may fill one of those that are his no more: not all of them are frozen."""
    shadowed: Shadowed | None
    """Where he shadows today."""
    leaves: StandingPeriod | None
    """The next going that is known: released, or transferred."""

    @property
    def paused_since(self) -> datetime | None:
        """Since when he rests from call-outs, by his own word or until he says yes; None where he does not."""
        return self.said.pause.said_at if self.said.pause is not None else None

    @property
    def without_him(self) -> tuple[RequestOnFile, ...]:
        """Published places that were his and that nobody has."""
        return _left_empty(self.sought)

    def asked_for(self, night: date) -> RequestOnFile | None:
        """Return the request for a night that is his still; None where nobody is asked."""
        return next((each for each in self.sought if each.night == night and each.listener is not None), None)


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a Listener rests from call-outs (None: he does not), and what ends it: he comes back (``own``), his
    yes is written down (``held``), or both."""

    member: TeamMember
    standing: Standing | None
    since: datetime | None
    own: bool
    held: bool


@dataclass(frozen=True, slots=True)
class OnNights:
    """A Listener and the nights that he is down for."""

    member: TeamMember
    nights: frozenset[date]


def team(site: Site, actor: Actor, now: datetime) -> tuple[PersonLine, ...]:
    """Return the team of a site by ref, those who have gone included (8 statements).

    Raises:
        NotAllowed: the actor may not see the whole team.
    """
    require(actor, Do.READ, Kind.STANDING, site.id)
    require(actor, Do.READ, Kind.CELL, site.id)
    today = local_date(now, site.zone)
    nights: dict[ListenerId, list[date]] = defaultdict(list)
    for duty in duties_to_come(site, now):
        nights[duty.listener].append(duty.night)
    paused = availability_facts.paused_since(site.id, today)
    members = people_facts.team(site.id)
    shadowed = _shadowed(site, [member for member in members if member.standing_on(today) is Standing.SHADOWING], today)
    return tuple(
        PersonLine(
            member,
            member.standing_on(today),
            tuple(sorted(nights[member.id])),
            member.id in paused,
            shadowed.get(member.id),
            next_going(member.standings, today),
        )
        for member in members
    )


def _shadowed(site: Site, members: Sequence[TeamMember], today: date) -> dict[ListenerId, Shadowed]:
    """Return how far each of these who shadow has come (2 statements, or none)."""
    if not members:
        return {}
    asked = policies_of(people_facts.policy_changes(site.id))(today).shadowed_contacts
    had = people_page.contacts_had(site, [member.id for member in members])
    return {member.id: Shadowed(had.get(member.id, 0), asked) for member in members}


def person(site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> Person:
    """Return one Listener with his nights ahead, what he says of them, and his last four weeks (11 statements; 1 more
    where a published night is without him).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: nobody of that id is at this site.
    """
    for kind in (Kind.STANDING, Kind.CELL, Kind.CALL_OUT, Kind.REST):
        require(actor, Do.READ, kind, site.id)
    found = people_page.person(site, listener_id)
    today, since = local_date(now, site.zone), now - timedelta(days=SHOWN_DAYS)
    nights = nights_of(site, [listener_id], today - ONE_DAY).get(listener_id, ())
    call_outs = callouts_facts.interruptions(site.id, [listener_id], since).get(listener_id, [])
    rests = rest_history.of_one(site.id, listener_id, since)
    standing = found.member.standing_on(today)
    policies = policies_of(people_facts.policy_changes(site.id))
    tonight = night_at(policies, now, site.zone)
    sought = tuple(each for each in cover_facts.waiting(site.id, now) if each.whose == listener_id)
    return Person(
        member=found.member,
        version=found.version,
        trained_on=found.trained_on,
        consented_on=found.consented_on,
        standing=standing,
        standings=periods(found.member.standings, today),
        seen_standings=len(found.standings),
        nights=tuple(each for each in nights if not each.off and each.ends_at > now),
        call_outs=tuple(reversed(call_outs)),
        call_out_ids=people_page.call_outs_of(site, listener_id, since),
        rests=_shown(rests, policies),
        said=availability.of(site, listener_id, tonight, tonight + SAID_AHEAD - ONE_DAY, actor),
        sought=sought,
        can_repair=_can_repair(site, _left_empty(sought), now),
        shadowed=_shadowed(site, [found.member], today)[listener_id] if standing is Standing.SHADOWING else None,
        leaves=next_going(found.member.standings, today),
    )


def _shown(rests: Sequence[RestKept], policies: PolicyOn) -> tuple[RestShown, ...]:
    """Return the rests in force, and those that are gone with nothing in their place, the latest first. Of one that was
    put out of force before it was kept when, nothing is said."""
    before: dict[str | None, list[RestKept]] = defaultdict(list)
    for each in rests:
        if each.replaced_at is not None:
            before[each.replaced_for].append(each)

    def earlier(id_: str) -> list[RestKept]:
        return [older for each in before[id_] for older in (each, *earlier(each.id))]

    stand = [each for each in rests if each.in_force or each in before[None]]
    return tuple(
        RestShown(each, why(each.rest, policies), tuple((old, why(old.rest, policies)) for old in earlier(each.id)))
        for each in reversed(stand)
    )


def _left_empty(sought: Iterable[RequestOnFile]) -> tuple[RequestOnFile, ...]:
    return tuple(each for each in sought if each.listener is None)


def _can_repair(site: Site, places: Sequence[RequestOnFile], now: datetime) -> bool:
    """Whether one of these places is on a night that is not frozen (1 statement, or none)."""
    if not places:
        return False
    policies = policies_of(people_facts.policy_changes(site.id))
    ahead = first_ahead(now, site.zone, policies)
    return places[-1].night >= ahead + timedelta(days=policies(ahead).freeze_nights)


def pause(site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> Pause:
    """Return whether one Listener rests from call-outs, and what ends it (3 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id is at this site.
    """
    for kind in (Kind.STANDING, Kind.CELL, Kind.AVAILABILITY_REASON):
        require(actor, Do.READ, kind, site.id, listener_id)
    member = people_page.person(site, listener_id).member
    rests = availability_facts.rests_on(site.id, night_of(site, now), listener_id)
    standing = member.standing_on(local_date(now, site.zone))
    return Pause(member, standing, rests.since, bool(rests.own), bool(rests.held))


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
    """Add one Listener by hand, with that standing from the day of joining, and return the id. Without the day of his
    yes, or where his number is on file from elsewhere, he is held from call-outs: his first waits for a yes.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        Conflict: the ref is taken at this site ("ref_taken").
    """
    require_team_changes(actor, site)

    def do(session: Session) -> str:
        if ref in {member.ref for member in people_facts.team(site.id)}:
            raise Conflict("ref_taken")
        listener_id = people_writes.add_listener(session, site, ref, details, actor, now)
        people_writes.add_standing(session, site, listener_id, standing, details.joined_on, actor, now)
        if details.consented_on is None:
            holds.hold_new_in(session, site, listener_id, actor, now)
        else:
            holds.hold_arrived_in(session, site, listener_id, details.prison_number, actor, now)
        kind = Kind.STANDING
        audit(session, actor, now, "listener_added", kind, site_id=site.id, subject_id=listener_id)
        return listener_id

    return ListenerId(once(actor, act_key, now, do))


def waits_for_his_yes(site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> bool:
    """Whether a Listener gets no nights until his yes is written down (1 statement).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id, listener_id)
    return holds.is_held(site, listener_id, now)


def change_details(
    site: Site,
    listener_id: ListenerId,
    details: Details,
    seen_version: int,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Correct a Listener's details; return the nights that are now short (a later day of joining empties duties). Whose
    prison number was wrong, and is on file with another row, is held: he waits for a yes. Nobody is who is down for a
    night, or was asked here before (``holds.kept_by_corrections``).

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site.
        Conflict: somebody changed the details after they were read, or the wings are others than before and with what
            was agreed with him none is left to which he goes ("no_wing_left").
    """
    require_team_changes(actor, site)

    def do(session: Session) -> str:
        before = people_page.person(site, listener_id).member
        if before.is_left_no_wing(details.reaches, [wing.code for wing in site.wings]):
            raise Conflict("no_wing_left")
        people_writes.listener_row(session, site, listener_id, seen_version)
        answer = empty_nights(session, site, before, details.joined_on, before.standings, actor, now)
        people_writes.correct_listener(session, site, listener_id, details, actor, now, seen_version=seen_version)
        is_gone = is_gone_by(before.standings, local_date(now, site.zone))
        if details.prison_number != before.prison_number and not is_gone:
            holds.hold_corrected_in(session, site, listener_id, details.prison_number, actor, now)
        reached = sorted(before.reaches_on_file) if before.reaches_on_file else "all"
        detail = {"reached": reached} if before.reaches_on_file != details.reaches else None
        verb, kind = "details_changed", Kind.CELL
        audit(session, actor, now, verb, kind, site_id=site.id, subject_id=listener_id, detail=detail)
        return answer

    return as_nights(once(actor, act_key, now, do))
