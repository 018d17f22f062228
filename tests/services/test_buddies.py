"""Two Listeners look after each other: is it told that they talked, once, and does nothing follow from it?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.domain.care.buddy import Pair, pair_fault, talk_fault
from listeners.domain.people import ListenerId, Role, Standing
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services import standings
from listeners.services.care import buddies, facts, offload_team
from listeners.store.care.buddies import Buddy, BuddyTalk
from listeners.store.database import db
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, site_of
from tests.world import Prison, World

LATER = NOW + timedelta(days=10)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Sam and Ravi are buddies since today."""
    pair_up(world.larkmoor, "sam", "ravi")
    return world.larkmoor


def pair_up(prison: Prison, one: str, other: str, role: Role = Role.COORDINATOR) -> None:
    who = prison.listeners
    buddies.pair_up(site_of(prison), who[one], who[other], prison.actor(role), NOW)


def page(prison: Prison) -> buddies.BuddiesPage:
    db.session.rollback()
    return buddies.team(site_of(prison), prison.actor(Role.COORDINATOR), LATER)


def talks() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(BuddyTalk)) or 0


def test_whichever_of_them_says_it_it_is_one_talk_of_the_day(larkmoor: Prison) -> None:
    site, sam, ravi = site_of(larkmoor), larkmoor.actor(Role.LISTENER), larkmoor.actor(Role.LISTENER, "ravi")
    assert (buddies.own(site, sam, NOW), buddies.own(site, ravi, NOW)) == ("Ravi Patel", "Sam Okoro")
    for actor in (sam, sam, ravi):
        buddies.tell(site, actor, NOW)
    assert talks() == 1
    buddies.tell(site, ravi, LATER)
    ((pair, one, other),) = page(larkmoor).pairs
    assert (pair.last_talk, {one.name, other.name}) == (LATER.date(), {"Ravi Patel", "Sam Okoro"})


def test_it_restarts_no_clock_and_is_no_session(larkmoor: Prison) -> None:
    site, who = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    before, known = offload_team.team(site, who, LATER).rows, facts.load(site, LATER).offloads
    buddies.tell(site, larkmoor.actor(Role.LISTENER), LATER)
    db.session.rollback()
    assert (offload_team.team(site, who, LATER).rows, facts.load(site, LATER).offloads) == (before, known)


def test_each_has_one_buddy_at_a_time_and_another_once_it_has_ended(larkmoor: Prison) -> None:
    with pytest.raises(Unreadable, match="has a buddy"):
        pair_up(larkmoor, "luc", "sam")
    pair = page(larkmoor).pairs[0][0]
    assert larkmoor.listeners["sam"] not in {member.id for member in page(larkmoor).without}
    buddies.end(site_of(larkmoor), pair.id, larkmoor.actor(Role.COORDINATOR), LATER)
    pair_up(larkmoor, "luc", "sam")
    assert [len(page(larkmoor).pairs), page(larkmoor).pairs[0][0].id == pair.id] == [1, False]
    assert len(earlier_versions(db.session(), db.session.get_one(Buddy, pair.id))) == 1
    with pytest.raises(NotFound):
        buddies.end(site_of(larkmoor), pair.id, larkmoor.actor(Role.COORDINATOR), LATER)


def test_whoever_is_left_alone_has_no_buddy_and_gets_another(larkmoor: Prison) -> None:
    site, sam, old = site_of(larkmoor), larkmoor.actor(Role.LISTENER), page(larkmoor).pairs[0][0]
    standings.change(site, larkmoor.listeners["ravi"], Standing.LEFT, TONIGHT, 1, SYSTEM, NOW)
    db.session.rollback()
    assert buddies.own(site, sam, NOW) is None
    with pytest.raises(NotFound):
        buddies.tell(site, sam, NOW)
    alone = page(larkmoor)
    assert not alone.pairs
    assert {"Sam Okoro"} == {"Sam Okoro", "Ravi Patel"} & {member.name for member in alone.without}
    pair_up(larkmoor, "sam", "luc")
    assert buddies.own(site, sam, NOW) == "Luc Martin"
    assert db.session.get_one(Buddy, old.id).until_on == TONIGHT
    assert db.session.scalar(select(func.count()).select_from(Audit).where(Audit.object_id == old.id)) == 2


def test_a_coordinator_notes_what_they_told_on_paper(larkmoor: Prison) -> None:
    site, who, pair = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), page(larkmoor).pairs[0][0]
    for _ in range(2):
        buddies.note(site, pair.id, TONIGHT, who, LATER)
    assert talks() == 1
    for on in (ago(1), ago(-11)):
        with pytest.raises(Unreadable):
            buddies.note(site, pair.id, on, who, LATER)


def test_only_a_coordinator_of_the_prison_pairs_and_only_who_has_a_buddy_tells(world: World, larkmoor: Prison) -> None:
    pair = page(larkmoor).pairs[0][0]
    for role in (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY):
        with pytest.raises(NotAllowed):
            pair_up(larkmoor, "luc", "dean", role)
        with pytest.raises(NotAllowed):
            buddies.team(site_of(larkmoor), larkmoor.actor(role), NOW)
    with pytest.raises(NotFound):
        buddies.tell(site_of(larkmoor), larkmoor.actor(Role.LISTENER, "luc"), NOW)
    theirs, other = site_of(world.fenwick), world.fenwick.actor(Role.COORDINATOR)
    with pytest.raises(NotFound):
        buddies.end(theirs, pair.id, other, NOW)
    with pytest.raises(NotFound):
        buddies.note(theirs, pair.id, TONIGHT, other, NOW)
    with pytest.raises(NotFound):
        buddies.pair_up(theirs, larkmoor.listeners["luc"], larkmoor.listeners["dean"], other, NOW)
    assert talks() == 0


def test_the_rules_by_themselves() -> None:
    sam, ravi, luc = map(ListenerId, ("sam", "ravi", "luc"))
    pair = Pair("1", sam, ravi, date(2026, 11, 20), None)
    assert [pair_fault([pair], *two) is None for two in ((sam, sam), (luc, sam), (ravi, luc))] == [False, False, False]
    assert pair_fault([], luc, sam) is None
    days = (date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 28))
    assert [talk_fault(on, pair, date(2026, 11, 27)) is None for on in days] == [False, True, True, False]
