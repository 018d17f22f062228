"""Does every Listener read what his prison must pass on, before he is asked?"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from listeners.domain.people import Role
from listeners.errors import Conflict, NotAllowed, Unreadable
from listeners.services.care import reporting_duties
from listeners.store.care.reporting_duties import ReportingDuty
from listeners.store.database import db
from listeners.web.duties_words import EVERYWHERE
from tests.services.care_records import NOW, site_of
from tests.web.conftest import Browser, SignInAs, new_sign_in
from tests.web.me_browser import form_of, send
from tests.web.rota_browser import text_of
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")
OWN = "A plan to escape\nA weapon"


def before_the_questions(app: Flask, prison: Prison) -> str:
    browser = Browser(app)
    new_sign_in(browser, prison, Role.LISTENER)
    return text_of(browser.get("/me/concern").text).partition("What is it about?")[0]


def test_a_prisons_own_list_is_read_before_the_first_question_there_alone(
    app: Flask, client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    larkmoor, fenwick = world.larkmoor, world.fenwick
    assert all(line in before_the_questions(app, larkmoor) for line in EVERYWHERE)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = client.get("/care/passing-on").text
    assert "holds everywhere" in page and EVERYWHERE[0] in page
    form = form_of(page, lines=OWN, seen="")
    assert [client.post("/care/passing-on", data=form).status_code for _ in "ab"] == [303, 303]
    told = before_the_questions(app, larkmoor)
    assert "A plan to escape" in told and "A weapon" in told and EVERYWHERE[0] not in told
    assert EVERYWHERE[0] in before_the_questions(app, fenwick)
    assert db.session.scalar(select(func.count()).select_from(ReportingDuty)) == 2

    send(client, "/care/passing-on", lines="A weapon\nA fire", seen=OWN)
    told = before_the_questions(app, larkmoor)
    assert "A weapon" in told and "A fire" in told and "A plan to escape" not in told
    send(client, "/care/passing-on", lines="", seen="A weapon\nA fire")
    assert EVERYWHERE[0] in before_the_questions(app, larkmoor)
    long = client.post("/care/passing-on", data=form_of(client.get("/care/passing-on").text, lines="x" * 301))
    assert long.status_code == 422 and "300 letters at most" in long.text


def test_the_check_in_and_its_card_say_it_too(
    app: Flask, client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    listener = Browser(app)
    new_sign_in(listener, larkmoor, Role.LISTENER)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    for own in ("", OWN):
        if own:
            send(client, "/care/passing-on", lines=own, seen="")
        told = own.splitlines() or EVERYWHERE
        for page in (listener.get("/me/check-in"), client.get("/care/check-in-card")):
            before = text_of(page.text).partition("In the last seven days")[0]
            assert [line for line in told if line not in before] == []


def test_what_another_has_changed_meanwhile_is_not_written_over(larkmoor: Prison) -> None:
    site, who = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    reporting_duties.save(site, ("One",), (), who, NOW)
    with pytest.raises(Conflict):
        reporting_duties.save(site, ("Two",), (), who, NOW)
    assert reporting_duties.of(site) == ("One",)
    with pytest.raises(Unreadable):
        reporting_duties.save(site, ("x" * 301,), ("One",), who, NOW)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COORDINATOR])
def test_nobody_but_a_coordinator_writes_it(larkmoor: Prison, role: Role) -> None:
    with pytest.raises(NotAllowed):
        reporting_duties.save(site_of(larkmoor), ("One",), (), larkmoor.actor(role), NOW)
