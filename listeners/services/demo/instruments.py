"""What did some Listeners of a made-up prison answer to questionnaires: four times in half a year, nothing alarming?"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.instruments import Instrument, pack
from listeners.domain.nights import at_local
from listeners.domain.team import Site
from listeners.services.care.facts import still_here
from listeners.services.care.instrument_keys import instrument
from listeners.services.care.instruments import for_one
from listeners.store import night_facts
from listeners.store.care import group_surveys, instrument_results
from listeners.store.database import act

EVERY, TIMES = timedelta(weeks=6), 4
ANSWERS_ONE = 0.4
KEYED_IN_AT = time(16, 0)
SHEETS_OUT, SHEETS_BACK = 16, 11
LEAVES_OUT = 0.01
MIDDLING = {"who5": (3, 3, 3, 4, 4), "proqol5": (2, 2, 3, 3, 3)}
"""What is answered, each as likely: well inside the middle band, so that no reason to ask follows from it."""


def add_results(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put on file what some of the team answered, every six weeks."""
    chance = random.Random(f"{seed} {site.code} questionnaires")  # noqa: S311 - a story, not a secret
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    with act() as session:
        for member in team:
            for of_key in for_one():
                answers_it = chance.random() < ANSWERS_ONE
                for back in range(TIMES):
                    told_on = on - EVERY * back - timedelta(days=chance.randrange(1, 8))
                    text, at = _answered(of_key, chance), at_local(told_on, KEYED_IN_AT, site.zone)
                    if answers_it and at <= moment and told_on >= member.joined_on:
                        instrument_results.put(session, site.id, member.id, of_key.key, told_on, text, SYSTEM, at)


def add_surveys(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put a survey that was closed some weeks ago on file, and one that goes on."""
    chance = random.Random(f"{seed} {site.code} surveys")  # noqa: S311 - a story, not a secret
    climate, standards = instrument("psc12"), instrument("hse_indicator_tool")
    began = on - EVERY
    with act() as session:
        closed = group_surveys.begin(session, site.id, climate.key, began, SYSTEM, moment)
        for _ in range(SHEETS_BACK):
            said = {item: chance.choice((3, 3, 4, 4)) for item in climate.numbers}
            group_surveys.add_answers(session, site.id, closed, pack(climate, said), SYSTEM, moment)
        group_surveys.close(session, site.id, closed, SHEETS_OUT, began + timedelta(weeks=2), SYSTEM, moment)
        group_surveys.begin(session, site.id, standards.key, on - timedelta(days=3), SYSTEM, moment)


def _answered(of_key: Instrument, chance: random.Random) -> str:
    said = {item: chance.choice(MIDDLING[of_key.key]) for item in of_key.numbers}
    return pack(of_key, {item: answer for item, answer in said.items() if chance.random() >= LEAVES_OUT})
