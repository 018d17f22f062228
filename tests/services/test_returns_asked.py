"""Whose return was never entered: is he asked about at unlock, by everybody who should, until a person enters it?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.services import notices, returns_asked
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.web.night_browser import Desk
from tests.world import World

NIGHT_OVER = "28 Nov 08:00"
ASKED = "Ask at unlock: when was Sam Okoro back?"


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam went at 23:10 on the night of Friday 27 November, and nobody entered that he came back."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    scene.goes(scene.start("27 Nov 23:00"), "sam", "27 Nov 23:10")
    return scene


def told(scene: Scene, now: str) -> list[str]:
    coordinator = scene.prison.actor(Role.COORDINATOR)
    return [line.kind for line in notices.notices_for(coordinator, scene.site, at(now))]


def test_the_coordinator_is_told_once_when_the_night_is_over_and_not_before(larkmoor: Scene) -> None:
    assert returns_asked.unlocked(SYSTEM, at("28 Nov 07:59")) == ()
    assert returns_asked.ask("LKI", SYSTEM, at("28 Nov 07:59")) == 0
    assert [day.key for day in returns_asked.unlocked(SYSTEM, at(NIGHT_OVER))][0:1] != []

    for now in (NIGHT_OVER, "28 Nov 08:01", "29 Nov 08:00"):
        assert returns_asked.ask("LKI", SYSTEM, at(now)) == 1
    assert told(larkmoor, "29 Nov 08:00") == ["return_missing"]


def test_the_line_goes_as_soon_as_a_person_has_entered_it(larkmoor: Scene) -> None:
    returns_asked.ask("LKI", SYSTEM, at(NIGHT_OVER))
    (one,) = larkmoor.open_call_outs()
    larkmoor.back(larkmoor.read(one), "sam", "28 Nov 00:20", now="28 Nov 09:30")

    assert told(larkmoor, "28 Nov 09:31") == []
    assert larkmoor.rests("sam") == ["28 Nov 00:20 to 28 Nov 11:20 daily_rest"]


def test_it_never_becomes_a_call_of_30_hours_and_nothing_but_a_person_closes_it(larkmoor: Scene) -> None:
    for hours in range(0, 48, 6):
        returns_asked.ask("LKI", SYSTEM, at(NIGHT_OVER) + timedelta(hours=hours))

    (one,) = larkmoor.open_call_outs()
    part = larkmoor.part(larkmoor.read(one), "sam")
    assert (part.state, part.back_at) == ("acting", None) and larkmoor.rests("sam") == []


def test_the_board_and_the_rest_list_ask_loudly_with_a_button_once_the_night_is_over(
    client: FlaskClient, larkmoor: Scene
) -> None:
    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 07:59")
    assert ASKED not in staff.open("/tonight").text and ASKED not in staff.open("/tonight/rest").text

    staff = Desk.of(client, larkmoor.prison, Role.STAFF, NIGHT_OVER)
    for page in ("/tonight/rest", "/tonight"):
        assert ASKED in staff.open(page).text
        assert "Out since Friday 27 November, 23:10, and no return is recorded." in staff.text
    staff.follow("Enter when Sam Okoro was back")
    assert "When was Sam Okoro back?" in staff.text

    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, NIGHT_OVER).open("/tonight/rest")
    assert ASKED in custody.text and "Enter when" not in custody.text


def test_whoever_is_asked_about_is_not_offered_meanwhile(larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc", night=FRIDAY + timedelta(days=2))
    asked = larkmoor.start("29 Nov 22:00")
    assert larkmoor.asked(asked) == "luc"
    assert larkmoor.part(larkmoor.read(larkmoor.open_call_outs()[0]), "sam").state == "acting"
