"""Does an offload session get on file as told, sealed, once, and seen by nobody but the coordinator?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from listeners.access import Actor, Kind
from listeners.domain.care.offload import Due, LedBy, Officer, OffloadKind, is_protected
from listeners.domain.people import Role
from listeners.errors import Conflict, NotAllowed, NotFound, Unreadable
from listeners.services.care import look, offload_team, offloads
from listeners.services.care.offload_team import OffloadRow
from listeners.services.care.offloads import Held
from listeners.store.care import offload_facts
from listeners.store.care.wellbeing import Offload
from listeners.store.database import db
from listeners.store.records import Audit
from tests.kept import earlier_versions
from tests.services.care_records import NOW, ago, had_offload, held, site_of
from tests.world import Prison, World

NEVER = (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor."""
    return world.larkmoor


def sam(prison: Prison) -> Actor:
    return prison.actor(Role.LISTENER, "sam")


def coordinator(prison: Prison) -> Actor:
    return prison.actor(Role.COORDINATOR)


def on_file(prison: Prison, who: str = "sam") -> tuple[offload_facts.OffloadOnFile, ...]:
    db.session.rollback()
    return offload_facts.offloads(prison.id).get(prison.listeners[who], ())


def row(prison: Prison, who: str) -> OffloadRow:
    found = offload_team.team(site_of(prison), coordinator(prison), NOW)
    return next(each for each in found.rows if each.member.id == prison.listeners[who])


def readings(kind: Kind) -> int:
    db.session.rollback()
    chosen = select(func.count()).select_from(Audit).where(Audit.verb == "read", Audit.kind == kind.value)
    return db.session.scalar(chosen) or 0


def test_a_listener_logs_his_own_session_and_the_text_is_sealed(larkmoor: Prison) -> None:
    offloads.log(site_of(larkmoor), held(1), "a heavy week", sam(larkmoor), NOW)
    (kept,) = on_file(larkmoor)
    sealed = db.session.scalar(select(Offload.text))
    assert (kept.held, kept.has_text, kept.on_behalf) == (held(1), True, False)
    assert sealed is not None and b"heavy" not in sealed


def test_pressing_twice_logs_one_session(larkmoor: Prison) -> None:
    for _ in range(2):
        offloads.log(site_of(larkmoor), held(1), None, sam(larkmoor), NOW, act_key="the form's own key")
    assert len(on_file(larkmoor)) == 1


def test_a_session_without_a_text_has_none_to_read(larkmoor: Prison) -> None:
    offloads.log(site_of(larkmoor), held(1), None, sam(larkmoor), NOW)
    with pytest.raises(NotFound):
        offloads.read_text(site_of(larkmoor), on_file(larkmoor)[0].id, coordinator(larkmoor), NOW)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (Held(ago(-1), OffloadKind.GROUP, LedBy.SAMARITANS, True, Officer.NONE, 30), "has not been yet"),
        (Held(ago(400), OffloadKind.GROUP, LedBy.SAMARITANS, True, Officer.NONE, 30), "more than a year ago"),
        (Held(ago(1), OffloadKind.GROUP, LedBy.SAMARITANS, True, Officer.NONE, 0), "1 to 480"),
        (Held(ago(1), OffloadKind.GROUP, LedBy.SAMARITANS, True, Officer.NONE, 30, 6), "1 to 5"),
    ],
)
def test_what_cannot_be_is_not_written(larkmoor: Prison, told: Held, fault: str) -> None:
    with pytest.raises(Unreadable, match=fault):
        offloads.log(site_of(larkmoor), told, None, sam(larkmoor), NOW)
    assert on_file(larkmoor) == ()


def test_only_the_coordinator_of_the_site_reads_a_text_and_each_reading_leaves_one_row(
    larkmoor: Prison, world: World
) -> None:
    told = had_offload(larkmoor, "sam", 1, text="a heavy week")
    for actor in [larkmoor.actor(role) for role in NEVER] + [coordinator(world.fenwick)]:
        with pytest.raises(NotAllowed):
            offloads.read_text(site_of(larkmoor), told, actor, NOW)
    assert readings(Kind.OFFLOAD_TEXT) == 0
    for number in (1, 2):
        _, text = offloads.read_text(site_of(larkmoor), told, coordinator(larkmoor), NOW)
        assert (text, readings(Kind.OFFLOAD_TEXT)) == ("a heavy week", number)


