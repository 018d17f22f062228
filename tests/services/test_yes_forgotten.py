"""He said yes, waits to be unlocked, and is forgotten: is he treated and asked about as a return never entered is?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.errors import AnsweredAlready
from listeners.services import callout_after_yes, callout_lapses, notices, rest_days, returns_asked
from listeners.services.nights import tonight
from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import FRIDAY, Scene, at, local
from tests.web.night_browser import Desk

SATURDAY = FRIDAY + timedelta(days=1)
NIGHT_OVER = "28 Nov 08:00"
ASKED = "Ask at unlock: was Sam Okoro let out?"
SAID_YES = "Said yes at 02:12, not known whether he was let out"


def told(scene: Scene, now: str) -> list[str]:
    coordinator = scene.prison.actor(Role.COORDINATOR)
    return [line.kind for line in notices.notices_for(coordinator, scene.site, at(now))]


def went(scene: Scene, one: CallOutOnFile, out: str, now: str) -> None:
    callout_after_yes.went(scene.site, one.id, scene.part(one, "sam").id, at(out), scene.officer, at(now))


def test_he_stands_on_the_morning_list_excused_and_every_morning_until_a_person_enters_it(
    larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    for days in (0, 1, 2):
        date_ = SATURDAY + timedelta(days=days)
        (day,) = rest_days.on(larkmoor.site, date_, larkmoor.officer, at(NIGHT_OVER) + timedelta(days=days))
        assert (day.member.id, day.waits, day.out_since) == (larkmoor.who("sam"), True, at("28 Nov 02:12"))
        assert day.asks is not None
    assert [each.name for each in day.sessions] == ["AM", "PM"]  # on Monday

    assert rest_days.on(larkmoor.site, FRIDAY, larkmoor.officer, at(NIGHT_OVER)) == ()
    sam = larkmoor.part(waiting, "sam").id
    callout_after_yes.stays(larkmoor.site, waiting.id, sam, larkmoor.officer, at("28 Nov 09:00"))
    (day,) = rest_days.on(larkmoor.site, SATURDAY, larkmoor.officer, at("28 Nov 09:01"))
    # 11 h from the end of the stand-by night: until when he waited is not known.
    assert (day.out_since, day.rest_until) == (None, at("28 Nov 19:00"))
    assert rest_days.on(larkmoor.site, SATURDAY + timedelta(days=1), larkmoor.officer, at("29 Nov 09:00")) == ()


def test_the_coordinator_is_told_once_at_unlock_until_it_is_entered(larkmoor: Scene, waiting: CallOutOnFile) -> None:
    assert returns_asked.ask("LKI", SYSTEM, at("28 Nov 07:59")) == 0
    for now in (NIGHT_OVER, "28 Nov 08:01", "29 Nov 08:00"):
        assert returns_asked.ask("LKI", SYSTEM, at(now)) == 1
    assert told(larkmoor, "29 Nov 08:00") == ["unlock_missing"]

    went(larkmoor, waiting, "28 Nov 02:40", "29 Nov 08:01")
    assert told(larkmoor, "29 Nov 08:02") == []
    returns_asked.ask("LKI", SYSTEM, at("29 Nov 08:03"))
    assert told(larkmoor, "29 Nov 08:03") == ["return_missing"]
    larkmoor.back(waiting, "sam", "28 Nov 04:00", now="29 Nov 08:04")
    assert told(larkmoor, "29 Nov 08:04") == []


def test_he_is_offered_nothing_meanwhile_and_rests_from_his_yes_once_he_is_known_to_have_gone(
    larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    larkmoor.on_duty("sam", "luc", night=SATURDAY + timedelta(days=1))
    assert larkmoor.asked(larkmoor.start("29 Nov 22:00")) == "luc"
    went(larkmoor, waiting, "28 Nov 04:00", "29 Nov 22:10")
    went(larkmoor, waiting, "28 Nov 04:00", "29 Nov 22:11")
    with pytest.raises(AnsweredAlready):
        went(larkmoor, waiting, "28 Nov 04:30", "29 Nov 22:12")

    sam = larkmoor.part(waiting, "sam")
    assert (sam.state, local(sam.unlocked_at or at(NIGHT_OVER))) == (AttendanceState.ACTING, "28 Nov 04:00")
    larkmoor.back(waiting, "sam", "28 Nov 05:00", now="29 Nov 22:13")
    assert larkmoor.rests("sam") == ["28 Nov 05:00 to 28 Nov 16:00 broken_night"]


def test_who_did_not_go_in_a_night_that_is_over_leaves_a_man_whom_only_a_person_or_twelve_hours_end(
    larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    larkmoor.on_duty("luc", "lee", night=SATURDAY)
    sam = larkmoor.part(waiting, "sam")
    for now in (NIGHT_OVER, "28 Nov 12:00"):
        callout_after_yes.stays(larkmoor.site, waiting.id, sam.id, larkmoor.officer, at(now))

    assert (larkmoor.read(waiting.id).is_open, larkmoor.asked(waiting)) == (True, None)
    assert larkmoor.part(waiting, "sam").back_before == at(NIGHT_OVER)
    assert tonight(larkmoor.site, at("28 Nov 12:00")).resting_until(larkmoor.who("sam")) == at("28 Nov 19:00")
    assert callout_lapses.lapse_site("LKI", SYSTEM, at("28 Nov 14:11")) == 1
    assert told(larkmoor, "28 Nov 14:12") == ["request_lapsed"]


def test_a_man_who_asked_minutes_before_the_night_ended_is_not_dropped_and_the_next_is_asked(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 07:57")
    larkmoor.waits(one, "sam", "28 Nov 07:58")
    sam = larkmoor.part(one, "sam").id
    callout_after_yes.stays(larkmoor.site, one.id, sam, larkmoor.officer, at("28 Nov 08:01"))

    assert larkmoor.read(one.id).is_open and larkmoor.asked(one) not in (None, "sam")
    assert larkmoor.part(one, "sam").called_off_at == at("28 Nov 08:01")


def test_tonight_and_the_rest_list_ask_loudly_and_each_answer_has_its_button(
    client: FlaskClient, larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    staff = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 07:59")
    assert ASKED not in staff.open("/tonight").text and ASKED not in staff.open("/tonight/rest").text

    staff = Desk.of(client, larkmoor.prison, Role.STAFF, NIGHT_OVER)
    for page in ("/tonight/rest", "/tonight"):
        assert ASKED in staff.open(page).text and SAID_YES in staff.text
    assert "he cannot get out" not in staff.text
    assert "Sam Okoro" in staff.open("/tonight/rest.csv?on=2026-11-30").page.text
    assert "Sam Okoro" in staff.open("/tonight/rest/slips").text

    staff.open("/tonight").follow("He did not go: Sam Okoro")
    assert "He waited, and was not let out" in staff.page.text
    staff.open("/tonight").follow("He went: enter when: Sam Okoro")
    assert "Enter the time he went, not the time now." in staff.text
    staff.press("He went then", at="02:05")
    assert "went is before the man asked" not in staff.text and "Did the Listener go before that" in staff.text
    staff.press("He went then", at="02:40")
    assert "When was Sam Okoro back?" in staff.text
    staff.press("He is back", at="03:30", debrief="no")
    assert "Sam Okoro rests until 14:30" in staff.text

    custody = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, NIGHT_OVER).open("/tonight/rest")
    assert ASKED not in custody.text


def test_while_the_night_goes_on_a_going_that_was_forgotten_is_entered_with_its_time(
    client: FlaskClient, larkmoor: Scene, waiting: CallOutOnFile
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 03:00").open(f"/tonight/call-out/{waiting.id}")
    assert "was he let out?" not in desk.text
    desk.follow("He went already: enter when").press("He went then", at="02:40")
    assert "out at 02:40" in desk.text and "He is back" in desk.text
