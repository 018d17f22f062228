"""In what were the Listeners of a made-up prison trained: all of it once, some of it again, a few refreshers due?"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.training import REFRESHED_AFTER, Module
from listeners.domain.months import months_after
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.services.care.facts import still_here
from listeners.store import night_facts
from listeners.store.care import trainings
from listeners.store.database import act

BEFORE_JOINING = timedelta(days=14)
COMES = 0.8
"""How many come to a refresher that is held for all who are due."""
NEWER = Module.TRAUMA
"""Taught since a year ago: who was trained before has it from a day of its own."""
TAUGHT_AGO = timedelta(days=340)


def add_training(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put on file the first training of everybody who is here, and the refreshers held since."""
    chance = random.Random(f"{seed} {site.code} training")  # noqa: S311 - a story, not a secret
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    held: dict[tuple[Module, date], list[ListenerId]] = {}
    for member in team:
        first = member.joined_on - BEFORE_JOINING
        for module in Module:
            began = max(first, on - TAUGHT_AGO) if module is NEWER else first
            held.setdefault((module, began), []).append(member.id)
            again = months_after(began, REFRESHED_AFTER[module])
            if again <= on and chance.random() < COMES:
                held.setdefault((module, again), []).append(member.id)
    with act() as session:
        for (module, day), listeners in held.items():
            trainings.put(session, site.id, listeners, module, day, SYSTEM, moment)
