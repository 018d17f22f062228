"""How is offload arranged in a made-up prison: with two Listeners something else was agreed than for everybody."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.team import Site
from listeners.services.care.facts import still_here
from listeners.store import night_facts
from listeners.store.care import cadences
from listeners.store.database import act

AGREED = ((21, timedelta(weeks=10)), (7, timedelta(weeks=3)))
"""Every so many days, since so long: one comes less often by his own wish, one more often after a hard time."""


def add_offloads(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put on file what was agreed with two Listeners on how often they are owed offload; never with the first, whose
    page is shown first."""
    chance = random.Random(f"{seed} {site.code} offload")  # noqa: S311 - a story, not a secret
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)[1:]
    chosen = chance.sample(team, min(len(AGREED), len(team)))
    with act() as session:
        for member, (days, ago) in zip(chosen, AGREED, strict=False):
            cadences.put(session, site.id, member.id, max(on - ago, member.joined_on), days, SYSTEM, moment)
