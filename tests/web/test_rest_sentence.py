"""Is the arithmetic of a rest the same one sentence wherever the rest is shown, and does none of them say "work"?"""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask, g, get_template_attribute
from flask.testing import FlaskClient

from listeners.cli import commands
from listeners.domain.people import Role
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Interruption, Resting, WorkInRest
from listeners.domain.rest_open import assumed_rests
from listeners.domain.rest_why import why
from listeners.services.care import works
from tests.domain.rest_builders import LONDON, LONG_AFTER, call, default_policy, owed, work
from tests.nights import at, scene_of
from tests.services.test_works import coordinator, worked
from tests.web.night_browser import Desk
from tests.world import World

BROKEN = "out 02:50 to 04:10: longest unbroken rest 4 h 50 min, under 5 h: excused all day; rested at 15:10"


def said(app: Flask, rest: Resting) -> str:
    """The sentence of a rest, by the numbers that every prison starts with."""
    with app.test_request_context():
        g.site = None
        because = get_template_attribute("macros/rest.html", "because")
        return str(because(why(rest, lambda night: Policy()))).strip()


CASES: list[tuple[tuple[Interruption | WorkInRest, ...], str]] = [
    ((call("2026-11-28 02:50", "2026-11-28 04:10"),), BROKEN),
    (
        (call("2026-11-27 23:00", "2026-11-27 23:40", "a"), call("2026-11-28 02:50", "2026-11-28 04:10", "b")),
        "out 23:00 to 23:40 and 02:50 to 04:10: longest unbroken rest 3 h 10 min, under 5 h: excused all day; "
        "rested at 15:10",
    ),
    (
        (call("2026-11-27 23:00", "2026-11-27 23:40"),),
        "out 23:00 to 23:40: longest unbroken rest 7 h 20 min, not under 5 h: 11 h of rest; "
        "rested at Saturday 28 November, 10:40, excused until then",
    ),
    (
        (call("2026-11-27 21:30", "2026-11-27 22:15"),),
        "out 21:30 to 22:15: longest unbroken rest 8 h 45 min, not under 5 h: 11 h of rest; "
        "rested at Saturday 28 November, 09:15, excused until then",
    ),
    (
        (call("2026-10-24 21:30", "2026-10-24 22:15"),),
        "out 21:30 to 22:15: longest unbroken rest 9 h 45 min, not under 5 h: 11 h of rest; "
        "rested at Sunday 25 October, 08:15, work is not affected",
    ),
    (
        (call("2026-11-28 05:20", "2026-11-28 06:00"),),
        "out 05:20 to 06:00: longest unbroken rest 7 h 20 min, and out for the first time in the early morning: "
        "5 h of rest; rested at 11:00, excused until then",
    ),
    (
        (call("2026-11-28 02:50", "2026-11-28 04:10"), work("2026-11-28 08:30", "2026-11-28 11:45")),
        "began anew at 11:45, for the rest before was not kept: 11 h of rest; rested at 22:45, excused until then",
    ),
]


@pytest.mark.parametrize(("facts", "sentence"), CASES)
def test_each_rule_has_its_sentence(
    client: FlaskClient, facts: tuple[Interruption | WorkInRest, ...], sentence: str
) -> None:
    assert said(client.application, owed(*facts)[-1]) == sentence


def test_a_return_never_entered_says_that_it_is_not_recorded(client: FlaskClient) -> None:
    (rest,) = assumed_rests([call("2026-11-28 02:50")], default_policy, LONDON, LONG_AFTER)
    assert said(client.application, rest) == (
        "return not recorded, so treated as resting: 11 h from the end of the night at 08:00; rested at 19:00"
    )


