"""A Listener asks for a copy of what is held about him: who is told, and is it given once?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.access import Actor
from listeners.domain.care.person_request import AskedFor
from listeners.domain.people import Role
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services.care.person_requests import about_me, ask, given, team_requests
from listeners.services.demo.person_requests import add_person_requests
from listeners.services.notices import notices_for
from listeners.store.database import db
from listeners.store.records import Audit, Kept, Notice
from tests.services.care_records import NOW, TONIGHT, ago, had_offload, site_of
from tests.world import Prison, World, make_prison


@pytest.fixture
def prison(world: World) -> Prison:
    """Larkmoor."""
    return world.larkmoor


def sam(prison: Prison) -> Actor:
    """Sam himself."""
    return prison.actor(Role.LISTENER)


def listed(prison: Prison) -> list[tuple[str, str, bool]]:
    rows = team_requests(site_of(prison), prison.actor(Role.COORDINATOR), NOW)
    return [(row.asked.name, row.asked.asked_for, row.asked.given_on is not None) for row in rows]


def test_each_coordinator_is_told_once_and_what_is_open_is_not_asked_again(prison: Prison, world: World) -> None:
    for _ in range(2):
        ask(site_of(prison), AskedFor.COPY, sam(prison), NOW)
    told = db.session.scalars(select(Notice)).all()

    assert [(each.kind, each.account_id) for each in told] == [("person_asked", prison.accounts[Role.COORDINATOR])]
    assert listed(prison) == [("Sam Okoro", "copy", False)]
    assert listed(world.fenwick) == []


def test_what_was_given_is_kept_as_it_was_and_may_be_asked_again(prison: Prison) -> None:
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)
    ask(site, AskedFor.COPY, sam(prison), NOW)
    (row,) = team_requests(site, who, NOW)
    assert [each.kind for each in notices_for(who, site, NOW)] == ["person_asked"]
    given(site, row.asked.id, who, NOW)
    assert notices_for(who, site, NOW) == (), "nothing is to be given any more"
    with pytest.raises(Conflict):
        given(site, row.asked.id, who, NOW)
    ask(site, AskedFor.COPY, sam(prison), NOW)

    assert listed(prison) == [("Sam Okoro", "copy", False), ("Sam Okoro", "copy", True)]
    assert len(db.session.scalars(select(Kept)).all()) == 1
    verbs = db.session.scalars(select(Audit.verb).where(Audit.subject_id == prison.listeners["sam"]))
    assert sorted(verbs) == ["person_asked", "person_asked", "person_given"]


def test_what_was_given_stays_on_the_list_for_eight_weeks(prison: Prison) -> None:
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)
    ask(site, AskedFor.COPY, sam(prison), NOW)
    given(site, team_requests(site, who, NOW)[0].asked.id, who, NOW)

    assert len(team_requests(site, who, NOW + timedelta(days=56))) == 1
    assert team_requests(site, who, NOW + timedelta(days=57)) == ()


def test_nobody_else_asks_for_him_reads_the_list_or_gives_what_another_prison_was_asked_for(
    prison: Prison, world: World
) -> None:
    ask(site_of(prison), AskedFor.CORRECTION, sam(prison), NOW)
    elsewhere = world.fenwick.actor(Role.COORDINATOR)
    (row,) = team_requests(site_of(prison), prison.actor(Role.COORDINATOR), NOW)
    with pytest.raises(NotFound):
        ask(site_of(prison), AskedFor.COPY, prison.actor(Role.COORDINATOR), NOW)
    with pytest.raises(NotFound):
        given(site_of(world.fenwick), row.asked.id, elsewhere, NOW)
    for actor in (elsewhere, *(prison.actor(role) for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD))):
        with pytest.raises(NotAllowed):
            team_requests(site_of(prison), actor, NOW)


def test_his_page_tells_by_when_a_private_offload_is_due(prison: Prison) -> None:
    had_offload(prison, "sam", 9)

    page = about_me(site_of(prison), sam(prison), NOW)
    assert page.offload.since == ago(9)
    assert (page.own.next_night, page.own.rest) == (None, None)
    with pytest.raises(NotFound):
        about_me(site_of(prison), prison.actor(Role.COORDINATOR), NOW)


@pytest.mark.usefixtures("world")
def test_a_made_up_prison_has_one_that_waits_and_one_that_was_given() -> None:
    prison = make_prison("LKX", "HMP Larger", "Lar ", size=14)
    add_person_requests(site_of(prison), TONIGHT, NOW)

    assert [(asked_for, is_given) for _, asked_for, is_given in listed(prison)] == [
        ("copy", False),
        ("correction", True),
    ]