def test_a_text_of_another_site_does_not_exist(larkmoor: Prison, world: World) -> None:
    told = had_offload(world.fenwick, "sam", 1, text="theirs")
    with pytest.raises(NotFound):
        offloads.read_text(site_of(larkmoor), told, coordinator(larkmoor), NOW)


def test_nobody_but_a_listener_logs_his_own_and_nobody_but_the_coordinator_keys_in(larkmoor: Prison) -> None:
    with pytest.raises(NotFound):
        offloads.log(site_of(larkmoor), held(1), None, coordinator(larkmoor), NOW)
    for role in NEVER:
        with pytest.raises(NotAllowed):
            offloads.key_in(site_of(larkmoor), [larkmoor.listeners["ravi"]], held(1), larkmoor.actor(role), NOW)


def test_a_card_of_a_group_is_keyed_in_for_each_who_was_there(larkmoor: Prison) -> None:
    there = [larkmoor.listeners[who] for who in ("sam", "ravi", "luc")]
    told = replace(held(1), useful=None)
    for _ in range(2):
        offloads.key_in(site_of(larkmoor), there, told, coordinator(larkmoor), NOW, act_key="one card")
    assert [len(on_file(larkmoor, who)) for who in ("sam", "ravi", "luc", "dean")] == [1, 1, 1, 0]
    assert on_file(larkmoor)[0].on_behalf


def test_a_card_for_nobody_or_for_somebody_else_s_team_is_refused(larkmoor: Prison, world: World) -> None:
    with pytest.raises(Unreadable):
        offloads.key_in(site_of(larkmoor), [], held(1), coordinator(larkmoor), NOW)
    with pytest.raises(NotFound):
        theirs = [larkmoor.listeners["sam"], world.fenwick.listeners["sam"]]
        offloads.key_in(site_of(larkmoor), theirs, replace(held(1), useful=None), coordinator(larkmoor), NOW)
    assert on_file(larkmoor) == ()


def test_whoever_has_that_session_already_is_named_before_it_is_keyed_in_again(larkmoor: Prison) -> None:
    had_offload(larkmoor, "sam", 1)
    there = [larkmoor.listeners[who] for who in ("sam", "ravi")]
    asked = site_of(larkmoor), there
    assert offloads.on_file_already(*asked, held(1), coordinator(larkmoor)) == (larkmoor.listeners["sam"],)
    single = held(1, kind=OffloadKind.SINGLE)
    assert offloads.on_file_already(*asked, single, coordinator(larkmoor)) == ()


def test_a_correction_keeps_what_was_said_before_and_the_text(larkmoor: Prison) -> None:
    told = had_offload(larkmoor, "sam", 1, text="a heavy week")
    seen = on_file(larkmoor)[0]
    whose = offloads.correct(
        site_of(larkmoor), told, seen.version, held(2, Officer.EARSHOT), coordinator(larkmoor), NOW
    )
    (after,) = on_file(larkmoor)
    assert (whose, after.held) == (larkmoor.listeners["sam"], held(2, Officer.EARSHOT))
    (before,) = earlier_versions(db.session(), db.session.get_one(Offload, told))
    assert (before["on_date"], before["officer"]) == (ago(1).isoformat(), "none")
    assert offloads.read_text(site_of(larkmoor), told, coordinator(larkmoor), NOW)[1] == "a heavy week"


def test_how_useful_it_was_is_each_listener_s_own_and_no_card_overwrites_what_he_said(larkmoor: Prison) -> None:
    site, who, listeners = site_of(larkmoor), coordinator(larkmoor), larkmoor.listeners
    group = [listeners["sam"], listeners["ravi"]]
    with pytest.raises(Unreadable, match="each Listener's own"):
        offloads.key_in(site, group, replace(held(1), useful=5), who, NOW)
    offloads.log(site, replace(held(2), useful=1), None, larkmoor.actor(Role.LISTENER), NOW)
    (own,) = on_file(larkmoor)
    offloads.correct(site, own.id, own.version, replace(held(3), useful=5), who, NOW)
    (after,) = on_file(larkmoor)
    assert (after.held.on, after.held.useful) == (ago(3), 1)


