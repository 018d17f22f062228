"""He worked while he should have rested: do he and the coordinator get it on file, and does nobody see which it was?"""

from __future__ import annotations

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.services.care import flags
from listeners.store.database import db
from tests.nights import Scene, at, scene_of
from tests.web.conftest import SignInAs, new_sign_in
from tests.web.me_browser import fields_of, form_of, send
from tests.web.rota_browser import text_of
from tests.world import World

WORK = {"said": "made", "on": "27 11 2026", "starts": "08:30", "ends": "11:45", "department": "kitchens"}

pytestmark = pytest.mark.usefixtures("evening")


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam was out from 02:50 to 04:10, the night before."""
    scene = scene_of(world.larkmoor)
    scene.paper("sam", "27 Nov 02:50", "27 Nov 04:10")
    return scene


@pytest.fixture
def sam(client: FlaskClient, larkmoor: Scene, sign_in_as: SignInAs) -> FlaskClient:
    """Sam at a kiosk."""
    sign_in_as(client, larkmoor.prison, Role.LISTENER)
    return client


def test_he_tells_that_he_had_to_work_and_his_own_page_says_that_his_rest_starts_again(
    sam: FlaskClient, larkmoor: Scene
) -> None:
    assert "I worked when I should have rested" in sam.get("/me").text
    assert send(sam, "/me/work", **WORK) == "/me/thanks"

    page = text_of(sam.get("/me").text)
    assert "You are resting until 22:45" in page and "So your rest starts again at 11:45: 11 hours." in page
    assert "Kitchens" not in page and "had to" not in page


def test_opposite_words_give_the_same_thank_you_byte_for_byte(sam: FlaskClient, larkmoor: Scene) -> None:
    answers = []
    for said in ("made", "chose"):
        send(sam, "/me/work", **{**WORK, "said": said})
        answers.append(sam.get("/me/thanks").data)
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"said": ""}, "Say whether it was chosen"),
        ({"department": ""}, "Choose where it was"),
        ({"department": "officer Black"}, "Choose one of these"),
        ({"ends": "08:30"}, "Enter when it ended"),
        ({"on": "27 10 2026"}, "that is too long ago to tell here"),
        ({"starts": "18:30", "ends": "19:00"}, "that is still to come"),
        ({"starts": "14:00", "ends": "09:00"}, "Look at the times: the end is before the start"),
        ({"ends": "noon"}, "Enter a time as hours and minutes"),
    ],
)
def test_what_is_missing_or_cannot_have_been_is_asked_for_again(
    sam: FlaskClient, larkmoor: Scene, wrong: dict[str, str], words: str
) -> None:
    page = sam.get("/me/work").text
    answer = sam.post("/me/work", data=form_of(page, **{**WORK, **wrong}))

    assert answer.status_code == 422 and words in answer.text
    assert answer.text.count("govuk-error-message") == 1
    assert larkmoor.rests("sam") == ["27 Nov 04:10 to 27 Nov 15:10 broken_night"]


def test_a_time_that_came_twice_is_asked_about_and_one_that_never_was_is_refused(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    for now, on, words in (
        ("2026-10-25 12:00", "25 10 2026", "01:30 came twice that night"),
        ("2027-03-28 12:00", "28 03 2027", "01:30 did not exist that night"),
    ):
        with time_machine.travel(at(now), tick=False):
            sign_in_as(client, world.larkmoor, Role.LISTENER, "sam", at=at(now))
            told = {**WORK, "on": on, "starts": "01:30", "ends": "02:30"}
            answer = client.post("/me/work", data=form_of(client.get("/me/work").text, **told))
            assert answer.status_code == 422 and words in answer.text
            assert ("Which of the two?" in answer.text) is ("twice" in words)


def test_the_coordinator_puts_it_on_file_for_him_and_takes_it_back(
    client: FlaskClient, larkmoor: Scene, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor.prison, Role.COORDINATOR)
    address = f"/care/people/{larkmoor.who('sam')}/work"
    assert address in client.get(f"/rota/people/{larkmoor.who('sam')}").text
    send(client, address, **{**WORK, "may_name": "y"})

    page = client.get(address).text
    assert "Made to work , Kitchens: Friday 27 November, 08:30 to 11:45. Put on file for him." in text_of(page)
    assert "The place may be named." in page
    assert larkmoor.rests("sam")[-1] == "27 Nov 11:45 to 27 Nov 22:45 restarted"

    (back,) = [line for line in page.split('"') if line.endswith("/taken-back")]
    assert client.post(back, data=fields_of(page, back)).status_code == 303
    assert "Nothing in the last eight weeks." in client.get(address).text
    db.session.rollback()
    assert larkmoor.rests("sam") == ["27 Nov 04:10 to 27 Nov 15:10 broken_night"]


def test_the_coordinator_is_asked_about_the_same_hours_told_as_the_opposite_and_never_refused(
    client: FlaskClient, larkmoor: Scene
) -> None:
    new_sign_in(client, larkmoor.prison, Role.LISTENER)
    send(client, "/me/work", **WORK)
    address = f"/care/people/{larkmoor.who('sam')}/work"
    new_sign_in(client, larkmoor.prison, Role.COORDINATOR)
    told = {**WORK, "said": "chose", "starts": "11:00", "ends": "12:00"}
    words = "He said on Friday 27 November that he was made to work on Friday 27 November, 08:30 to 11:45. Is this"
    for answer, asks in (("", "Say whether this is right"), ("no", "Correct what is not right, then send it again")):
        page = client.post(address, data=form_of(client.get(address).text, **told, other=answer))
        assert page.status_code == 422 and words in page.text and asks in page.text
        db.session.rollback()
        assert larkmoor.rests("sam")[-1] == "27 Nov 11:45 to 27 Nov 22:45 restarted"

    for _ in range(2):
        send(client, address, **told, other="yes")
    db.session.rollback()
    assert larkmoor.rests("sam")[-1] == "27 Nov 12:00 to 27 Nov 23:00 restarted"
    send(client, address, **{**told, "starts": "12:00", "ends": "12:30"})
    page = client.post(address, data=form_of(client.get(address).text, **{**WORK, "starts": "11:50", "ends": "11:55"}))
    assert page.status_code == 422 and "It was put on file on Friday 27 November that he chose to work" in page.text


def test_the_review_counts_who_was_made_to_work_and_who_chose_apart(
    client: FlaskClient, larkmoor: Scene, world: World
) -> None:
    larkmoor.paper("luc", "26 Nov 02:50", "26 Nov 04:10")
    for name, said, on in (("sam", "made", "27 11 2026"), ("luc", "chose", "26 11 2026")):
        new_sign_in(client, larkmoor.prison, Role.LISTENER, name)
        send(client, "/me/work", **{**WORK, "said": said, "on": on})
    new_sign_in(client, larkmoor.prison, Role.COORDINATOR)

    page = client.get("/review?prison=LKI").text
    made, chose = (page.split(f"{title} to work in a rest</h3>")[1][:200] for title in ("Made", "Chose"))
    assert '<p class="lst-answer">1</p>' in made and "Target: none. Not reached." in made
    assert '<p class="lst-answer">1</p>' in chose and "No target." in chose
    assert "Sam Okoro" not in page and "Kitchens" not in page
    for role in (Role.SAFER_CUSTODY, Role.AUDITOR, Role.NATIONAL):
        new_sign_in(client, larkmoor.prison, role)
        page = client.get("/review?prison=LKI").text
        assert "Made to work in a rest" in page and "Chose to work" not in page


def test_the_review_names_a_department_where_he_who_was_made_to_work_agreed(
    client: FlaskClient, larkmoor: Scene
) -> None:
    new_sign_in(client, larkmoor.prison, Role.LISTENER)
    send(client, "/me/work", **WORK, may_name="y")
    new_sign_in(client, larkmoor.prison, Role.AUDITOR)

    assert "Kitchens: 1. A department is named where three men or more" in client.get("/review?prison=LKI").text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("made", "He was sent to work by Kitchens on Friday 27 November, 08:30 to 11:45, and should have rested until"),
        ("chose", "He chose to work, at Kitchens on Friday 27 November, 08:30 to 11:45, and should have rested until"),
    ],
)
def test_a_rest_not_kept_names_its_cause_to_the_coordinator_alone(
    client: FlaskClient, larkmoor: Scene, said: str, words: str
) -> None:
    new_sign_in(client, larkmoor.prison, Role.LISTENER)
    send(client, "/me/work", **{**WORK, "said": said})
    flags.run(larkmoor.site, SYSTEM, at("27 Nov 17:00"))
    new_sign_in(client, larkmoor.prison, Role.COORDINATOR)

    page = text_of(client.get(f"/care/people/{larkmoor.who('sam')}").text)
    assert "Rest not kept once in 28 days" in page
    assert f"{words} Friday 27 November, 15:10" in page
    new_sign_in(client, larkmoor.prison, Role.STAFF)
    for address in ("/tonight", "/tonight/rest", "/tonight/load"):
        assert "Kitchens on" not in client.get(address).text
