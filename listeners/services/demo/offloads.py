"""How is offload arranged in a made-up prison: what was planned, held and cancelled, with whom was something else
agreed, and who are buddies?"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.offload import LedBy, OffloadKind, SessionPlace
from listeners.domain.care.planned import CancelledBy, Plan
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.services.care.facts import still_here
from listeners.store import night_facts, people_facts
from listeners.store.care import buddies, cadences, offload_facts, offload_plans
from listeners.store.database import Session, act

AGREED = ((21, timedelta(weeks=10)), (7, timedelta(weeks=3)))
"""Every so many days, since so long: one comes less often by his own wish, one more often after a hard time."""
AT = time(14)
CANCELLED = (
    (CancelledBy.PRISON, "The wing was locked down for the afternoon"),
    (CancelledBy.LEADER, "Both Samaritans were ill"),
    (CancelledBy.PRISON, "No officer could be spared to bring them over"),
)
LOOK_BACK = timedelta(days=180)
PAIRS = 8


def add_offloads(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put on file what was agreed with two Listeners on how often they are owed offload (never with the first, whose
    page is shown first), and what was planned: each session of the last half year, and the next."""
    chance = random.Random(f"{seed} {site.code} offload")  # noqa: S311 - a story, not a secret
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    chosen = chance.sample(team[1:], min(len(AGREED), len(team[1:])))
    held = _held(site, on)
    with act() as session:
        for member, (days, ago) in zip(chosen, AGREED, strict=False):
            cadences.put(session, site.id, member.id, max(on - ago, member.joined_on), days, SYSTEM, moment)
        _plan(session, site, team, held, on, moment)
        _pair(session, site, team, chance, on, moment)


def _held(site: Site, on: date) -> dict[date, frozenset[ListenerId]]:
    """Who came on each day of a session."""
    told = offload_facts.offloads(site.id)
    days = {each.held.on for rows in told.values() for each in rows if on - LOOK_BACK <= each.held.on <= on}
    return {
        day: frozenset(who for who, rows in told.items() if any(each.held.on == day for each in rows)) for day in days
    }


def _plan(
    session: Session,
    site: Site,
    team: list[TeamMember],
    held: dict[date, frozenset[ListenerId]],
    on: date,
    moment: datetime,
) -> None:
    """A session every cadence; one on whose day nobody had any was cancelled. The next is planned for those who came to
    the last, so that whoever missed it has none yet."""
    if not held:
        return
    every, day = timedelta(days=people_facts.policy(site.id, on).offload_every_days), min(held)
    reasons = iter(CANCELLED)
    while day <= max(held) + every:
        ahead = day > max(held)
        people = sorted(held[max(held)]) if ahead else [member.id for member in team if member.joined_on <= day]
        plan = Plan(day, AT, OffloadKind.GROUP, LedBy.SAMARITANS, SessionPlace.LISTENER_ROOM)
        planned_id = offload_plans.add(session, site.id, plan, people, SYSTEM, moment)
        if day in held:
            offload_plans.hold(session, site.id, planned_id, 1, held[day], SYSTEM, moment)
        elif day <= on and (why := next(reasons, None)) is not None:
            offload_plans.cancel(session, site.id, planned_id, 1, *why, SYSTEM, moment)
        day += every
    _nobody_came(session, site, team, max(held) - timedelta(days=3), moment)


def _nobody_came(session: Session, site: Site, team: list[TeamMember], day: date, moment: datetime) -> None:
    """One to which nobody came: a nurse was to supervise two, three days before the last group."""
    people = [member.id for member in team[1:] if member.joined_on <= day][:2]
    if people:
        plan = Plan(day, AT, OffloadKind.SUPERVISION, LedBy.CLINICIAN, SessionPlace.OFFICE)
        planned_id = offload_plans.add(session, site.id, plan, people, SYSTEM, moment)
        offload_plans.hold(session, site.id, planned_id, 1, frozenset(), SYSTEM, moment)


def _pair(
    session: Session, site: Site, team: list[TeamMember], chance: random.Random, on: date, moment: datetime
) -> None:
    """Two and two of the first look after each other for ten weeks, and talk about once in two."""
    for one, other in zip(team[0:PAIRS:2], team[1:PAIRS:2], strict=False):
        since = max(on - timedelta(weeks=10), one.joined_on, other.joined_on)
        pair_id = buddies.add(session, site.id, one.id, other.id, since, SYSTEM, moment)
        session.flush()
        while since < on:
            buddies.talked(session, site.id, pair_id, since, SYSTEM, moment)
            since += timedelta(days=chance.randrange(8, 22))
