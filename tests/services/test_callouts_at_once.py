"""Two officers at the same moment: is never the same Listener sent twice, nor two leads to one request?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.services import callout_ends, callout_paper, callout_times, callouts
from listeners.services.callout_times import Return
from listeners.services.paper_parts import PaperRecord
from listeners.store import duties_rests
from listeners.store.callouts import Attendance
from listeners.store.database import act, db
from tests.at_once import at_once, wait_for_waiting
from tests.nights import Scene, at

OFFICERS = 6


def test_officers_at_the_same_moment_are_given_different_listeners(app: Flask, larkmoor: Scene) -> None:
    def start() -> str:
        return callouts.start(larkmoor.site, larkmoor.wing("B"), None, larkmoor.officer, at("28 Nov 02:10"))

    started = at_once(app, [start] * OFFICERS)

    assert len(set(started)) == OFFICERS and "refused" not in started
    asked = [larkmoor.asked(larkmoor.read(call_out_id)) for call_out_id in started]
    somebody = [name for name in asked if name is not None]
    assert sorted(somebody) == ["dean", "kofi", "lee", "luc", "ravi", "sam"]


def test_one_request_never_gets_two_leads(app: Flask, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    says_no = larkmoor.part(one, "sam").id
    callouts.not_going(larkmoor.site, one.id, says_no, AttendanceState.DECLINED, larkmoor.officer, at("28 Nov 02:11"))
    reserve = [name for name in larkmoor.prison.listeners if name not in ("sam", "luc")]

    def ask(name: str) -> Callable[[], str]:
        return lambda: callouts.ask(
            larkmoor.site, one.id, Part.LEAD, larkmoor.who(name), larkmoor.officer, at("28 Nov 02:12")
        )

    at_once(app, [ask(name) for name in reserve])

    db.session.expire_all()
    states = Counter(each.state for each in larkmoor.read(one.id).attended if each.part is Part.LEAD)
    assert states[AttendanceState.OFFERED] == 1


def test_the_same_form_pressed_at_the_same_moment_makes_one_call_out(app: Flask, larkmoor: Scene) -> None:
    def start() -> str:
        return callouts.start(larkmoor.site, larkmoor.wing("B"), None, larkmoor.officer, at("28 Nov 02:10"), "one form")

    assert len(set(at_once(app, [start] * OFFICERS))) == 1
    assert db.session.query(Attendance).count() == 1


def test_a_man_sent_on_two_requests_at_the_same_moment_goes_on_one(app: Flask, larkmoor: Scene) -> None:
    first, second = larkmoor.start("28 Nov 02:10"), larkmoor.start("28 Nov 02:11")
    callout_ends.call_off(larkmoor.site, larkmoor.start("28 Nov 02:12").id, larkmoor.officer, at("28 Nov 02:13"))
    free = next(choice for choice in ("dean", "kofi", "ravi", "lee"))

    def ask(call_out_id: str) -> Callable[[], str]:
        return lambda: callouts.ask(
            larkmoor.site, call_out_id, Part.LEAD, larkmoor.who(free), larkmoor.officer, at("28 Nov 02:14")
        )

    answers = at_once(app, [ask(first.id), ask(second.id)])

    assert sorted(answer == "refused" for answer in answers) == [False, True]


def test_when_both_come_back_at_the_same_moment_the_call_out_ends(app: Flask, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:11")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:12"))
    larkmoor.goes(one, "luc", "28 Nov 02:13")
    parts = [larkmoor.part(one, name).id for name in ("sam", "luc")]

    def back(part: str) -> str:
        said = Return(at("28 Nov 03:10"))
        with app.app_context():
            return callout_times.returned(larkmoor.site, one.id, part, said, larkmoor.officer, at("28 Nov 03:11"))

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, [larkmoor.who("sam"), larkmoor.who("luc")])
            both = [pool.submit(back, part) for part in parts]
            wait_for_waiting(2)
        assert [each.result(timeout=30) for each in both] == [one.id, one.id]

    db.session.rollback()
    assert larkmoor.read(one.id).state is CallOutState.RETURNED


def test_a_return_and_a_later_call_out_on_paper_at_the_same_moment_are_both_kept(app: Flask, larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:11")
    part, now = larkmoor.part(one, "sam").id, at("28 Nov 05:00")

    def back() -> str:
        with app.app_context():
            said = Return(at("28 Nov 03:10"))
            return callout_times.returned(larkmoor.site, one.id, part, said, larkmoor.officer, now)

    def paper() -> str:
        with app.app_context():
            out, home = at("28 Nov 04:00"), at("28 Nov 04:30")
            record = PaperRecord(larkmoor.who("sam"), larkmoor.wing("C"), out, out, home)
            return callout_paper.on_paper(larkmoor.site, record, larkmoor.officer, now)

    with ThreadPoolExecutor(2) as pool:
        with act() as session:
            duties_rests.lock(session, [larkmoor.who("sam")])
            returning = pool.submit(back)
            wait_for_waiting(1)
            keying = pool.submit(paper)
            wait_for_waiting(2)
        assert returning.result(timeout=30) == one.id
        later = keying.result(timeout=30)

    db.session.rollback()
    first, second = larkmoor.part(one, "sam"), larkmoor.part(larkmoor.read(later), "sam")
    assert (first.state, first.back_at, first.back_before) == ("returned", at("28 Nov 03:10"), None)
    assert (second.state, second.back_at) == ("returned", at("28 Nov 04:30"))
