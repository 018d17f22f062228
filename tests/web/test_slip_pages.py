"""Slips to print and hand over, and what the coordinator is still to be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners import clock
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import NightPlace
from listeners.services import availability
from listeners.services.stand_downs import Told
from listeners.store import people_facts
from listeners.store.database import act
from listeners.store.journal import queue_notice
from tests.duties import add_duty
from tests.web.conftest import SignInAs, Statements
from tests.web.rota_browser import text_of
from tests.web.team_browser import Coordinator
from tests.world import Prison, World

FRIDAY = date(2026, 11, 27)
AT = datetime.fromisoformat("2026-11-27T15:10:00+00:00")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """The day before the nights that the slips speak of."""
    with time_machine.travel(AT - timedelta(days=1)):
        yield


@pytest.fixture
def coordinator(client: FlaskClient, world: World, sign_in_as: SignInAs) -> Coordinator:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    return Coordinator(client)


def slip(prison: Prison, name: str, kind: str = "nights_off", event: str = "one", **facts: object) -> None:
    with act() as session:
        facts = facts or {"nights": [FRIDAY]}
        queue_notice(session, prison.id, event, kind, facts, clock.now(), listener_id=prison.listeners[name])


def notice(prison: Prison, kind: str, event: str = "one", **facts: object) -> None:
    with act() as session:
        whole = {"listener": prison.listeners["sam"], **facts}
        account = prison.accounts[Role.COORDINATOR]
        queue_notice(session, prison.id, event, kind, whole, clock.now(), account_id=account)


SLIPS: dict[str, tuple[dict[str, Any], str]] = {
    "nights_off": ({"nights": [FRIDAY]}, "Friday 27 to Saturday 28 November: he is not on"),
    "rota_changed": (
        {"added": [[FRIDAY, "first"]], "withdrawn": [[date(2026, 11, 30), "second"]]},
        "Friday 27 to Saturday 28 November: first",
    ),
    Told.STOOD_DOWN.value: (
        {"night": FRIDAY, "cause": "free_nights"},
        "28 November: off, he rests after his call-out",
    ),
    Told.REST.value: (
        {"rest_until": AT, "excused_until": AT + timedelta(hours=2)},
        "You rest until Friday 27 November, 15:10 and are excused from work until Friday 27 November, 17:10.",
    ),
}
A_NIGHT_A_LINE = ("nights_off", "rota_changed", Told.STOOD_DOWN.value)
"""Kinds of slip whose nights stand below each other on paper."""


def cannot_do(prison: Prison) -> None:
    site, sam = people_facts.site(prison.id), prison.listeners["sam"]
    add_duty(site, sam, FRIDAY)
    availability.say(site, sam, {FRIDAY: AvailabilityKind.UNAVAILABLE}, "", prison.actor(Role.COORDINATOR), clock.now())


NOTICES: dict[str, tuple[dict[str, Any], str]] = {
    "nights_short": (
        {"nights": [FRIDAY], "from": FRIDAY, "leaves": True},
        "Sam Okoro leaves on Friday 27 November. These nights are now short of one: Friday 27",
    ),
    "paused": ({"from": FRIDAY}, "Sam Okoro has paused from Friday 27 to Saturday 28 November on"),
    "shadowed_enough": ({"contacts": 3}, "Sam Okoro has been on 3 call-outs beside somebody else"),
    "came_back": ({"from": FRIDAY}, "can be asked and planned from Friday 27"),
    "needs_somebody": ({"nights": [FRIDAY], "said": "unavailable"}, "Sam Okoro cannot do Friday 27 to Saturday 28"),
    Told.GAP.value: (
        {"night": FRIDAY, "cause": "free_nights", "cover": []},
        "is stood down from Friday 27 to Saturday 28 November: it lies too close",
    ),
    Told.LIMIT_PASSED.value: (
        {"limit": "nights_in_7", "last": FRIDAY, "count": 3, "allowed": 2, "next_duty": FRIDAY},
        "that end with Friday 27 to Saturday 28 November, Sam Okoro has 3 nights on stand-by: the limit here is 2.",
    ),
    Told.MAY_STAND_AGAIN.value: (
        {"night": FRIDAY, "place": "first"},
        "Sam Okoro may take Friday 27 to Saturday 28 November (first) again: by what is on file of his call-outs now, "
        "no rule forbids it. Ask him",
    ),
    "taken_back": (
        {"call_out": "a1b2c3", "out_at": AT, "by": "b-desk", "rests": [[AT, AT + timedelta(hours=11)]]},
        "b-desk has recorded that he never went. His rest from Friday 27 November, 15:10 to Saturday 28",
    ),
    "rest_shortened": (
        {
            "call_out": "a1b2c3",
            "by": "b-desk",
            "rests": [[[AT, AT + timedelta(hours=11), None], None], [[AT, AT, AT], [AT, AT, AT]]],
        },
        "b-desk has corrected a time of Sam Okoro’s call-out. His rest was Friday 27 November, 15:10 to Saturday 28 "
        "November, 02:10; now no rest is owed. His rest was Friday 27 November, 15:10 to Friday 27 November, 15:10 "
        "(excused from work until Friday 27 November, 15:10); now it is",
    ),
    "request_lapsed": (
        {"call_out": "a1b2c3", "asked_at": AT},
        "The request of Friday 27 November, 15:10 ended by itself more than 12 hours after the man asked: nobody is on "
        "file as having gone.",
    ),
    "over_long": (
        {"call_out": "a1b2c3", "out_at": AT, "hours": 6},
        "No return is recorded of Sam Okoro for more than 6 h on the call-out of Friday 27 November, 15:10. If he is "
        "out still, it is over-long",
    ),
    "sheet_not_printed": (
        {"sheet": date(2026, 11, 26), "printed_at": None},
        "The night sheet of Thursday 26 to Friday 27 November is not printed, and lock-up is over.",
    ),
    "override_given": ({"night": FRIDAY}, "Sam Okoro was let go before he was rested, for Friday 27"),
    "nobody_left": (
        {"call_out": "a1b2c3", "wing": "B", "at": AT},
        "Nobody was left to ask for B wing on Friday 27 November at 15:10. He still waits: nobody has gone yet.",
    ),
    "nobody_goes": (
        {"call_out": "a1b2c3", "wing": "B", "at": AT, "reason": "no_staff"},
        "Staff let no Listener go to a man on B wing on Friday 27 November at 15:10, though he had asked (no staff to",
    ),
    "second_look": ({"due": FRIDAY}, "Second look due: Sam Okoro (Friday 27 November), seven days after his call."),
    "somebody_to_look_at": ({}, "There is a reason to ask how somebody is: go to Care."),
    "flag_waits": (
        {"since": FRIDAY},
        "There is a reason to ask how somebody is, and since Friday 27 November nobody looks after it: go to Care.",
    ),
}


LEADS_TO = {
    "taken_back": "/tonight/call-out/a1b2c3",
    "rest_shortened": "/tonight/call-out/a1b2c3",
    "request_lapsed": "/tonight/call-out/a1b2c3",
    "over_long": "/tonight/call-out/a1b2c3",
    "nobody_left": "/tonight/call-out/a1b2c3",
    "nobody_goes": "/tonight/call-out/a1b2c3",
    "second_look": "/care",
    "sheet_not_printed": "/tonight/sheet",
    "somebody_to_look_at": "/care",
    "flag_waits": "/care",
    "override_given": "/rota/people/{sam}",
    "paused": "/rota/people/{sam}",
    "came_back": "/rota/people/{sam}",
    "shadowed_enough": "/rota/people/{sam}",
}
"""Where each kind of notice leads to, if not to the night on the board."""


@pytest.mark.parametrize("kind", list(SLIPS))
def test_each_kind_of_slip_says_in_plain_words_what_changes_for_him(
    coordinator: Coordinator, world: World, kind: str
) -> None:
    facts, words = SLIPS[kind]
    if "added" in facts:
        add_duty(people_facts.site(world.larkmoor.id), world.larkmoor.listeners["sam"], FRIDAY)
    slip(world.larkmoor, "sam", kind, **facts)

    assert words in coordinator.page("/rota/slips")
    if kind not in A_NIGHT_A_LINE:
        assert words in coordinator.page("/rota/slips/print")


def test_the_paper_that_he_is_given_has_a_line_for_each_night(coordinator: Coordinator, world: World) -> None:
    site, sam, monday = people_facts.site(world.larkmoor.id), world.larkmoor.listeners["sam"], date(2026, 11, 30)
    add_duty(site, sam, FRIDAY)
    add_duty(site, sam, monday, NightPlace.SECOND)
    on, off = [[FRIDAY, "first"], [monday, "second"]], [[date(2026, 12, 2), "first"]]
    slip(world.larkmoor, "sam", "rota_changed", added=on, withdrawn=off)
    slip(world.larkmoor, "sam", "nights_off", "two", nights=[date(2026, 12, 4)])

    printed = coordinator.page("/rota/slips/print")
    for line in (
        "Friday 27 to Saturday 28 November <strong>first</strong>",
        "Monday 30 November to Tuesday 1 December <strong>second</strong>",
        "Wednesday 2 to Thursday 3 December <strong>You are not on</strong>",
        "Friday 4 to Saturday 5 December <strong>You are not on</strong>",
    ):
        assert f">{line}</li>" in printed
    assert ";" not in printed.split('<div class="lst-slips">')[1].split("Questions?")[0]


def test_a_slip_has_one_list_of_all_his_nights_the_next_first_whatever_order_they_changed_in(
    coordinator: Coordinator, world: World
) -> None:
    site, sam, tonight = people_facts.site(world.larkmoor.id), world.larkmoor.listeners["sam"], FRIDAY - timedelta(1)
    for night in (tonight, date(2026, 12, 4)):
        add_duty(site, sam, night)
    slip(world.larkmoor, "sam", "rota_changed", "one", added=[[date(2026, 12, 4), "first"]], withdrawn=[])
    slip(world.larkmoor, "sam", "nights_off", "two", nights=[date(2026, 12, 2)])
    slip(world.larkmoor, "sam", Told.STOOD_DOWN.value, "three", night=FRIDAY, cause="unrested")
    slip(world.larkmoor, "sam", "rota_changed", "four", added=[[tonight, "first"]], withdrawn=[])

    listed, printed = (text_of(coordinator.page(f"/rota/slips{page}")) for page in ("", "/print"))
    assert (
        "You go Thursday 26 to Friday 27 November first Friday 27 to Saturday 28 November You are off: you rest after "
        "your call-out Wednesday 2 to Thursday 3 December You are not on Friday 4 to Saturday 5 December first "
        "You have nothing to make up for."
    ) in printed
    assert (
        "New for his nights: 4. Thursday 26 to Friday 27 November: first Friday 27 to Saturday 28 November: off, he "
        "rests after his call-out Wednesday 2 to Thursday 3 December: he is not on Friday 4 to Saturday 5 December: "
        "first"
    ) in listed


def test_a_slip_tells_him_that_he_is_not_asked_on_a_night_that_he_has_said_he_cannot_do(
    coordinator: Coordinator, world: World
) -> None:
    cannot_do(world.larkmoor)
    slip(world.larkmoor, "sam", "rota_changed", added=[[FRIDAY, "first"]], withdrawn=[])

    listed, printed = (text_of(coordinator.page(f"/rota/slips{page}")) for page in ("", "/print"))
    assert "Friday 27 to Saturday 28 November: he is not on" in listed
    assert "Friday 27 to Saturday 28 November You are not on" in printed
    assert "first" not in listed + printed


@pytest.mark.parametrize("kind", list(NOTICES))
def test_each_kind_of_notice_says_in_plain_words_what_is_to_be_done(
    coordinator: Coordinator, world: World, kind: str
) -> None:
    facts, words = NOTICES[kind]
    if "said" in facts:
        cannot_do(world.larkmoor)
    notice(world.larkmoor, kind, **facts)

    page = coordinator.page("/rota/notices")
    assert words in re.sub(r"<[^>]+>", "", page)
    address = LEADS_TO.get(kind, "/rota?month=2026-11#night-2026-11-27").format(sam=world.larkmoor.listeners["sam"])
    assert f'href="{address}"' in page


def test_who_is_asked_still_is_not_said_never_to_have_gone(coordinator: Coordinator, world: World) -> None:
    notice(world.larkmoor, "taken_back", call_out="a1b2c3", out_at=AT, by="b-desk", rests=[], asked_still=True)

    page = re.sub(r"<[^>]+>", "", coordinator.page("/rota/notices"))
    assert "b-desk has recorded that he has not gone, and is asked still. Ask him" in page


def test_a_notice_of_a_kind_without_words_leads_to_the_rota_and_the_team(
    coordinator: Coordinator, world: World
) -> None:
    notice(world.larkmoor, "something_new")
    page = coordinator.page("/rota/notices")

    assert 'Look at <a class="govuk-link" href="/rota">the rota</a>' in page and 'href="/rota/people">the team' in page


def test_of_more_than_a_page_the_oldest_are_shown_and_that_newer_ones_wait(
    coordinator: Coordinator, world: World
) -> None:
    for number in range(1, 102):
        notice(world.larkmoor, "shadowed_enough", f"event {number}", contacts=number)
    page = text_of(coordinator.page("/rota/notices"))

    assert [int(each) for each in re.findall(r"has been on (\d+) call-outs? beside", page)] == [*range(100, 0, -1)]
    assert "These 100 have waited longest, the newest of them first. 1 newer notice waits: press Seen" in page


@pytest.mark.parametrize(
    ("cover", "words"),
    [
        (
            ("luc", "ravi"),
            "of those who could take it, these had carried least: Luc Martin, Ravi Patel. See who is asked.",
        ),
        ((), "nobody in the team could take it under the rules. See why on the rota."),
    ],
)
def test_a_night_taken_off_somebody_says_who_could_take_it_and_when_that_was_so(
    coordinator: Coordinator, world: World, cover: tuple[str, ...], words: str
) -> None:
    facts = NOTICES[Told.GAP.value][0] | {"cover": [world.larkmoor.listeners[each] for each in cover]}
    notice(world.larkmoor, Told.GAP.value, **facts)

    assert re.search(rf"On \w+ \d+ November, \d\d:\d\d {words}", text_of(coordinator.page("/rota/notices")))


def test_slips_are_printed_several_on_a_sheet_and_ticked_when_handed_over(
    coordinator: Coordinator, world: World
) -> None:
    for name in ("sam", "luc", "mo"):
        slip(world.larkmoor, name)
    printed = coordinator.page("/rota/slips/print")
    assert printed.count("lst-slip__name") == 3

    page = coordinator.page("/rota/slips")
    chosen = [part.split('"')[0] for part in page.split('name="slip" type="checkbox" value="')[1:]]
    left = coordinator.follow(coordinator.send("/rota/slips", page, slip=chosen[:2]))
    assert "2 handed over." in left
    assert left.count('name="slip"') == 1
    assert coordinator.page("/rota/slips/history").count("by LKI coordinator") == 2


def test_where_no_slip_was_ticked_nothing_is_done(coordinator: Coordinator, world: World) -> None:
    slip(world.larkmoor, "sam")
    page = coordinator.follow(coordinator.send("/rota/slips", coordinator.page("/rota/slips")))

    assert "Nothing is changed" in page and "No slip was ticked." in page and "--success" not in page


def test_a_slip_that_somebody_else_has_ticked_meanwhile_is_not_called_unticked(
    coordinator: Coordinator, world: World
) -> None:
    slip(world.larkmoor, "sam")
    first, second = coordinator.page("/rota/slips"), coordinator.page("/rota/slips")
    (lines,) = [part.split('"')[0] for part in first.split('name="slip" type="checkbox" value="')[1:]]
    coordinator.send("/rota/slips", first, slip=lines)
    page = coordinator.follow(coordinator.send("/rota/slips", second, slip=lines))

    assert "Somebody has ticked what you chose already" in page and "No slip was ticked" not in page


def test_a_corrected_rest_says_which_slip_it_replaces(coordinator: Coordinator, world: World) -> None:
    until = AT + timedelta(hours=2)
    slip(world.larkmoor, "sam", "rest", rest_until=AT, excused_until=until, replaces=AT - timedelta(hours=10))
    slip(world.larkmoor, "luc", "rest_off", replaces=AT - timedelta(hours=9))

    printed = coordinator.page("/rota/slips/print")
    assert "This replaces the slip of Friday 27 November, 05:10." in printed
    assert "Your slip of Friday 27 November, 06:10 does not count any more." in printed


def test_a_rest_that_ends_with_the_leave_from_work_names_the_hour_once(coordinator: Coordinator, world: World) -> None:
    slip(world.larkmoor, "sam", "rest", rest_until=AT, excused_until=AT)

    for address in ("/rota/slips", "/rota/slips/print"):
        words = "You rest and are excused from work until Friday 27 November, 15:10. It is"
        assert words in coordinator.page(address)


def test_an_empty_queue_says_what_brings_a_slip_there(coordinator: Coordinator) -> None:
    assert "No slip waits." in coordinator.page("/rota/slips")


def test_a_notice_is_gone_when_it_has_been_seen(coordinator: Coordinator, world: World) -> None:
    notice(world.larkmoor, "nights_short", nights=[FRIDAY])
    page = coordinator.page("/rota/notices")
    (seen,) = [part.split('"')[0] for part in page.split('name="notice" value="')[1:]]

    assert "There is nothing new for you." in coordinator.follow(coordinator.send("/rota/notices", page, notice=seen))
    assert "Sam Okoro" in coordinator.page("/rota/notices/history")


@pytest.mark.parametrize(
    "address", ["/rota/slips", "/rota/slips/print", "/rota/slips/history", "/rota/notices", "/rota/notices/history"]
)
def test_a_page_asks_the_database_twelve_times_at_most_however_many_wait(
    coordinator: Coordinator, world: World, statements: Statements, address: str
) -> None:
    counts = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            slip(world.larkmoor, "sam", event=f"event {number}")
            notice(world.larkmoor, "nights_short", f"event {number}", nights=[FRIDAY])
        statements.clear()
        coordinator.page(address)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 12, str(statements)
