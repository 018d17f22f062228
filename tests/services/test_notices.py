"""Slips for Listeners and lines for everybody else: waiting, seen, handed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.domain.states import NightPlace, NoticeState
from listeners.domain.team import Site
from listeners.errors import NotAllowed
from listeners.services import availability, notices, standings
from listeners.services.notices import Slip
from listeners.store import notices_facts, people_facts, rota_writes
from listeners.store.accounts import Account
from listeners.store.database import act, db
from listeners.store.journal import queue_notice
from listeners.store.records import Notice
from tests.duties import add_duty
from tests.world import Prison, World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


def tell_coordinator(prison: Prison, event: str = "one", kind: str = "nights_short", **facts: Any) -> None:
    with act() as session:
        facts = {"listener": prison.listeners["sam"], **(facts or {"nights": [FRIDAY], "at": NOW})}
        account_id = prison.accounts[Role.COORDINATOR]
        queue_notice(session, prison.id, event, kind, facts, NOW, account_id=account_id)


def queue_slip(
    prison: Prison, name: str, event: str, kind: str = "nights_off", at: datetime = NOW, **facts: object
) -> None:
    with act() as session:
        facts = facts or {"nights": [FRIDAY]}
        queue_notice(session, prison.id, event, kind, facts, at, listener_id=prison.listeners[name])


def test_a_notice_waits_on_the_page_of_its_account_with_names_and_dates(site: Site, world: World) -> None:
    tell_coordinator(world.larkmoor)

    (line,) = notices.notices_for(world.larkmoor.actor(Role.COORDINATOR), site, NOW)
    assert (line.kind, line.facts["nights"], line.facts["at"]) == ("nights_short", [FRIDAY], NOW)
    assert line.names == {world.larkmoor.listeners["sam"]: "Sam Okoro"}
    assert notices.notices_for(world.larkmoor.actor(Role.SAFER_CUSTODY), site, NOW) == ()


def test_a_notice_is_gone_when_its_own_account_has_seen_it_and_stays_in_its_history(site: Site, world: World) -> None:
    tell_coordinator(world.larkmoor)
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    (line,) = notices.notices_for(coordinator, site, NOW)

    notices.see(site, [line.id], world.larkmoor.actor(Role.STAFF), NOW)
    assert notices.notices_for(coordinator, site, NOW) == (line,)

    notices.see(site, [line.id], coordinator, NOW)
    assert notices.notices_for(coordinator, site, NOW) == ()
    (seen,) = notices.notices_for(coordinator, site, NOW, waiting=False)
    assert (seen.id, seen.done_at) == (line.id, NOW)


def told(site: Site, prison: Prison, now: datetime = NOW) -> list[notices.NoticeLine]:
    return list(notices.notices_for(prison.actor(Role.COORDINATOR), site, now))


def test_the_newest_stands_first_also_of_what_was_told_in_one_second(site: Site, world: World) -> None:
    kinds = [f"kind {number}" for number in range(6)]
    for number, kind in enumerate(kinds):
        tell_coordinator(world.larkmoor, f"event {number}", kind)
    lines = told(site, world.larkmoor)
    assert [each.kind for each in lines] == kinds[::-1]

    notices.see(site, [each.id for each in lines], world.larkmoor.actor(Role.COORDINATOR), NOW)
    seen = notices.notices_for(world.larkmoor.actor(Role.COORDINATOR), site, NOW, waiting=False)
    assert [each.kind for each in seen] == kinds[::-1]


def test_the_same_words_are_told_once_and_all_are_seen_with_them(site: Site, world: World) -> None:
    for number in range(5):
        tell_coordinator(world.larkmoor, f"event {number}", "somebody_to_look_at", count=1)

    (line,) = told(site, world.larkmoor)
    notices.see(site, line.ids, world.larkmoor.actor(Role.COORDINATOR), NOW)

    assert len(line.ids) == 5 and told(site, world.larkmoor) == []


def test_second_looks_of_one_day_are_one_row_and_all_are_seen_with_it(site: Site, world: World) -> None:
    who = world.larkmoor.listeners
    for name in who:
        tell_coordinator(world.larkmoor, f"look {name}", "second_look", listener=who[name], due=FRIDAY)

    (line,) = told(site, world.larkmoor)
    assert {listener for listener, _ in line.facts["looks"]} == set(line.names) == set(who.values())
    notices.see(site, line.ids, world.larkmoor.actor(Role.COORDINATOR), NOW)
    assert len(line.ids) == len(who) > 1 and told(site, world.larkmoor) == []
    (seen,) = notices.notices_for(world.larkmoor.actor(Role.COORDINATOR), site, NOW, waiting=False)
    assert seen.facts["looks"] == line.facts["looks"]


def test_who_did_something_is_named_as_on_every_page_and_not_by_the_username(site: Site, world: World) -> None:
    desk = db.session.get_one(Account, world.larkmoor.accounts[Role.STAFF])
    tell_coordinator(world.larkmoor, kind="taken_back", by=desk.username)
    tell_coordinator(world.larkmoor, "two", kind="taken_back", by="not-here-now")

    assert {line.facts["by"] for line in told(site, world.larkmoor)} == {desk.name, "not-here-now"}


@pytest.mark.parametrize("how", ["another has it", "he says so no more"])
def test_that_a_night_needs_somebody_is_told_until_it_does_no_more(site: Site, world: World, how: str) -> None:
    sam, cannot = world.larkmoor.listeners["sam"], AvailabilityKind.UNAVAILABLE
    duty_id = add_duty(site, sam, FRIDAY)
    availability.say(site, sam, {FRIDAY: cannot}, "", SYSTEM, NOW)
    assert [line.facts["nights"] for line in told(site, world.larkmoor)] == [[FRIDAY]]

    if how == "another has it":
        with act() as session:
            rota_writes.withdraw(session, [duty_id], "rota_changed", SYSTEM, NOW)
    else:
        availability.withdraw(site, sam, (FRIDAY,), SYSTEM, NOW)
    assert told(site, world.larkmoor) == []

    tell_coordinator(world.larkmoor)
    (other,) = told(site, world.larkmoor)
    notices.see(site, other.ids, world.larkmoor.actor(Role.COORDINATOR), NOW)
    seen = notices.notices_for(world.larkmoor.actor(Role.COORDINATOR), site, NOW, waiting=False)
    assert [line.kind for line in seen] == ["nights_short"]


def test_an_empty_place_is_told_until_as_many_stand_in_it_as_it_needs(site: Site, world: World) -> None:
    place: dict[str, Any] = {"night": FRIDAY, "place": "first", "cover": []}
    tell_coordinator(world.larkmoor, "one", "stood_down_gap", cause="unrested", **place)
    tell_coordinator(world.larkmoor, "two", "may_stand_again", **place)
    add_duty(site, world.larkmoor.listeners["dean"], FRIDAY, NightPlace.SECOND)
    assert len(told(site, world.larkmoor)) == 2

    add_duty(site, world.larkmoor.listeners["luc"], FRIDAY)
    assert told(site, world.larkmoor) == []


def test_nights_short_of_one_are_told_until_each_lacks_nobody_or_is_over(site: Site, world: World) -> None:
    monday, saturday = FRIDAY + timedelta(days=3), datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
    tell_coordinator(world.larkmoor, nights=[FRIDAY, monday])
    add_duty(site, world.larkmoor.listeners["luc"], FRIDAY)
    add_duty(site, world.larkmoor.listeners["dean"], monday, NightPlace.SECOND)
    assert [line.facts["nights"] for line in told(site, world.larkmoor)] == [[FRIDAY, monday]]
    assert [line.facts["nights"] for line in told(site, world.larkmoor, saturday)] == [[monday]]

    add_duty(site, world.larkmoor.listeners["dean"], FRIDAY, NightPlace.SECOND)
    assert [line.facts["nights"] for line in told(site, world.larkmoor)] == [[monday]]
    add_duty(site, world.larkmoor.listeners["luc"], monday)
    assert told(site, world.larkmoor) == []


def test_what_is_to_be_done_for_a_night_is_to_be_done_until_the_morning_on_which_it_ends(
    site: Site, world: World
) -> None:
    sam, coordinator = world.larkmoor.listeners["sam"], world.larkmoor.actor(Role.COORDINATOR)
    add_duty(site, sam, FRIDAY)
    availability.say(site, sam, {FRIDAY: AvailabilityKind.UNAVAILABLE}, "", SYSTEM, NOW)
    tell_coordinator(world.larkmoor, "one", "may_stand_again", night=FRIDAY, place="second")
    tell_coordinator(world.larkmoor, "two")
    after_midnight, over = datetime(2026, 11, 28, 0, 30, tzinfo=UTC), datetime(2026, 11, 28, 8, 0, tzinfo=UTC)

    (other,) = (line for line in told(site, world.larkmoor, after_midnight) if line.kind == "nights_short")
    notices.see(site, other.ids, coordinator, after_midnight)
    left = {line.kind for line in told(site, world.larkmoor, after_midnight)}
    assert left == {"needs_somebody", "may_stand_again"}
    assert told(site, world.larkmoor, over) == []


def test_what_is_done_hides_nothing_that_is_to_be_done_however_much_of_it_waits(site: Site, world: World) -> None:
    for number in range(notices.MOST_SHOWN):
        earlier = FRIDAY - timedelta(days=10 + number)
        tell_coordinator(world.larkmoor, f"over {number}", "may_stand_again", night=earlier, place="second")
    tell_coordinator(world.larkmoor, "new", "override_given", night=FRIDAY)

    (line,) = told(site, world.larkmoor)
    assert line.kind == "override_given"
    notices.see(site, line.ids, world.larkmoor.actor(Role.COORDINATOR), NOW)
    assert db.session.query(Notice).filter_by(state=NoticeState.WAITING).count() == 0


def test_slips_that_hold_no_more_hide_none_that_holds_however_many_wait(site: Site, world: World) -> None:
    sam, until = world.larkmoor.listeners["sam"], NOW - timedelta(hours=1)
    with act() as session:
        for number in range(notices.MOST_SLIPS):
            over = {"rest_until": until, "excused_until": until}
            queue_notice(session, site.id, f"over {number}", "rest", over, NOW, listener_id=sam)
    queue_slip(world.larkmoor, "luc", "new", at=NOW + timedelta(minutes=1))

    assert said(notices.slips(site, SYSTEM, NOW)) == [[{"nights": [FRIDAY]}]]


def test_a_night_taken_off_him_stays_news_when_it_is_over_and_that_he_may_have_it_again_does_not(
    site: Site, world: World
) -> None:
    place: dict[str, Any] = {"night": FRIDAY, "place": "first", "cover": []}
    tell_coordinator(world.larkmoor, "one", "stood_down_gap", cause="unrested", **place)
    tell_coordinator(world.larkmoor, "two", "may_stand_again", **place)
    saturday = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)

    assert [line.kind for line in told(site, world.larkmoor, saturday)] == ["stood_down_gap"]


def test_a_slip_waits_until_it_is_handed_over_and_then_says_by_whom(site: Site, world: World) -> None:
    queue_slip(world.larkmoor, "sam", "one")
    queue_slip(world.larkmoor, "luc", "two")
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    waiting = notices.slips(site, coordinator, NOW)
    assert {slip.to.name for slip in waiting if slip.to} == {"Sam Okoro", "Luc Martin"}

    sams = next(slip.line_ids for slip in waiting if slip.to and slip.to.ref == "L01")
    assert notices.hand_over(site, [sams], coordinator, NOW, "key") == 1
    assert notices.hand_over(site, [sams], coordinator, NOW, "key") == 1
    assert notices.hand_over(site, [sams], coordinator, NOW, "another") == 0

    assert [slip.to.name for slip in notices.slips(site, coordinator, NOW) if slip.to] == ["Luc Martin"]
    (handed,) = notices.slips_handed_over(site, coordinator)
    assert (handed.done_by, handed.done_at) == ("LKI coordinator", NOW)


def test_the_slips_are_the_coordinators_alone(site: Site, world: World) -> None:
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL):
        with pytest.raises(NotAllowed):
            notices.slips(site, world.larkmoor.actor(role), NOW)
        with pytest.raises(NotAllowed):
            notices.hand_over(site, ["x"], world.larkmoor.actor(role), NOW)


def test_the_other_prisons_notices_and_slips_are_not_there(site: Site, world: World) -> None:
    tell_coordinator(world.fenwick, "theirs")
    queue_slip(world.fenwick, "sam", "theirs too")
    fenwick = people_facts.site(world.fenwick.id)
    (theirs,) = notices.slips(fenwick, SYSTEM, NOW)
    coordinator = world.larkmoor.actor(Role.COORDINATOR)

    assert notices.slips(site, coordinator, NOW) == ()
    assert notices.hand_over(site, [theirs.line_ids], coordinator, NOW) == 0
    assert notices.slips(fenwick, SYSTEM, NOW) == (theirs,)


def said(slips: tuple[notices.Slip, ...]) -> list[list[dict[str, object]]]:
    return [[line.facts for line in slip.lines] for slip in slips]


def test_one_slip_holds_all_the_nights_of_a_man_and_of_each_night_the_last_word_alone(site: Site, world: World) -> None:
    coordinator, saturday = world.larkmoor.actor(Role.COORDINATOR), FRIDAY + timedelta(days=1)
    added: dict[str, Any] = {"added": [[FRIDAY, "first"], [saturday, "second"]], "withdrawn": []}
    add_duty(site, world.larkmoor.listeners["sam"], saturday, NightPlace.SECOND)
    queue_slip(world.larkmoor, "sam", "one", "rota_changed", **added)
    queue_slip(world.larkmoor, "sam", "two", at=NOW + timedelta(hours=1))

    (slip,) = waiting = notices.slips(site, coordinator, NOW)
    assert said(waiting) == [[{"added": [[saturday, "second"]], "withdrawn": []}, {"nights": [FRIDAY]}]]

    assert notices.hand_over(site, [slip.line_ids], coordinator, NOW) == 1
    assert notices.slips(site, coordinator, NOW) == () and len(notices.slips_handed_over(site, coordinator)) == 2


def test_a_slip_that_a_later_one_makes_void_is_printed_no_more_and_never_counts_as_handed_over(
    site: Site, world: World
) -> None:
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    queue_slip(world.larkmoor, "sam", "one", "rota_changed", added=[[FRIDAY, "first"]], withdrawn=[])
    queue_slip(world.larkmoor, "sam", "two", at=NOW + timedelta(hours=1))

    (slip,) = waiting = notices.slips(site, coordinator, NOW)
    assert said(waiting) == [[{"nights": [FRIDAY]}]]

    notices.hand_over(site, [slip.line_ids], coordinator, NOW)
    (handed,) = notices.slips_handed_over(site, coordinator)
    assert handed.kind == "nights_off" and notices.slips(site, coordinator, NOW) == ()


def test_only_what_stood_on_the_slip_is_ticked_and_a_night_taken_off_him_never_comes_back(
    site: Site, world: World
) -> None:
    coordinator, hour = world.larkmoor.actor(Role.COORDINATOR), timedelta(hours=1)
    saturday, sunday = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
    added: dict[str, Any] = {"added": [[FRIDAY, "first"], [saturday, "second"]], "withdrawn": []}
    add_duty(site, world.larkmoor.listeners["sam"], saturday, NightPlace.SECOND)
    queue_slip(world.larkmoor, "sam", "one", "rota_changed", **added)
    queue_slip(world.larkmoor, "sam", "two", at=NOW + hour)
    (printed,) = notices.slips(site, coordinator, NOW)
    queue_slip(world.larkmoor, "sam", "three", at=NOW + 2 * hour, nights=[sunday])

    assert notices.hand_over(site, [printed.line_ids], coordinator, NOW) == 1
    assert said(notices.slips(site, coordinator, NOW)) == [[{"nights": [sunday]}]]
    given = [line.facts for line in notices.slips_handed_over(site, coordinator)]
    assert sorted(map(len, given)) == [1, 2] and {"added": [[saturday, "second"]], "withdrawn": []} in given


def test_a_newer_line_ticked_alone_takes_its_nights_off_the_older_one(site: Site, world: World) -> None:
    coordinator, saturday = world.larkmoor.actor(Role.COORDINATOR), FRIDAY + timedelta(days=1)
    added: dict[str, Any] = {"added": [[FRIDAY, "first"], [saturday, "second"]], "withdrawn": []}
    add_duty(site, world.larkmoor.listeners["sam"], saturday, NightPlace.SECOND)
    queue_slip(world.larkmoor, "sam", "one", "rota_changed", **added)
    queue_slip(world.larkmoor, "sam", "two", at=NOW + timedelta(hours=1))
    ((_, newer),) = (slip.line_ids for slip in notices.slips(site, coordinator, NOW))

    notices.hand_over(site, [[newer]], coordinator, NOW)

    assert said(notices.slips(site, coordinator, NOW)) == [[{"added": [[saturday, "second"]], "withdrawn": []}]]


def test_a_slip_that_somebody_else_hands_over_meanwhile_keeps_the_words_that_were_on_the_paper(
    site: Site, world: World
) -> None:
    coordinator, saturday = world.larkmoor.actor(Role.COORDINATOR), FRIDAY + timedelta(days=1)
    queue_slip(world.larkmoor, "sam", "one", nights=[FRIDAY, saturday])
    (slip,) = notices.slips(site, coordinator, NOW)
    notices.hand_over(site, [slip.line_ids], coordinator, NOW)
    with act() as session:
        notices_facts.set_facts(session, site.id, {slip.id: {"nights": [saturday]}}, handed=())

    (handed,) = notices.slips_handed_over(site, coordinator)
    assert handed.facts == {"nights": [FRIDAY, saturday]}


def test_a_slip_that_waits_tells_of_each_night_what_is_so_whatever_changed_it(site: Site, world: World) -> None:
    saturday, sunday = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
    sam, luc = world.larkmoor.listeners["sam"], world.larkmoor.listeners["luc"]
    add_duty(site, sam, saturday, NightPlace.SECOND)
    add_duty(site, luc, sunday)
    added: dict[str, Any] = {"added": [[night, "first"] for night in (FRIDAY, saturday, sunday)]}
    queue_slip(world.larkmoor, "sam", "one", "rota_changed", **added)
    queue_slip(world.larkmoor, "sam", "two", at=NOW + timedelta(hours=1), nights=[saturday, sunday])
    queue_slip(world.larkmoor, "luc", "three", "stood_down", night=sunday, cause="unrested")

    assert said(notices.slips(site, SYSTEM, NOW)) == [[{"added": [[saturday, "second"]]}, {"nights": [sunday]}]]


def slips_of(site: Site, listener: ListenerId, now: datetime) -> tuple[Slip, ...]:
    """The slips that wait for one Listener: others are asked to take his nights."""
    return tuple(slip for slip in notices.slips(site, SYSTEM, now) if slip.to is not None and slip.to.id == listener)


def test_a_slip_that_waits_speaks_no_more_of_the_nights_of_somebody_who_has_left(site: Site, world: World) -> None:
    sam = world.larkmoor.listeners["sam"]
    add_duty(site, sam, FRIDAY)
    queue_slip(world.larkmoor, "sam", "one", "rota_changed", added=[[FRIDAY, "first"]], withdrawn=[])
    standings.change(site, sam, Standing.LEFT, FRIDAY - timedelta(days=7), 1, SYSTEM, NOW)

    assert slips_of(site, sam, NOW) == ()


def test_somebody_who_leaves_later_is_told_which_nights_are_not_his_any_more(site: Site, world: World) -> None:
    sam, hour = world.larkmoor.listeners["sam"], timedelta(hours=1)
    add_duty(site, sam, FRIDAY)
    queue_slip(world.larkmoor, "sam", "one", "rota_changed", added=[[FRIDAY, "first"]], withdrawn=[])
    (printed,) = notices.slips(site, SYSTEM, NOW)
    standings.change(site, sam, Standing.LEFT, FRIDAY, 1, SYSTEM, NOW + hour)
    notices.hand_over(site, [printed.line_ids], world.larkmoor.actor(Role.COORDINATOR), NOW + hour)

    assert [facts["nights"] for (facts,) in said(slips_of(site, sam, NOW + hour))] == [[FRIDAY]]


def test_what_is_over_is_on_no_slip(site: Site, world: World) -> None:
    coordinator = world.larkmoor.actor(Role.COORDINATOR)
    queue_slip(world.larkmoor, "sam", "one")
    queue_slip(world.larkmoor, "sam", "two", "rest", rest_until=NOW, excused_until=NOW + timedelta(hours=2))

    assert len(notices.slips(site, coordinator, NOW)) == 2
    assert said(notices.slips(site, coordinator, NOW + timedelta(hours=2))) == [[{"nights": [FRIDAY]}]]
    assert notices.slips(site, coordinator, NOW + timedelta(days=9)) == ()


def test_slips_come_by_cell_as_somebody_walks_who_hands_them_over(site: Site, world: World) -> None:
    for number, name in enumerate(("sam", "luc", "dean")):
        queue_slip(world.larkmoor, name, f"event {number}", at=NOW + timedelta(minutes=number))

    cells = [slip.to.cell for slip in notices.slips(site, SYSTEM, NOW) if slip.to]

    assert cells == ["LKI-A-2-004", "LKI-B-2-001", "LKI-D-2-003"]
