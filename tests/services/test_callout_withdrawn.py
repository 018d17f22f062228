"""Somebody is being asked for a man, and says that he does not come any more: is the next asked, at once and alone?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer
from listeners.domain.cells import Cell
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.people_details import Details
from listeners.domain.states import AttendanceState, CallOutEventKind, Part
from listeners.errors import NotAllowed
from listeners.jobs.runner import run_due
from listeners.jobs.table import BY_NAME
from listeners.services import (
    availability,
    availability_rules,
    callout_withdrawn,
    callouts,
    own_limits,
    people,
    standings,
)
from listeners.services.availability_rules import EveryNight
from listeners.services.care import decisions
from listeners.services.import_availability import import_availability
from listeners.services.imports import import_people
from listeners.store import callouts_events, people_page
from listeners.store.database import act, db, each_act_begins_with, joined
from listeners.store.records import Audit
from tests.at_once import wait_for_waiting
from tests.csv_files import people as people_csv
from tests.csv_files import source
from tests.nights import FRIDAY, Scene, at

CANNOT = AvailabilityKind.UNAVAILABLE
ASKED, THEN = "27 Nov 23:10", at("27 Nov 23:12")
EVERY_FRIDAY = EveryNight(frozenset({4}), FRIDAY, None, CANNOT)


def says(scene: Scene, night: date = FRIDAY, name: str = "sam") -> None:
    availability.say(scene.site, scene.who(name), {night: CANNOT}, "", SYSTEM, THEN)


def decides(scene: Scene) -> None:
    decisions.decide(scene.site, Answer.NOT_NOW, scene.prison.actor(Role.LISTENER, "sam"), THEN)


def handed_in(scene: Scene) -> None:
    ref = people_page.person(scene.site, scene.who("sam")).member.ref
    import_availability(scene.site, source(f"ref,on,kind\n{ref},{FRIDAY},unavailable\n"), SYSTEM, THEN)


def agrees(scene: Scene, limits: OwnLimits) -> None:
    with act() as session:
        own_limits.agree_in(session, scene.site, scene.who("sam"), limits, SYSTEM, THEN)


def is_paused(scene: Scene) -> None:
    standings.change(scene.site, scene.who("sam"), Standing.PAUSED, FRIDAY, 1, SYSTEM, THEN)


def paused_by_a_file(scene: Scene) -> None:
    found = people_page.person(scene.site, scene.who("sam")).member
    line = f"{found.ref},{found.name},{found.prison_number},{found.cell},,100,{found.joined_on},paused,no"
    import_people(scene.site, people_csv(line), SYSTEM, THEN)


def moves(scene: Scene) -> None:
    found = people_page.person(scene.site, scene.who("sam"))
    details = Details("Sam Okoro", "A1001AA", Cell("LKI", "B", "2", "001"), frozenset("A"), 100, FRIDAY, False)
    people.change_details(scene.site, scene.who("sam"), details, found.version, SYSTEM, THEN)


WAYS: dict[str, Callable[[Scene], object]] = {
    "a no": says,
    "every Friday": lambda scene: availability_rules.say(scene.site, scene.who("sam"), EVERY_FRIDAY, "", SYSTEM, THEN),
    "a rest": lambda scene: availability_rules.pause(scene.site, scene.who("sam"), SYSTEM, THEN),
    "not now": decides,
    "by day alone": lambda scene: agrees(scene, OwnLimits(only=Only.BY_DAY)),
    "not to that wing": lambda scene: agrees(scene, OwnLimits(not_wings=frozenset("B"))),
    "on paper": handed_in,
    "a pause by the coordinator": is_paused,
    "a pause by a file": paused_by_a_file,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_question_to_whoever_cannot_come_any_more_is_withdrawn_and_the_next_is_asked(
    larkmoor: Scene, way: str
) -> None:
    one = larkmoor.start(ASKED)
    assert larkmoor.asked(one) == "sam"
    WAYS[way](larkmoor)
    assert larkmoor.asked(one) == "luc"
    his = larkmoor.part(one, "sam")
    assert (his.state, his.has_answered) == (AttendanceState.NO_ANSWER, False), "as whoever is passed over"
    entry = db.session.query(Audit).filter_by(verb="ask the next").one()
    assert entry.account_id is None and entry.subject_id is None


@pytest.mark.parametrize("night", [FRIDAY + timedelta(days=7), FRIDAY - timedelta(days=7)])
def test_a_word_about_another_night_withdraws_nothing(larkmoor: Scene, night: date) -> None:
    one = larkmoor.start(ASKED)
    says(larkmoor, night)
    says(larkmoor, name="luc")
    assert larkmoor.asked(one) == "sam"
    assert db.session.query(Audit).filter_by(verb="ask the next").all() == []


@pytest.mark.parametrize("does", ["waits", "goes"])
def test_whoever_has_said_yes_goes_whatever_he_says_of_his_nights(larkmoor: Scene, does: str) -> None:
    one = larkmoor.start(ASKED)
    (larkmoor.waits if does == "waits" else larkmoor.goes)(one, "sam", "27 Nov 23:11")
    before = larkmoor.read(one.id)
    decides(larkmoor)
    db.session.rollback()
    assert larkmoor.read(one.id) == before
    assert db.session.query(Audit).filter_by(verb="ask the next").all() == []


def test_that_he_goes_all_the_same_is_a_fact(larkmoor: Scene) -> None:
    one = larkmoor.start(ASKED)
    decides(larkmoor)
    larkmoor.goes(one, "sam", "27 Nov 23:14")
    states = {name: larkmoor.part(one, name).state for name in ("sam", "luc")}
    assert states == {"sam": AttendanceState.ACTING, "luc": AttendanceState.NO_ANSWER}


def test_where_nobody_is_left_that_is_on_file_at_once(larkmoor: Scene) -> None:
    for name in larkmoor.prison.listeners:
        if name != "sam":
            says(larkmoor, name=name)
    one = larkmoor.start(ASKED)
    decides(larkmoor)
    assert larkmoor.asked(one) is None and larkmoor.read(one.id).is_open
    kinds = [each.kind for each in callouts_events.events(larkmoor.site.id, one.id)]
    assert kinds == [CallOutEventKind.NOBODY_LEFT]


def test_whoever_would_go_beside_the_lead_is_passed_over_for_the_next_beside_him(larkmoor: Scene) -> None:
    one = larkmoor.start(ASKED)
    larkmoor.goes(one, "sam", "27 Nov 23:11")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("27 Nov 23:11"))
    says(larkmoor, name="luc")
    (asked,) = (each for each in larkmoor.read(one.id).attended if each.state is AttendanceState.OFFERED)
    assert asked.part is Part.SECOND and asked.listener != larkmoor.who("luc")
    assert larkmoor.part(one, "sam").state is AttendanceState.ACTING


def meanwhile(app: Flask, do: Callable[[], object]) -> None:
    with app.app_context():
        try:
            do()
        finally:
            db.session.remove()


def test_a_question_put_in_the_same_moment_as_his_not_now_is_withdrawn_too(app: Flask, larkmoor: Scene) -> None:
    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:
        with joined():
            one = larkmoor.start(ASKED)
            said = pool.submit(meanwhile, app, lambda: decides(larkmoor))
            wait_for_waiting(1)
        said.result(timeout=60)
    db.session.rollback()
    assert larkmoor.asked(one) == "luc"


def test_nobody_is_left_asked_who_says_not_now_while_the_man_is_just_asking(app: Flask, larkmoor: Scene) -> None:
    asked: list[str] = []

    def start() -> None:
        asked.append(callouts.start(larkmoor.site, larkmoor.wing("B"), None, larkmoor.officer, at(ASKED)))

    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:
        with joined():
            decides(larkmoor)
            put = pool.submit(meanwhile, app, start)
            if db.engine.dialect.name == "postgresql":
                put.result(timeout=60)
        put.result(timeout=60)
    db.session.rollback()
    (one,) = asked
    assert larkmoor.asked(larkmoor.read(one)) == "luc"


def busy_after(acts: int) -> Callable[[Session], None]:
    """The database takes so many acts, and no more."""
    left = iter(range(acts))

    def check(_session: Session) -> None:
        if next(left, None) is None:
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    return check


def look(now: str) -> None:
    run_due(BY_NAME["nobody"], partial(at, now))


@pytest.mark.parametrize("way", ["a no", "by day alone", "not to that wing"])
def test_a_question_that_could_not_be_withdrawn_at_once_is_withdrawn_by_a_job(larkmoor: Scene, way: str) -> None:
    one = larkmoor.start(ASKED)
    with each_act_begins_with(busy_after(1)):
        WAYS[way](larkmoor)
    assert larkmoor.asked(one) == "sam", "his word is on file, and what follows from it is not"
    for now in ("27 Nov 23:13", "27 Nov 23:14"):
        look(now)
        assert larkmoor.asked(one) == "luc"
    assert db.session.query(Audit).filter_by(verb="ask the next").count() == 1


def test_a_job_withdraws_no_question_because_the_day_has_turned_to_night(larkmoor: Scene) -> None:
    with act() as session:
        limits = OwnLimits(only=Only.BY_DAY)
        own_limits.agree_in(session, larkmoor.site, larkmoor.who("ravi"), limits, SYSTEM, at("26 Nov 12:00"))
    one = larkmoor.start("27 Nov 16:00")
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("ravi"), larkmoor.officer, at("27 Nov 16:01"))
    look("27 Nov 23:00")
    assert larkmoor.asked(one) == "ravi"


def test_only_the_program_looks_at_a_prison(larkmoor: Scene) -> None:
    with pytest.raises(NotAllowed):
        callout_withdrawn.look_at_site(larkmoor.site.code, larkmoor.prison.actor(Role.LISTENER, "sam"), THEN)


def test_where_nobody_is_asked_a_word_is_one_act_and_waits_for_nobody(larkmoor: Scene) -> None:
    larkmoor.start(ASKED)
    acts: list[Session] = []
    with each_act_begins_with(acts.append):
        says(larkmoor, name="luc")
    assert len(acts) == 1
