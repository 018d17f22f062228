"""Does publishing write duties under the guards, tell everybody once, and never touch what has begun?"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rota.hard_rules import Broken
from listeners.domain.states import DutyState, RotaState
from listeners.errors import Conflict, NotAllowed, NotFound, RuleBroken
from listeners.services import duties, rota_publishing
from listeners.services.duties import REPLACED
from listeners.store import rota_writes
from listeners.store.database import act, db
from listeners.store.duties import Duty
from listeners.store.people import Listener
from listeners.store.records import Audit, Kept, Notice
from listeners.store.rota import Rota
from tests.rota_world import (
    FIRST,
    MONDAY,
    NOW,
    SECOND,
    draft,
    duties_of,
    published,
    rests,
    say,
    site_of,
    stands,
    unfreeze,
    versions_of,
)
from tests.world import Prison, World

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)


def publish(prison: Prison, rota_id: str, **more: object) -> str:
    return rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW, **more)  # type: ignore[arg-type]


def slips(prison: Prison) -> dict[str, list[dict[str, object]]]:
    """What each Listener is told, by first name."""
    names = {str(listener_id): name for name, listener_id in prison.listeners.items()}
    told: dict[str, list[dict[str, object]]] = {}
    for row in db.session.query(Notice).filter_by(site_id=prison.id, kind=REPLACED).order_by(Notice.created_at):
        told.setdefault(names[str(row.listener_id)], []).append(json.loads(row.facts))
    return told


def test_publishing_writes_a_duty_from_six_in_the_evening_to_eight_for_each_place(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    row = db.session.query(Duty).filter_by(listener_id=prison.listeners["sam"]).one()

    assert duties_of(prison) == [(MONDAY, FIRST, "sam", "planned"), (MONDAY, SECOND, "ravi", "planned")]
    assert (row.starts_at, row.ends_at) == (
        datetime(2026, 11, 23, 18, tzinfo=UTC),
        datetime(2026, 11, 24, 8, tzinfo=UTC),
    )
    assert duties_of(world.fenwick) == []


def test_the_night_of_the_clock_change_is_a_duty_of_fifteen_hours(world: World) -> None:
    prison = world.larkmoor
    published(prison, [(0, FIRST, "sam")], date(2026, 10, 24), 1, datetime(2026, 10, 20, 12, tzinfo=UTC))
    row = db.session.query(Duty).one()

    assert row.ends_at - row.starts_at == timedelta(hours=15)


def test_a_newer_rota_withdraws_only_what_it_changes_and_tells_only_those_affected(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi"), (1, FIRST, "luc")], nights=2)
    kept = db.session.query(Duty).filter_by(listener_id=prison.listeners["sam"]).one().id
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "dean"), (1, FIRST, "luc")], nights=2)

    assert duties_of(prison) == [
        (MONDAY, FIRST, "sam", "planned"),
        (MONDAY, SECOND, "dean", "planned"),
        (MONDAY, SECOND, "ravi", "withdrawn"),
        (TUESDAY, FIRST, "luc", "planned"),
    ]
    assert db.session.query(Duty).filter_by(listener_id=prison.listeners["sam"]).one().id == kept
    told = slips(prison)
    assert {name: len(of_one) for name, of_one in told.items()} == {"sam": 1, "ravi": 2, "luc": 1, "dean": 1}
    assert told["ravi"][1] == {"added": [], "withdrawn": [["2026-11-23", "second"]]}
    withdrawn = db.session.query(Duty).filter_by(state=DutyState.WITHDRAWN).one()
    assert (withdrawn.cause, withdrawn.version) == (REPLACED, 2)
    assert db.session.query(Kept).filter_by(table_name="duty", row_id=withdrawn.id).count() == 1


def test_the_same_rota_published_again_tells_nobody_anything(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    wanted = [(0, FIRST, "sam"), (0, SECOND, "ravi")]
    published(prison, wanted, nights=1)
    published(prison, wanted, nights=1)

    assert db.session.query(Notice).count() == 2
    assert db.session.query(Duty).count() == 2


def test_a_change_of_place_is_told(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    published(prison, [(0, FIRST, "sam"), (0, SECOND, "ravi")], nights=1)
    published(prison, [(0, FIRST, "ravi"), (0, SECOND, "sam")], nights=1)

    assert [each for each in duties_of(prison) if each[3] == "planned"] == [
        (MONDAY, FIRST, "ravi", "planned"),
        (MONDAY, SECOND, "sam", "planned"),
    ]
    assert slips(prison)["sam"][1] == {
        "added": [["2026-11-23", "second"]],
        "withdrawn": [["2026-11-23", "first"]],
    }


def test_an_older_version_of_the_same_nights_is_replaced(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    first = published(prison, [(0, FIRST, "sam")], nights=7)
    second = published(prison, [(0, FIRST, "ravi")], nights=14)

    states = {row.id: row.state for row in db.session.query(Rota)}
    assert states == {first: RotaState.REPLACED, second: RotaState.PUBLISHED}
    versions = [(each.ordinal, each.published_by) for each in versions_of(prison)]
    assert versions == [(2, "LKI coordinator"), (1, "LKI coordinator")]


def test_a_night_that_has_begun_is_never_touched(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    before = NOW - timedelta(days=1)
    sunday = MONDAY - timedelta(days=1)
    published(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi")], sunday, 2, before)
    later = draft(prison, [(0, FIRST, "luc"), (1, FIRST, "dean")], sunday, 2, before)
    publish(prison, later)

    assert duties_of(prison) == [
        (sunday, FIRST, "sam", "planned"),
        (MONDAY, FIRST, "dean", "planned"),
        (MONDAY, FIRST, "ravi", "withdrawn"),
    ]


def test_a_draft_whose_nights_have_all_begun_cannot_be_published(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], MONDAY - timedelta(days=1), 1, NOW - timedelta(days=1))

    with pytest.raises(Conflict, match="rota_has_begun"):
        publish(prison, rota_id)
    assert duties_of(prison) == []


def test_publishing_twice_is_refused_and_a_second_press_gets_the_first_answer(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=1)
    answers = {publish(prison, rota_id, act_key="0123456789abcdef0123") for _ in range(2)}

    assert answers == {rota_id}
    with pytest.raises(Conflict):
        publish(prison, rota_id)
    assert db.session.query(Duty).count() == 1
    assert db.session.query(Audit).filter_by(verb="rota_published").count() == 1


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=1)
    with pytest.raises(Conflict):
        publish(prison, rota_id, seen_version=7)

    assert duties_of(prison) == []


def test_a_rest_recorded_after_the_preview_refuses_the_plan_by_name(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi")], nights=2)
    seen = rota_publishing.preview(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW)
    assert seen.breaches == ()
    rests(prison, "sam", datetime(2026, 11, 23, 9, tzinfo=UTC))

    with pytest.raises(RuleBroken) as refused:
        publish(prison, rota_id, seen_version=seen.draft.version)
    (breach,) = refused.value.breaches
    assert (breach.code, breach.who, breach.when) == (Broken.UNAVAILABLE, "Sam Okoro (L01)", MONDAY)  # type: ignore[attr-defined]
    assert duties_of(prison) == []
    assert db.session.query(Notice).count() == 0


def test_a_rest_recorded_while_duties_are_written_leaves_the_rest_and_no_duty(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam"), (1, FIRST, "ravi")], nights=2)
    actor = prison.actor(Role.COORDINATOR)
    seen = rota_publishing.preview(actor, site_of(prison), rota_id, NOW)
    rests(prison, "sam", datetime(2026, 11, 23, 9, tzinfo=UTC))

    # The facts in hand are the old ones: only the guards of the database know of the rest.
    with pytest.raises(Conflict, match="guard_duty_rest"), act() as session:
        row = rota_writes.draft_row(session, prison.id, rota_id)
        rota_writes.publish_row(session, row, None, actor, NOW)
        duties.publish(session, seen.facts, seen.change, rota_id, actor, NOW)
    assert duties_of(prison) == []
    assert db.session.get_one(Rota, rota_id).state is RotaState.DRAFT


def test_somebody_who_left_meanwhile_is_not_published(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam"), (2, FIRST, "ravi")], nights=3)
    stands(prison, "sam", Standing.LEFT, date(2026, 11, 22))

    with pytest.raises(RuleBroken) as refused:
        publish(prison, rota_id)
    assert [breach.code for breach in refused.value.breaches] == [Broken.UNKNOWN_VOLUNTEER]  # type: ignore[attr-defined]


def test_the_preview_says_who_is_told_of_what_and_writes_nothing(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    published(prison, [(0, FIRST, "sam"), (2, FIRST, "ravi")], nights=3)
    rota_id = draft(prison, [(0, FIRST, "luc"), (2, FIRST, "ravi")], nights=3)
    audits = db.session.query(Audit).count()
    seen = rota_publishing.preview(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, NOW)

    told = {
        each.listener: ([p.night for p in each.added], [p.night for p in each.withdrawn]) for each in seen.change.told
    }
    assert told == {prison.listeners["luc"]: ([MONDAY], []), prison.listeners["sam"]: ([], [MONDAY])}
    assert [duty.night for duty in seen.change.kept] == [WEDNESDAY]
    assert len(seen.gaps) == 4
    assert db.session.query(Audit).count() == audits


def test_the_preview_names_whose_informed_decision_is_not_recorded(world: World) -> None:
    prison = world.larkmoor
    unfreeze(prison)
    published(prison, [(0, FIRST, "luc"), (1, FIRST, "sam")], nights=3)
    rota_id = draft(prison, [(0, FIRST, "luc"), (1, FIRST, "ravi"), (2, FIRST, "dean")], nights=3)
    with act() as session:
        session.get_one(Listener, prison.listeners["ravi"]).consented_on = date(2026, 5, 2)
    actor = prison.actor(Role.COORDINATOR)
    seen = rota_publishing.preview(actor, site_of(prison), rota_id, NOW)

    # Luc stays as he is, Dean is new; Sam is taken off, and Imran is not on it.
    assert seen.undecided == (prison.listeners["luc"], prison.listeners["dean"])
    assert rota_publishing.publish(actor, site_of(prison), rota_id, NOW, reason="Sam has court") == rota_id


def test_what_somebody_may_not_is_refused_first(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=1)
    for role in (Role.STAFF, Role.SAFER_CUSTODY, Role.PEER_LEAD, Role.LISTENER, Role.NATIONAL, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            rota_publishing.publish(prison.actor(role), site_of(prison), rota_id, NOW)
    with pytest.raises(NotFound):
        rota_publishing.publish(world.fenwick.actor(Role.COORDINATOR), site_of(world.fenwick), rota_id, NOW)


def test_a_plan_that_breaks_a_limit_is_refused_with_by_how_much(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam"), (2, FIRST, "sam"), (4, FIRST, "sam")], nights=5)
    with pytest.raises(RuleBroken) as refused:
        publish(prison, rota_id)
    found = {(breach.code, breach.by) for breach in refused.value.breaches}  # type: ignore[attr-defined]

    assert found == {(Broken.LIMIT_7, 1)}


def test_the_command_line_publishes_as_system(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=1)
    rota_publishing.publish(SYSTEM, site_of(prison), rota_id, NOW)

    assert db.session.query(Audit).filter_by(verb="rota_published").one().account_id is None


def test_a_said_no_after_drafting_stops_the_publishing(world: World) -> None:
    prison = world.larkmoor
    rota_id = draft(prison, [(0, FIRST, "sam")], nights=1)
    say(prison, "sam", MONDAY, AvailabilityKind.UNAVAILABLE, "court")
    with pytest.raises(RuleBroken) as refused:
        publish(prison, rota_id)

    # Nor does the refusal say why: the reason is for whoever opens the board.
    assert [breach.detail for breach in refused.value.breaches] == ["unavailable"]  # type: ignore[attr-defined]
