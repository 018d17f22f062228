"""How did the Listeners of a made-up prison check in: some weeks, some questions left out, and nothing that alarms?"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.checkin import CheckIn, HowMuch, Item, WantsRest, week_of
from listeners.domain.nights import at_local
from listeners.domain.team import Site
from listeners.services.care.facts import still_here
from listeners.store import night_facts
from listeners.store.care import checkins
from listeners.store.database import act

WEEKS = 26
CHECKS_IN = 0.4
TOLD_AT = time(18, 30)
ANSWERS = (HowMuch.NOT_AT_ALL, HowMuch.A_LITTLE, HowMuch.A_LOT, HowMuch.RATHER_NOT, None)
SHARES = (45, 33, 8, 6, 8)
RESTS, REST_SHARES = (WantsRest.NO, WantsRest.RATHER_NOT, None), (70, 10, 20)


def add_checkins(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put the check-ins of half a year on file; nobody asks for a rest in them: whoever wants one has it already."""
    chance = random.Random(f"{seed} {site.code} check-ins")  # noqa: S311 - a story, not a secret
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    with act() as session:
        for member in team:
            for back in range(WEEKS):
                told_on = week_of(on) - timedelta(weeks=back) + timedelta(days=chance.randrange(7))
                at = at_local(told_on, TOLD_AT, site.zone)
                told, does = _told(chance), chance.random() < CHECKS_IN
                if does and at <= moment and told_on >= member.joined_on:
                    checkins.put(session, site.id, member.id, week_of(told_on), told, SYSTEM, at, adds=True)


def _told(chance: random.Random) -> CheckIn:
    (rest,) = chance.choices(RESTS, REST_SHARES)
    return CheckIn(tuple(chance.choices(ANSWERS, SHARES, k=len(Item))), rest)
