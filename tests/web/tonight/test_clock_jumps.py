"""The clock of the server jumps by an hour, a day or 400 days: does every page stand, and is nothing lost?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.states import AttendanceState, CallOutState
from listeners.services import callout_lapses, callout_times, callouts, rests
from listeners.services.callout_times import Return
from listeners.store.accounts import AccountGrant
from listeners.store.database import act
from tests.nights import Scene, at
from tests.web.conftest import new_sign_in
from tests.web.night_browser import Desk

JUMPS = [timedelta(hours=1), timedelta(days=1), timedelta(days=400)]
BEGAN = at("28 Nov 02:10")
PAGES = {
    Role.STAFF: ("/tonight", "/tonight/call-out/new", "/tonight/paper", "/tonight/sheet", "/tonight/sheets"),
    Role.SAFER_CUSTODY: ("/tonight/load", "/tonight/rest", "/tonight/override"),
    Role.COORDINATOR: (
        "/rota",
        "/rota/gaps",
        "/rota/fairness",
        "/rota/people",
        "/care",
        "/review/nights",
    ),
    Role.LISTENER: ("/me", "/me/nights", "/me/nights/every", "/me/calls", "/me/work"),
    Role.NATIONAL: ("/admin",),
    Role.AUDITOR: ("/review",),
}


def somebody_is_out(scene: Scene) -> None:
    """Sam is out since ten past two, Ravi was out yesterday and rests, and Luc is on stand-by with Sam."""
    scene.on_duty("sam", "luc")
    scene.paper("ravi", "27 Nov 23:00", "28 Nov 00:30")
    scene.goes(scene.start("28 Nov 02:10"), "sam", "28 Nov 02:10")


@pytest.mark.parametrize("ready_url", ["sqlite"], indirect=True)
def test_every_page_stands_wherever_the_clock_has_jumped_to(client: FlaskClient, larkmoor: Scene) -> None:
    somebody_is_out(larkmoor)
    with act() as session:
        session.execute(update(AccountGrant).values(from_on=date(2020, 1, 1)))
    for jump in (*JUMPS, *(-jump for jump in JUMPS)):
        with time_machine.travel(BEGAN + jump, tick=False):
            for role, pages in PAGES.items():
                new_sign_in(client, larkmoor.prison, role)
                found = {page: client.get(page, follow_redirects=True).status_code for page in pages}
                assert found == dict.fromkeys(pages, 200), (jump, role)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_after_a_jump_ahead_the_return_is_still_missing_and_gives_the_same_rest(
    client: FlaskClient, larkmoor: Scene, jump: timedelta
) -> None:
    somebody_is_out(larkmoor)
    (id_,) = larkmoor.open_call_outs()
    now = BEGAN + jump
    callout_lapses.lapse_site("LKI", SYSTEM, now)
    rests.settle_site("LKI", SYSTEM, now)
    with time_machine.travel(now, tick=False):
        new_sign_in(client, larkmoor.prison, Role.COORDINATOR)
        board = client.get("/tonight").text
        page = client.get(f"/tonight/call-out/{id_}").text
    assert "Sam Okoro" in board and "Sam Okoro is out" in page
    assert larkmoor.read(id_).state is CallOutState.ACTING
    again = callouts.start(larkmoor.site, larkmoor.wing("C"), None, larkmoor.officer, now)
    assert larkmoor.asked(larkmoor.read(again)) != "sam", "he is out as far as anybody knows"

    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    part, said = larkmoor.part(larkmoor.read(id_), "sam").id, Return(at("28 Nov 03:00"))
    callout_times.returned(larkmoor.site, id_, part, said, coordinator, now)
    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_form_that_was_open_when_the_clock_jumped_is_recorded_or_asks_to_sign_in_and_never_breaks(
    desk: Desk, larkmoor: Scene, jump: timedelta
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new").find("B")
    going = next(form for form in desk.forms() if form.button == "He is going")
    (id_,) = larkmoor.open_call_outs()
    for now in (BEGAN + jump, BEGAN - jump, BEGAN):
        with time_machine.travel(now, tick=False):
            status = desk.client.post(going.action, data=going.fields).status_code
        assert status in (303, 401, 400, 409), (now, status)
        part = larkmoor.part(larkmoor.read(id_), "sam")
        assert part.state in (AttendanceState.OFFERED, AttendanceState.ACTING)
        assert part.out_at in (None, BEGAN, BEGAN + jump, BEGAN - jump)
