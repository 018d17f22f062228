"""Is what two acts in one moment wrote twice settled when it is refused from then on?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.care.person_request import AskedFor
from listeners.domain.people import Role
from listeners.errors import Conflict
from listeners.store import schema
from listeners.store.care import buddies, person_requests, reporting_duties
from listeners.store.care.buddies import Buddy
from listeners.store.care.person_requests import PersonRequest
from listeners.store.care.reporting_duties import ReportingDuty
from listeners.store.columns import new_id
from listeners.store.database import Base, act, db
from tests.nights import FRIDAY
from tests.services.care_records import NOW
from tests.world import Prison, World

BEFORE = "0063"
SOON = NOW + timedelta(seconds=1)


def a_second_request(prison: Prison) -> PersonRequest:
    who = prison.listeners["sam"]
    row = PersonRequest(id=new_id(), site_id=prison.id, listener_id=who, asked_for=AskedFor.COPY, asked_on=FRIDAY)
    row.recorded_at = SOON
    return row


def a_second_line(prison: Prison) -> ReportingDuty:
    row = ReportingDuty(id=new_id(), site_id=prison.id, line="A plan to escape", ordinal=0, in_force=True)
    row.recorded_at = SOON
    return row


def another_buddy(prison: Prison, one: str, other: str) -> Buddy:
    who = prison.listeners
    row = Buddy(id=new_id(), site_id=prison.id, listener_id=who[one], buddy_id=who[other], from_on=FRIDAY)
    row.recorded_at = SOON
    return row


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """One pair, one request and two lines, each written in time."""
    prison = world.larkmoor
    sam, ravi = prison.listeners["sam"], prison.listeners["ravi"]
    with act() as session:
        buddies.add(session, prison.id, sam, ravi, FRIDAY, SYSTEM, NOW)
        person_requests.add(session, prison.id, sam, AskedFor.COPY, FRIDAY, SYSTEM, NOW)
        reporting_duties.replace(session, prison.id, ("A weapon", "A fire"), SYSTEM, NOW)
    return prison


def test_the_first_pair_and_request_and_the_last_list_stay(larkmoor: Prison) -> None:
    engine = db.engine
    db.session.remove()
    schema.under_lock(engine, lambda connection: schema.move(connection, BEFORE, down=True))
    with act() as session:
        session.add_all([another_buddy(larkmoor, "luc", "sam"), a_second_request(larkmoor), a_second_line(larkmoor)])
    db.session.remove()
    schema.upgrade(engine)
    schema.check(engine)

    found = db.session()
    assert [pair.other for pair in buddies.pairs(found, larkmoor.id)] == [larkmoor.listeners["ravi"]]
    assert len(list(found.scalars(select(Buddy.id)))) == 2
    assert list(found.scalars(select(PersonRequest.recorded_at))) == [NOW]
    assert reporting_duties.lines(larkmoor.id) == ("A plan to escape",)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Role.COORDINATOR, ("A plan to escape",)),
        (None, ("A plan to escape", "A fire")),
    ],
)
def test_of_two_lists_of_one_second_one_stays(larkmoor: Prison, by: Role | None, expected: tuple[str, ...]) -> None:
    engine = db.engine
    db.session.remove()
    schema.under_lock(engine, lambda connection: schema.move(connection, BEFORE, down=True))
    with act() as session:
        line = a_second_line(larkmoor)
        line.recorded_at, line.recorded_by = NOW, larkmoor.actor(by).account_id if by else None
        line.id = "z" * len(line.id)
        session.add(line)
    db.session.remove()
    schema.upgrade(engine)
    schema.check(engine)
    assert reporting_duties.lines(larkmoor.id) == expected


@pytest.mark.parametrize(
    "second",
    [
        lambda prison: another_buddy(prison, "sam", "luc"),
        lambda prison: another_buddy(prison, "luc", "ravi"),
        a_second_request,
        a_second_line,
    ],
)
def test_the_database_refuses_a_second(larkmoor: Prison, second: Callable[[Prison], Base]) -> None:
    with pytest.raises(Conflict), act() as session:
        session.add(second(larkmoor))