def test_the_same_sentence_stands_wherever_the_rest_is_shown(client: FlaskClient, world: World) -> None:
    larkmoor = scene_of(world.larkmoor)
    one = larkmoor.read(larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10"))
    part = larkmoor.part(one, "sam").id
    pages = (f"/tonight/call-out/{one.id}/{part}/follows", "/tonight/rest", "/tonight/load")
    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 05:00")
    assert [page for page in pages if BROKEN not in staff.open(page).text] == []
    assert (
        BROKEN
        in Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 05:00")
        .open(f"/rota/people/{larkmoor.who('sam')}")
        .text
    )
    own = Desk.of(client, larkmoor.prison, Role.LISTENER, "28 Nov 05:00").open("/me").text
    assert "You were out from 02:50 to 04:10. Your longest rest in one go was 4 h 50 min" in own

    printed = CliRunner().invoke(
        commands, ["rest", "--site", "LKI", "--on", "2026-11-28", "--why"], obj=lambda: client.application
    )
    assert printed.stdout.splitlines()[1].strip() == BROKEN


def test_of_a_rest_that_began_anew_by_work_staff_read_no_word_of_work(client: FlaskClient, world: World) -> None:
    larkmoor = scene_of(world.larkmoor)
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    told = worked("28 Nov 08:30", "28 Nov 11:45")
    works.tell_for(larkmoor.site, larkmoor.who("sam"), told, coordinator(larkmoor), at("28 Nov 12:00"))

    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 12:00")
    for page in ("/tonight/rest", "/tonight/load"):
        listed = staff.open(page).text.partition("Which department")[0]
        assert listed.count("rested at") == 1, page
        assert "out 02:50 to 04:10; rested at 22:45, excused until then" in listed
        assert not [words for words in NO_WORD if words in listed]


NO_WORD = ("08:30 to 11:45", "11:45", "Kitchens", "made to", "anew", "h again", "not kept", "15:10")


def test_what_follows_of_a_call_out_shows_the_rest_that_has_replaced_its_own(client: FlaskClient, world: World) -> None:
    larkmoor = scene_of(world.larkmoor)
    one = larkmoor.read(larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10"))
    follows = f"/tonight/call-out/{one.id}/{larkmoor.part(one, 'sam').id}/follows"
    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 12:00")
    assert "rests until 15:10" in staff.open(follows).text and "Since then" not in staff.text
    assert "Offer him a talk before" not in staff.text, "he has been back for hours"
    told = worked("28 Nov 08:30", "28 Nov 11:45")
    works.tell_for(larkmoor.site, larkmoor.who("sam"), told, coordinator(larkmoor), at("28 Nov 12:00"))

    assert "rests until 22:45" in staff.open(follows).text and "rests until 15:10" not in staff.text
    assert "rested at 15:10. Since then he rests until 22:45." in staff.text
    assert "Excused until Saturday 28 November, 22:45" in staff.text
    assert not [words for words in NO_WORD[1:-1] if words in staff.text]


def test_a_rest_that_began_anew_by_a_call_out_says_so_to_staff(client: FlaskClient, world: World) -> None:
    larkmoor = scene_of(world.larkmoor)
    larkmoor.paper("sam", "28 Nov 02:50", "28 Nov 04:10")
    one = larkmoor.read(larkmoor.paper("sam", "28 Nov 13:31", "28 Nov 14:40"))
    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 15:00")
    words = "out 13:31 to 14:40 inside his rest: 11 h again; rested at"
    for page in (
        "/tonight/rest",
        "/tonight/load",
        f"/tonight/call-out/{one.id}/{larkmoor.part(one, 'sam').id}/follows",
    ):
        assert staff.open(page).text.count("rested at") == 1 and words in staff.text, page


def test_who_said_yes_before_he_went_is_not_said_to_be_out_since(client: FlaskClient, world: World) -> None:
    larkmoor = scene_of(world.larkmoor)
    larkmoor.on_duty("sam")
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    larkmoor.goes(one, "sam", "28 Nov 02:13")
    larkmoor.back(one, "sam", "28 Nov 05:20")
    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 05:30")
    for page in ("/tonight/rest", "/tonight/load"):
        assert "said yes 02:12, back 05:20: longest unbroken rest 4 h 12 min" in staff.open(page).text, page
