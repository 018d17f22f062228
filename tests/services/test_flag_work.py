"""Is a flag looked after by one coordinator at a time, with what was said and done kept sealed?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM, Actor, Kind
from listeners.domain.care.flag_life import FollowUp, Outcome
from listeners.domain.care.flags import FlagState
from listeners.domain.people import ListenerId, Role
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken, Unreadable
from listeners.services.care import contacts, flag_work, flags, look
from listeners.store.care import flag_facts
from listeners.store.care.flag_facts import StoredFlag
from listeners.store.care.wellbeing import FlagStep
from listeners.store.database import db
from listeners.store.records import Audit
from tests.services.care_records import NOW, SUICIDAL, ago, at, had_offload, owed_rest, site_of, went_out
from tests.world import Prison, World

NEVER = (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor, where Dean's rest was not kept twice and Imran has had no offload for long."""
    prison = world.larkmoor
    for who in prison.listeners:
        had_offload(prison, who, 40 if who == "imran" else 3)
    for days in (9, 2):
        owed_rest(prison, "dean", at(days, 4), kept=False)
    flags.run(site_of(prison), SYSTEM, NOW)
    return prison


def coordinator(prison: Prison) -> Actor:
    return prison.actor(Role.COORDINATOR)


def dean(prison: Prison) -> ListenerId:
    return prison.listeners["dean"]


def flag(prison: Prison, who: str = "dean") -> StoredFlag:
    db.session.rollback()
    found = flag_facts.flag_of(prison.id, prison.listeners[who])
    assert found is not None
    return found


def taken_up(prison: Prison) -> StoredFlag:
    seen = flag(prison)
    flag_work.take_up(site_of(prison), seen.id, seen.version, coordinator(prison), NOW)
    return flag(prison)


def readings() -> list[tuple[str, str | None]]:
    db.session.rollback()
    return [(row.kind, row.subject_id) for row in db.session.scalars(select(Audit).where(Audit.verb == "read")).all()]


def test_urgent_ones_come_first_with_reasons_and_the_load_beside_the_usual(larkmoor: Prison) -> None:
    for day in range(29, 85, 7):
        went_out(larkmoor, "dean", at(day, 14), 60)
    went_out(larkmoor, "dean", at(3, 23), 60, SUICIDAL)
    today = look.today(site_of(larkmoor), coordinator(larkmoor), NOW)
    assert [(each.member.name, each.is_urgent) for each in today.flagged] == [
        ("Dean Shaw", True),
        ("Imran Aziz", False),
    ]
    load = today.urgent[0].load
    assert (load.contacts, load.at_night, load.suicide_related) == (1, 1, 1)
    assert load.usual is not None and 2 < load.usual < 4
    assert [row.member.name for row in today.overdue] == ["Imran Aziz"]


def test_each_look_leaves_one_row_of_who_read_what(larkmoor: Prison) -> None:
    site, who = site_of(larkmoor), coordinator(larkmoor)
    look.today(site, who, NOW)
    look.person(site, dean(larkmoor), who, NOW)
    look.flagged(site, flag(larkmoor).id, who, NOW)
    kind = Kind.FLAG_REASON.value
    assert readings() == [(kind, None), (kind, dean(larkmoor)), (kind, dean(larkmoor))]


def test_nobody_else_looks_and_no_other_site_s_coordinator(larkmoor: Prison, world: World) -> None:
    site, id_ = site_of(larkmoor), flag(larkmoor).id
    for actor in [larkmoor.actor(role) for role in NEVER] + [coordinator(world.fenwick)]:
        for asked in (
            lambda actor=actor: look.today(site, actor, NOW),
            lambda actor=actor: look.person(site, dean(larkmoor), actor, NOW),
            lambda actor=actor: look.flagged(site, id_, actor, NOW),
            lambda actor=actor: flag_work.take_up(site, id_, 1, actor, NOW),
        ):
            with pytest.raises(NotAllowed):
                asked()
    assert readings() == []


@pytest.mark.parametrize("nobody", ["0" * 20, "x" * 60])
def test_a_look_at_nobody_is_put_on_file_of_nobody(larkmoor: Prison, nobody: str) -> None:
    site, who = site_of(larkmoor), coordinator(larkmoor)
    for looked in (look.person, contacts.calls_of):
        with pytest.raises(NotFound):
            looked(site, ListenerId(nobody), who, NOW)
    assert readings() == []


def test_a_flag_and_a_person_of_another_site_do_not_exist(larkmoor: Prison, world: World) -> None:
    site, who = site_of(world.fenwick), coordinator(world.fenwick)
    with pytest.raises(NotFound):
        look.flagged(site, flag(larkmoor).id, who, NOW)
    with pytest.raises(NotFound):
        look.person(site, dean(larkmoor), who, NOW)
    with pytest.raises(NotFound):
        contacts.calls_of(site, dean(larkmoor), who, NOW)
    with pytest.raises(NotFound):
        flag_work.take_up(site, flag(larkmoor).id, 1, who, NOW)
    assert readings() == []


