"""Does ``listeners rota what-if`` say how many Listeners a prison needs, in words and as JSON?"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask

from listeners.cli.rota import rota
from listeners.domain.people import Standing
from listeners.errors import NotFound, Unreadable
from listeners.store.database import db
from listeners.store.rota import PlanRequest
from tests.rota_world import NOW, stands
from tests.world import World

Ask = Callable[..., Result]


@pytest.fixture
def ask(app: Flask) -> Ask:
    """Run ``listeners rota what-if ...`` on Sunday evening."""

    def run(*arguments: str) -> Result:
        with time_machine.travel(NOW, tick=False):
            result = CliRunner().invoke(rota, ["what-if", *arguments], obj=lambda: app)
        db.session.rollback()
        return result

    return run


def test_the_least_team_is_told_in_words(world: World, ask: Ask) -> None:
    stands(world.larkmoor, "lee", Standing.LEFT, NOW.date().replace(month=12))
    result = ask("--site", "LKI", "--without", "L01, L02")

    assert result.exit_code == 0
    assert {
        "team now: 8, 7 from 2026-12-22",
        "with 25 % lost: under 10 from 2026-11-22: train by 2026-08-23 (13 weeks)",
        "least team that fills 12 weeks, 0 % lost: 7",
        "least team that fills 12 weeks, 25 % lost: 10",
        "with 0 % lost: the team does not fall under 7 in half a year, by what is on file",
    } <= set(result.stdout.splitlines())
    assert "without L01, L02: 6 people" in result.stdout
    assert "warning: without them 6 active, fewer than 10" in result.stdout.splitlines()
    assert "rise by a quarter" not in result.stdout


def test_the_same_stands_in_the_json_and_nothing_is_kept_of_it(world: World, ask: Ask) -> None:
    told = json.loads(ask("--site", "LKI", "--json").stdout)

    assert (told["crew"]["is_general"], told["crew"]["rows"][1]["seen"]) == (True, None)
    assert [(each["loss"], each["worst"]) for each in told["team"]["needs"]] == [(0, 7), (10, 8), (25, 10)]
    assert (told["team"]["is_proven"], told["team"]["now"]["empty"], told["recruit"]["falls_on"]) == (True, 0, None)
    assert (told["recruit_with_loss"]["need"], told["recruit_with_loss"]["falls_on"]) == (10, "2026-11-22")
    assert db.session.query(PlanRequest).count() == 0


def test_a_prison_or_a_reference_that_is_not_there_is_bad_input(world: World, ask: Ask) -> None:
    assert isinstance(ask("--site", "XXI").exception, NotFound)
    assert isinstance(ask("--site", "LKI", "--without", "L77").exception, Unreadable)
