"""A Listener and a card tell one session differently: does the clock go on, on every page, until it is settled?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.care.offload import Due, Officer, OffloadKind
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound
from listeners.services.care import facts, offload_team, offloads, prisons
from listeners.services.care.offload_team import share_from
from listeners.store.care import offload_facts
from listeners.store.care.wellbeing import Offload
from listeners.store.database import db
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.services.care_records import NOW, TONIGHT, ago, comes_monthly, had_offload, held, site_of
from tests.web.conftest import SignInAs
from tests.world import Prison, World

pytestmark = pytest.mark.usefixtures("evening")


def tells(prison: Prison, days_ago: int, officer: Officer, kind: OffloadKind = OffloadKind.SINGLE) -> None:
    offloads.log(site_of(prison), held(days_ago, officer, kind), None, prison.actor(Role.LISTENER), NOW)


def of_sam(prison: Prison) -> offload_team.OffloadRow:
    page = offload_team.team(site_of(prison), prison.actor(Role.COORDINATOR), NOW)
    return next(row for row in page.rows if row.member.id == prison.listeners["sam"])


def test_a_card_without_an_officer_resets_no_clock_where_he_told_of_one(larkmoor: Prison) -> None:
    comes_monthly(larkmoor)
    had_offload(larkmoor, "sam", 40)
    had_offload(larkmoor, "sam", 3)
    assert of_sam(larkmoor).state.since == ago(3)
    tells(larkmoor, 3, Officer.PRESENT)

    row = of_sam(larkmoor)
    assert (row.state.since, row.state.due, row.unprotected) == (ago(40), Due.OVERDUE, 1)
    team = facts.load(site_of(larkmoor), NOW)
    sam = team.one(next(each for each in team.team if each.id == larkmoor.listeners["sam"]))
    assert [(each.on, each.officer) for each in sam.offloads] == [(ago(40), Officer.NONE), (ago(3), Officer.PRESENT)]
    (glance,) = prisons.prisons_today(larkmoor.actor(Role.COORDINATOR), NOW)
    assert glance.offloads_overdue == len(larkmoor.listeners)


def test_before_the_days_of_the_share_such_a_session_cuts_nothing_off(larkmoor: Prison) -> None:
    long_ago = (TONIGHT - share_from(TONIGHT)).days + 20
    had_offload(larkmoor, "sam", long_ago + 10)
    had_offload(larkmoor, "sam", long_ago)
    tells(larkmoor, long_ago, Officer.EARSHOT)

    sam = larkmoor.listeners["sam"]
    mine = offload_facts.told_of(larkmoor.id, [sam], since=share_from(TONIGHT)).of(sam)
    assert [each.held.on for each in mine] == [ago(long_ago), ago(long_ago), ago(long_ago + 10)]


def test_a_coordinator_holds_them_apart_and_lets_them_be_one_again(larkmoor: Prison) -> None:
    had_offload(larkmoor, "sam", 40)
    card = had_offload(larkmoor, "sam", 3)
    tells(larkmoor, 3, Officer.PRESENT)
    site, who = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    for _ in range(2):
        offloads.hold_apart(site, card, True, who, NOW)
    assert of_sam(larkmoor).state.since == ago(3)
    assert len(earlier_versions(db.session(), db.session.get_one(Offload, card))) == 1
    assert db.session.query(Audit).filter_by(verb="offload_apart").count() == 1

    offloads.hold_apart(site, card, False, who, NOW)
    assert of_sam(larkmoor).state.since == ago(40)


def test_only_a_card_is_held_apart_and_only_by_a_coordinator(world: World) -> None:
    larkmoor, fenwick = world.larkmoor, world.fenwick
    tells(larkmoor, 3, Officer.PRESENT)
    card = had_offload(larkmoor, "sam", 3)
    ((own,),) = (
        [each.id for each in rows if not each.on_behalf] for rows in offload_facts.offloads(larkmoor.id).values()
    )
    with pytest.raises(NotFound):
        offloads.hold_apart(site_of(larkmoor), own, True, larkmoor.actor(Role.COORDINATOR), NOW)
    with pytest.raises(NotFound):
        offloads.hold_apart(site_of(fenwick), card, True, fenwick.actor(Role.COORDINATOR), NOW)
    for role in (Role.STAFF, Role.LISTENER):
        with pytest.raises(NotAllowed):
            offloads.hold_apart(site_of(larkmoor), card, True, larkmoor.actor(role), NOW)


def test_the_page_names_what_differs_and_both_ways_to_settle_it(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    had_offload(larkmoor, "sam", 3)
    tells(larkmoor, 3, Officer.PRESENT)
    tells(larkmoor, 9, Officer.NONE)
    had_offload(larkmoor, "sam", 9)
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    page = client.get("/care/offloads").text
    assert page.count("They were two sessions") == 1 and "He told: One to one; officer in the room" in page
    assert "The card: Group; no officer near" in page
