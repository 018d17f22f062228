"""To whom did the Listeners of a made-up prison listen without being called? Now and then, and nothing that alarms."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.facts import Tick
from listeners.domain.care.own_contact import OwnContact, own_fault
from listeners.domain.states import ContactPlace
from listeners.domain.team import Site
from listeners.services.care.facts import still_here
from listeners.store import night_facts
from listeners.store.care.own_contacts import add_own
from listeners.store.database import act

WEEKS = 26
TELLS = 0.12
"""Of one Listener in one week: about one contact in two months."""
PLACES = (ContactPlace.OWN_CELL, ContactPlace.PRIVATE_ROOM, ContactPlace.CELL_DOOR)
TICKS = (frozenset[Tick](), frozenset({Tick.NEED_BEYOND_LISTENING}), frozenset({Tick.SUICIDAL_FEELINGS}))
SHARES = (80, 14, 6)


def add_own_contacts(site: Site, seed: int, on: date, moment: datetime) -> None:
    """Put half a year of them on file: by day and in the evening, a few ticked, none with an attempt or a death."""
    chance = random.Random(f"{seed} {site.code} own contacts")  # noqa: S311 - a story, not a secret
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    with act() as session:
        for member in team:
            for back in range(WEEKS):
                told = _told(chance, on - timedelta(days=7 * back + chance.randrange(1, 8)))
                does = chance.random() < TELLS
                if does and told.on >= member.joined_on and own_fault(told, moment, site.zone) is None:
                    add_own(session, site.id, member.id, told, SYSTEM, moment, on_behalf=chance.random() < 0.3)


def _told(chance: random.Random, on: date) -> OwnContact:
    (ticks,) = chance.choices(TICKS, SHARES)
    at = time(chance.randrange(9, 21), chance.choice((0, 15, 30, 45)))
    return OwnContact(on, at, chance.choice((15, 20, 30, 45, 60)), chance.choice(PLACES), ticks)
