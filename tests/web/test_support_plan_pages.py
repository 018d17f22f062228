"""Can a coordinator agree on a plan with a Listener on a page, and can nobody else tell that there is one?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.cells import cell_at
from listeners.domain.nights import nights_between
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.people_details import Details
from listeners.domain.states import ContactPlace, Part
from listeners.services import availability, callouts, people
from listeners.services.care import support_plans
from listeners.services.care.support_plans import Agreed
from listeners.store import people_page
from listeners.store.callouts_facts import call_outs
from listeners.store.database import db
from tests.nights import FRIDAY, Scene, at
from tests.services.care_records import NOW, TONIGHT, site_of
from tests.web.conftest import SignInAs
from tests.web.me_browser import fields_of, form_of, send
from tests.web.twin_house import ACT_KEY, STAFF, House, a_house, numbered, pages
from tests.web.twin_house import NOW as NOW_AT_NIGHT
from tests.world import Prison

BEFORE = at("27 Nov 12:00")
ANSWERS = {
    "in_7": "1",
    "only": "by_night",
    "not_wings": ["B", "D"],
    "not_places": ["callers_cell"],
    "not_asked": "Not of his brother",
    "words": "A walk each day",
    "review_on": "18 12 2026",
    "agrees": "y",
}
PEERS = {Role.PEER_LEAD: (None, ("/me", "/me/team")), Role.LISTENER: ("luc", ("/me", "/me/swap"))}
"""Who of the others is signed in, and what they look at."""

OF_THE_NIGHT = ("/tonight/sheet", "/tonight/load", "/tonight/load?by=hours", "/me/team")
"""Pages that tell by day too who is on stand-by tonight, as whoever goes by night is."""


def agreed_with(prison: Prison, name: str) -> Agreed | None:
    db.session.rollback()
    coordinator = prison.actor(Role.COORDINATOR)
    return support_plans.of(site_of(prison), prison.listeners[name], coordinator, NOW).agreed


def seen_in(page: str) -> str:
    """The plan that a page was shown with."""
    *_, seen = re.findall(r'name="seen"[^>]* value="([^"]*)"', page)
    return str(seen)


@pytest.mark.usefixtures("evening")
def test_a_coordinator_agrees_prints_and_ends_a_plan(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = f"/care/people/{larkmoor.listeners['dean']}/support-plan"
    page = client.get(address).text
    assert "Agree on a plan" in page and "End the plan" not in page
    refused = client.post(address, data=form_of(page, **ANSWERS | {"agrees": "", "review_on": "18 12 2027"}))
    assert refused.status_code == 422 and "tick when he agrees" in refused.text
    refused = client.post(address, data=form_of(page, **ANSWERS | {"not_wings": list("ABCD"), "in_7": "9"}))
    assert (refused.status_code, "from 1 to 7" in refused.text) == (422, True)
    assert "Leave a wing that he goes to" in refused.text
    assert send(client, address, **ANSWERS) == address

    limits = OwnLimits(1, None, Only.BY_NIGHT, frozenset("BD"))
    plan = SupportPlan("Not of his brother", frozenset({ContactPlace.CALLERS_CELL}), "A walk each day")
    assert agreed_with(larkmoor, "dean") == Agreed(limits, plan, TONIGHT + timedelta(weeks=3))
    page = client.get(address).text
    for words in (
        "At most 1 night in any 7. Only by night. Not to B, D wings.",
        "Not of his brother",
        "A walk each day",
    ):
        assert words in page
    listed = client.get("/care/support-plans").text
    assert "At most 1 night in any 7" in listed and "brother" not in listed and "Due</strong>" not in listed
    assert client.post(f"{address}/end", data=fields_of(page, f"{address}/end")).status_code == 303
    assert agreed_with(larkmoor, "dean") is None


@pytest.mark.usefixtures("evening")
def test_an_older_form_neither_replaces_nor_ends_what_was_agreed_meanwhile(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = f"/care/people/{larkmoor.listeners['dean']}/support-plan"
    before = client.get(address).text
    assert send(client, address, **ANSWERS) == address
    late = client.post(address, data=form_of(before, seen=seen_in(before), **ANSWERS | {"in_7": "3"}))
    assert (late.status_code, "Nothing has been changed" in late.text) == (409, True)

    between = client.get(address).text
    anew = client.post(address, data=form_of(between, seen=seen_in(between), **ANSWERS | {"in_7": "2"}))
    assert anew.status_code == 303
    after = client.get(address).text
    assert client.post(f"{address}/end", data=form_of(after, seen=seen_in(between))).status_code == 409
    found = agreed_with(larkmoor, "dean")
    assert found is not None and found.limits.in_7 == 2


def agree(scene: Scene, name: str, limits: OwnLimits, now: datetime = BEFORE) -> None:
    agreed = Agreed(limits, SupportPlan("Not of his brother"), FRIDAY + timedelta(weeks=4))
    support_plans.agree(scene.site, scene.who(name), agreed, None, SYSTEM, now)


def told_otherwise(scene: Scene) -> None:
    """The same without a plan: who cannot do any night or this night, who cannot reach a wing, and nothing of who goes
    by night alone, for it is night."""
    for name, last in (("sam", FRIDAY + timedelta(weeks=26)), ("ravi", FRIDAY)):
        nights = dict.fromkeys(nights_between(FRIDAY, last), AvailabilityKind.UNAVAILABLE)
        availability.say(scene.site, scene.who(name), nights, "", SYSTEM, at(NOW_AT_NIGHT))
    found = people_page.person(scene.site, scene.who("luc"))
    luc, cell = found.member, cell_at(scene.site.code, found.member.cell)
    assert cell is not None
    details = Details(luc.name, luc.prison_number, cell, frozenset("ACD"), luc.share, luc.joined_on, luc.reserve)
    people.change_details(scene.site, luc.id, details, found.version, SYSTEM, at(NOW_AT_NIGHT))


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Luc and Sam are on stand-by, Ravi was on Tuesday, and somebody has just asked for a Listener in B wing."""
    for made in a_house(request, tmp_path_factory.mktemp("house")):
        scene = made.larkmoor
        scene.on_duty("ravi", night=FRIDAY - timedelta(days=3))
        scene.on_duty("luc", "sam")
        for role, (name, _) in PEERS.items():
            made.sign_in(role, listener=name)
        scene.start(NOW_AT_NIGHT)
        made.keep("lived")
        yield made


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_staff_and_peers_see_the_same_bytes_as_where_it_was_told_otherwise(house: House) -> None:
    agreed = {
        "sam": OwnLimits(only=Only.BY_DAY),
        "ravi": OwnLimits(in_7=1),
        "luc": OwnLimits(not_wings=frozenset("B")),
        "kofi": OwnLimits(only=Only.BY_NIGHT),
    }
    before = pages(house)
    for name, limits in agreed.items():
        agree(house.larkmoor, name, limits, at(NOW_AT_NIGHT))
    by_plan = pages(house) | peers(house)
    house.restore("lived")
    told_otherwise(house.larkmoor)
    otherwise = pages(house) | peers(house)
    assert differing(by_plan, otherwise) == []
    assert before["staff /tonight"] != by_plan["staff /tonight"]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("now", ["27 Nov 14:00", "27 Nov 17:59"])
