"""A man comes from another prison. Does any page where he comes to tell what he said there?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer
from listeners.domain.people import ListenerId, Role, Standing
from listeners.services import availability_rules, standings
from listeners.services.care import decisions
from listeners.services.imports import import_people
from listeners.store import people_facts
from listeners.store.database import db
from tests.csv_files import people
from tests.nights import at
from tests.services.care_records import site_of
from tests.web.twin_house import NOW, House, a_house, numbered, page_of, pages
from tests.world import Prison

THEN, BEFORE = at("27 Nov 13:30"), at("26 Nov 12:00")
OF_COORDINATOR = ("/rota", "/rota/people", "/rota/people/{him}", "/rota/people/{him}/pause", "/rota/fairness", "/care")
OF_DECISIONS = ("/care/decisions", "/care/people/{him}/decision", "/rota/notices")
KNOWN, UNKNOWN = "A1001BB", "A4321BC"


def says_no(fenwick: Prison) -> None:
    decisions.decide(site_of(fenwick), Answer.NO, fenwick.actor(Role.LISTENER), BEFORE)


def goes(fenwick: Prison) -> None:
    sam = fenwick.listeners["sam"]
    standings.change(site_of(fenwick), sam, Standing.TRANSFERRED, BEFORE.date(), 1, SYSTEM, BEFORE)


STATES: dict[str, Callable[[Prison], object]] = {
    "takes part": lambda _: None,
    "said no": says_no,
    "gone": goes,
    "rests": lambda fenwick: availability_rules.pause(site_of(fenwick), fenwick.listeners["sam"], SYSTEM, BEFORE),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    for made in a_house(request, tmp_path_factory.mktemp("house")):
        made.sign_in(Role.COORDINATOR)
        made.keep("signed in")
        yield made


def comes(house: House, number: str) -> ListenerId:
    site = site_of(house.world.larkmoor)
    import_people(site, people(f"L40,Al Reed,{number},LKI-B-1-004,,100,2026-06-01,active,yes"), SYSTEM, THEN)
    return people_facts.ids_by_ref(site.id)["L40"]


def seen_by_coordinator(house: House, him: ListenerId, paths: tuple[str, ...]) -> dict[str, str]:
    db.session.rollback()
    with time_machine.travel(at(NOW), tick=False):
        browser = house.browser(Role.COORDINATOR)
        return {path: page_of(browser, path.format(him=him)) for path in paths}


def seen_by_staff(house: House) -> dict[str, str]:
    return {path: numbered(page.decode()) for path, page in pages(house).items()}


def test_no_page_tells_what_he_said_or_did_where_he_comes_from(house: House) -> None:
    seen = {}
    for state, live in STATES.items():
        house.restore("signed in")
        live(house.world.fenwick)
        him = comes(house, KNOWN)
        seen[state] = seen_by_staff(house) | seen_by_coordinator(house, him, OF_COORDINATOR + OF_DECISIONS)
    first, *others = seen.values()
    for state, other in zip(list(STATES)[1:], others, strict=True):
        assert [path for path in first if first[path] != other[path]] == [], state
    assert "Al Reed" in first["/care/decisions"]


def test_staff_see_him_as_anybody_who_is_not_available(house: House) -> None:
    seen = {}
    for number in (KNOWN, UNKNOWN):
        house.restore("signed in")
        him = comes(house, number)
        if number == UNKNOWN:
            in_team = seen_by_staff(house)
            availability_rules.pause(site_of(house.world.larkmoor), him, SYSTEM, THEN)
        seen[number] = {path: page.replace(KNOWN, UNKNOWN) for path, page in seen_by_staff(house).items()}
    assert [path for path in seen[KNOWN] if seen[KNOWN][path] != seen[UNKNOWN][path]] == []
    assert seen[KNOWN] != in_team
