"""Is what somebody has given the same as elsewhere, and are thanks for him alone?"""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from listeners.domain.care.own_contact import OwnContact
from listeners.domain.care.thanks import Thanks, ThanksFrom
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.states import AttendanceState, ContactPlace, DutyState
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services import availability, nights_by_person
from listeners.services.care import own_contacts, thanks
from listeners.services.care.held import who_looked
from listeners.store.care.thanks import ThanksRow
from listeners.store.database import act, db
from listeners.store.records import ActKey
from tests.kept import earlier_versions
from tests.services.care_records import NOW, ago, at, site_of, stood_by, went_out
from tests.world import Prison, World

CHARITY = ThanksFrom.CHARITY


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def of(prison: Prison, name: str = "sam", role: Role = Role.COORDINATOR) -> thanks.GivenPage:
    db.session.rollback()
    return thanks.of(site_of(prison), prison.listeners[name], prison.actor(role), NOW)


def put(prison: Prison, told: Thanks, act_key: str | None = None, role: Role = Role.COORDINATOR) -> None:
    thanks.put(site_of(prison), prison.listeners["sam"], told, prison.actor(role), NOW, act_key)


def own(prison: Prison, name: str = "sam") -> thanks.OwnGiven:
    db.session.rollback()
    return thanks.own(site_of(prison), prison.actor(Role.LISTENER, name), NOW)


def looked(prison: Prison, name: str = "sam") -> tuple[Role, ...]:
    """Who has looked at what no officer sees, as he is told on his own page."""
    db.session.rollback()
    found = who_looked(site_of(prison), prison.actor(Role.LISTENER, name), NOW)
    return tuple(each.role for each in found)


def test_nights_and_hours_are_those_he_lived_and_nothing_that_he_told_alone(larkmoor: Prison) -> None:
    sam = larkmoor.listeners["sam"]
    for night, state in ((9, DutyState.PLANNED), (8, DutyState.PLANNED), (7, DutyState.STOOD_DOWN)):
        stood_by(larkmoor, "sam", ago(night), state)
    stood_by(larkmoor, "sam", ago(0))
    stood_by(larkmoor, "sam", ago(3))
    said = {ago(3): AvailabilityKind.UNAVAILABLE}
    availability.say(site_of(larkmoor), sam, said, "", larkmoor.actor(Role.COORDINATOR), NOW)
    went_out(larkmoor, "sam", at(8, 23), 50)
    went_out(larkmoor, "sam", at(5, 23), 50)
    went_out(larkmoor, "sam", at(4, 14), 50)
    went_out(larkmoor, "sam", at(0, 14), 120, state=AttendanceState.ACTING)
    alone = OwnContact(ago(1), time(14), 600, ContactPlace.OWN_CELL, frozenset())
    own_contacts.tell(site_of(larkmoor), alone, larkmoor.actor(Role.LISTENER), NOW)

    found = of(larkmoor).given
    assert (found.nights, found.hours, found.years, found.months) == (3, 2, 0, 5)
    lines = nights_by_person.by_person(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW)
    assert [line.last for line in lines if line.member.id == sam] == [(ago(5), ago(8), ago(9))]
    assert own(larkmoor).given == found


def test_thanks_are_for_him_alone_and_their_words_for_two_weeks(larkmoor: Prison) -> None:
    for days in (0, 14, 15, 200):
        put(larkmoor, Thanks(ago(days), CHARITY, f"after {days}"))
    found = own(larkmoor)
    assert found.times == 4
    assert [each.words for each in found.lately] == ["after 0", "after 14"]
    other = own(larkmoor, "dean")
    assert (other.times, other.lately) == (0, ())
    page = thanks.page(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW)
    assert [each.thanks.words for each in page.thanks] == ["after 0", "after 14", "after 15"]
    assert page.times == {larkmoor.listeners["sam"]: 4}


def test_whoever_opens_the_words_of_the_team_leaves_a_note_of_it(larkmoor: Prison) -> None:
    put(larkmoor, Thanks(ago(1), CHARITY, "kind words"))
    assert looked(larkmoor) == ()
    thanks.page(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW)
    assert looked(larkmoor) == (Role.COORDINATOR,)


