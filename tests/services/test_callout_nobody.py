"""Is it an event of its own that nobody is left to ask, told once for each stretch, and nobody named in it?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, StaffReason
from listeners.errors import NotAllowed
from listeners.jobs.runner import run_due
from listeners.jobs.table import BY_NAME
from listeners.services import (
    availability,
    availability_rules,
    callout_ends,
    callout_nobody,
    callout_not_gone,
    callout_refusals,
    callout_wings,
    callouts,
    lockup,
    night_figures,
    notices,
    review,
)
from listeners.services.callout_not_gone import NeverGone
from listeners.services.callout_refusals import Held, WhatNow
from listeners.store import callouts_writes
from listeners.store.callouts import CallOutEvent
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act, db
from tests.at_once import at_once, wait_for_waiting
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam alone is on stand-by, and nobody is in reserve but who is taken off the list."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam")
    for name in ("ravi", "dean", "kofi", "lee"):
        lockup.not_here(scene.site, scene.who(name), False, scene.officer, at("27 Nov 18:00"))
    return scene


def told(scene: Scene, role: Role, now: str = "28 Nov 09:00") -> list[str]:
    """When, as the page of a role tells it, nobody was left, the earliest first."""
    lines = notices.notices_for(scene.prison.actor(role), scene.site, at(now))[::-1]
    return [
        f"{each.facts['wing']} {each.facts['at']:%H:%M}" for each in lines if each.kind == callout_nobody.NOBODY_LEFT
    ]


def on_file(scene: Scene, one: CallOutOnFile) -> list[datetime]:
    return [each.at for each in events(scene.site.id, one.id) if each.kind is CallOutEventKind.NOBODY_LEFT]


def says_no(scene: Scene, one: CallOutOnFile, name: str, now: str) -> None:
    part = scene.part(one, name).id
    callouts.not_going(scene.site, one.id, part, AttendanceState.DECLINED, scene.officer, at(now))


def test_it_is_on_file_and_told_when_the_last_one_has_said_no(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    assert larkmoor.asked(one) == "sam" and on_file(larkmoor, one) == []
    says_no(larkmoor, one, "sam", "28 Nov 02:20")

    assert on_file(larkmoor, one) == [at("28 Nov 02:20")]
    assert told(larkmoor, Role.COORDINATOR) == told(larkmoor, Role.SAFER_CUSTODY) == ["B 02:20"]


def test_a_request_for_which_nobody_is_there_from_the_start_is_one_too(larkmoor: Scene) -> None:
    first = larkmoor.start("28 Nov 02:10")
    second = larkmoor.start("28 Nov 02:15")

    assert on_file(larkmoor, first) == [] and on_file(larkmoor, second) == [at("28 Nov 02:15")]


def test_a_stretch_without_anybody_is_told_once_and_the_next_again(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no(larkmoor, one, "sam", "28 Nov 02:20")
    callout_wings.change_wing(larkmoor.site, one.id, larkmoor.wing("A"), larkmoor.officer, at("28 Nov 02:25"))
    assert on_file(larkmoor, one) == [at("28 Nov 02:20")]

    lockup.not_here(larkmoor.site, larkmoor.who("ravi"), True, larkmoor.officer, at("28 Nov 02:30"))
    callouts.ask(larkmoor.site, one.id, larkmoor.part(one, "sam").part, None, larkmoor.officer, at("28 Nov 02:31"))
    assert larkmoor.asked(one) == "ravi"
    says_no(larkmoor, one, "ravi", "28 Nov 02:40")

    assert on_file(larkmoor, one) == [at("28 Nov 02:20"), at("28 Nov 02:40")]
    assert told(larkmoor, Role.SAFER_CUSTODY) == ["B 02:20", "A 02:40"]


def test_it_is_one_too_when_the_one_who_went_never_did_and_nobody_else_is_there(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    part, said = larkmoor.part(one, "sam").id, NeverGone(is_still_asked=False)
    callout_not_gone.did_not_go(larkmoor.site, one.id, part, said, larkmoor.officer, at("28 Nov 02:20"))

    assert on_file(larkmoor, one) == [at("28 Nov 02:20")]


def test_a_man_with_whom_somebody_has_been_is_not_left_with_nobody(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    larkmoor.back(one, "sam", "28 Nov 03:00")

    assert on_file(larkmoor, one) == []


def test_who_says_no_is_in_none_of_it_and_nobodys_no_is_wiped(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no(larkmoor, one, "sam", "28 Nov 02:20")
    (line,) = notices.notices_for(larkmoor.prison.actor(Role.COORDINATOR), larkmoor.site, at("28 Nov 09:00"))
    (event,) = events(larkmoor.site.id, one.id)

    assert set(line.facts) == {"call_out", "wing", "at"} and line.names == {}
    assert event.attendance_id is None
    assert larkmoor.part(one, "sam").state is AttendanceState.DECLINED


def test_what_was_done_is_looked_up_when_it_is_read(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no(larkmoor, one, "sam", "28 Nov 02:20")
    custody = larkmoor.prison.actor(Role.SAFER_CUSTODY)
    before = callout_nobody.what_was_done(larkmoor.site, [one.id], custody)[one.id]
    assert (before.outcome, before.closed_at, before.out_at) == (None, None, None)
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:30"))

    done = callout_nobody.what_was_done(larkmoor.site, [one.id], custody)[one.id]
    assert (done.outcome, done.closed_at) == ("telephone", at("28 Nov 02:30"))
    with pytest.raises(NotAllowed):
        callout_nobody.what_was_done(larkmoor.site, [one.id], larkmoor.prison.actor(Role.AUDITOR))


def test_ten_who_ask_at_once_for_the_last_one_are_each_one_event(app: Flask, larkmoor: Scene) -> None:
    def ask(wing: str) -> Callable[[], str]:
        return lambda: callouts.start(larkmoor.site, larkmoor.wing(wing), None, larkmoor.officer, at("28 Nov 02:10"))

    started = at_once(app, [ask(wing) for wing in "AABBCCDD"])
    db.session.rollback()

    calls = [larkmoor.read(each) for each in started]
    assert sorted(len(on_file(larkmoor, each)) for each in calls) == [0, *[1] * (len(calls) - 1)]
    assert len(told(larkmoor, Role.SAFER_CUSTODY)) == len(calls) - 1


def test_the_review_counts_refusals_and_stretches_as_the_nights_in_figures_do(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    said = Held(StaffReason.SECURITY, WhatNow.ANOTHER, larkmoor.part(one, "sam").id)
    callout_refusals.staff_cannot(larkmoor.site, one.id, said, larkmoor.officer, at("28 Nov 02:20"))
    other = larkmoor.start("28 Nov 03:00")
    callout_ends.telephone(larkmoor.site, other.id, larkmoor.officer, at("28 Nov 03:05"))

    auditor, now = larkmoor.prison.actor(Role.AUDITOR), at("28 Nov 12:00")
    seen, nights = (ask(auditor, now, "LKI") for ask in (review.review, night_figures.night_figures))
    assert isinstance(seen, review.Review) and isinstance(nights, night_figures.NightFigures)
    counts = {figure.name: figure.now.count for figure in seen.card.conditions if figure.now is not None}
    whole = nights.answers.whole
    assert (counts["refused"], counts["nobody_left"]) == (whole.refusals, whole.nobody_left) == (2, 1)


def test_it_is_one_too_when_whoever_could_still_be_asked_is_not_there_any_more(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no(larkmoor, one, "sam", "28 Nov 02:20")
    for is_here, now in ((True, "28 Nov 02:30"), (False, "28 Nov 02:40"), (False, "28 Nov 02:41")):
        lockup.not_here(larkmoor.site, larkmoor.who("ravi"), is_here, larkmoor.officer, at(now))

    assert on_file(larkmoor, one) == [at("28 Nov 02:20"), at("28 Nov 02:40")]
    assert told(larkmoor, Role.COORDINATOR) == told(larkmoor, Role.SAFER_CUSTODY) == ["B 02:20", "B 02:40"]


@pytest.mark.parametrize("how", ["pause", "no"])
def test_a_pause_and_a_no_are_found_by_the_job_and_tell_the_same(larkmoor: Scene, how: str) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no(larkmoor, one, "sam", "28 Nov 02:20")
    lockup.not_here(larkmoor.site, larkmoor.who("ravi"), True, larkmoor.officer, at("28 Nov 02:30"))
    ravi, coordinator = larkmoor.who("ravi"), larkmoor.prison.actor(Role.COORDINATOR)
    if how == "pause":
        availability_rules.pause(larkmoor.site, ravi, coordinator, at("28 Nov 02:40"))
    else:
        said = {FRIDAY: AvailabilityKind.UNAVAILABLE}
        availability.say(larkmoor.site, ravi, said, "", coordinator, at("28 Nov 02:40"))
    assert on_file(larkmoor, one) == [at("28 Nov 02:20")], "the moment would tell of him"
    for now in ("28 Nov 02:41", "28 Nov 02:42"):
        run_due(BY_NAME["nobody"], partial(at, now))

    assert on_file(larkmoor, one) == [at("28 Nov 02:20"), at("28 Nov 02:41")]
    assert told(larkmoor, Role.SAFER_CUSTODY) == ["B 02:20", "B 02:41"]
    (event,) = db.session.query(CallOutEvent).filter_by(kind=CallOutEventKind.NOBODY_LEFT, recorded_by=None)
    assert (event.attendance_id, event.reason) == (None, None)


def test_a_job_leaves_alone_whom_somebody_is_asked_for_and_what_has_ended(larkmoor: Scene) -> None:
    ended = larkmoor.start("28 Nov 02:10", "A")
    callout_ends.call_off(larkmoor.site, ended.id, larkmoor.officer, at("28 Nov 02:12"))
    assert callout_nobody.prisons_to_look_at(SYSTEM) == ()
    one = larkmoor.start("28 Nov 02:15")
    assert callout_nobody.prisons_to_look_at(SYSTEM) == (larkmoor.site.code,)
    assert callout_nobody.look_at_site(larkmoor.site.code, SYSTEM, at("28 Nov 02:20")) == 0
    larkmoor.goes(one, "sam", "28 Nov 02:25")
    assert callout_nobody.prisons_to_look_at(SYSTEM) == ()
    with pytest.raises(NotAllowed):
        callout_nobody.prisons_to_look_at(larkmoor.officer)


def looks(app: Flask, scene: Scene, now: str) -> Callable[[], int]:
    """The job, in another thread."""

    def look() -> int:
        with app.app_context():
            return callout_nobody.look_at_site(scene.site.code, SYSTEM, at(now))

    return look


def test_while_nothing_is_otherwise_the_job_waits_for_nobody_and_holds_nobody_up(app: Flask, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no(larkmoor, one, "sam", "28 Nov 02:20")
    with ThreadPoolExecutor(1) as pool, act() as session:
        callouts_writes.one_at_a_time(session, larkmoor.site.id)
        assert pool.submit(looks(app, larkmoor, "28 Nov 02:30")).result(timeout=30) == 0


@pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)
def test_a_request_that_ends_a_moment_before_is_not_said_to_have_nobody_left(app: Flask, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no(larkmoor, one, "sam", "28 Nov 02:20")
    lockup.not_here(larkmoor.site, larkmoor.who("ravi"), True, larkmoor.officer, at("28 Nov 02:30"))
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    availability_rules.pause(larkmoor.site, larkmoor.who("ravi"), coordinator, at("28 Nov 02:40"))
    with ThreadPoolExecutor(1) as pool:
        with act() as session:
            callouts_writes.lock_call_out(session, larkmoor.site.id, one.id)
            looking = pool.submit(looks(app, larkmoor, "28 Nov 02:41"))
            wait_for_waiting(1)
            ended = {"state": CallOutState.CLOSED, "outcome": "called_off", "closed_at": at("28 Nov 02:41")}
            callouts_writes.move_call_out(
                session, larkmoor.site.id, one.id, larkmoor.officer, at("28 Nov 02:41"), **ended
            )
        assert looking.result(timeout=30) == 0

    db.session.rollback()
    assert on_file(larkmoor, one) == [at("28 Nov 02:20")] and told(larkmoor, Role.COORDINATOR) == ["B 02:20"]
