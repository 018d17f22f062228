"""He was not let go, and says so afterwards: is it counted beside what staff recorded, and does nobody see that it was
he?"""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import CallOutEventKind
from listeners.services import callout_ends
from listeners.store.callouts import CallOutEvent
from listeners.store.database import db
from tests.nights import Scene, at, scene_of
from tests.web.conftest import SignInAs, new_sign_in
from tests.web.me_browser import fields_of, form_of, send
from tests.web.rota_browser import text_of
from tests.world import World

TOLD = {"on": "27 11 2026", "why": "no_staff"}
SIDE_BY_SIDE = "Staff recorded 1 refusal; Listeners and coordinators told of {} afterwards. Neither number corrects"

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """On Friday the telephone was given while a Listener was free."""
    scene = scene_of(world.larkmoor)
    refused = scene.start("27 Nov 02:00")
    callout_ends.telephone(scene.site, refused.id, scene.officer, at("27 Nov 02:05"))
    return scene


def figures(client: FlaskClient, larkmoor: Scene, role: Role = Role.SAFER_CUSTODY) -> str:
    new_sign_in(client, larkmoor.prison, role)
    return client.get("/review/nights?prison=LKI").text


def on_file() -> list[CallOutEvent]:
    db.session.rollback()
    told = CallOutEvent.kind.in_((CallOutEventKind.REFUSAL_TOLD, CallOutEventKind.REFUSAL_TAKEN_BACK))
    return db.session.query(CallOutEvent).filter(told).order_by(CallOutEvent.recorded_at, CallOutEvent.kind).all()


@pytest.mark.parametrize("role", [Role.SAFER_CUSTODY, Role.AUDITOR, Role.NATIONAL, Role.COORDINATOR])
def test_what_a_listener_tells_stands_beside_what_staff_recorded_and_names_nobody(
    client: FlaskClient, larkmoor: Scene, sign_in_as: SignInAs, role: Role
) -> None:
    assert SIDE_BY_SIDE.format(0) in text_of(figures(client, larkmoor, role))
    sign_in_as(client, larkmoor.prison, Role.LISTENER)
    assert "I was not let go" in client.get("/me").text
    assert send(client, "/me/refused", **TOLD) == "/me/thanks"

    page = figures(client, larkmoor, role)
    assert SIDE_BY_SIDE.format(1) in text_of(page)
    assert re.search(r"No staff to unlock</th>\s*(<td[^>]*>0</td>\s*){2}<td[^>]*>1</td>", page)
    assert "Sam Okoro" not in page


def test_nothing_of_him_and_of_no_call_out_is_kept_with_it(larkmoor: Scene, client: FlaskClient, world: World) -> None:
    new_sign_in(client, world.larkmoor, Role.LISTENER)
    send(client, "/me/refused", **TOLD)

    (row,) = on_file()
    account, listener = world.larkmoor.accounts[Role.LISTENER], world.larkmoor.listeners["sam"]
    kept = [getattr(row, column.key) for column in CallOutEvent.__table__.columns]
    assert (row.kind, row.reason, row.at) == ("refusal_told", "no_staff", at("27 Nov 12:00"))
    assert account not in kept and listener not in kept
    assert (row.recorded_by, row.call_out_id, row.attendance_id) == (None, None, None)


def test_a_second_press_counts_once_and_the_page_after_it_is_the_same_whatever_was_told(
    client: FlaskClient, larkmoor: Scene
) -> None:
    new_sign_in(client, larkmoor.prison, Role.LISTENER)
    form = form_of(client.get("/me/refused").text, **TOLD)
    answers = [client.post("/me/refused", data=form) for _ in "ab"]
    thanks = [client.get("/me/thanks").data]
    send(client, "/me/refused", **{**TOLD, "why": "not_told"})

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [row.reason for row in on_file()] == ["no_staff", None]
    assert client.get("/me/thanks").data == thanks[0]
    assert SIDE_BY_SIDE.format(2) in text_of(figures(client, larkmoor))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": ""}, "Enter the date"),
        ({"on": "the other day"}, "such as 27 11 2026"),
        ({"on": "28 11 2026"}, "it has not been yet"),
        ({"on": "12 11 2026"}, "it is too long ago"),
        ({"why": ""}, "Choose what they said"),
        ({"why": "officer Black"}, "Choose what they said"),
    ],
)
def test_what_is_missing_or_cannot_have_been_is_asked_for_again(
    client: FlaskClient, larkmoor: Scene, wrong: dict[str, str], words: str
) -> None:
    new_sign_in(client, larkmoor.prison, Role.LISTENER)
    answer = client.post("/me/refused", data=form_of(client.get("/me/refused").text, **{**TOLD, **wrong}))

    assert answer.status_code == 422 and words in answer.text
    assert on_file() == []


def test_fourteen_days_ago_he_may_tell_and_the_coordinator_of_a_year_ago(client: FlaskClient, larkmoor: Scene) -> None:
    new_sign_in(client, larkmoor.prison, Role.LISTENER)
    assert send(client, "/me/refused", **{**TOLD, "on": "13 11 2026"}) == "/me/thanks"
    new_sign_in(client, larkmoor.prison, Role.COORDINATOR)
    assert send(client, "/care/refusals", **{**TOLD, "on": "27 11 2025"}) == "/care/refusals"


def test_the_coordinator_puts_one_on_file_from_the_call_out_and_takes_back_what_was_not_so(
    client: FlaskClient, larkmoor: Scene
) -> None:
    call_out = larkmoor.start("27 Nov 16:00")
    address = "/care/refusals?on=2026-11-27"
    new_sign_in(client, larkmoor.prison, Role.STAFF)
    assert "A Listener was not let go" not in client.get(f"/tonight/call-out/{call_out.id}").text
    new_sign_in(client, larkmoor.prison, Role.COORDINATOR)
    assert address in client.get(f"/tonight/call-out/{call_out.id}").text
    assert "None was told in the last eight weeks." in client.get(address).text
    send(client, address, **TOLD)

    page = client.get("/care/refusals").text
    assert "Friday 27 November : No staff to unlock. A coordinator put it on file." in text_of(page)
    assert SIDE_BY_SIDE.format(1) in text_of(figures(client, larkmoor))
    new_sign_in(client, larkmoor.prison, Role.COORDINATOR)
    page = client.get("/care/refusals").text
    (back,) = [line for line in page.split('"') if line.endswith("/taken-back")]
    form = fields_of(page, back)
    assert [client.post(back, data=form).status_code for _ in "ab"] == [303, 303]
    assert client.post(back, data={**form, "act_key": "another"}).status_code == 404
    assert SIDE_BY_SIDE.format(0) in text_of(figures(client, larkmoor))
    assert len(on_file()) == 2
