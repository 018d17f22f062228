"""Can another Listener, the peer lead, or whoever holds a file or a calendar tell why somebody cannot do his nights?

One prison is lived several times, on both engines: in each world he is away in another way from the same moment on.
What leaves the coordinator's own pages, and what others see at a kiosk, must be the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.nights import nights_between
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.domain.states import DutyState, NightPlace
from listeners.services import (
    availability,
    availability_rules,
    cover_job,
    feeds,
    holds,
    policies,
    rota_slots,
    standings,
    swaps,
)
from listeners.services.answers import Outcome
from listeners.services.availability_rules import EveryNight
from listeners.services.care import decisions, support_plans
from listeners.services.care.prisons import prisons_today
from listeners.services.care.support_plans import Agreed
from listeners.services.rota_slots import Change
from listeners.services.swap_page import open_offers
from listeners.store import cover_facts, duties_facts
from listeners.store.database import act, db
from tests.nights import Scene, at
from tests.rota_world import FIRST, MONDAY, SECOND, published, site_of, unfreeze
from tests.web.twin_house import NOW, House, a_house, page_of
from tests.world import Prison

THEN = at("27 Nov 13:30")
FROM, UNTIL = date(2026, 11, 27), date(2026, 12, 31)
BY_DAY = OwnLimits(only=Only.BY_DAY)
CANNOT = AvailabilityKind.UNAVAILABLE
SEEN = {
    Role.COORDINATOR: ("/rota/calendar.ics", "/rota/board.csv", "/rota/nights.csv", "/rota/gaps.csv"),
    Role.PEER_LEAD: ("/me/team",),
}
COUNTS = {"/rota/fairness": "Dean", "/rota/fairness?weeks=52": "Dean", "/rota/what-if": "8 take part now"}
"""Pages that count who takes part, and the words by which Dean is among them."""
SWAP = MONDAY + timedelta(days=11)
"""Sam has offered this night of his for one that is Dean's among others."""
OFFERED, FOR = MONDAY + timedelta(days=8), MONDAY + timedelta(days=9)
"""Dean has offered this night of his for one of Ravi's, whose yes waits for the coordinator."""
WAITS, NOT_MADE = "Your coordinator has to agree. Nothing has changed yet.", "This swap is not made"
OTHERS = {
    "mo": ("/me",),
    "lee": ("/me",),
    "luc": ("/me",),
    "sam": ("/me", "/me/swap", f"/me/swap/{SWAP}"),
    "ravi": ("/me", "/me/swap"),
}
"""Two who are asked to take a night of his, one who is asked nothing, whoever has offered him a swap, and whoever said
yes to one of his."""
ON = ("sam", "ravi")
"""Those who wait."""
LATER, GIVEN = ", after the job", ", after another has his night"
Away = Callable[[House, ListenerId], object]


def says(house: House, dean: ListenerId, reason: str = "") -> None:
    nights = dict.fromkeys(nights_between(FROM, UNTIL), CANNOT)
    availability.say(house.larkmoor.site, dean, nights, reason, SYSTEM, THEN)


def says_every(house: House, dean: ListenerId) -> None:
    every = EveryNight(frozenset(range(7)), FROM, UNTIL, CANNOT)
    availability_rules.say(house.larkmoor.site, dean, every, "leave", SYSTEM, THEN)


def is_held(house: House, dean: ListenerId) -> None:
    with act() as session:
        holds.hold_in(session, house.larkmoor.site, dean, SYSTEM, THEN)