def test_by_day_staff_and_peers_see_the_same_bytes_as_where_he_cannot_do_tonight(house: House, now: str) -> None:
    by_day(house, now)
    agree(house.larkmoor, "sam", OwnLimits(only=Only.BY_DAY))
    by_plan = pages(house) | peers(house)
    house.restore("by day")
    cannot(house.larkmoor, "sam")
    assert differing(by_plan, pages(house) | peers(house)) == []


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("now", ["27 Nov 14:00", "27 Nov 17:59"])
def test_who_goes_by_night_alone_is_seen_by_day_like_who_cannot_and_at_night_like_everybody(
    house: House, now: str
) -> None:
    by_day(house, now)
    is_passed_over(house.larkmoor, BEFORE)
    untold = pages(house) | peers(house)
    house.restore("by day")
    for name in ("sam", "ravi"):
        agree(house.larkmoor, name, OwnLimits(only=Only.BY_NIGHT))
    by_plan = pages(house) | peers(house)
    house.restore("by day")
    cannot(house.larkmoor, "sam", "ravi")
    otherwise = pages(house) | peers(house)
    of_the_night = differing(by_plan, otherwise)
    assert [path for path in of_the_night if not path.endswith(OF_THE_NIGHT)] == []
    assert [path for path in of_the_night if by_plan[path] != untold[path]] == []
    assert by_plan["staff /tonight"] != untold["staff /tonight"]


def by_day(house: House, now: str) -> None:
    """Sam is first on stand-by tonight, Luc second; Ravi and Imran rest still, and a man asked in the day."""
    house.restore("fresh")
    scene, house.now = house.larkmoor, now
    house.sign_in(*STAFF)
    for role, (name, _) in PEERS.items():
        house.sign_in(role, listener=name)
    scene.on_duty("sam", "luc")
    for name in ("ravi", "imran"):
        scene.paper(name, "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 09:00")
    scene.start("27 Nov 13:50")
    house.keep("by day")


def is_passed_over(scene: Scene, now: datetime) -> None:
    """The officer asks Luc instead of Sam."""
    (one,) = (each for each in call_outs(scene.site.id, FRIDAY) if each.is_open)
    callouts.ask(scene.site, one.id, Part.LEAD, scene.who("luc"), scene.officer, now)


def cannot(scene: Scene, *names: str) -> None:
    for name in names:
        availability.say(scene.site, scene.who(name), {FRIDAY: AvailabilityKind.UNAVAILABLE}, "", SYSTEM, BEFORE)


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    assert one.keys() == other.keys()
    return [path for path in one if numbered(one[path].decode()) != numbered(other[path].decode())]


def peers(house: House) -> dict[str, bytes]:
    found = {}
    db.session.rollback()
    with time_machine.travel(at(house.now), tick=False):
        for role, (name, paths) in PEERS.items():
            for path in paths:
                answer = house.browser(role, name).get(path)
                assert answer.status_code == 200, path
                found[f"{role} {path}"] = ACT_KEY.sub(rb"\1", answer.data)
    return found
