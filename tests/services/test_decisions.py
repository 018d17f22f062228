"""A decision to be a Listener: does a no hold him at once, does only a yes let him go, and who is asked again?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import ColumnElement, select, update

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer, Decision, Stage, Topic
from listeners.domain.care.facts import Tick
from listeners.domain.cells import Cell
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.people_details import Details
from listeners.domain.states import NoticeState
from listeners.errors import Conflict, NotAllowed, NotFound, Unreadable
from listeners.services import availability_rules, people
from listeners.services.availability import of
from listeners.services.care import decisions, facts, held
from listeners.store import cover_facts, people_page
from listeners.store.care.decisions import DecisionRow, add_decision
from listeners.store.database import act, db
from listeners.store.people import AvailabilityRule, Listener
from listeners.store.records import ActKey, Audit, Notice
from tests.duties import add_duty
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, at, owed_rest, site_of, went_out
from tests.world import Prison, World

DAY = timedelta(days=1)
TOLD = Decision(Answer.YES, frozenset(Topic), "Jo Hart")
NOT_NOW, NO = (Decision(answer, frozenset()) for answer in (Answer.NOT_NOW, Answer.NO))
NEW = Details("Al Reed", "A9876BC", Cell("LKI", "B", "1", "04"), None, 100, TONIGHT, reserve=True, works=())


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def says(prison: Prison, answer: Answer, days_on: int = 0, act_key: str | None = None) -> None:
    decisions.decide(site_of(prison), answer, prison.actor(Role.LISTENER), NOW + days_on * DAY, act_key)


def write_down(
    prison: Prison, told: Decision, days_ago: int = 0, role: Role = Role.COORDINATOR, now: datetime = NOW
) -> None:
    whom = prison.listeners["sam"]
    decisions.write_down(site_of(prison), whom, ago(days_ago), told, prison.actor(role), now)


def put(prison: Prison, name: str, told: Decision, days_ago: int) -> None:
    with act() as session:
        add_decision(session, prison.id, prison.listeners[name], ago(days_ago), told, SYSTEM, NOW)


def cannot(prison: Prison, listener: str | None = None) -> bool:
    """Whether he is not available tonight and in four weeks."""
    whom, last = listener or prison.listeners["sam"], TONIGHT + timedelta(weeks=4)
    said = {each.night: each.kind for each in of(site_of(prison), whom, TONIGHT, last, SYSTEM).nights}  # type: ignore[arg-type]
    both = {said.get(night) is AvailabilityKind.UNAVAILABLE for night in (TONIGHT, last)}
    assert len(both) == 1
    return both.pop()


def stage_of(prison: Prison, name: str = "sam") -> Stage:
    found = decisions.team(site_of(prison), prison.actor(Role.COORDINATOR), NOW)
    return next(each for each, lines in found.items() if prison.listeners[name] in {line.member.id for line in lines})


def consented_on(prison: Prison) -> date | None:
    db.session.rollback()
    return db.session.scalar(select(Listener.consented_on).where(Listener.id == prison.listeners["sam"]))


def notices(prison: Prison, *which: ColumnElement[bool]) -> list[str]:
    db.session.rollback()
    of_accounts = Notice.site_id == prison.id, Notice.account_id.is_not(None)
    return sorted(db.session.scalars(select(Notice.kind).where(*of_accounts, *which)))


def waiting(prison: Prison) -> list[str]:
    return notices(prison, Notice.state == NoticeState.WAITING)


@pytest.mark.parametrize("answer", [Answer.NOT_NOW, Answer.NO])
def test_a_no_holds_him_at_once_and_only_a_yes_that_is_written_down_lets_him_go(
    larkmoor: Prison, answer: Answer
) -> None:
    site, sam = site_of(larkmoor), larkmoor.listeners["sam"]
    add_duty(site, sam, TONIGHT + DAY)
    says(larkmoor, answer)
    assert cannot(larkmoor)
    assert notices(larkmoor) == ["needs_somebody", "paused"]
    assert [each.night for each in cover_facts.waiting(site.id, NOW)] == [TONIGHT + DAY], "others are asked to take it"
    for who in (Role.LISTENER, Role.COORDINATOR):
        with pytest.raises(Conflict, match="held"):
            availability_rules.come_back(site, sam, larkmoor.actor(who), NOW)
    says(larkmoor, answer)
    assert db.session.scalars(select(AvailabilityRule.is_hold)).all() == [True], "held once, however often he says so"

    for _ in range(2):
        says(larkmoor, Answer.YES)
    assert cannot(larkmoor) and consented_on(larkmoor) is None, "nobody has explained anything to him"
    assert stage_of(larkmoor) is Stage.TO_DECIDE
    assert notices(larkmoor) == ["needs_somebody", "paused", "wants_to_listen"], "once a day"
    write_down(larkmoor, TOLD, days_ago=-2, now=NOW + 2 * DAY)
    assert not {"paused", "wants_to_listen"} & set(waiting(larkmoor)), "neither is so any more"
    assert not cannot_from(larkmoor, 2)
    assert cover_facts.waiting(site.id, NOW + 2 * DAY) == ()
    assert "came_back" not in notices(larkmoor), "the coordinator has written it down and knows"


def test_a_yes_of_his_own_renews_and_confirms_and_an_explained_one_of_the_day_before_still_counts(
    larkmoor: Prison,
) -> None:
    says(larkmoor, Answer.YES)
    assert stage_of(larkmoor) is Stage.DECIDED and consented_on(larkmoor) == TONIGHT
    assert notices(larkmoor) == []
    write_down(larkmoor, NOT_NOW)
    says(larkmoor, Answer.YES, days_on=1)
    write_down(larkmoor, TOLD)
    assert not cannot(larkmoor), "his wish of tomorrow takes nothing from it"


def cannot_from(prison: Prison, days_on: int) -> bool:
    night, sam = TONIGHT + days_on * DAY, prison.listeners["sam"]
    return bool(of(site_of(prison), sam, night, night + timedelta(weeks=4), SYSTEM).nights)


def test_of_whoever_rests_already_and_says_not_now_coordinators_are_told_no_second_time(larkmoor: Prison) -> None:
    site, sam, himself = site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER)
    availability_rules.pause(site, sam, himself, NOW)
    told = notices(larkmoor)
    assert told.count("paused") == 1
    says(larkmoor, Answer.NOT_NOW)
    assert notices(larkmoor) == told


def test_a_rest_that_he_asked_for_and_a_hold_are_two_and_each_ends_by_its_own(larkmoor: Prison) -> None:
    site, sam, himself = site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.LISTENER)
    says(larkmoor, Answer.NOT_NOW)
    assert sam not in facts.load(site, NOW).asked_for_rest, "a no is no word about how he is"
    page = availability_rules.own_pause(site, himself, NOW)
    assert (page.own, page.by_coordinator) == (False, True)

    availability_rules.pause(site, sam, himself, NOW)
    assert len(facts.load(site, NOW).asked_for_rest[sam]) == 1
    page = availability_rules.own_pause(site, himself, NOW)
    assert (page.own, page.by_coordinator) == (False, True), "no button that would not bring him back"
    write_down(larkmoor, TOLD)
    assert cannot(larkmoor), "he asked for a rest: it is his to end"
    assert notices(larkmoor) == ["paused", "paused"]
    assert availability_rules.own_pause(site, himself, NOW).own
    availability_rules.come_back(site, sam, himself, NOW)
    assert not cannot(larkmoor)


def test_the_day_of_a_yes_stands_with_his_training_and_a_no_leaves_it(larkmoor: Prison) -> None:
    write_down(larkmoor, TOLD, days_ago=3)
    assert consented_on(larkmoor) == ago(3)
    write_down(larkmoor, NOT_NOW)
    write_down(larkmoor, TOLD, days_ago=200)
    assert consented_on(larkmoor) == ago(3)
    with act() as session:
        row = session.get_one(Listener, larkmoor.listeners["sam"])
        assert [each["consented_on"] for each in earlier_versions(session, row)] == [None]


def test_the_audit_tells_that_he_has_decided_and_never_what(larkmoor: Prison) -> None:
    add_duty(site_of(larkmoor), larkmoor.listeners["sam"], TONIGHT + DAY)
    for answer, told in ((Answer.NO, NO), (Answer.YES, TOLD)):
        says(larkmoor, answer)
        write_down(larkmoor, told)
    db.session.rollback()
    rows = db.session.execute(select(Audit.verb, Audit.kind, Audit.subject_id, Audit.detail)).all()
    assert rows == [("decided", "availability_reason", larkmoor.listeners["sam"], None)] * 4


def test_what_is_written_down_late_does_not_undo_what_he_has_said_since(larkmoor: Prison) -> None:
    says(larkmoor, Answer.NOT_NOW)
    write_down(larkmoor, TOLD, days_ago=1)
    assert cannot(larkmoor)
    write_down(larkmoor, TOLD)
    assert not cannot(larkmoor)
    write_down(larkmoor, NO, days_ago=1)
    assert not cannot(larkmoor)


def test_a_second_press_changes_nothing_and_its_answer_says_nothing(larkmoor: Prison) -> None:
    says(larkmoor, Answer.NO, act_key="a" * 20)
    says(larkmoor, Answer.YES, act_key="a" * 20)
    assert cannot(larkmoor)
    db.session.rollback()
    assert list(db.session.scalars(select(ActKey.answer))) == ["done"]


def test_whoever_is_added_by_hand_without_a_yes_is_held_and_nobody_else_is(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    new = people.add(site, "L40", NEW, Standing.ACTIVE, coordinator, NOW)
    sure = people.add(
        site, "L41", replace(NEW, prison_number="A9876BD", consented_on=ago(2)), Standing.ACTIVE, SYSTEM, NOW
    )
    assert (cannot(larkmoor, new), cannot(larkmoor, sure), cannot(larkmoor)) == (True, False, False)
    assert notices(larkmoor) == [], "he has no night that others would have to take"
    found = decisions.team(site, coordinator, NOW)
    assert [line.member.id for line in found[Stage.TO_DECIDE]] == [new]
    assert len(found[Stage.TO_CONFIRM]) == len(larkmoor.listeners) + 1
    version = people_page.person(site, new).version
    people.change_details(site, new, replace(NEW, consented_on=TONIGHT), version, coordinator, NOW)
    assert cannot(larkmoor, new), "a day that is put in by hand is no yes"
    decisions.write_down(site, new, TONIGHT, TOLD, coordinator, NOW)
    assert not cannot(larkmoor, new)


def test_the_coordinator_reads_what_he_said_and_the_reading_is_noted(larkmoor: Prison) -> None:
    write_down(larkmoor, TOLD, days_ago=200)
    says(larkmoor, Answer.NOT_NOW)
    site, sam, who = site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(Role.COORDINATOR)
    page = decisions.one(site, sam, who, NOW)
    assert [(each.on, each.decision.answer, each.decision.by) for each in page.said] == [
        (TONIGHT, Answer.NOT_NOW, ""),
        (ago(200), Answer.YES, "Jo Hart"),
    ]
    assert page.held and page.line.recorded_on == ago(200)
    db.session.rollback()
    read = select(Audit.subject_id).where(Audit.verb == "read", Audit.kind == "availability_reason")
    assert list(db.session.scalars(read)) == [sam]


def test_after_something_hard_he_stands_there_to_be_asked_until_he_has_answered(larkmoor: Prison) -> None:
    assert stage_of(larkmoor) is Stage.TO_CONFIRM
    went_out(larkmoor, "sam", at(3, 22), 60, Tick.SUICIDAL_FEELINGS)
    owed_rest(larkmoor, "ravi", at(9, 3), kept=False)
    assert (stage_of(larkmoor), stage_of(larkmoor, "ravi")) == (Stage.TO_CONFIRM, Stage.TO_CONFIRM)
    went_out(larkmoor, "sam", at(2, 22), 60, Tick.ATTEMPT_OR_DEATH)
    owed_rest(larkmoor, "ravi", at(4, 3), kept=False)
    put(larkmoor, "sam", TOLD, 3)
    assert (stage_of(larkmoor), stage_of(larkmoor, "ravi")) == (Stage.ASK_AGAIN, Stage.ASK_AGAIN)
    coordinator, site = larkmoor.actor(Role.COORDINATOR), site_of(larkmoor)
    stages = {name: decisions.one(site, whom, coordinator, NOW).line.stage for name, whom in larkmoor.listeners.items()}
    others = dict.fromkeys(larkmoor.listeners, Stage.TO_CONFIRM)
    assert stages == others | dict.fromkeys(("sam", "ravi"), Stage.ASK_AGAIN), "his page says what the list says"
    assert not cannot(larkmoor), "nobody is held because something happened"
    says(larkmoor, Answer.YES)
    assert stage_of(larkmoor) is Stage.DECIDED


def test_the_coordinator_is_told_of_a_yes_that_is_half_a_year_old_and_once_more(
    larkmoor: Prison,
) -> None:
    for name, told, days in (("sam", TOLD, 182), ("ravi", TOLD, 181), ("luc", NO, 300), ("dean", TOLD, 300)):
        put(larkmoor, name, told, days)
    put(larkmoor, "dean", TOLD, 10)
    assert decisions.tell_site("LKI", SYSTEM, NOW) == 1
    assert decisions.tell_site("LKI", SYSTEM, NOW) == 1
    assert notices(larkmoor) == ["renewal_due"]
    assert stage_of(larkmoor) is Stage.RENEW
    decisions.tell_site("LKI", SYSTEM, NOW + 28 * DAY)
    assert notices(larkmoor) == ["renewal_due", "renewal_due", "renewal_overdue"], "Ravi’s is due by then"
    assert not cannot(larkmoor)
    says(larkmoor, Answer.YES, days_on=29)
    assert waiting(larkmoor) == ["renewal_due"], "Sam has answered: nothing is to be asked of him, and Ravi’s stands"
    with pytest.raises(NotAllowed):
        decisions.tell_site("LKI", larkmoor.actor(Role.COORDINATOR), NOW)


@pytest.mark.parametrize("role", [Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL])
def test_nobody_but_a_coordinator_reads_it_or_writes_it_down(larkmoor: Prison, role: Role) -> None:
    site, sam, who = site_of(larkmoor), larkmoor.listeners["sam"], larkmoor.actor(role)
    for door in (
        lambda: write_down(larkmoor, TOLD, role=role),
        lambda: decisions.team(site, who, NOW),
        lambda: decisions.one(site, sam, who, NOW),
    ):
        with pytest.raises(NotAllowed):
            door()


def test_what_cannot_be_is_refused_and_another_prison_has_nobody_of_that_name(world: World) -> None:
    larkmoor, elsewhere = world.larkmoor, world.fenwick.actor(Role.COORDINATOR)
    for told, days in ((NO, -1), (NO, 400), (replace(TOLD, by=""), 0), (replace(TOLD, explained=frozenset()), 0)):
        with pytest.raises(Unreadable):
            write_down(larkmoor, told, days)
    with pytest.raises(NotFound):
        decisions.decide(site_of(larkmoor), Answer.NO, larkmoor.actor(Role.COORDINATOR), NOW)
    with pytest.raises(NotFound):
        decisions.write_down(site_of(world.fenwick), larkmoor.listeners["sam"], TONIGHT, NO, elsewhere, NOW)
    db.session.rollback()
    assert db.session.scalars(select(DecisionRow.id)).all() == []


def test_a_rest_that_is_no_pause_cannot_be_a_hold(larkmoor: Prison) -> None:
    says(larkmoor, Answer.NO)
    with pytest.raises(Conflict), act() as session:
        session.execute(update(AvailabilityRule).values(is_pause=False))


def test_that_an_answer_is_held_is_said_to_everybody() -> None:
    assert "availability_reason" in {each.kind for each in held.kinds()}
