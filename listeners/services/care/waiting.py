"""What waits for a coordinator besides the people to look at, and since or until when? Each is listed on a page of its
own; here is of how many, and the first date.

Of concerns those alone are counted that are addressed to whoever asks: of another's nothing is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.decision import HARD_DAYS, Stage
from listeners.domain.care.exit_talk import due
from listeners.domain.care.person_request import to_be_given_by
from listeners.domain.care.support_plan import is_due
from listeners.domain.care.training import latest
from listeners.domain.care.waiting import Wait, Waiting, in_order, waiting
from listeners.domain.nights import local_date
from listeners.domain.team import Site, TeamMember
from listeners.services.care.concerns import reader_of
from listeners.services.care.decisions import Grounds
from listeners.services.care.facts import still_here
from listeners.store.care import waiting_facts
from listeners.store.care.contact_facts import ToldOf
from listeners.store.care.waiting_facts import MayWait

STAGES = {
    Wait.ASK_AGAIN: Stage.ASK_AGAIN,
    Wait.TO_DECIDE: Stage.TO_DECIDE,
    Wait.RENEW: Stage.RENEW,
    Wait.TO_CONFIRM: Stage.TO_CONFIRM,
}


def may_wait(site: Site, tonight: date, actor: Actor, now: datetime) -> MayWait:
    """Return what may wait at a site (1 statement).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    for kind in (Kind.AVAILABILITY_REASON, Kind.CONTACT_TICKS, Kind.REST, Kind.SUBJECT_ACCESS):
        require(actor, Do.READ, kind, site.id)
    require(actor, Do.WRITE, Kind.STANDING, site.id)
    return waiting_facts.may_wait(reader_of(site, actor), site.id, tonight, now - timedelta(days=HARD_DAYS))


def what_waits(
    site: Site, team: tuple[TeamMember, ...], told: ToldOf, found: MayWait, now: datetime
) -> tuple[Waiting, ...]:
    """Return what of it waits, what is late first, given the team and what they told of the last 28 days at least."""
    today = local_date(now, site.zone)
    here = still_here(team, today)
    every = [
        waiting(Wait.CONCERNS, found.concerns),
        waiting(Wait.REQUESTS, map(to_be_given_by, found.requests)),
        waiting(Wait.PLANS, (on for each in here if (on := found.plans.get(each.id)) and is_due(on, today))),
        waiting(Wait.TALKS, (one.until for m in team for one in due(m.standings, found.talks.get(m.id, ()), today))),
        waiting(Wait.TRAINING, _training(here, found, today)),
        *_decisions(site, here, found, told, now),
    ]
    return in_order(every, today)


def _training(here: Collection[TeamMember], found: MayWait, today: date) -> Iterator[date]:
    """Since when something of somebody is to be refreshed, for each who is here."""
    last = latest(found.trained).values()
    for member in here:
        due_on = [each.holds_until for each in last if each.listener == member.id and each.is_due(today)]
        if due_on:
            yield min(due_on)


def _decisions(
    site: Site, here: Collection[TeamMember], found: MayWait, told: ToldOf, now: datetime
) -> Iterator[Waiting]:
    grounds = Grounds(found.said, frozenset(found.held), told, found.broken)
    stages = [grounds.of(site, member.id, now) for member in here]
    for what, wanted in STAGES.items():
        yield waiting(what, (each.since(site.zone) for each in stages if each.stage is wanted))
