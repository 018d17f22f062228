"""A coordinator holds several prisons: what does each of them need first?

Figures alone: no name of one prison stands beside another's. Ten statements, however many prisons there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.offload import Due, Offload, Start, offload_state
from listeners.domain.nights import local_date, night_now, nights_between
from listeners.domain.people import ListenerId, Role, standing_on
from listeners.domain.policy import BY_NAME
from listeners.domain.policy_book import policies_of
from listeners.domain.rest_facts import PolicyOn
from listeners.errors import NotAllowed
from listeners.store import prisons_facts
from listeners.store.care import prisons_offloads
from listeners.store.prisons_facts import Person, Prison

NIGHTS_AHEAD = 28
RESTS_OF = timedelta(days=28)
CHANGES = (Kind.ROTA, Kind.AVAILABLE, Kind.STANDING, Kind.CALL_OUT, Kind.OVERRIDE)
"""The kinds of data whose changes by others a coordinator is told of."""


@dataclass(frozen=True, slots=True)
class PrisonToday:
    """One prison at a glance. ``gaps``: people lacking on the published nights ahead, ``first_gap`` the first of them;
    ``changes``: acts of others since ``last_visit``, by kind."""

    prison: Prison
    gaps: int
    first_gap: date | None
    rests_not_kept: int
    offloads_overdue: int
    offloads_due: int
    last_visit: datetime | None
    changes: Counter[Kind]


def prisons_today(actor: Actor, now: datetime) -> tuple[PrisonToday, ...]:
    """Return each prison that somebody coordinates, by name (10 statements).

    Raises:
        NotAllowed: the actor coordinates none.
    """
    own = frozenset(grant.site_id for grant in actor.grants if grant.role is Role.COORDINATOR and grant.site_id)
    if not own or actor.account_id is None:
        raise NotAllowed(f"{actor.username} coordinates no prison")
    for site_id in own:
        require(actor, Do.READ, Kind.ROTA, site_id)
        require(actor, Do.READ, Kind.REST, site_id)
        require(actor, Do.READ, Kind.OFFLOAD, site_id)
    prisons = prisons_facts.prisons(own)
    changes = prisons_facts.policy_changes(own)
    on = prisons_facts.people_on(own, now.date() - timedelta(days=2), now.date() + timedelta(days=NIGHTS_AHEAD + 2))
    broken = prisons_facts.rests_not_kept(own, now - RESTS_OF, now)
    people = prisons_facts.people(own)
    held = prisons_offloads.offloads_since(own, now.date() - timedelta(days=_longest_cadence() + 2))
    visits = prisons_facts.last_visits(actor.account_id, own, actor.sign_in_id)
    acts = prisons_facts.acts_since(visits, actor.account_id, CHANGES)
    found = []
    for prison in prisons:
        policies = policies_of(changes.get(prison.id, ()))
        gaps = _gaps(prison, policies, {night: n for (site_id, night), n in on.items() if site_id == prison.id}, now)
        due = _due(prison, [each for each in people if each.site_id == prison.id], held, policies, now)
        found.append(
            PrisonToday(
                prison=prison,
                gaps=sum(gaps.values()),
                first_gap=min(gaps, default=None),
                rests_not_kept=broken.get(prison.id, 0),
                offloads_overdue=due[Due.OVERDUE],
                offloads_due=due[Due.DUE],
                last_visit=visits.get(prison.id),
                changes=acts.get(prison.id, Counter()),
            )
        )
    return tuple(found)


def _gaps(prison: Prison, policies: PolicyOn, on: dict[date, int], now: datetime) -> dict[date, int]:
    """Return how many people each published night from tonight on lacks; a night that is not published lacks none."""
    if prison.last_published is None:
        return {}
    tonight = night_now(now, policies(local_date(now, prison.zone)).stand_by_until, prison.zone)
    last = min(prison.last_published, tonight + timedelta(days=NIGHTS_AHEAD - 1))
    lacking = {night: policies(night).crew - on.get(night, 0) for night in nights_between(tonight, last)}
    return {night: number for night, number in lacking.items() if number > 0}


def _due(
    prison: Prison,
    people: Iterable[Person],
    held: dict[ListenerId, list[Offload]],
    policies: PolicyOn,
    now: datetime,
) -> Counter[Due]:
    """Count where the people of one prison stand with offload.

    Only sessions within the longest cadence are looked at: an earlier one makes nobody less overdue.
    """
    today = local_date(now, prison.zone)
    every = policies(today).offload_every_days
    here = (each for each in people if each.joined_on <= today and _is_here(each, today))
    return Counter(
        offload_state(held.get(each.id, ()), Start(each.joined_on, prison.recording_since), today, every).due
        for each in here
    )


def _is_here(person: Person, today: date) -> bool:
    standing = standing_on(person.standings, today)
    return standing is not None and not standing.is_gone


def _longest_cadence() -> int:
    most = BY_NAME["offload_every_days"].high
    assert isinstance(most, int)  # noqa: S101 -- a number of days
    return most
