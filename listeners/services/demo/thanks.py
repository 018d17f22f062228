"""Who thanked the Listeners of a made-up prison, and with which words?"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.thanks import Thanks, ThanksFrom
from listeners.domain.team import Site
from listeners.services.care.facts import still_here
from listeners.store import night_facts
from listeners.store.care import thanks
from listeners.store.database import act

DAYS = 180
EVERY = 9
"""Days between two thanks, in the middle."""
FIRST_DAYS_AGO = 3
"""Whoever stands first in the team was thanked so many days ago: his page is the first that is looked at."""
WORDS = {
    ThanksFrom.PRISONER: ("",),
    ThanksFrom.OFFICER: ("He stayed calm, and so did the landing.", "The night was long, and he never complained.", ""),
    ThanksFrom.FAMILY: ("Thank whoever sat with my son.", "We sleep better since we know that somebody is there."),
    ThanksFrom.HEALTH: ("It helped us that somebody had listened first.",),
    ThanksFrom.CHAPLAIN: ("He gives others time, and asks for nothing.",),
    ThanksFrom.CHARITY: ("Thank you for every night of this year.",),
}


def add_thanks(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put the thanks of half a year on file, now for one and now for another."""
    chance = random.Random(f"{seed} {site.code} thanks")  # noqa: S311 - a story, not a secret
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    if not team:
        return
    days_ago, whom = FIRST_DAYS_AGO, team[0]
    with act() as session:
        while days_ago < DAYS:
            sender = chance.choice(tuple(WORDS))
            told_on = on - timedelta(days=days_ago)
            told = Thanks(told_on, sender, chance.choice(WORDS[sender]))
            if told_on >= whom.joined_on:
                thanks.add(session, site.id, whom.id, told, SYSTEM, moment - timedelta(days=days_ago))
            days_ago, whom = days_ago + chance.randint(1, 2 * EVERY - 1), chance.choice(team)
