"""Does his own page tell a Listener of his nights and his rest, and does what he says of a night become plain
availability?"""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import AttendanceState, DutyState
from listeners.store.database import db
from listeners.store.people import Availability
from listeners.store.records import Notice
from tests.rota_world import FIRST, published
from tests.services.care_records import (
    NOW,
    TONIGHT,
    at,
    owed_rest,
    stood_by,
    went_out,
)
from tests.web.conftest import SignInAs
from tests.web.me_browser import form_of, send
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")


def test_the_first_page_shows_his_own_next_nights_alone(sam: FlaskClient, larkmoor: Prison) -> None:
    for who, days in (("sam", 2), ("ravi", 3), ("sam", 13), ("sam", 14), ("sam", -1)):
        stood_by(larkmoor, who, TONIGHT + timedelta(days=days))
    page = sam.get("/me").text
    assert "Sunday 29 to Monday 30 November" in page
    assert "Thursday 10 to Friday 11 December" in page
    assert "Monday 30 November to Tuesday" not in page
    assert "Friday 11 to Saturday 12 December" not in page
    assert "Thursday 26 to Friday 27 November" not in page
    assert "You see only the next two weeks here." in page and "it has four weeks" in page


def test_a_rest_is_told_with_its_rule_in_words(sam: FlaskClient, larkmoor: Prison) -> None:
    owed_rest(larkmoor, "sam", NOW - timedelta(hours=9, minutes=50))
    owed_rest(larkmoor, "ravi", NOW - timedelta(hours=1))
    page = sam.get("/me").text
    assert "You are resting until 18:10 on Friday 27 November" in page
    assert "You were out in the night. So you rest for 11 hours after you came back." in page


def test_a_night_taken_off_him_for_rest_says_so_and_is_not_offered_as_his(sam: FlaskClient, larkmoor: Prison) -> None:
    stood_by(larkmoor, "sam", TONIGHT, DutyState.STOOD_DOWN)
    stood_by(larkmoor, "sam", TONIGHT + timedelta(days=2), DutyState.WITHDRAWN)
    page = sam.get("/me").text
    assert "Friday 27 to Saturday 28 November</strong> (tonight)" in page and "You are off." in page
    assert "You have nothing to make up for." in page and "You go" not in page
    assert "Sunday 29 to Monday 30 November" not in page
    assert "You are off: you rest after your call-out" in sam.get("/me/print").text
    assert "(your night)" not in sam.get("/me/cannot").text


def test_a_night_taken_off_him_and_given_to_him_again_is_his(sam: FlaskClient, larkmoor: Prison) -> None:
    for state in (DutyState.STOOD_DOWN, DutyState.PLANNED, DutyState.STOOD_DOWN):
        stood_by(larkmoor, "sam", TONIGHT, state)
    page = sam.get("/me").text
    assert page.count("Friday 27 to Saturday 28 November") == 1
    assert "You go first." in page and "You are off" not in page


def test_a_return_that_nobody_wrote_down_is_told_and_makes_him_rest(
    sam: FlaskClient, larkmoor: Prison, evening: time_machine.Traveller, sign_in_as: SignInAs
) -> None:
    went_out(larkmoor, "sam", at(0, 2), answered=False, state=AttendanceState.ACTING)
    page = sam.get("/me").text
    assert "Nobody has written down when you came back" in page
    assert "You are resting until 19:00" in page


