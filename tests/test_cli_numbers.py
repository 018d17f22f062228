"""Does ``listeners numbers`` print what others rely on, and refuse what is no month?"""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask

from listeners.domain.people import Role
from tests.nights import Scene, at, scene_of
from tests.test_cli_rest import listeners
from tests.web.conftest import Browser, new_sign_in
from tests.world import World

NOW = at("27 Nov 12:00")


@pytest.fixture
def larkmoor(world: World) -> Scene:
    scene = scene_of(world.larkmoor)
    scene.paper("sam", "3 Nov 20:12", "3 Nov 21:00", now="27 Nov 09:00", asked="3 Nov 20:00")
    scene.paper("luc", "15 Nov 00:15", "15 Nov 01:00", now="27 Nov 09:00", asked="14 Nov 23:00", wing="A")
    return scene


def test_a_line_for_each_number_the_same_as_the_file_of_the_page(app: Flask, larkmoor: Scene) -> None:
    with time_machine.travel(NOW, tick=False):
        printed = listeners(app, "numbers", "--site", "LKI", "--month", "2026-11", "--csv").stdout
        browser = Browser(app)
        new_sign_in(browser, larkmoor.prison, Role.AUDITOR)
        file = browser.get("/review/nights.csv?prison=LKI&month=2026-11")

    assert printed.splitlines()[0] == "prison,month,wing,figure,value"
    assert {
        "LKI,2026-11,,asked,2",
        "LKI,2026-11,A,wait_median_minutes,75",
        "LKI,2026-11,B,wait_90th_percentile_minutes,12",
        "LKI,2026-11,C,wait_median_minutes,",
        "LKI,2026-11,,waits_over_an_hour,1",
        "LKI,2026-11,,places_planned,52",
        "LKI,2026-11,,went_reserve,2",
    } <= set(printed.splitlines())
    assert file.text.removeprefix("\ufeff").splitlines() == printed.splitlines()
    assert file.headers["Content-Disposition"] == 'attachment; filename="nights-LKI-2026-11.csv"'


def test_in_words_by_month_and_by_wing(app: Flask, larkmoor: Scene) -> None:
    with time_machine.travel(NOW, tick=False):
        printed = listeners(app, "numbers", "--site", "LKI").stdout

    assert "2026-11, wing A\n  asked: 1\n  reached: 1\n" in printed
    assert "  wait median minutes: nothing to count\n" in printed


@pytest.mark.parametrize(
    ("month", "is_shown"), [("2026-13", False), ("november", False), ("2026-12", False), ("2026-10", True)]
)
def test_what_is_no_month_or_one_ahead_is_refused(app: Flask, world: World, month: str, is_shown: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = listeners(app, "numbers", "--site", world.larkmoor.code, "--month", month)

    assert (answer.exit_code == 0, bool(answer.stdout)) == (is_shown, is_shown)
