"""A coordinator holds several prisons: what does each of them need first?

Figures alone: no name of one prison stands beside another's. Three statements, however many prisons there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.cadence import Cadence
from listeners.domain.care.flags import Level
from listeners.domain.care.offload import Due, Start, offload_state
from listeners.domain.care.reconciled import one_of_each
from listeners.domain.nights import local_date, nights_between
from listeners.domain.pauses import standings_with
from listeners.domain.people import Role, Standing, standing_on
from listeners.domain.policy import BY_NAME
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS
from listeners.domain.rota.told import policies_told
from listeners.errors import NotAllowed
from listeners.store import prisons_facts
from listeners.store.care import prisons_care
from listeners.store.care.prisons_care import Care, Person
from listeners.store.prisons_facts import Happened, Prison

RESTS_OF = timedelta(days=28)
CHANGES = (Kind.ROTA, Kind.AVAILABLE, Kind.STANDING, Kind.CALL_OUT, Kind.OVERRIDE)
"""The kinds of data whose changes by others a coordinator is told of."""
READ = (Kind.ROTA, Kind.REST, Kind.OFFLOAD, Kind.FLAG)


@dataclass(frozen=True, slots=True)
class PrisonToday:
    """One prison at a glance. ``gaps``: people lacking on the published nights from tonight on, whoever cannot do
    his night among them, ``first_gap`` the first; ``flags`` are open ones, ``urgent`` of them at once; ``changes``:
    acts of others since the last visit, or in the first visit since it began, by kind. ``active`` Listeners, those
    who are ``shadowing``, neither with anybody who has paused, and the site's number under which the team is small: a
    signal about the scheme, never about a person.
    """

    prison: Prison
    gaps: int
    first_gap: date | None
    offloads_overdue: int
    offloads_due: int
    flags: int
    urgent: int
    active: int
    shadowing: int
    least_active: int
    changes: Counter[Kind]


def prisons_today(actor: Actor, now: datetime) -> tuple[PrisonToday, ...]:
    """Return each prison that somebody coordinates, by name, the chosen one among them (3 statements).

    Raises:
        NotAllowed: the actor does not coordinate the chosen prison, whatever they do at another.
    """
    own = frozenset(grant.site_id for grant in actor.grants if grant.role is Role.COORDINATOR and grant.site_id)
    if actor.site_id not in own or actor.account_id is None:
        raise NotAllowed(f"{actor.username} does not coordinate the chosen prison")
    for site_id in own:
        for kind in READ:
            require(actor, Do.READ, kind, site_id)
    prisons = prisons_facts.prisons(own, actor.account_id, actor.sign_in_id, (now - RESTS_OF, now))
    nights = now.date() - timedelta(days=2), now.date() + timedelta(days=2 * FURTHEST_NIGHTS)
    since = {prison.id: prison.since for prison in prisons}
    happened = prisons_facts.happened(since, actor.account_id, CHANGES, nights)
    care = prisons_care.care_of(own, now.date() - timedelta(days=_longest_cadence() + 2))
    return tuple(_today(each, happened.get(each.id, Happened()), care.get(each.id, Care()), now) for each in prisons)


def _today(prison: Prison, happened: Happened, care: Care, now: datetime) -> PrisonToday:
    policies, today = policies_of(tuple(happened.policy)), local_date(now, prison.zone)
    gaps = _gaps(prison, policies, happened, now)
    due = _due(prison, care.people.values(), policies, now)
    standings = Counter(_with_pauses(each, today) for each in care.people.values())
    return PrisonToday(
        prison=prison,
        gaps=sum(gaps.values()),
        first_gap=min(gaps, default=None),
        offloads_overdue=due[Due.OVERDUE],
        offloads_due=due[Due.DUE],
        flags=sum(care.flags.values()),
        urgent=care.flags.get(Level.URGENT, 0),
        active=standings[Standing.ACTIVE],
        shadowing=standings[Standing.SHADOWING],
        least_active=policies(today).small_team,
        changes=happened.acts,
    )


def _gaps(prison: Prison, policies: PolicyOn, happened: Happened, now: datetime) -> Mapping[date, int]:
    """Return how many people each published night from tonight on lacks; a night that is not published lacks none."""
    tonight = night_at(policies, now, prison.zone)
    told = policies_told(tuple(happened.policy), policies, happened.published)
    nights = {night for each in happened.published for night in nights_between(max(each.first, tonight), each.last)}
    lacking = {night: told(night).crew - happened.on.get(night, 0) for night in nights}
    return {night: number for night, number in lacking.items() if number > 0}


def _due(prison: Prison, people: Iterable[Person], policies: PolicyOn, now: datetime) -> Counter[Due]:
    """Count where the people of one prison stand with offload, each by his own cadence.

    Only sessions within the longest cadence are looked at: an earlier one makes nobody less overdue.
    """
    today = local_date(now, prison.zone)
    here = (each for each in people if (standing := _standing(each, today)) is not None and not standing.is_gone)
    of_site = policies(today).offload_every_days
    return Counter(_due_of(prison, each, today, Cadence(of_site, tuple(each.cadences))) for each in here)


def _due_of(prison: Prison, person: Person, today: date, cadence: Cadence) -> Due:
    start = Start(person.joined_on, prison.recording_since)
    return offload_state(one_of_each(person.held), start, today, cadence).due


def _with_pauses(person: Person, today: date) -> Standing | None:
    """The standing of somebody who has joined, paused where he rests from call-outs by his own word."""
    counted = standings_with(tuple(person.standings), person.pauses)
    return standing_on(counted, today) if person.joined_on <= today else None


def _standing(person: Person, today: date) -> Standing | None:
    """The standing of somebody who has joined; None of somebody who joins later."""
    return standing_on(tuple(person.standings), today) if person.joined_on <= today else None


def _longest_cadence() -> int:
    most = BY_NAME["offload_every_days"].high
    assert isinstance(most, int)  # noqa: S101 -- a number of days
    return most