def test_a_night_he_cannot_do_becomes_plain_availability_and_the_coordinator_is_told(
    sam: FlaskClient, larkmoor: Prison
) -> None:
    night = TONIGHT + timedelta(days=2)
    stood_by(larkmoor, "sam", night)
    place = send(sam, "/me/cannot", night=night.isoformat(), said="unavailable")
    told = unescape(sam.get(place).text)
    assert "You can’t: Sunday 29 to Monday 30 November. Your coordinator is told" in told
    assert "others are asked to do your own night: Sunday 29 to Monday 30 November." in told
    assert "You are not on that night. If nobody takes it, your coordinator finds somebody." in told
    assert "You are not on that night, and you are not asked. Others are asked." in unescape(sam.get("/me").text)
    assert "stays yours" not in told and "You are not on" in sam.get("/me/print").text
    (said,) = db.session.scalars(select(Availability)).all()
    assert (said.listener_id, said.night, said.kind) == (larkmoor.listeners["sam"], night, AvailabilityKind.UNAVAILABLE)
    assert db.session.scalar(select(Availability.reason)) is None
    (notice,) = db.session.scalars(select(Notice).where(Notice.account_id.is_not(None))).all()
    assert notice.account_id == larkmoor.accounts[Role.COORDINATOR]


def test_a_night_that_he_would_rather_not_do_is_his_until_somebody_takes_it(sam: FlaskClient, larkmoor: Prison) -> None:
    night = TONIGHT + timedelta(days=2)
    stood_by(larkmoor, "sam", night)
    told = unescape(sam.get(send(sam, "/me/cannot", night=night.isoformat(), said="avoid")).text)
    assert "It stays yours until somebody takes it." in told and "not on that night" not in told
    assert "Others are asked. It is yours until somebody takes it." in unescape(sam.get("/me").text)
    assert "You are not on" not in sam.get("/me/print").text


