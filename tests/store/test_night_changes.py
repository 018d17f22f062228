"""Does the moment at which a night last changed never fall, whatever its Listener says of it, and rise with each change
of who is there?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.said import EVERY_DAY
from listeners.domain.team import Site
from listeners.services import availability, availability_rules
from listeners.services.availability_rules import EveryNight
from listeners.store.availability_facts import sayings
from listeners.store.database import db
from listeners.store.night_changes import last_changed
from tests.rota_world import FIRST, MONDAY, NOW, published, site_of
from tests.size import sized
from tests.world import Prison, World

NIGHTS = [MONDAY + timedelta(days=day) for day in range(4)]
WHOSE = ("sam", "luc", "dean", "kofi")
CANNOT, AVOID = AvailabilityKind.UNAVAILABLE, AvailabilityKind.AVOID


def test_no_word_of_his_turns_the_moment_back_and_each_change_of_who_is_there_moves_it_on(world: World) -> None:
    prison, dice = world.larkmoor, Random(20261126)
    site = site_of(prison)
    published(prison, [(day, FIRST, name) for day, name in enumerate(WHOSE)], nights=4)
    before, away = seen(prison)
    for step in range(1, sized(200) + 1):
        for night, name in zip(NIGHTS, WHOSE, strict=True):
            says_something(site, prison.listeners[name], night, dice, NOW + timedelta(minutes=step))
        now, gone = seen(prison)
        assert [str(night) for night in NIGHTS if now[night] < before[night]] == []
        assert [str(night) for night in away ^ gone if now[night] == before[night]] == []
        before, away = now, gone


def test_what_he_says_of_one_night_of_many_moves_it_on_and_of_any_other_does_not(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    published(prison, [(0, FIRST, "sam"), (1, FIRST, "luc")], nights=2)
    minutes = [NOW + timedelta(minutes=number) for number in range(5)]
    every = EveryNight(frozenset({MONDAY.weekday()}), MONDAY, None, CANNOT)
    availability_rules.say(site, prison.listeners["sam"], every, "", SYSTEM, minutes[1])
    for said_at, kind in ((minutes[2], AVOID), (minutes[3], None), (minutes[4], AvailabilityKind.PREFER)):
        for night, name in zip(NIGHTS, ("sam", "luc"), strict=False):
            availability.say(site, prison.listeners[name], {night: kind}, "", SYSTEM, said_at)
        assert [seen(prison)[0][night] for night in NIGHTS[:2]] == [said_at, NOW]


def seen(prison: Prison) -> tuple[dict[date, datetime], set[date]]:
    """When each night last changed, and of which whoever has it cannot do it."""
    db.session.rollback()
    held = {(prison.listeners[name], night) for night, name in zip(NIGHTS, WHOSE, strict=True)}
    said = sayings(prison.id, NIGHTS[0], NIGHTS[-1]).settled
    away = {each.night for each in said if each.kind is CANNOT and (each.listener, each.night) in held}
    return last_changed(prison.id, NIGHTS[0], NIGHTS[-1]), away


def says_something(site: Site, listener: ListenerId, night: date, dice: Random, now: datetime) -> None:
    """A word of that night, of every such night, a rest, or the end of one of these."""
    every = [rule for rule in sayings(site.id, night, night, [listener]).rules if not rule.is_pause]
    does = dice.choice(["one", "one", "one", "every", "end", "rest", "back"])
    if does == "one":
        availability.say(site, listener, {night: dice.choice([None, *AvailabilityKind])}, "", SYSTEM, now)
    elif does == "every":
        days = dice.choice([EVERY_DAY, frozenset({night.weekday()})])
        wanted = EveryNight(days, MONDAY, None, dice.choice([CANNOT, CANNOT, AVOID]))
        availability_rules.say(site, listener, wanted, "", SYSTEM, now)
    elif does == "end" and every:
        availability_rules.end(site, listener, dice.choice(every).id, SYSTEM, now)
    elif does == "rest":
        availability_rules.pause(site, listener, SYSTEM, now)
    elif does == "back":
        availability_rules.come_back(site, listener, SYSTEM, now)