def test_what_was_not_so_is_taken_off_once_and_kept(larkmoor: Prison) -> None:
    put(larkmoor, Thanks(ago(1), CHARITY, "for another"))
    who, site = larkmoor.actor(Role.COORDINATOR), site_of(larkmoor)
    (one,) = thanks.page(site, who, NOW).thanks
    thanks.take_off(site, one.id, who, NOW)
    assert own(larkmoor).times == 0
    assert thanks.page(site, who, NOW).thanks == ()
    with act() as session:
        (row,) = session.scalars(select(ThanksRow))
        assert len(earlier_versions(session, row)) == 1
    with pytest.raises(NotFound):
        thanks.take_off(site, one.id, who, NOW)


def test_a_second_press_adds_nothing_and_a_second_mans_thanks_are_asked_about_and_kept(larkmoor: Prison) -> None:
    told, site, who = Thanks(ago(1), ThanksFrom.PRISONER, ""), site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    for key in ("a", "a", "b"):
        put(larkmoor, told, act_key=key * 20)
    assert own(larkmoor).times == 2
    assert list(db.session.scalars(select(ActKey.answer))) == ["done", "done"]

    def is_asked(thanks_told: Thanks, name: str = "sam", act_key: str = "c") -> bool:
        return thanks.is_like_one_on_file(site, larkmoor.listeners[name], thanks_told, who, act_key * 20)

    assert is_asked(told) and not is_asked(told, act_key="a") and not is_asked(told, "dean")
    assert not is_asked(Thanks(ago(2), told.sender, "")) and not is_asked(Thanks(told.on, CHARITY, ""))
    for each in thanks.page(site, who, NOW).thanks:
        thanks.take_off(site, each.id, who, NOW)
    assert not is_asked(told)


def test_the_words_of_whoever_was_listened_to_are_refused(larkmoor: Prison) -> None:
    with pytest.raises(Unreadable):
        put(larkmoor, Thanks(ago(1), ThanksFrom.PRISONER, "He said that"))
    with pytest.raises(Unreadable):
        put(larkmoor, Thanks(ago(-1), CHARITY, ""))
    assert own(larkmoor).times == 0


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COORDINATOR])
def test_nobody_but_a_coordinator_thanks_or_reads_of_another(larkmoor: Prison, role: Role) -> None:
    put(larkmoor, Thanks(ago(1), CHARITY, ""))
    (one,) = thanks.page(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW).thanks
    who = larkmoor.actor(role)
    for door in (
        lambda: put(larkmoor, Thanks(ago(1), CHARITY, ""), role=role),
        lambda: thanks.page(site_of(larkmoor), who, NOW),
        lambda: thanks.is_like_one_on_file(site_of(larkmoor), one.listener, one.thanks, who),
        lambda: thanks.take_off(site_of(larkmoor), one.id, who, NOW),
        lambda: thanks.of(site_of(larkmoor), larkmoor.listeners["dean"], who, NOW),
    ):
        with pytest.raises(NotAllowed):
            door()


def test_another_prison_has_nobody_of_that_name_and_no_such_thanks(world: World) -> None:
    put(world.larkmoor, Thanks(ago(1), CHARITY, ""))
    (one,) = thanks.page(site_of(world.larkmoor), world.larkmoor.actor(Role.COORDINATOR), NOW).thanks
    site, who, sam = site_of(world.fenwick), world.fenwick.actor(Role.COORDINATOR), world.larkmoor.listeners["sam"]
    with pytest.raises(NotFound):
        thanks.of(site, sam, who, NOW)
    with pytest.raises(NotFound):
        thanks.put(site, ListenerId(sam), Thanks(ago(1), CHARITY, ""), who, NOW + timedelta(hours=1))
    with pytest.raises(NotFound):
        thanks.take_off(site, one.id, who, NOW)
    assert thanks.page(site, who, NOW).times == {}