WAYS: dict[str, Away] = {
    "a pause by the coordinator": lambda house, dean: standings.change(
        house.larkmoor.site, dean, Standing.PAUSED, FROM, 1, SYSTEM, THEN
    ),
    "a no": says,
    "a no with a reason": lambda house, dean: says(house, dean, "I cannot face it"),
    "every night for a while": says_every,
    "a rest of his own": lambda house, dean: availability_rules.pause(house.larkmoor.site, dean, SYSTEM, THEN),
    "by day alone, as was agreed": lambda house, dean: support_plans.agree(
        house.larkmoor.site, dean, Agreed(BY_DAY, SupportPlan("Not of his brother"), UNTIL), None, SYSTEM, THEN
    ),
    "held until he says yes": is_held,
    "a not now of his own": lambda house, _dean: decisions.decide(
        house.larkmoor.site, Answer.NOT_NOW, house.world.larkmoor.actor(Role.LISTENER, "dean"), THEN
    ),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Larkmoor with a crew of three, who are published to 6 December, and everybody who looks signed in."""
    for made in a_house(request, tmp_path_factory.mktemp("house")):
        prison = made.world.larkmoor
        unfreeze(prison)
        policies.change(prison.actor(Role.COORDINATOR), site_of(prison), "crew", 3, MONDAY, "Many", at("22 Nov 20:00"))
        of_dean = [(4, SECOND, "dean"), (8, FIRST, "dean"), (12, SECOND, "dean")]
        of_others = [
            (4, FIRST, "kofi"),
            (8, SECOND, "luc"),
            (9, FIRST, "ravi"),
            (11, FIRST, "sam"),
            (12, FIRST, "kofi"),
            (12, SECOND, "imran"),
        ]
        published(prison, of_dean + of_others)
        made.sign_in(*SEEN)
        for name in OTHERS:
            made.sign_in(Role.LISTENER, listener=name)
        sam = prison.listeners["sam"], prison.actor(Role.LISTENER)
        assert swaps.offer(site_of(prison), sam[0], SWAP, SWAP + timedelta(days=1), sam[1], at("27 Nov 12:00"))
        says_yes(prison)
        yield made


def says_yes(prison: Prison) -> None:
    """Dean offers a swap and Ravi says yes, at a site where a coordinator has to agree."""
    site, coordinator, moment = site_of(prison), prison.actor(Role.COORDINATOR), at("27 Nov 12:30")
    policies.change(coordinator, site, "cover_approval", 1, moment.date(), "We look first", moment)
    dean, ravi = prison.listeners["dean"], prison.listeners["ravi"]
    assert swaps.offer(site, dean, OFFERED, FOR, prison.actor(Role.LISTENER, "dean"), moment)
    himself = prison.actor(Role.LISTENER, "ravi")
    (seen,) = open_offers(site, himself, moment).offered
    assert swaps.answer(site, seen.id, ravi, True, himself, moment) is Outcome.WAITS


def test_others_files_and_calendars_are_the_same_however_he_is_away(house: House) -> None:
    prison = house.world.larkmoor
    links = [
        feeds.make(site_of(prison), prison.actor(Role.COORDINATOR), listener, at("22 Nov 20:30")).token
        for listener in (None, prison.listeners["dean"], prison.listeners["luc"])
    ]
    house.keep("lived")
    before = looked_at(house, links)
    seen = {}
    for way, be_away in WAYS.items():
        house.restore("lived")
        be_away(house, prison.listeners["dean"])
        seen[way] = looked_at(house, links)

    first, *others = seen
    for way in others:
        assert [path for path in seen[first] if seen[first][path] != seen[way][path]] == [], way
    as_before = [path for path in before if before[path] == seen[first][path]]
    of_swaps = [f"{path} of {name}" for name in ON for path in OTHERS[name] if path != "/me"]
    as_it_was = [f"/feeds/{links[2]}.ics", "/me of luc", *of_swaps]
    told_now = [path for path in as_before if not path.endswith((LATER, GIVEN))]
    assert told_now == as_it_was, "the others are asked, each by his own page, and whoever waits for a swap waits on"
    assert all("Nobody has answered yet." in seen[first][f"/me of sam{when}"] for when in ("", LATER, GIVEN))
    of_ravi = [seen[first][f"/me of ravi{when}"] for when in ("", LATER, GIVEN)]
    assert [(WAITS in page, NOT_MADE in page) for page in of_ravi] == [(True, False), (True, False), (False, True)]


def test_a_rest_of_his_own_is_counted_as_a_pause_by_the_coordinator(house: House) -> None:
    larkmoor, dean = house.world.larkmoor, house.world.larkmoor.listeners["dean"]
    house.keep("before")
    seen = []
    rests = ("a rest of his own", "by day alone, as was agreed", "a not now of his own")
    for way in ("a pause by the coordinator", *rests):
        house.restore("before")
        assert counts_him(counted(house)) == [True, True, True]
        WAYS[way](house, dean)
        seen.append(counted(house))

    assert all(each == seen[0] for each in seen)
    assert counts_him(seen[1]) == [False, False, False]
    (active,) = prisons_today(larkmoor.actor(Role.COORDINATOR), at(NOW))
    assert active.active == len(larkmoor.listeners) - 1


def counts_him(found: dict[str, str]) -> list[bool]:
    return [words in found[path] for path, words in COUNTS.items()]


def counted(house: House) -> dict[str, str]:
    db.session.rollback()
    with time_machine.travel(at(NOW), tick=False):
        return {path: page_of(house.browser(Role.COORDINATOR), path) for path in COUNTS}


def looked_at(house: House, links: list[str | None]) -> dict[str, str]:
    """What each of them sees, its act keys apart, and the ids of rows numbered; and of whom what is asked when, the
    next day too."""
    found: dict[str, str] = {}
    db.session.rollback()
    with time_machine.travel(at(NOW), tick=False):
        for role, paths in SEEN.items():
            browser = house.browser(role)
            for path in (*paths, *(f"/feeds/{link}.ics" for link in links if role is Role.COORDINATOR)):
                found[path] = page_of(browser, path)
    seen_by(house, OTHERS, "", found)
    found["asked"] = str(who_is_asked(house.larkmoor))
    seen_by(house, ON, LATER, found)
    given_to_another(house.world.larkmoor)
    seen_by(house, ON, GIVEN, found)
    return found


def given_to_another(prison: Prison) -> None:
    """The coordinator puts somebody else on the night that Dean has offered."""
    db.session.rollback()
    site, now = site_of(prison), at(NOW)
    down = duties_facts.duties(site.id, OFFERED, OFFERED, [prison.listeners["dean"]])
    is_down = any(each.state is DutyState.PLANNED for each in down)
    change = Change(
        OFFERED, 1, prison.listeners["dean"] if is_down else None, prison.listeners["imran"], "He asked for it"
    )
    rota_slots.change(prison.actor(Role.COORDINATOR), site, change, now)


def seen_by(house: House, names: Iterable[str], when: str, found: dict[str, str]) -> None:
    """What these Listeners see on their own pages."""
    db.session.rollback()
    with time_machine.travel(at(NOW), tick=False):
        for name in names:
            browser = house.browser(Role.LISTENER, name)
            found |= {f"{path} of {name}{when}": page_of(browser, path) for path in OTHERS[name]}


def who_is_asked(larkmoor: Scene) -> list[tuple[date, NightPlace, list[tuple[str, datetime]]]]:
    """Who was asked of which place, when, in order, also by the job a day after the first."""
    later = THEN + timedelta(days=1)
    cover_job.work_off("LKI", SYSTEM, later)
    requests = cover_facts.waiting(larkmoor.site.id, later)
    return [
        (each.night, each.place, [(larkmoor.name(one.listener), one.asked_at) for one in each.asked])
        for each in requests
    ]
