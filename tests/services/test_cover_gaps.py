"""A place has nobody, by a press or because a duty was withdrawn: who is asked, who fills it, who is told of what?"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing, WingId
from listeners.domain.rota.gap_list import GapKind
from listeners.domain.states import CoverReply, CoverState, NightPlace
from listeners.errors import NotAllowed, NotFound
from listeners.services import (
    availability,
    callout_paper,
    cover,
    cover_gaps,
    cover_job,
    notices,
    policies,
    rota_gaps,
    rota_publishing,
    rota_slots,
    standings,
)
from listeners.services.answers import Outcome
from listeners.services.cover_page import open_cover, own_cover
from listeners.services.paper_parts import PaperRecord
from listeners.services.rota_slots import Change
from listeners.store import cover_facts, duties_facts
from listeners.store.database import db
from listeners.store.records import Notice
from tests.at_once import at_once
from tests.rota_world import FIRST, MONDAY, NOW, SECOND, draft, duties_of, published, site_of, versions_of
from tests.services.covering import answers, asked, the_request
from tests.world import Prison, World

THURSDAY = MONDAY + timedelta(days=3)
HOUR = timedelta(hours=1)
AFTER_WEDNESDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
"""Thursday morning, the night not begun."""


def ask(prison: Prison, place: NightPlace = FIRST, now: datetime = NOW) -> None:
    cover_gaps.ask_who_can(site_of(prison), THURSDAY, place, prison.actor(Role.COORDINATOR), now)


def on_thursday(prison: Prison) -> list[tuple[str, str]]:
    db.session.rollback()
    found = duties_of(prison)
    return [(place.value, name) for night, place, name, state in found if (night, state) == (THURSDAY, "planned")]


def lines(prison: Prison, now: datetime = NOW) -> list[str]:
    """The kinds of the lines that wait for the coordinator."""
    db.session.rollback()
    return [line.kind for line in notices.notices_for(prison.actor(Role.COORDINATOR), site_of(prison), now)]


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Ravi is second on Thursday and nobody first; it is Sunday evening."""
    published(world.larkmoor, [(3, SECOND, "ravi")], nights=7)
    return world.larkmoor


def test_a_coordinators_press_asks_three_and_whoever_says_yes_fills_the_gap(larkmoor: Prison) -> None:
    ask(larkmoor)
    ask(larkmoor)
    found = the_request(larkmoor)
    assert asked(larkmoor) == ["sam", "luc", "dean"], "the least loaded by ref; Ravi has the night already"
    page = rota_gaps.gaps(site_of(larkmoor), larkmoor.actor(Role.COORDINATOR), NOW)
    (place,) = [each for each in page.groups[GapKind.NEEDS_SOMEBODY] if each.is_asked]
    assert (place.row.night, place.seat.listener, place.is_asked) == (THURSDAY, None, True)

    assert answers(larkmoor, found.id, "sam", "no") is Outcome.NO
    assert answers(larkmoor, found.id, "luc", "yes") is Outcome.TAKEN
    assert answers(larkmoor, found.id, "dean", "yes") is Outcome.TOO_LATE
    assert on_thursday(larkmoor) == [("first", "luc"), ("second", "ravi")]
    assert versions_of(larkmoor)[0].reason == "Cover taken"
    with pytest.raises(NotFound):
        ask(larkmoor)


def test_of_two_empty_places_of_a_night_everybody_is_asked_once_and_a_yes_fills_either(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(4, FIRST, "sam")], nights=7)  # nobody on Thursday; Sam is too close to it
    ask(prison, FIRST)
    ask(prison, SECOND)
    first, second = cover_facts.waiting(prison.id, NOW)
    names = {listener: name for name, listener in prison.listeners.items()}
    assert [names[each.listener] for each in first.asked] == ["ravi", "luc", "dean"]
    assert [names[each.listener] for each in second.asked] == ["imran", "kofi", "mo"]

    assert answers(prison, first.id, "ravi", "no") is Outcome.NO
    assert answers(prison, first.id, "luc", "yes") is Outcome.TAKEN
    assert answers(prison, first.id, "dean", "yes") is Outcome.TAKEN, "the other place: he was asked about the night"
    assert on_thursday(prison) == [("first", "luc"), ("second", "dean")]
    assert cover_facts.waiting(prison.id, NOW) == ()


def test_after_a_no_to_a_night_nobody_is_asked_about_it_again_whoever_has_it_by_then(larkmoor: Prison) -> None:
    ask(larkmoor)
    found = the_request(larkmoor)
    answers(larkmoor, found.id, "sam", "no")
    answers(larkmoor, found.id, "luc", "yes")
    cover.ask_for_cover(site_of(larkmoor), larkmoor.listeners["luc"], THURSDAY, SYSTEM, NOW)

    assert asked(larkmoor) == ["dean", "imran", "kofi"]


