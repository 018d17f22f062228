"""What a Listener says about his nights: by himself, on paper through the coordinator, and by a file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from listeners.access import SYSTEM, Actor
from listeners.domain.import_look import NightShort
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.states import DutyState
from listeners.domain.team import Site
from listeners.errors import Conflict, NotAllowed, Unreadable
from listeners.services import availability, tonight
from listeners.services.import_availability import import_availability, look_at_availability
from listeners.store import people_facts
from listeners.store.database import db
from listeners.store.duties import Duty
from listeners.store.people import Availability
from listeners.store.records import Audit, Notice
from tests import csv_files
from tests.duties import add_duty
from tests.kept import earlier_versions
from tests.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 20), date(2027, 1, 14)
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
UNAVAILABLE, AVOID, PREFER, _ = AvailabilityKind


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


@pytest.fixture
def sam(world: World) -> ListenerId:
    return world.larkmoor.listeners["sam"]


def said(site: Site, sam: ListenerId) -> dict[date, AvailabilityKind]:
    found = availability.of(site, sam, FIRST, LAST, SYSTEM)
    return {each.night: each.kind for each in found.nights}


def test_a_listener_says_for_himself_and_nobody_says_it_for_him_but_the_coordinator(site: Site, world: World) -> None:
    prison = world.larkmoor
    sam = prison.listeners["sam"]
    availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "", prison.actor(Role.LISTENER), NOW)
    availability.say(site, sam, {SATURDAY: AVOID}, "", prison.actor(Role.COORDINATOR), NOW)

    assert said(site, sam) == {FRIDAY: UNAVAILABLE, SATURDAY: AVOID}
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            availability.say(site, sam, {FRIDAY: None}, "", prison.actor(role), NOW)
    with pytest.raises(NotAllowed):
        availability.say(site, prison.listeners["luc"], {FRIDAY: None}, "", prison.actor(Role.LISTENER), NOW)


def test_another_word_about_a_night_takes_the_place_of_the_first_and_none_takes_it_back(
    site: Site, sam: ListenerId
) -> None:
    availability.say(site, sam, {FRIDAY: UNAVAILABLE, SATURDAY: PREFER}, "", SYSTEM, NOW)
    availability.say(site, sam, {FRIDAY: AVOID}, "", SYSTEM, NOW)
    assert said(site, sam) == {FRIDAY: AVOID, SATURDAY: PREFER}

    availability.withdraw(site, sam, (FRIDAY,), SYSTEM, NOW)
    assert said(site, sam) == {SATURDAY: PREFER}

    availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "", SYSTEM, NOW)
    row = db.session.scalars(select(Availability).where(Availability.kind == UNAVAILABLE)).one()
    assert [each["in_force"] for each in earlier_versions(db.session(), row)] == [True, False]


def test_a_reason_is_sealed_and_only_a_coordinator_reads_it_and_that_is_recorded(site: Site, world: World) -> None:
    prison = world.larkmoor
    sam = prison.listeners["sam"]
    availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "Visit of my mother", prison.actor(Role.LISTENER), NOW)

    stored = db.session.scalars(select(Availability.reason)).one()
    assert stored is not None and b"mother" not in stored
    coordinator = prison.actor(Role.COORDINATOR)
    assert availability.reasons(site, sam, FIRST, LAST, coordinator, NOW) == {FRIDAY: "Visit of my mother"}
    reading = db.session.scalars(select(Audit).where(Audit.verb == "read")).one()
    assert (reading.account_id, reading.subject_id) == (coordinator.account_id, sam)
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL):
        with pytest.raises(NotAllowed):
            availability.reasons(site, sam, FIRST, LAST, prison.actor(role), NOW)


def test_a_night_that_he_is_down_for_stays_his_and_the_coordinators_are_told_once(site: Site, world: World) -> None:
    prison = world.larkmoor
    sam = prison.listeners["sam"]
    duty = add_duty(site, sam, FRIDAY)
    himself = prison.actor(Role.LISTENER)

    assert availability.say(site, sam, {FRIDAY: UNAVAILABLE, SATURDAY: UNAVAILABLE}, "", himself, NOW) == (FRIDAY,)
    availability.withdraw(site, sam, (FRIDAY,), himself, NOW)
    assert availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "", himself, NOW) == (FRIDAY,)

    assert db.session.get_one(Duty, duty).state is DutyState.PLANNED
    told = db.session.scalars(select(Notice).where(Notice.account_id.is_not(None))).all()
    assert {(one.kind, one.account_id) for one in told} == {("needs_somebody", prison.accounts[Role.COORDINATOR])}
    assert len(told) == 2, "what is said again, after it was taken back, is news"
    assert not any("reason" in one.facts for one in told)


def test_the_same_word_about_a_night_tells_nobody_twice(site: Site, sam: ListenerId) -> None:
    add_duty(site, sam, FRIDAY)
    for minutes in (0, 5):
        availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "", SYSTEM, NOW + timedelta(minutes=minutes))

    told = select(func.count()).select_from(Notice).where(Notice.account_id.is_not(None))
    assert db.session.scalar(told) == 1


def test_a_wish_for_a_night_tells_nobody(site: Site, sam: ListenerId) -> None:
    add_duty(site, sam, FRIDAY)

    assert availability.say(site, sam, {FRIDAY: PREFER}, "", SYSTEM, NOW) == ()
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0


def test_a_form_filled_in_before_somebody_else_said_something_is_refused(site: Site, sam: ListenerId) -> None:
    seen = availability.of(site, sam, FIRST, LAST, SYSTEM).seen
    availability.say(site, sam, {SATURDAY: AVOID}, "", SYSTEM, NOW, seen=seen)

    with pytest.raises(Conflict):
        availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "", SYSTEM, NOW, seen=seen)
    assert said(site, sam) == {SATURDAY: AVOID}


def test_the_second_press_of_a_form_gets_the_first_answer_and_changes_nothing(site: Site, world: World) -> None:
    prison = world.larkmoor
    sam, himself = prison.listeners["sam"], prison.actor(Role.LISTENER)
    add_duty(site, sam, FRIDAY)
    seen = availability.of(site, sam, FIRST, LAST, himself).seen

    first = availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "", himself, NOW, seen=seen, act_key="k1")
    second = availability.say(site, sam, {FRIDAY: UNAVAILABLE}, "", himself, NOW, seen=seen, act_key="k1")

    assert first == second == (FRIDAY,)
    assert db.session.scalar(select(func.count()).select_from(Audit)) == 1


def test_of_two_things_said_about_one_night_the_stronger_counts(site: Site, sam: ListenerId) -> None:
    import_availability(site, csv_files.availability("L01,2026-11-27,prefer,", "L01,2026-11-27,avoid,"), SYSTEM, NOW)

    assert said(site, sam) == {FRIDAY: AVOID}


def test_a_file_adds_corrects_and_leaves_alone(site: Site, sam: ListenerId) -> None:
    first = csv_files.availability("L01,2026-11-27,unavailable,Court", "L02,2026-11-27,avoid,")
    assert import_availability(site, first, SYSTEM, NOW).added == 2

    again = import_availability(site, first, SYSTEM, NOW)
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    changed = import_availability(
        site, csv_files.availability("L01,2026-11-27,unavailable,Visit", "L02,2026-11-27,avoid,"), SYSTEM, NOW
    )
    assert (changed.added, changed.changed, changed.same) == (0, 1, 1)
    assert [(each.column, each.old, each.new) for each in changed.shown[0].fields] == [("reason", None, None)]
    assert availability.reasons(site, sam, FIRST, LAST, SYSTEM, NOW) == {FRIDAY: "Visit"}


def test_a_file_without_the_column_of_reasons_leaves_them(site: Site, sam: ListenerId) -> None:
    import_availability(site, csv_files.availability("L01,2026-11-27,unavailable,Court"), SYSTEM, NOW)

    file = csv_files.source("kind,on,ref\nunavailable,2026-11-27,L01\n", "availability.csv")
    assert import_availability(site, file, SYSTEM, NOW).same == 1
    assert availability.reasons(site, sam, FIRST, LAST, SYSTEM, NOW) == {FRIDAY: "Court"}


def test_what_was_taken_back_and_stands_in_a_file_is_said_again(site: Site, sam: ListenerId) -> None:
    file = csv_files.availability("L01,2026-11-27,unavailable,")
    import_availability(site, file, SYSTEM, NOW)
    availability.withdraw(site, sam, (FRIDAY,), SYSTEM, NOW)

    assert import_availability(site, file, SYSTEM, NOW).changed == 1
    assert said(site, sam) == {FRIDAY: UNAVAILABLE}


def test_a_file_names_the_nights_that_need_somebody_else(site: Site, sam: ListenerId, world: World) -> None:
    add_duty(site, sam, FRIDAY)
    file = csv_files.availability("L01,2026-11-27,unavailable,", "L02,2026-11-27,unavailable,")

    assert look_at_availability(site, file, SYSTEM, NOW).asked == (NightShort("L01", FRIDAY),)
    assert import_availability(site, file, SYSTEM, NOW).asked == (NightShort("L01", FRIDAY),)
    told = db.session.scalars(select(Notice).where(Notice.account_id.is_not(None))).one()
    assert (told.kind, told.account_id) == ("needs_somebody", world.larkmoor.accounts[Role.COORDINATOR])


def test_every_bad_line_of_a_file_is_told_and_nothing_is_written(site: Site) -> None:
    file = csv_files.availability(
        "L01,2026-11-27,unavailable,",
        "L99,27/11/2026,maybe,",
        "L01,2026-11-27,unavailable,again",
        "L01,2026-11-27",
    )
    problems = look_at_availability(site, file, SYSTEM, NOW).problems

    assert [(each.line, each.column) for each in problems] == [
        (3, "ref"),
        (3, "on"),
        (3, "kind"),
        (4, "ref, on, kind"),
        (5, None),
    ]
    with pytest.raises(Unreadable):
        import_availability(site, file, SYSTEM, NOW)
    assert db.session.scalar(select(func.count()).select_from(Availability)) == 0


def test_nobody_but_a_coordinator_imports_what_listeners_said(site: Site, world: World) -> None:
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL):
        with pytest.raises(NotAllowed):
            import_availability(site, csv_files.availability(), world.larkmoor.actor(role), NOW)


def ranked(site: Site, officer: Actor, at: datetime) -> set[ListenerId]:
    """Who may be asked, in whatever order."""
    board = tonight.board(site, officer, at)
    return {seat.member.id for seat in (*board.order, *board.reserve)}


def test_who_cannot_do_tonight_is_not_available_at_once_though_the_duty_stays_his(site: Site, world: World) -> None:
    prison = world.larkmoor
    sam = prison.listeners["sam"]
    duty = add_duty(site, sam, FIRST)
    late = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    officer = prison.actor(Role.STAFF)
    assert sam in ranked(site, officer, late)

    availability.say(site, sam, {FIRST: UNAVAILABLE}, "", prison.actor(Role.LISTENER), late)

    assert sam not in ranked(site, officer, late)
    assert db.session.get_one(Duty, duty).state is DutyState.PLANNED
