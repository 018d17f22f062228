"""Does the first page of care say what waits for the coordinator: of how many, since or until when, and never of a
concern that is addressed to somebody else?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from listeners.access import SYSTEM
from listeners.domain.care.concern import Addressee, ConcernOutcome, ConcernStep, StepNote
from listeners.domain.care.decision import Answer, Decision, Stage, Topic
from listeners.domain.care.exit_talk import Came, ExitKind, ExitTalk, TalkOn
from listeners.domain.care.person_request import AskedFor
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.care.training import Module
from listeners.domain.care.waiting import Wait
from listeners.domain.people import Role, Standing
from listeners.services import holds
from listeners.services.care import decisions, look
from listeners.store import people_writes
from listeners.store.care import concern_facts, exit_talks, person_requests, support_plans, trainings
from listeners.store.care.decisions import DecisionRow, add_decision
from listeners.store.database import act
from tests.services.care_records import NOW, ago, at, had_offload, owed_rest, site_of
from tests.web.area_concerns import told_by
from tests.web.conftest import SignInAs
from tests.web.rota_browser import text_of
from tests.web.twin_house import ACT_KEY
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")
YES, NO = Decision(Answer.YES, frozenset(Topic), "Jo Hart"), Decision(Answer.NO, frozenset())


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor, where everybody has had an offload, and said yes."""
    prison = world.larkmoor
    for name in prison.listeners:
        had_offload(prison, name, 3)
        says(prison, name, YES, 10)
    return prison


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    """The coordinator's browser."""
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def says(prison: Prison, name: str, told: Decision, days_ago: int) -> None:
    with act() as session:
        add_decision(session, prison.id, prison.listeners[name], ago(days_ago), told, SYSTEM, NOW)


def asks(prison: Prison, name: str, days_ago: int) -> str:
    with act() as session:
        whose = prison.listeners[name]
        found = person_requests.add(session, prison.id, whose, AskedFor.COPY, ago(days_ago), SYSTEM, NOW)
    assert found is not None
    return found


def plans_with(prison: Prison, name: str, review_on: date) -> None:
    with act() as session:
        whose = prison.listeners[name]
        support_plans.put(session, prison.id, whose, ago(60), review_on, SupportPlan(words="w"), SYSTEM, NOW)


def was_trained(prison: Prison, name: str, days_ago: int, module: Module = Module.TRAUMA) -> None:
    with act() as session:
        trainings.put(session, prison.id, [prison.listeners[name]], module, ago(days_ago), SYSTEM, NOW)


def leaves(prison: Prison, name: str, days_ago: int) -> None:
    site, whom = site_of(prison), prison.listeners[name]
    with act() as session:
        people_writes.add_standing(session, site, whom, Standing.LEFT, ago(days_ago), SYSTEM, NOW)


def waits(desk: FlaskClient) -> list[str]:
    """The lines of what needs somebody, in their order."""
    page = desk.get("/care").text
    part = page.partition('id="needs-title"')[2].partition("</section>")[0]
    return [text_of(line).replace("\u00a0", " ") for line in re.findall(r"<li.*?</li>", part, re.DOTALL)]


def left_out_on_paper(desk: FlaskClient) -> list[str]:
    """The lines of what needs somebody that do not print."""
    found = re.findall(r'<li class="[^"]* lst-no-print">.*?</li>', desk.get("/care").text, re.DOTALL)
    return [text_of(line).replace("\u00a0", " ") for line in found]


def test_where_nothing_waits_the_page_says_so(desk: FlaskClient) -> None:
    assert waits(desk) == []
    assert "Nothing waits for you." in desk.get("/care").text