def test_only_a_coordinator_asks_and_only_of_an_empty_place_on_a_published_night(larkmoor: Prison) -> None:
    site = site_of(larkmoor)
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            cover_gaps.ask_who_can(site, THURSDAY, FIRST, larkmoor.actor(role), NOW)
    coordinator, far = larkmoor.actor(Role.COORDINATOR), THURSDAY + timedelta(days=20)
    draft(larkmoor, [], first=far, nights=1)
    for night, place in ((THURSDAY, SECOND), (far, FIRST), (MONDAY - timedelta(days=1), FIRST)):
        with pytest.raises(NotFound):
            cover_gaps.ask_who_can(site, night, place, coordinator, NOW)


def rests(prison: Prison) -> None:
    """Sam was out at three on Thursday morning: Thursday night is too close."""
    out, back = (datetime(2026, 11, 26, hour, tzinfo=UTC) for hour in (3, 4))
    record = PaperRecord(prison.listeners["sam"], WingId(prison.wings["B"]), out, out, back)
    callout_paper.on_paper(site_of(prison), record, prison.actor(Role.STAFF), AFTER_WEDNESDAY)


def _stands(prison: Prison, standing: Standing) -> None:
    whose, coordinator = prison.listeners["sam"], prison.actor(Role.COORDINATOR)
    standings.change(site_of(prison), whose, standing, THURSDAY, 1, coordinator, AFTER_WEDNESDAY)


def pauses(prison: Prison) -> None:
    _stands(prison, Standing.PAUSED)


def is_transferred(prison: Prison) -> None:
    _stands(prison, Standing.TRANSFERRED)


def says_no(prison: Prison) -> None:
    cannot, himself = {THURSDAY: AvailabilityKind.UNAVAILABLE}, prison.actor(Role.LISTENER)
    availability.say(site_of(prison), prison.listeners["sam"], cannot, "", himself, AFTER_WEDNESDAY)


Happening = Callable[[Prison], None]


@pytest.mark.parametrize("happens", [rests, pauses, is_transferred])
def test_a_night_taken_off_somebody_is_asked_for_by_itself_as_after_a_no(world: World, happens: Happening) -> None:
    told = []
    for prison, what in ((world.larkmoor, happens), (world.fenwick, says_no)):
        published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
        what(prison)
        slips = db.session.query(Notice).filter_by(kind=cover.ASKED, site_id=prison.id).all()
        facts = [json.loads(slip.facts) for slip in slips]
        assert all(each.pop("question") == the_request(prison, AFTER_WEDNESDAY).id for each in facts)
        names = {listener: name for name, listener in prison.listeners.items()}
        told.append(
            sorted(
                (names[ListenerId(slip.listener_id or "")], str(each)) for slip, each in zip(slips, facts, strict=True)
            )
        )
        luc = prison.actor(Role.LISTENER, "luc")
        (question,) = own_cover(site_of(prison), luc, AFTER_WEDNESDAY).asked
        told[-1].append((str(question.night), f"{question.starts_at} {question.ends_at}"))

    assert told[0] == told[1], "nobody who is asked can tell a rest, a pause or a transfer from a no"
    assert [name for name, _ in told[0][:-1]] == ["dean", "imran", "kofi", "lee", "luc", "mo"]
    assert answers(world.larkmoor, the_request(world.larkmoor, AFTER_WEDNESDAY).id, "mo", "yes", AFTER_WEDNESDAY) == (
        Outcome.TAKEN
    )
    assert on_thursday(world.larkmoor) == [("first", "mo"), ("second", "ravi")]


def test_what_is_asked_already_goes_on_when_the_night_is_taken_off_him_and_a_no_is_kept(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    cover.ask_for_cover(site_of(prison), prison.listeners["sam"], THURSDAY, prison.actor(Role.LISTENER), NOW)
    before = the_request(prison)
    answers(prison, before.id, "luc", "no")
    rests(prison)

    after = the_request(prison, AFTER_WEDNESDAY)
    assert (after.id, after.listener, after.whose) == (before.id, None, prison.listeners["sam"])
    assert [each.reply for each in after.asked][:2] == [CoverReply.NO, CoverReply.NONE]
    assert own_cover(site_of(prison), prison.actor(Role.LISTENER), AFTER_WEDNESDAY).wanting == ()
    cover.withdraw(site_of(prison), after.id, prison.actor(Role.COORDINATOR), AFTER_WEDNESDAY)
    ask(prison, FIRST, AFTER_WEDNESDAY)
    assert the_request(prison, AFTER_WEDNESDAY).id == before.id, "the same one, with its noes"
    with pytest.raises(NotAllowed):
        cover.withdraw(site_of(prison), after.id, prison.actor(Role.LISTENER), AFTER_WEDNESDAY)


def test_a_place_that_is_filled_another_way_is_asked_for_no_more(larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    ask(larkmoor)
    found = the_request(larkmoor)
    wanted = Change(THURSDAY, 1, None, larkmoor.listeners["kofi"], "He offered")
    rota_slots.change(coordinator, site, wanted, NOW)

    db.session.rollback()
    after = cover_facts.request(larkmoor.id, found.id)
    assert after is not None and after.state is CoverState.WITHDRAWN
    assert answers(larkmoor, found.id, "luc", "yes") is Outcome.NOT_NEEDED
    assert on_thursday(larkmoor) == [("first", "kofi"), ("second", "ravi")]


def test_a_draft_of_the_same_nights_follows_and_does_not_empty_the_place_again(larkmoor: Prison) -> None:
    rota_id = draft(larkmoor, [(3, SECOND, "dean")], nights=7)
    ask(larkmoor)
    answers(larkmoor, the_request(larkmoor).id, "dean", "yes")

    rota_publishing.publish(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), rota_id, NOW)
    assert on_thursday(larkmoor)[0] == ("first", "dean")


def test_coordinators_are_told_once_that_nobody_is_left_until_somebody_has_it(larkmoor: Prison) -> None:
    late = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)  # ten hours before the night: everybody is asked at once
    cover.ask_for_cover(site_of(larkmoor), larkmoor.listeners["ravi"], THURSDAY, SYSTEM, late)
    found = the_request(larkmoor, late)
    for name in ("sam", "luc", "dean", "imran", "kofi"):
        assert answers(larkmoor, found.id, name, "no", late) is Outcome.NO
    assert cover.NOBODY_LEFT not in lines(larkmoor, late), "Mo and Lee may still say yes"

    assert cover_job.work_off("LKI", SYSTEM, late + 4 * HOUR) == (0, 0)
    assert cover.NOBODY_LEFT not in lines(larkmoor, late + 4 * HOUR)
    cover_job.work_off("LKI", SYSTEM, late + 5 * HOUR)
    cover_job.work_off("LKI", SYSTEM, late + 6 * HOUR)
    assert lines(larkmoor, late + 6 * HOUR).count(cover.NOBODY_LEFT) == 1
    assert answers(larkmoor, found.id, "mo", "yes", late + 6 * HOUR) is Outcome.TAKEN
    assert cover.NOBODY_LEFT not in lines(larkmoor, late + 6 * HOUR)


