"""Is somebody who was on file before asked anew where he comes to, so that a "no" that he said there holds on?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer, Decision, Stage, Topic
from listeners.domain.cells import Cell
from listeners.domain.people import ListenerId, Role, Standing
from listeners.domain.people_details import Details
from listeners.services import people, standings
from listeners.services.care import decisions
from listeners.services.holds import is_held
from listeners.services.imports import import_people, look_at_people
from listeners.store import duties_rests, people_facts
from listeners.store.acts import Writing
from listeners.store.database import db
from listeners.store.people import AvailabilityRule
from listeners.store.records import Notice
from tests import csv_files
from tests.services.care_records import NOW, TONIGHT, ago, duty_of, site_of, stood_by
from tests.services.test_cover_locked import while_held
from tests.world import Prison, World

DAY = timedelta(days=1)
NUMBER, UNKNOWN = "A1001BB", "A4321BC"
"""Of Sam at Fenwick, and of nobody."""
BY_FORM = Details(
    "Al Reed", NUMBER, Cell("LKI", "B", "1", "04"), None, 100, TONIGHT, reserve=True, works=(), consented_on=ago(0)
)
Door = Callable[[World, str], ListenerId]


def by_file(world: World, number: str, ref: str = "L40", standing: str = "active") -> ListenerId:
    line = f"{ref},Al Reed,{number},LKI-B-1-004,,100,2026-06-01,{standing},no"
    import_people(site_of(world.larkmoor), csv_files.people(line), SYSTEM, NOW)
    return people_facts.ids_by_ref(world.larkmoor.id)[ref]


def by_form(world: World, number: str) -> ListenerId:
    return people.add(
        site_of(world.larkmoor), "L40", replace(BY_FORM, prison_number=number), Standing.ACTIVE, SYSTEM, NOW
    )


def back_by_form(world: World, number: str) -> ListenerId:
    him = went_away(world, number)
    standings.change(site_of(world.larkmoor), him, Standing.ACTIVE, TONIGHT, 2, SYSTEM, NOW)
    return him


def back_by_file(world: World, number: str) -> ListenerId:
    went_away(world, number)
    return by_file(world, number)


def went_away(world: World, number: str) -> ListenerId:
    """He was in the team here before anybody else had his number, and was transferred."""
    him, days_ago = by_file(world, UNKNOWN), 9
    standings.change(site_of(world.larkmoor), him, Standing.TRANSFERRED, ago(days_ago), 1, SYSTEM, NOW - days_ago * DAY)
    by_file(world, number, standing="transferred")
    assert not is_held(site_of(world.larkmoor), him, NOW), "he is not here"
    return him


def says_no(fenwick: Prison) -> None:
    decisions.decide(site_of(fenwick), Answer.NO, fenwick.actor(Role.LISTENER), NOW - DAY)


def goes(fenwick: Prison) -> None:
    standings.change(site_of(fenwick), fenwick.listeners["sam"], Standing.TRANSFERRED, ago(1), 1, SYSTEM, NOW - DAY)


DOORS = (by_file, by_form, back_by_form, back_by_file)
STATES: dict[str, tuple[Callable[[Prison], None], ...]] = {
    "takes part there": (),
    "said no there": (says_no,),
    "gone from there": (goes,),
    "said no and gone": (says_no, goes),
}


def told(prison: Prison) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Notice.kind).where(Notice.site_id == prison.id)))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("door", DOORS)
def test_whoever_is_on_file_elsewhere_is_asked_anew_whatever_he_said_there(
    world: World, door: Door, state: str
) -> None:
    site, coordinator = site_of(world.larkmoor), world.larkmoor.actor(Role.COORDINATOR)
    for lives in STATES[state]:
        lives(world.fenwick)
    before = told(world.larkmoor)
    him = door(world, NUMBER)
    assert is_held(site, him, NOW)
    assert told(world.larkmoor) == before, "he has no night that others would have to take"
    assert [line.member.id for line in decisions.team(site, coordinator, NOW)[Stage.TO_DECIDE]] == [him]
    decisions.write_down(site, him, TONIGHT, Decision(Answer.YES, frozenset(Topic), "Jo Hart"), coordinator, NOW)
    assert not is_held(site, him, NOW)


@pytest.mark.parametrize("door", DOORS)
def test_nobody_else_is_held_by_coming(world: World, door: Door) -> None:
    him = door(world, UNKNOWN)
    assert not is_held(site_of(world.larkmoor), him, NOW)


def test_who_left_and_comes_again_under_another_ref_is_asked_anew(world: World) -> None:
    went_away(world, UNKNOWN)
    assert is_held(site_of(world.larkmoor), by_file(world, UNKNOWN, "L41"), NOW)


def puts_right_by_form(world: World, him: ListenerId, ref: str, number: str) -> None:
    site = site_of(world.larkmoor)
    found = people.person(site, him, SYSTEM, NOW)
    people.change_details(site, him, replace(BY_FORM, prison_number=number), found.version, SYSTEM, NOW)


def puts_right_by_file(world: World, him: ListenerId, ref: str, number: str) -> None:
    line = csv_files.people(f"{ref},Al Reed,{number},LKI-B-1-004,,100,2026-06-01,active,no")
    held = look_at_people(site_of(world.larkmoor), line, SYSTEM, NOW).held
    before = is_held(site_of(world.larkmoor), him, NOW)
    import_people(site_of(world.larkmoor), line, SYSTEM, NOW)
    assert before + held == is_held(site_of(world.larkmoor), him, NOW), "as it was said before"


@pytest.mark.parametrize("put_right", [puts_right_by_form, puts_right_by_file])
def test_whose_number_was_typed_wrong_is_asked_anew_once_and_loses_no_night(
    world: World, put_right: Callable[[World, ListenerId, str, str], None]
) -> None:
    site, him, sam = site_of(world.larkmoor), by_file(world, UNKNOWN), world.larkmoor.listeners["sam"]
    put_right(world, him, "L40", NUMBER)
    assert is_held(site, him, NOW)
    decisions.write_down(site, him, TONIGHT, Decision(Answer.YES, frozenset(Topic), "Jo Hart"), SYSTEM, NOW)
    for number in (UNKNOWN, NUMBER):
        put_right(world, him, "L40", number)
        assert not is_held(site, him, NOW)
    stood_by(world.larkmoor, "sam", TONIGHT + DAY)
    put_right(world, sam, "L01", NUMBER)
    assert not is_held(site, sam, NOW)


@pytest.mark.parametrize("put_right", [puts_right_by_form, puts_right_by_file])
def test_a_number_put_right_holds_nobody_whose_yes_his_coordinator_wrote_down_here(
    world: World, put_right: Callable[[World, ListenerId, str, str], None]
) -> None:
    site, him, sam = site_of(world.larkmoor), by_file(world, UNKNOWN), world.larkmoor.listeners["sam"]
    told_yes = Decision(Answer.YES, frozenset(Topic), "Jo Hart")
    decisions.write_down(site, him, TONIGHT, told_yes, world.larkmoor.actor(Role.COORDINATOR), NOW)
    put_right(world, him, "L40", NUMBER)
    assert not is_held(site, him, NOW)
    decisions.decide(site, Answer.YES, world.larkmoor.actor(Role.LISTENER), NOW)
    put_right(world, sam, "L01", NUMBER)
    assert is_held(site, sam, NOW), "a press of his own may be another's"


@pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)
def test_a_file_holds_nobody_who_is_given_a_night_while_it_is_put_on_file(app: Flask, world: World) -> None:
    site, sam = site_of(world.larkmoor), world.larkmoor.listeners["sam"]

    def is_given_a_night(session: Writing) -> None:
        duties_rests.lock(session, [sam])
        session.add(duty_of(world.larkmoor, "sam", TONIGHT + DAY))

    while_held(app, is_given_a_night, [lambda: by_file(world, NUMBER, "L01")])
    assert not is_held(site, sam, NOW)


def test_no_correction_holds_whoever_is_gone(world: World) -> None:
    him = went_away(world, UNKNOWN)
    puts_right_by_form(world, him, "L40", NUMBER)
    assert not is_held(site_of(world.larkmoor), him, NOW)


def test_a_file_says_how_many_it_holds_before_it_does(world: World) -> None:
    site, line = site_of(world.larkmoor), "{},Al Reed,{},LKI-B-1-004,,100,2026-06-01,active,no".format
    file = csv_files.people(
        line("L01", "A1099AA"),  # Sam, whose number was typed wrong
        line("N01", "A1001AA"),  # now nobody's
        line("N02", "A1002AA"),  # of the team here, under another ref
        line("N03", NUMBER),
        line("N04", UNKNOWN),
        line("N05", UNKNOWN),
        line("L03", "A1004AA"),  # two who had each other's
        line("L04", "A1003AA"),
    )
    assert look_at_people(site, file, SYSTEM, NOW).held == 4
    assert import_people(site, file, SYSTEM, NOW).held == 4
    refs = people_facts.ids_by_ref(site.id)
    assert [ref for ref in sorted(refs) if is_held(site, refs[ref], NOW)] == ["N02", "N03", "N04", "N05"]


def test_who_is_here_is_held_by_no_file_and_no_change_of_standing(world: World) -> None:
    site, sam = site_of(world.larkmoor), world.larkmoor.listeners["sam"]
    fenwick = "F40,Sam Okoro,A1001AA,FNI-B-1-004,,100,2026-06-01,active,no"
    import_people(site_of(world.fenwick), csv_files.people(fenwick), SYSTEM, NOW)
    assert is_held(site_of(world.fenwick), people_facts.ids_by_ref(world.fenwick.id)["F40"], NOW)
    for number_of_standings, standing in enumerate((Standing.PAUSED, Standing.ACTIVE, Standing.LEFT, Standing.ACTIVE)):
        standings.change(site, sam, standing, TONIGHT, number_of_standings + 1, SYSTEM, NOW)
    by_file(world, "A1001AA", "L01")
    assert not is_held(site, sam, NOW), "put down as gone by mistake, and put back on the same day"


def test_who_said_yes_after_he_came_is_held_by_no_later_change(world: World) -> None:
    site = site_of(world.larkmoor)
    him = back_by_form(world, NUMBER)
    told_yes = Decision(Answer.YES, frozenset(Topic), "Jo Hart")
    decisions.write_down(site, him, TONIGHT, told_yes, SYSTEM, NOW)
    standings.change(site, him, Standing.PAUSED, TONIGHT, 3, SYSTEM, NOW)
    standings.change(site, him, Standing.ACTIVE, TONIGHT, 4, SYSTEM, NOW)
    assert not is_held(site, him, NOW)


def test_who_said_no_before_he_went_is_held_once_when_he_comes_back(world: World) -> None:
    site, him = site_of(world.larkmoor), by_form(world, NUMBER)
    for number, standing in enumerate((Standing.LEFT, Standing.ACTIVE)):
        moment = NOW + number * 3 * DAY
        standings.change(site, him, standing, moment.date(), number + 1, SYSTEM, moment)
    assert list(db.session.scalars(select(AvailabilityRule.is_hold))) == [True]