def test_a_night_that_has_begun_is_asked_of_nobody_and_every_page_says_so(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    published(larkmoor, [(0, FIRST, "sam")], TONIGHT, 1, at(1, 12))
    with time_machine.travel(at(0, 22), tick=False):
        sign_in_as(client, larkmoor, Role.LISTENER)
        told = unescape(client.get(send(client, "/me/cannot", night=TONIGHT.isoformat(), said="unavailable")).text)
        own = client.get("/me").text
        sign_in_as(client, larkmoor, Role.COORDINATOR)
        board = client.get("/rota").text
        notices = client.get("/rota/notices").text

    assert "has begun: your coordinator is told. Officers ask somebody in reserve if a call comes." in told
    assert "You are not on that night, and you are not asked. Officers ask somebody in reserve if a call comes." in own
    assert "It has begun: officers ask somebody in reserve if a call comes." in notices
    assert "(L01) cannot: officers ask somebody in reserve" in board
    assert "thers are asked" not in told + own and "Others are asked" not in notices and "looked for" not in own


def test_his_own_night_is_marked_after_he_said_that_he_cannot_and_no_longer_once_taken_back(
    sam: FlaskClient, larkmoor: Prison
) -> None:
    stood_by(larkmoor, "sam", TONIGHT)
    assert "You go first." in sam.get("/me").text
    send(sam, "/me/cannot", night=TONIGHT.isoformat(), said="unavailable")
    page = sam.get("/me").text
    assert (
        "You said that you can’t. You are not on that night, and you are not asked." in page
        and "You go first" not in page
    )
    assert "You are not on" in sam.get("/me/print").text
    said = sam.get("/me/cannot").text
    sam.post("/me/cannot/back", data=form_of(said, night=TONIGHT.isoformat()))
    assert "You go first." in sam.get("/me").text


def test_a_rest_and_a_night_that_begins_after_it_are_told_together(
    sam: FlaskClient, larkmoor: Prison, evening: time_machine.Traveller, sign_in_as: SignInAs
) -> None:
    owed_rest(larkmoor, "sam", NOW - timedelta(hours=14))
    stood_by(larkmoor, "sam", TONIGHT)
    evening.move_to(at(0, 12))
    sign_in_as(sam, larkmoor, Role.LISTENER)
    page = sam.get("/me").text
    assert "You are resting until" in page and "You go first. Your rest is over before it starts." in page


def test_a_rest_from_call_outs_is_told_with_each_night_and_leads_back_to_his_nights(
    sam: FlaskClient, larkmoor: Prison
) -> None:
    stood_by(larkmoor, "sam", TONIGHT + timedelta(days=2))
    send(sam, "/me/rest")
    assert "You rest, so you are not on that night" in sam.get("/me").text
    back = sam.post("/me/rest/over", data=form_of(sam.get("/me/rest").text))
    page = sam.get(back.location).text
    assert back.location == "/me" and "You can be asked again, from tonight." in page and "You go first." in page


def test_while_he_rests_he_is_told_of_the_next_night_that_is_his_to_do(sam: FlaskClient, larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(0, 2), answered=False, state=AttendanceState.ACTING)
    stood_by(larkmoor, "sam", TONIGHT)
    assert "After that you have no night in the next two weeks." in sam.get("/me").text
    for days in (2, 4, 6):
        stood_by(larkmoor, "sam", TONIGHT + timedelta(days=days))
    assert "Your next night is Sunday 29 to Monday 30 November." in sam.get("/me").text
    send(sam, "/me/cannot", night=(TONIGHT + timedelta(days=2)).isoformat(), said="unavailable")
    assert "Your next night is Tuesday 1 to Wednesday 2 December." in sam.get("/me").text


def test_a_rest_that_runs_into_the_night_says_that_others_are_asked_before_him(
    sam: FlaskClient, larkmoor: Prison
) -> None:
    went_out(larkmoor, "sam", at(0, 2), answered=False, state=AttendanceState.ACTING)
    stood_by(larkmoor, "sam", TONIGHT)
    page = sam.get("/me").text
    assert "You are resting until 19:00" in page
    assert "You go first, but while you rest others are asked before you." in page


def test_another_night_can_be_named_and_taken_back_also_while_he_rests(sam: FlaskClient, larkmoor: Prison) -> None:
    send(sam, "/me/cannot", night="other", other_night="2026-12-10", said="prefer")
    send(sam, "/me/rest")
    page = sam.get("/me/cannot").text
    assert "Thursday 10 to Friday 11 December: you would like to" in page
    assert sam.post("/me/cannot/back", data=form_of(page, night="tonight")).status_code == 400
    assert sam.post("/me/cannot/back", data=form_of(page, night="2026-12-10")).status_code == 303
    assert "Thursday 10 to Friday 11 December: you" not in sam.get("/me/cannot").text


@pytest.mark.parametrize(
    ("written", "begins"),
    [
        ("13 December", "13 to Monday 14 December"),
        ("2 jan", "2 to Sunday 3 January"),
        ("10/12", "10 to Friday 11 December"),
    ],
)
def test_a_day_and_a_month_are_the_next_such_date(sam: FlaskClient, written: str, begins: str) -> None:
    send(sam, "/me/cannot", night="other", other_night=written, said="prefer")
    assert f"{begins}: you would like to" in sam.get("/me/cannot").text


@pytest.mark.parametrize("night", ["2026-11-26", "2027-06-01", "26 November", "31 April", ""])
def test_a_night_that_is_over_or_far_ahead_is_not_taken(sam: FlaskClient, night: str) -> None:
    told = form_of(sam.get("/me/cannot").text, night="other", other_night=night, said="unavailable")
    assert sam.post("/me/cannot", data=told).status_code == 422
    assert db.session.scalars(select(Availability)).all() == []


def test_a_kiosk_names_none_of_his_nights_beyond_two_weeks_nor_how_many_there_are(
    sam: FlaskClient, larkmoor: Prison
) -> None:
    for days in (13, 14, 41):
        stood_by(larkmoor, "sam", TONIGHT + timedelta(days=days))
    told = unescape(sam.get(send(sam, "/me/rest")).text)

    assert "others are asked to do your own night: Thursday 10 to Friday 11 December." in told
    assert "Others are asked to do later nights of yours from 14 days before each." in told
    assert "Friday 11 to Saturday 12 December" not in told and "January" not in told