def test_each_thing_that_waits_has_its_number_and_its_first_date_and_what_is_late_stands_first(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    told_by(larkmoor, "dean", Addressee.BRANCH, on=ago(9))
    told_by(larkmoor, "sam", Addressee.BRANCH, on=ago(1))
    asks(larkmoor, "luc", 3)
    says(larkmoor, "kofi", YES, 200)
    plans_with(larkmoor, "ravi", ago(0))
    plans_with(larkmoor, "sam", ago(-5))
    was_trained(larkmoor, "mo", 400)
    was_trained(larkmoor, "mo", 500, Module.SUICIDE)
    was_trained(larkmoor, "lee", 500)
    was_trained(larkmoor, "lee", 2)
    leaves(larkmoor, "imran", -3)
    assert left_out_on_paper(desk) == ["Concerns told to you: 2 Late: 25 Nov"]
    assert "Nothing waits for you." not in desk.get("/care").text
    assert waits(desk) == [
        "Concerns told to you: 2 Late: 25 Nov",
        "Support plans to look at together: 1 Today",
        "Listeners with training to be refreshed: 1 Since 15 Jul",
        "Asked for a copy or a correction: 1 By 24 Dec",
        "Talks due with those who leave: 1 By 25 Jan",
    ]


def test_what_is_late_stands_before_what_is_due_today_and_that_before_what_is_to_come(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    told_by(larkmoor, "dean", Addressee.BRANCH, on=ago(1))
    asks(larkmoor, "luc", 40)
    plans_with(larkmoor, "ravi", ago(0))
    assert [line.partition(":")[0] for line in waits(desk)] == [
        "Asked for a copy or a correction",
        "Support plans to look at together",
        "Concerns told to you",
    ]


def test_what_was_done_waits_no_more(desk: FlaskClient, larkmoor: Prison) -> None:
    concern_id, request_id = told_by(larkmoor, "dean", Addressee.BRANCH, on=ago(9)), asks(larkmoor, "luc", 3)
    plans_with(larkmoor, "ravi", ago(1))
    was_trained(larkmoor, "mo", 400)
    leaves(larkmoor, "imran", 2)
    assert len(waits(desk)) == 5
    with act() as session:
        note = StepNote(outcome=ConcernOutcome.PUT_RIGHT)
        concern_facts.add_step(session, concern_id, ConcernStep.CLOSED, ago(0), note, SYSTEM, NOW)
        person_requests.give(session, larkmoor.id, request_id, ago(0), SYSTEM, NOW)
        support_plans.end(session, larkmoor.id, larkmoor.listeners["ravi"], ago(0), SYSTEM, NOW)
        talk = TalkOn(ExitKind.LEAVING, ago(1)), ExitTalk(Came.DECLINED)
        exit_talks.put(session, larkmoor.id, larkmoor.listeners["imran"], *talk, SYSTEM, NOW)
    was_trained(larkmoor, "mo", 1)
    assert waits(desk) == []


def test_decisions_are_counted_as_their_own_page_lists_them(desk: FlaskClient, larkmoor: Prison) -> None:
    site, who = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    says(larkmoor, "kofi", YES, 9)
    for days in (8, 2):
        owed_rest(larkmoor, "dean", at(days, 4), kept=False)
        owed_rest(larkmoor, "kofi", at(days, 4), kept=days == 2)
    for name in ("luc", "mo"):
        with act() as session:
            session.execute(delete(DecisionRow).where(DecisionRow.listener_id == larkmoor.listeners[name]))
            if name == "mo":
                holds.hold_in(session, site, larkmoor.listeners[name], SYSTEM, NOW)
    for name, told in (("ravi", NO), ("lee", YES)):
        with act() as session:
            session.execute(delete(DecisionRow).where(DecisionRow.listener_id == larkmoor.listeners[name]))
        says(larkmoor, name, told, 190)
    with act() as session:
        holds.hold_in(session, site, larkmoor.listeners["ravi"], SYSTEM, NOW)
    lists = {stage: len(lines) for stage, lines in decisions.team(site, who, NOW).items()}
    waiting = {each.what: (each.count, each.first) for each in look.today(site, who, NOW).waits}
    assert waiting == {
        Wait.ASK_AGAIN: (lists[Stage.ASK_AGAIN], ago(2)),
        Wait.RENEW: (lists[Stage.RENEW], ago(190 - 182)),
        Wait.TO_DECIDE: (lists[Stage.TO_DECIDE], None),
        Wait.TO_CONFIRM: (lists[Stage.TO_CONFIRM], None),
    }
    assert set(lists.values()) >= {1} and lists[Stage.NOT_NOW] == 1


def test_a_concern_that_is_addressed_to_somebody_else_changes_no_byte(
    desk: FlaskClient, larkmoor: Prison, world: World
) -> None:
    def page() -> bytes:
        return ACT_KEY.sub(rb"\1", desk.get("/care").data)

    told_by(larkmoor, "dean", Addressee.BRANCH, on=ago(9))
    before = page()
    told_by(larkmoor, "sam", Addressee.NATIONAL, on=ago(20))
    told_by(larkmoor, "luc", Addressee.OTHER_BRANCH, world.fenwick, on=ago(20))
    told_by(world.fenwick, next(iter(world.fenwick.listeners)), Addressee.BRANCH, on=ago(20))
    assert page() == before
    assert "Concerns told to you: 1" in text_of(before.decode())


def test_whoever_it_is_addressed_to_at_another_prison_finds_it(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    told_by(world.larkmoor, "luc", Addressee.OTHER_BRANCH, world.fenwick, on=ago(1))
    sign_in_as(client, world.fenwick, Role.COORDINATOR)
    assert "Concerns told to you: 1 By 3 Dec" in waits(client)
    assert "Concerns told to you: 1 By 3 Dec" in left_out_on_paper(client)


def test_where_concerns_alone_wait_the_printed_page_says_that_nothing_waits(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    told_by(larkmoor, "sam", Addressee.BRANCH, on=ago(1))

    page = desk.get("/care").text
    assert 'class="govuk-task-list lst-no-print"' in page
    assert "Nothing waits for you." in page.partition('<div class="lst-print-only">')[2].partition("</div>")[0]
