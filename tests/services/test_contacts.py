"""Do ticks after a contact get on file from the Listener alone or his card, sealed, and never come back to him?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from listeners.access import Actor
from listeners.domain.care.facts import Tick
from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.errors import Conflict, NotAllowed, NotFound, Unreadable
from listeners.services.care import contacts
from listeners.store.callouts import Attendance
from listeners.store.care import contact_facts
from listeners.store.care.wellbeing import ContactTicks
from listeners.store.database import db
from listeners.store.records import Audit, Kept
from tests.services.care_records import NOW, SUICIDAL, ago, at, site_of, went_out
from tests.world import Prison, World

BOTH = frozenset({SUICIDAL, Tick.ATTEMPT_OR_DEATH})


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor."""
    return world.larkmoor


def sam(prison: Prison) -> Actor:
    return prison.actor(Role.LISTENER, "sam")


def coordinator(prison: Prison) -> Actor:
    return prison.actor(Role.COORDINATOR)


def ticked(prison: Prison, call: str, who: str = "sam") -> frozenset[Tick] | None:
    db.session.rollback()
    found = {each.id: each for each in contact_facts.contacts(prison.id, ago(60))[prison.listeners[who]]}
    return found[call].ticks(prison.id) if found[call].sealed else None


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_listener_ticks_after_his_own_call_and_it_leaves_his_list(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), answered=False)
    went_out(larkmoor, "ravi", at(1, 5), answered=False)
    assert [each.id for each in contacts.own_calls(site_of(larkmoor), sam(larkmoor), NOW)] == [call]
    contacts.tick(site_of(larkmoor), call, BOTH, sam(larkmoor), NOW)
    assert contacts.own_calls(site_of(larkmoor), sam(larkmoor), NOW) == ()
    assert ticked(larkmoor, call) == BOTH


def test_ticking_nothing_is_an_answer_too(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), answered=False)
    contacts.tick(site_of(larkmoor), call, frozenset(), sam(larkmoor), NOW)
    assert ticked(larkmoor, call) == frozenset()
    assert contacts.own_calls(site_of(larkmoor), sam(larkmoor), NOW) == ()


def test_what_is_ticked_is_sealed_and_its_length_says_nothing(larkmoor: Prison) -> None:
    for hour, ticks in ((2, frozenset()), (5, BOTH)):
        call = went_out(larkmoor, "sam", at(1, hour), answered=False)
        contacts.tick(site_of(larkmoor), call, ticks, sam(larkmoor), NOW)
    sealed = db.session.scalars(select(ContactTicks.ticks)).all()
    assert len({len(each) for each in sealed}) == 1
    assert not any(b"attempt" in each for each in sealed)


def test_only_returned_calls_of_the_last_fourteen_days_are_asked_about(larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", NOW - timedelta(days=14, minutes=1), answered=False)
    shown = went_out(larkmoor, "sam", NOW - timedelta(days=13, hours=23), answered=False)
    went_out(larkmoor, "sam", at(2, 14), 5, answered=False, state=AttendanceState.CALLED_OFF)
    assert [each.id for each in contacts.own_calls(site_of(larkmoor), sam(larkmoor), NOW)] == [shown]


def test_another_listener_s_call_an_old_one_and_one_already_told_about_do_not_exist(larkmoor: Prison) -> None:
    calls = (
        went_out(larkmoor, "ravi", at(1, 2), answered=False),
        went_out(larkmoor, "sam", at(20, 2), answered=False),
        went_out(larkmoor, "sam", at(3, 2), 60, SUICIDAL),
        "0" * 20,
    )
    for call in calls:
        with pytest.raises(NotFound):
            contacts.tick(site_of(larkmoor), call, BOTH, sam(larkmoor), NOW)
    assert ticked(larkmoor, calls[2]) == frozenset({SUICIDAL})


def test_pressing_twice_is_one_answer(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), answered=False)
    for _ in range(2):
        contacts.tick(site_of(larkmoor), call, BOTH, sam(larkmoor), NOW, act_key="the form's own key")
    assert count(ContactTicks) == 1


def test_a_card_is_keyed_in_by_the_coordinator_alone_and_corrects_keeping_the_old(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(20, 2), 60, SUICIDAL)
    for role in (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            contacts.key_in(site_of(larkmoor), call, BOTH, larkmoor.actor(role), NOW)
    whose = contacts.key_in(site_of(larkmoor), call, BOTH, coordinator(larkmoor), NOW)
    assert (whose, ticked(larkmoor, call), count(Kept)) == (larkmoor.listeners["sam"], BOTH, 1)


def test_the_same_card_again_changes_nothing(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(2, 2), answered=False)
    contacts.key_in(site_of(larkmoor), call, BOTH, coordinator(larkmoor), NOW)
    before = count(Audit)
    contacts.key_in(site_of(larkmoor), call, BOTH, coordinator(larkmoor), NOW)
    assert (count(Audit), count(Kept)) == (before, 0)


def test_a_card_of_another_site_does_not_exist(larkmoor: Prison, world: World) -> None:
    call = went_out(world.fenwick, "sam", at(2, 2), answered=False)
    with pytest.raises(NotFound):
        contacts.key_in(site_of(larkmoor), call, BOTH, coordinator(larkmoor), NOW)


def test_a_debrief_offered_the_next_morning_is_recorded_once(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), debriefed=False)
    contacts.debrief_offered(site_of(larkmoor), call, at(1, 10), coordinator(larkmoor), NOW)
    db.session.rollback()
    row = db.session.get(Attendance, call)
    assert row is not None and row.debrief_offered_at == at(1, 10)
    with pytest.raises(Conflict):
        contacts.debrief_offered(site_of(larkmoor), call, at(1, 11), coordinator(larkmoor), NOW)
    with pytest.raises(NotAllowed):
        contacts.debrief_offered(site_of(larkmoor), call, at(1, 11), larkmoor.actor(Role.STAFF), NOW)


def test_a_debrief_before_the_call_or_ahead_is_refused(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(1, 2), debriefed=False)
    for when in (at(1, 1), NOW + timedelta(minutes=1)):
        with pytest.raises(Unreadable):
            contacts.debrief_offered(site_of(larkmoor), call, when, coordinator(larkmoor), NOW)
