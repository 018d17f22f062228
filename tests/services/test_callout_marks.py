"""Can every time of a call-out be noted or put right, and nothing that cannot have been, on both engines?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.domain.people import Role
from listeners.domain.states import ContactPlace, Part
from listeners.errors import Conflict, Unreadable
from listeners.services import callout_goings, callout_marks, callout_times, callouts
from listeners.services.callout_history import history
from listeners.services.callout_marks import Mark
from listeners.services.callout_times import Return
from listeners.store.callouts import Attendance
from listeners.store.database import db
from tests.kept import earlier_versions
from tests.nights import FRIDAY, WHY, Scene, at

PRESSED = {"asked": "02:10", "out": "02:14", "started": "02:20", "back": "03:40"}
SATURDAY = FRIDAY + timedelta(days=1)


def test_from_when_to_when_they_talked_is_noted_within_his_being_out(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    part = larkmoor.part(one, "sam").id

    def note(what: Mark, when: str, now: str = "28 Nov 04:00") -> None:
        callout_marks.mark(larkmoor.site, one.id, part, what, at(when), larkmoor.officer, at(now))

    with pytest.raises(Conflict):
        note(Mark.STARTED, "28 Nov 02:12")
    larkmoor.goes(one, "sam", "28 Nov 02:20")
    note(Mark.STARTED, "28 Nov 02:25")
    note(Mark.ENDED, "28 Nov 03:30")
    for what, when in ((Mark.STARTED, "28 Nov 02:19"), (Mark.STARTED, "28 Nov 03:31"), (Mark.ENDED, "28 Nov 02:24")):
        with pytest.raises(Unreadable):
            note(what, when)
    with pytest.raises(Unreadable, match="before they finished"):
        said = Return(at("28 Nov 03:20"))
        callout_times.returned(larkmoor.site, one.id, part, said, larkmoor.officer, at("28 Nov 04:00"))
    with pytest.raises(Unreadable, match="after they began"):
        callout_times.went_out(larkmoor.site, one.id, part, at("28 Nov 02:26"), larkmoor.officer, at("28 Nov 04:00"))
    larkmoor.back(one, "sam", "28 Nov 03:40")
    sam = larkmoor.part(one, "sam")
    assert (sam.started_at, sam.ended_at) == (at("28 Nov 02:25"), at("28 Nov 03:30"))


def test_a_yes_that_is_put_right_moves_his_rest_with_it(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:50")
    larkmoor.goes(one, "sam", "28 Nov 03:10")
    larkmoor.back(one, "sam", "28 Nov 04:00")
    assert larkmoor.rests("sam") == ["28 Nov 04:00 to 28 Nov 15:00 daily_rest"]
    part = larkmoor.part(one, "sam").id

    def says_yes(when: str) -> None:
        his = (larkmoor.site, one.id, part, Mark.ACCEPTED, at(when), larkmoor.officer, at("28 Nov 04:10"))
        callout_marks.mark(*his, reason=WHY)

    says_yes("28 Nov 02:55")

    sam = larkmoor.part(one, "sam")
    assert (sam.accepted_at, sam.out_at) == (at("28 Nov 02:55"), at("28 Nov 03:10"))
    assert larkmoor.rests("sam") == ["28 Nov 04:00 to 28 Nov 15:00 broken_night"]
    *_, kept = earlier_versions(db.session(), db.session.get_one(Attendance, part))
    assert kept["accepted_at"].startswith("2026-11-28T03:10")
    for impossible in ("28 Nov 03:11", "28 Nov 02:49"):
        with pytest.raises(Unreadable):
            says_yes(impossible)


def test_when_he_asked_is_put_right_and_is_never_after_a_yes(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 08:05")
    who = larkmoor.asked(one)
    assert who is not None and one.night == SATURDAY
    larkmoor.goes(one, who, "28 Nov 08:10")

    def asked(when: str) -> None:
        callout_marks.asked(larkmoor.site, one.id, at(when), larkmoor.officer, at("28 Nov 08:20"))

    for impossible in ("28 Nov 08:11", "28 Nov 08:21", "27 Nov 20:04"):
        with pytest.raises(Unreadable):
            asked(impossible)
    asked("28 Nov 07:50")
    found = larkmoor.read(one.id)
    assert (found.asked_at, found.night) == (at("28 Nov 07:50"), FRIDAY)


def test_a_time_that_is_not_fresh_any_more_is_put_right_with_a_reason_only(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:20")
    part = larkmoor.part(one, "sam").id

    def note(when: str, now: str, reason: str = "") -> None:
        his = (larkmoor.site, one.id, part, Mark.ACCEPTED, at(when), larkmoor.officer, at(now))
        callout_marks.mark(*his, reason=reason)

    def asked(when: str, now: str, reason: str = "") -> None:
        callout_marks.asked(larkmoor.site, one.id, at(when), larkmoor.officer, at(now), reason=reason)

    note("28 Nov 02:18", "28 Nov 02:48")
    asked("28 Nov 02:08", "28 Nov 02:38")
    for put_right in (note, asked):
        with pytest.raises(Unreadable):
            put_right("28 Nov 02:10", "28 Nov 02:49", "no")
    asked("28 Nov 02:05", "28 Nov 02:49", WHY)
    note("28 Nov 02:10", "28 Nov 02:49", WHY)
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    told = history(larkmoor.site, one.id, coordinator).entries
    reasons = [each.reason for each in told if each.changes and each.changes[0].before is not None]
    assert reasons == [WHY, WHY, None, None]


def test_a_place_is_put_right_by_another_mans_first_return_with_a_reason_only(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:12")
    callouts.ask(larkmoor.site, one.id, Part.SECOND, larkmoor.who("luc"), larkmoor.officer, at("28 Nov 02:13"))
    larkmoor.goes(one, "luc", "28 Nov 02:14")

    def back(name: str, when: str, place: ContactPlace, reason: str = "") -> None:
        said = Return(at(when), place, reason=reason)
        his = larkmoor.site, one.id, larkmoor.part(one, name).id
        callout_times.returned(*his, said, larkmoor.officer, at(when))

    back("sam", "28 Nov 03:00", ContactPlace.LISTENER_SUITE)
    with pytest.raises(Unreadable):
        back("luc", "28 Nov 05:00", ContactPlace.OWN_CELL)
    assert larkmoor.read(one.id).place is ContactPlace.LISTENER_SUITE
    back("luc", "28 Nov 05:00", ContactPlace.OWN_CELL, WHY)

    found = larkmoor.read(one.id)
    assert (found.place, found.is_open) == (ContactPlace.OWN_CELL, False)
    assert WHY in [
        each.reason for each in history(larkmoor.site, one.id, larkmoor.prison.actor(Role.COORDINATOR)).entries
    ]


def test_the_minute_of_a_press_entered_once_more_is_no_correction(larkmoor: Scene) -> None:
    pressed = {name: at(f"28 Nov {when}").replace(second=33) for name, when in PRESSED.items()}
    one = callouts.start(larkmoor.site, larkmoor.wing("B"), None, larkmoor.officer, pressed["asked"])
    part = larkmoor.part(larkmoor.read(one), "sam").id
    his, officer = (larkmoor.site, one, part), larkmoor.officer
    callout_goings.going(*his, officer, pressed["out"])
    callout_marks.mark(*his, Mark.STARTED, pressed["started"], officer, pressed["started"])
    callout_times.returned(*his, Return(pressed["back"]), officer, pressed["back"])
    said = {name: at(f"28 Nov {when}") for name, when in PRESSED.items()}
    callout_marks.asked(larkmoor.site, one, said["asked"], officer, at("28 Nov 06:00"))
    callout_times.went_out(*his, said["out"], officer, at("28 Nov 06:00"))
    callout_marks.mark(*his, Mark.STARTED, said["started"], officer, at("28 Nov 06:00"))
    callout_times.returned(*his, Return(said["back"]), officer, at("28 Nov 06:00"))

    sam = larkmoor.part(larkmoor.read(one), "sam")
    found = (larkmoor.read(one).asked_at, sam.out_at, sam.started_at, sam.back_at)
    assert found == tuple(pressed.values())