def test_of_two_coordinators_the_second_is_told_that_the_first_was_there(larkmoor: Prison) -> None:
    seen = flag(larkmoor)
    flag_work.take_up(site_of(larkmoor), seen.id, seen.version, coordinator(larkmoor), NOW)
    with pytest.raises(Conflict):
        flag_work.take_up(site_of(larkmoor), seen.id, seen.version, coordinator(larkmoor), NOW)
    after = flag(larkmoor)
    assert (after.state, after.owner) == (FlagState.TAKEN_UP, larkmoor.accounts[Role.COORDINATOR])


def test_pressing_twice_takes_up_once_and_is_no_conflict(larkmoor: Prison) -> None:
    seen = flag(larkmoor)
    for _ in range(2):
        flag_work.take_up(site_of(larkmoor), seen.id, seen.version, coordinator(larkmoor), NOW, act_key="a button")
    assert [step.word for step in flag_facts.steps_of(larkmoor.id, dean(larkmoor))] == ["taken_up", "raise"]


def test_his_answer_is_sealed_and_stands_in_the_history(larkmoor: Prison) -> None:
    seen = taken_up(larkmoor)
    told = ago(0)
    site, who = site_of(larkmoor), coordinator(larkmoor)
    flag_work.go_through(site, seen.id, seen.version, told, "the kitchens sent for him", who, NOW)
    found = look.person(site, dean(larkmoor), who, NOW)
    newest = found.steps[0]
    assert (newest.word, newest.by) == ("gone_through", "LKI coordinator")
    assert newest.note == {"told_on": told.isoformat(), "answer": "the kitchens sent for him"}
    assert not any(b"kitchens" in (each or b"") for each in db.session.scalars(select(FlagStep.note)))


def test_a_flag_is_not_gone_through_before_it_was_taken_up_nor_on_a_day_ahead(larkmoor: Prison) -> None:
    seen, site, who = flag(larkmoor), site_of(larkmoor), coordinator(larkmoor)
    with pytest.raises(Conflict):
        flag_work.go_through(site, seen.id, seen.version, ago(0), "", who, NOW)
    seen = taken_up(larkmoor)
    with pytest.raises(Unreadable):
        flag_work.go_through(site, seen.id, seen.version, ago(-1), "", who, NOW)


def test_what_was_talked_about_before_it_was_raised_again_can_be_told(larkmoor: Prison) -> None:
    seen, site, who = taken_up(larkmoor), site_of(larkmoor), coordinator(larkmoor)
    flag_work.close(site, seen.id, seen.version, Outcome.NOTHING_WANTED, "", who, NOW)
    owed_rest(larkmoor, "dean", at(-1, 4), kept=False)
    later = NOW + timedelta(days=3)
    flags.run(site, SYSTEM, later)
    assert (flag(larkmoor).state, flag(larkmoor).raised_at) == (FlagState.RAISED, later)
    seen = taken_up(larkmoor)
    with pytest.raises(Unreadable):
        flag_work.go_through(site, seen.id, seen.version, ago(1), "", who, later)
    flag_work.go_through(site, seen.id, seen.version, ago(0), "", who, later)
    assert flag(larkmoor).state is FlagState.GONE_THROUGH


def test_what_was_done_is_noted_and_healthcare_only_with_consent(larkmoor: Prison) -> None:
    seen, site, who = taken_up(larkmoor), site_of(larkmoor), coordinator(larkmoor)
    with pytest.raises(RuleBroken):
        flag_work.follow_up(site, seen.id, seen.version, FollowUp.HEALTHCARE, False, "", who, NOW)
    flag_work.follow_up(site, seen.id, seen.version, FollowUp.HEALTHCARE, True, "", who, NOW)
    seen = flag(larkmoor)
    flag_work.follow_up(site, seen.id, seen.version, FollowUp.CONDITIONS_RAISED, False, "with Kitchens", who, NOW)
    words = [step.word for step in flag_facts.steps_of(larkmoor.id, dean(larkmoor))]
    assert words == ["conditions_raised", "healthcare", "taken_up", "raise"]


def test_a_closed_flag_keeps_how_it_ended_and_leaves_the_page(larkmoor: Prison) -> None:
    seen, site, who = taken_up(larkmoor), site_of(larkmoor), coordinator(larkmoor)
    flag_work.close(site, seen.id, seen.version, Outcome.CONDITIONS_CHANGED, "not before noon now", who, NOW)
    after = flag(larkmoor)
    assert (after.state, after.outcome) == (FlagState.CLOSED, Outcome.CONDITIONS_CHANGED)
    assert [each.member.name for each in look.today(site, who, NOW).flagged] == ["Imran Aziz"]
    found = look.person(site, dean(larkmoor), who, NOW)
    assert not found.is_open
    assert found.steps[0].note == {"outcome": "conditions_changed", "words": "not before noon now"}
    with pytest.raises(Conflict):
        flag_work.take_up(site, seen.id, after.version, who, NOW)
