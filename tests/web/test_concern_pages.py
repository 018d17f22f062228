"""Does a Listener say that something is wrong to whom he chooses, and does nobody else find a trace of it?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.access import Actor, Grant
from listeners.domain.care.concern import Addressee
from listeners.domain.people import Role
from listeners.errors import NotFound
from listeners.services import availability_rules
from listeners.services.care import concerns
from listeners.store import availability_facts
from listeners.store.accounts import AccountGrant
from listeners.store.care.concerns import ConcernTold
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.records import Audit, Notice
from tests.services.care_records import NOW, TONIGHT, ago, site_of
from tests.web.area_concerns import ABOUT_DRUGS, told_by
from tests.web.closed_routes import ROUTES
from tests.web.conftest import Browser, SignInAs, new_sign_in
from tests.web.rota_browser import text_of
from tests.web.route_lines import a_listener, nothing
from tests.web.test_care_pages import form_of
from tests.world import STARTED_ON, Prison, World

pytestmark = pytest.mark.usefixtures("evening")
MARK = "marked words"
SECOND_DAY = STARTED_ON + timedelta(days=1)


def page_of(app: Flask, prison: Prison, role: Role, path: str) -> tuple[int, str]:
    """What a page answers to somebody."""
    browser = Browser(app)
    new_sign_in(browser, prison, role)
    answer = browser.get(path)
    return answer.status_code, answer.text


def send(client: FlaskClient, **told: str) -> str:
    """Tell something on the page; return where that leads, or the page that refuses it."""
    answer = client.post("/me/concern", data=form_of(client.get("/me/concern").text, "/me/concern", **told))
    return answer.location or answer.text


def test_he_reads_who_sees_it_and_what_must_be_passed_on_before_he_is_asked(sam: FlaskClient) -> None:
    page = text_of(sam.get("/me/concern").text)
    assert page.index("only what is addressed to them") < page.index("What is it about?")
    assert page.index("tells you first") < page.index("What is it about?")
    assert "HMP Fenwick" in page and "national office" in page


def test_whatever_he_tells_the_answer_is_the_same_and_a_second_press_changes_nothing(sam: FlaskClient) -> None:
    form = form_of(sam.get("/me/concern").text, "/me/concern", words=MARK, to="branch")
    answers = [sam.post("/me/concern", data=form) for _ in "ab"]
    assert {answer.location for answer in answers} == {"/me/thanks"}
    assert len(list(db.session.scalars(select(ConcernTold)))) == 1
    assert MARK not in sam.get("/me/concern").text


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"to": "branch"}, "Tick what it is about, or write something"),
        ({"words": "words"}, "Choose who shall read it"),
        ({"words": "words", "to": "other_branch"}, "Choose the other prison"),
        ({"words": "x" * 501, "to": "branch"}, "Use 500 letters at most"),
    ],
)
def test_what_says_nothing_or_has_no_reader_is_asked_again(sam: FlaskClient, told: dict[str, str], fault: str) -> None:
    assert fault in send(sam, **told)
    assert db.session.scalar(select(ConcernTold.id)) is None


@pytest.mark.parametrize("to", Addressee)
def test_only_those_he_chose_find_it(app: Flask, world: World, to: Addressee) -> None:
    larkmoor, fenwick = world.larkmoor, world.fenwick
    concern_id = told_by(larkmoor, "sam", to, fenwick if to is Addressee.OTHER_BRANCH else None, MARK)
    chosen = {
        Addressee.BRANCH: (larkmoor.id, Role.COORDINATOR),
        Addressee.OTHER_BRANCH: (fenwick.id, Role.COORDINATOR),
        Addressee.NATIONAL: (None, Role.NATIONAL),
    }[to]
    for prison in (larkmoor, fenwick):
        for role in Role:
            status, page = page_of(app, prison, role, f"/concerns/{concern_id}")
            where = None if role is Role.NATIONAL else prison.id
            expected = 200 if (where, role) == chosen else 404 if role in (Role.COORDINATOR, Role.NATIONAL) else 403
            assert (status, MARK in page) == (expected, expected == 200), (prison.code, role)
            _, listed = page_of(app, prison, role, "/concerns")
            assert ("Sam Okoro" in listed) == (expected == 200), (prison.code, role)


def test_who_coordinates_both_prisons_does_not_read_what_is_addressed_to_the_other(world: World) -> None:
    larkmoor, fenwick = world.larkmoor, world.fenwick
    concern_id = told_by(larkmoor, "sam", Addressee.OTHER_BRANCH, fenwick)
    grants = (Grant(Role.COORDINATOR, larkmoor.id), Grant(Role.COORDINATOR, fenwick.id))
    both = Actor(larkmoor.accounts[Role.COORDINATOR], "both", fenwick.id, grants)
    assert concerns.listed(site_of(fenwick), both, NOW)[0] == ()
    with pytest.raises(NotFound):
        concerns.page(site_of(fenwick), concern_id, both, NOW)
    with act() as session:
        for account in (larkmoor.accounts[Role.COORDINATOR], fenwick.accounts[Role.COORDINATOR]):
            for site in (larkmoor.id, fenwick.id):
                session.add(
                    AccountGrant(
                        id=new_id(),
                        account_id=account,
                        role=Role.COORDINATOR,
                        site_id=site,
                        from_on=SECOND_DAY,
                    )
                )
    choice = concerns.addressees(site_of(larkmoor), larkmoor.actor(Role.LISTENER), NOW)
    assert choice.prisons == () and Addressee.OTHER_BRANCH not in choice.to


def test_it_is_taken_on_acted_on_and_closed(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    concern_id = told_by(world.larkmoor, "sam", Addressee.BRANCH, on=ago(2))
    address = f"/concerns/{concern_id}"
    steps = f"{address}/steps"
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    assert "Nobody has taken it on." in text_of(client.get("/concerns").text)
    page = client.get(address).text
    take_on, older = form_of(page, f"{address}/mine"), form_of(page, steps, step="talked", on="27 11 2026", words="old")
    assert [client.post(f"{address}/mine", data=take_on).status_code for _ in "ab"] == [303, 303]
    assert client.post(f"{address}/mine", data={**take_on, "act_key": "another"}).status_code == 409
    assert client.post(steps, data=older).status_code == 409
    page = text_of(client.get(address).text)
    assert "has taken it on" in page and "I took it on." in page and "I take it on" not in page
    passed = {"step": "passed_on", "on": "27 11 2026", "to": "police", "ground": "a plan of terror", "agreed": "no"}
    refused = client.post(steps, data=form_of(client.get(address).text, steps, **passed))
    assert refused.status_code == 422 and "Tell him first" in refused.text
    told = form_of(refused.text, steps, **passed, told_on="27 11 2026")
    assert [client.post(steps, data=told).status_code for _ in "ab"] == [303, 303]
    page = client.get(address).text
    assert text_of(page).count("on this ground: a plan of terror.") == 1 and "did not agree" in page
    closing = form_of(page, steps, step="closed", on="27 11 2026", words="he has moved", outcome="put_right")
    late = form_of(client.get(address).text, steps, step="talked", on="27 11 2026", words="again")
    assert client.post(steps, data=closing).status_code == 303
    closed = client.get(address).text
    assert "It is put right. he has moved" in text_of(closed)
    assert "Closed on" in text_of(closed) and steps not in closed
    refused = client.post(steps, data=late)
    assert refused.status_code == 409 and "open it again on its page" in text_of(refused.text)
    again = form_of(closed, f"{address}/again")
    late |= {"version": again["version"], "act_key": "late"}
    assert client.post(steps, data=late).status_code == 409, "it is closed, and seen to be"
    answers = [
        client.post(f"{address}/again", data=again | {"act_key": key}).status_code for key in ("one", "one", "two")
    ]
    assert answers == [303, 303, 409]
    opened = client.get(address).text
    assert text_of(opened).count("I opened it again.") == 1 and "Open it again" not in opened
    for shown in (opened, client.get("/concerns").text, client.get("/concerns/card/key-in").text):
        prints, _, on_screen = shown.partition('<div class="lst-measure lst-no-print">')
        assert "This page does not print" in prints and "Sam Okoro" not in prints and "Sam Okoro" in on_screen
    earlier = form_of(opened, steps, step="talked", on="26 11 2026", words="w")
    still_open = client.post(f"{address}/again", data=again | {"version": earlier["version"], "act_key": "three"})
    assert still_open.status_code == 409
    assert client.post(steps, data=earlier).status_code == 303
    opened = client.get(address).text
    assert "The next step is due on 4 December 2026" in text_of(opened)
    early = client.post(steps, data=form_of(opened, steps, step="closed", on="26 11 2026", words="w", outcome="partly"))
    assert early.status_code == 422 and "It was opened again since" in early.text
    assert client.post(steps, data=closing | {"act_key": "four"}).status_code == 409
    now = form_of(client.get(address).text, steps, step="closed", on="27 11 2026", words="now", outcome="partly")
    assert client.post(steps, data=now).status_code == 303
    verbs = db.session.scalars(select(Audit.verb).where(Audit.verb == "concern_reopened"))
    assert list(verbs) == ["concern_reopened"]


def test_an_open_one_is_late_after_seven_days(app: Flask, world: World, evening: object) -> None:
    for minutes in (5, 0):
        evening.move_to(NOW - timedelta(minutes=minutes))  # type: ignore[attr-defined]
        told_by(world.larkmoor, "sam", Addressee.NATIONAL)
    page = page_of(app, world.larkmoor, Role.NATIONAL, "/concerns")[1]
    first, second = re.findall(r'href="/concerns/\w{20}">(.*?)</a>', page)
    assert first != second and "words" not in page, "two of one man of one day are told apart"
    evening.move_to(NOW.replace(day=30))  # type: ignore[attr-defined]
    assert "Late" not in page_of(app, world.larkmoor, Role.NATIONAL, "/concerns")[1]
    evening.move_to(NOW.replace(month=12, day=5))  # type: ignore[attr-defined]
    page = text_of(page_of(app, world.larkmoor, Role.NATIONAL, "/concerns")[1])
    assert "Late: something was due on" in page and "Open for 8 days." in page


def test_what_was_raised_says_with_whom_and_is_late_when_no_answer_came(
    client: FlaskClient, world: World, sign_in_as: SignInAs, evening: object
) -> None:
    address = f"/concerns/{told_by(world.larkmoor, 'sam', Addressee.BRANCH)}"
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    raised = {"step": "raised", "on": "27 11 2026", "words": "why?", "next_on": "7 12 2026"}
    sent = [form_of(client.get(address).text, f"{address}/steps", **raised, to=to) for to in ("", "the governor")]
    assert [client.post(f"{address}/steps", data=form).status_code for form in sent] == [422, 303]
    page = text_of(client.get(address).text)
    assert "With the governor. why?" in page and "by 7 December 2026" in page
    evening.move_to(NOW.replace(month=12, day=7))  # type: ignore[attr-defined]
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    assert "Late" not in client.get("/concerns").text
    evening.move_to(NOW.replace(month=12, day=8))  # type: ignore[attr-defined]
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    assert "Late: something was due on 7 December 2026" in text_of(client.get("/concerns").text)


def test_only_those_it_is_addressed_to_are_told_that_something_waits(sam: FlaskClient, world: World) -> None:
    send(sam, words=MARK, to="other_branch", prison=world.fenwick.id)
    (notice,) = db.session.scalars(select(Notice))
    assert (notice.site_id, notice.account_id) == (world.fenwick.id, world.fenwick.accounts[Role.COORDINATOR])
    assert notice.facts == "{}"
    send(sam, words=MARK, to="national")
    assert len(list(db.session.scalars(select(Notice)))) == 1


def test_no_audit_row_of_it_names_a_listener(app: Flask, sam: FlaskClient, world: World) -> None:
    send(sam, words=MARK, to="branch")
    concern_id = db.session.scalar(select(ConcernTold.id))
    page_of(app, world.larkmoor, Role.COORDINATOR, f"/concerns/{concern_id}")
    rows = list(db.session.scalars(select(Audit).where(Audit.kind == "concern")))
    assert [(row.verb, row.subject_id) for row in rows] == [("concern_told", None), ("concern_read", None)]
    assert "coordinator" not in text_of(sam.get("/me/held").text.partition("Who has looked")[2])


def test_stepping_off_takes_him_off_at_once(sam: FlaskClient, world: World) -> None:
    send(sam, words=MARK, to="national", step_off="y")
    listener = world.larkmoor.listeners["sam"]
    assert availability_facts.paused_since(world.larkmoor.id, TONIGHT, [listener])


IN_SIGHT = (Role.COORDINATOR, Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.AUDITOR, Role.LISTENER)


def looks(app: Flask, world: World) -> dict[str, bytes]:
    """Every page of everybody of Larkmoor but the national office, and of Fenwick's coordinator, at fixed addresses."""
    found = {}
    seen = [(world.larkmoor, role) for role in IN_SIGHT] + [(world.fenwick, Role.COORDINATOR)]
    for prison, role in seen:
        browser = Browser(app)
        new_sign_in(browser, prison, role)
        for address in addresses(app, prison):
            answer = browser.get(address, follow_redirects=True)
            body = re.sub(rb'name="([a-z0-9]+-)*(csrf_token|act_key)"[^>]*>', b"", answer.data)
            found[f"{prison.code} {role} {address}"] = b"%d " % answer.status_code + body
            answer.close()
    return found


def addresses(app: Flask, prison: Prison) -> list[str]:
    """The address of each page that is about no row, or about a Listener."""
    open_to_get = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    fixed = {name: route for name, route in ROUTES.items() if route.about in (nothing, a_listener)}
    with app.test_request_context():
        return [
            url_for(each, **dict[str, Any](fixed[each].about(prison)))
            for each in sorted(open_to_get & fixed.keys() - {"static"})
        ]


def test_nobody_else_sees_a_byte_that_differs_from_a_plain_rest(app: Flask, world: World) -> None:
    prison, sam = world.larkmoor, world.larkmoor.actor(Role.LISTENER)
    availability_rules.pause(site_of(prison), prison.listeners["sam"], sam, NOW)
    looks(app, world)  # that somebody looked at a page may stand on another
    before = looks(app, world)
    concerns.tell(site_of(prison), ABOUT_DRUGS, Addressee.NATIONAL, None, True, sam, NOW)
    after = looks(app, world)
    assert len(before) > 200
    assert [where for where in before if before[where] != after[where]] == []
    page = page_of(app, prison, Role.NATIONAL, "/concerns")[1]
    assert "Sam Okoro" in page, "the look is blind"