@pytest.mark.parametrize("had_asked", [True, False])
def test_a_fact_recorded_while_somebody_asks_or_takes_is_on_file_and_the_place_is_covered(
    app: Flask, world: World, had_asked: bool
) -> None:
    prison = world.larkmoor
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)

    def does() -> str:
        himself = prison.actor(Role.LISTENER, "sam")
        if had_asked:
            return answers(prison, before, "dean", "yes", AFTER_WEDNESDAY)
        with suppress(NotFound):  # he asked just after the night was taken off him
            cover.ask_for_cover(site_of(prison), prison.listeners["sam"], THURSDAY, himself, AFTER_WEDNESDAY)
        return Outcome.TAKEN

    def recorded() -> str:
        rests(prison)
        return "on file"

    if had_asked:
        cover.ask_for_cover(site_of(prison), prison.listeners["sam"], THURSDAY, SYSTEM, AFTER_WEDNESDAY)
        before = the_request(prison, AFTER_WEDNESDAY).id
        db.session.rollback()
    assert at_once(app, [recorded, does]) == ["on file", "taken"]
    assert on_thursday(prison) == ([("first", "dean")] if had_asked else []) + [("second", "ravi")]
    assert had_asked or the_request(prison, AFTER_WEDNESDAY).asked
    assert len(duties_facts.rests(prison.id)[prison.listeners["sam"]]) == 1


def test_of_two_who_say_yes_to_a_gap_at_the_same_moment_one_has_it(app: Flask, larkmoor: Prison) -> None:
    ask(larkmoor)
    found = the_request(larkmoor)
    db.session.rollback()
    told = at_once(
        app,
        [
            lambda: answers(larkmoor, found.id, "sam", "yes"),
            lambda: answers(larkmoor, found.id, "luc", "yes"),
        ],
    )

    assert sorted(told) == ["taken", "too_late"]
    assert [place for place, _ in on_thursday(larkmoor)] == ["first", "second"]


def test_each_request_for_two_empty_places_is_for_a_seat_of_its_own(world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    coordinator = prison.actor(Role.COORDINATOR)
    policies.change(coordinator, site, "crew", 4, MONDAY, "Many", NOW)
    published(prison, [(3, FIRST, "sam"), (3, SECOND, "ravi")], nights=7)
    cover.ask_for_cover(site, prison.listeners["ravi"], THURSDAY, coordinator, NOW)
    for _ in range(2):
        ask(prison, SECOND)

    found = {each.number: each.request.listener for each in open_cover(site, coordinator, NOW).requests}
    assert found == {2: prison.listeners["ravi"], 3: None, 4: None}


def test_a_no_of_somebody_who_has_that_night_another_way_is_kept(larkmoor: Prison) -> None:
    ask(larkmoor)
    request = the_request(larkmoor).id
    coordinator, luc = larkmoor.actor(Role.COORDINATOR), larkmoor.listeners["luc"]
    taken_off = Change(THURSDAY, 2, larkmoor.listeners["ravi"], luc, "A visit")
    rota_slots.change(coordinator, site_of(larkmoor), taken_off, NOW)

    assert [answers(larkmoor, request, "luc", says) for says in ("yes", "no", "no")] == [Outcome.ALREADY] * 3
    asked_luc = the_request(larkmoor).of(luc)
    assert asked_luc is not None and asked_luc.reply is CoverReply.NO
    assert ("second", "luc") in on_thursday(larkmoor)