def test_of_two_corrections_of_the_same_version_the_second_is_refused(larkmoor: Prison) -> None:
    told = had_offload(larkmoor, "sam", 1)
    seen = on_file(larkmoor)[0].version
    offloads.correct(site_of(larkmoor), told, seen, held(2), coordinator(larkmoor), NOW)
    with pytest.raises(Conflict):
        offloads.correct(site_of(larkmoor), told, seen, held(3), coordinator(larkmoor), NOW)
    assert on_file(larkmoor)[0].held == held(2)


def test_the_page_names_who_is_due_overdue_and_was_last_not_alone(larkmoor: Prison) -> None:
    for who, days, officer in (
        ("sam", 15, Officer.NONE),
        ("ravi", 12, Officer.NONE),
        ("luc", 3, Officer.NONE),
        ("dean", 3, Officer.EARSHOT),
    ):
        had_offload(larkmoor, who, days, officer)
    assert [row(larkmoor, who).state.due for who in ("sam", "ravi", "luc")] == [Due.OVERDUE, Due.DUE, Due.LATER]
    assert row(larkmoor, "sam").state.days_overdue(ago(0)) == 1
    assert (row(larkmoor, "dean").unprotected, row(larkmoor, "luc").unprotected) == (1, 0)


@pytest.mark.parametrize("led_by", LedBy)
@pytest.mark.parametrize("officer", Officer)
def test_nothing_is_looked_at_before_the_last_protected_session(
    larkmoor: Prison, officer: Officer, led_by: LedBy
) -> None:
    had_offload(larkmoor, "sam", 40)
    told = replace(held(30, officer), led_by=led_by)
    offloads.key_in(site_of(larkmoor), [larkmoor.listeners["sam"]], told, coordinator(larkmoor), NOW)
    had_offload(larkmoor, "sam", 20, Officer.EARSHOT)
    (_, fact, *_) = (each.fact for each in on_file(larkmoor))
    looked_at = offload_facts.told_of(larkmoor.id, since=ago(20)).of(larkmoor.listeners["sam"])
    assert [each.held.on for each in looked_at] == [ago(20), ago(30), *([] if is_protected(fact) else [ago(40)])]


def test_a_run_of_officers_near_is_counted_back_beyond_the_half_year_of_the_share_on_time(larkmoor: Prison) -> None:
    for days, officer in ((3, Officer.PRESENT), (300, Officer.EARSHOT), (400, Officer.NONE), (500, Officer.PRESENT)):
        had_offload(larkmoor, "sam", days, officer)
    today = look.today(site_of(larkmoor), coordinator(larkmoor), NOW)
    assert row(larkmoor, "sam").unprotected == 2
    assert [each.unprotected for each in today.unprotected if each.member.id == larkmoor.listeners["sam"]] == [2]


def test_a_session_ahead_of_time_is_not_the_last_one_held(larkmoor: Prison) -> None:
    had_offload(larkmoor, "sam", 3)
    had_offload(larkmoor, "sam", -5)
    last = row(larkmoor, "sam").last
    assert last is not None and last.held.on == ago(3)


def test_the_share_on_time_is_that_of_the_team_together(larkmoor: Prison) -> None:
    site, who = site_of(larkmoor), coordinator(larkmoor)
    before = offload_team.team(site, who, NOW).share
    # Thirteen sessions, the first 22 days after recording began: one late, twelve on time.
    for day in range(1, 170, 13):
        had_offload(larkmoor, "sam", day)
    after = offload_team.team(site, who, NOW).share
    assert (before.owed, before.on_time, before.per_cent) == (8 * 12, 0, 0)
    assert (after.owed, after.on_time, after.per_cent) == (7 * 12 + 13, 12, 12)
