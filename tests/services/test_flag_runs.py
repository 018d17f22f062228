"""Does the daily run raise what it should from what is on file, once, for everybody, and tell nobody else?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from listeners.access import SYSTEM
from listeners.domain.care.facts import Tick
from listeners.domain.care.flags import FlagState, Level
from listeners.domain.care.offload import Officer
from listeners.domain.people import ListenerId, Role, WingId
from listeners.domain.states import AttendanceState
from listeners.errors import NotAllowed, NotFound
from listeners.services import callout_paper, callout_times
from listeners.services.callout_times import Return
from listeners.services.care import flags
from listeners.services.care.flag_notices import SOMEBODY_TO_LOOK_AT
from listeners.services.paper_parts import PaperRecord
from listeners.store import people
from listeners.store.care import flag_facts
from listeners.store.care.flag_facts import StoredFlag
from listeners.store.care.wellbeing import ContactTicks, Flag, FlagStep, Offload
from listeners.store.database import act, db
from listeners.store.duties import Rest
from listeners.store.records import Audit, Notice
from tests.services.care_records import (
    NOW,
    SUICIDAL,
    ago,
    at,
    comes_monthly,
    had_offload,
    owed_rest,
    site_of,
    stood_by,
    was_overridden,
    went_out,
)
from tests.world import MADE_AT, Prison, World


@pytest.fixture
def larkmoor(world: World) -> Prison:
    """Larkmoor, everybody there with an offload three days ago: nobody has a reason yet."""
    for who in world.larkmoor.listeners:
        had_offload(world.larkmoor, who, 3)
    return world.larkmoor


def without_offload(prison: Prison, who: str) -> None:
    """Move the offload of three days ago forty days back, as if it had been the last."""
    last_offload(prison, who, 40)


def last_offload(prison: Prison, who: str, days_ago: int) -> None:
    whose = Offload.listener_id == prison.listeners[who]
    with act() as session:
        session.execute(update(Offload).where(whose).values(on_date=ago(days_ago), version=2))


def flag_of(prison: Prison, who: str) -> StoredFlag | None:
    db.session.rollback()
    return flag_facts.flag_of(prison.id, prison.listeners[who])


def codes(prison: Prison, who: str) -> list[str]:
    found = flag_of(prison, who)
    return [reason.code.value for reason in found.reasons()] if found else []


def level(prison: Prison, who: str) -> Level | None:
    found = flag_of(prison, who)
    return found.level if found else None


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_imran_forty_days_without_protected_offload_is_flagged(larkmoor: Prison) -> None:
    without_offload(larkmoor, "imran")
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert (level(larkmoor, "imran"), codes(larkmoor, "imran")) == (Level.FLAG, ["no_protected_offload"])
    assert count(Flag) == 1


def test_kofi_four_suicide_related_daytime_contacts_a_week_for_three_months_is_flagged(larkmoor: Prison) -> None:
    for week in range(13):
        had_offload(larkmoor, "kofi", 7 * week + 1)
        for day in (0, 2, 3, 5):
            went_out(larkmoor, "kofi", at(7 * week + day, 14), 50, SUICIDAL)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert level(larkmoor, "kofi") is Level.FLAG
    assert codes(larkmoor, "kofi") == ["suicide_related", "many_contacts"]


def test_dean_two_rests_not_kept_is_urgent(larkmoor: Prison) -> None:
    owed_rest(larkmoor, "dean", at(9, 4), kept=False)
    owed_rest(larkmoor, "dean", at(2, 4), kept=False)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert (level(larkmoor, "dean"), codes(larkmoor, "dean")) == (Level.URGENT, ["rest_not_kept"])


def test_a_rest_not_kept_says_what_broke_it_where_that_is_on_file_and_nothing_where_it_is_not(
    larkmoor: Prison,
) -> None:
    went_out(larkmoor, "dean", at(9, 2, 30), 90)
    went_out(larkmoor, "dean", at(9, 14, 8))
    owed_rest(larkmoor, "dean", at(9, 4), kept=False)
    owed_rest(larkmoor, "dean", at(2, 4), kept=False)
    went_out(larkmoor, "luc", at(2, 5))
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    found = flag_of(larkmoor, "dean")

    assert found is not None
    assert [(each.on, each.at, each.until) for each in found.reasons()[0].behind] == [
        (ago(9), (at(9, 14, 8),), at(9, 15)),
        (ago(2), (), at(2, 15)),
    ]


def test_a_rest_overridden_says_when_he_was_let_go(larkmoor: Prison) -> None:
    owed_rest(larkmoor, "dean", at(2, 9))
    was_overridden(larkmoor, "dean", 2)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    found = flag_of(larkmoor, "dean")

    assert found is not None
    assert [(each.on, each.at, each.until) for each in found.reasons()[0].behind] == [(ago(2), (at(2, 17),), at(2, 20))]


def test_mo_an_officer_at_his_last_two_offloads_is_flagged_once(larkmoor: Prison) -> None:
    had_offload(larkmoor, "mo", 2, Officer.PRESENT)
    had_offload(larkmoor, "mo", 1, Officer.PRESENT)
    runs = [flags.run(site_of(larkmoor), SYSTEM, NOW + timedelta(hours=hours)) for hours in (0, 12, 24)]
    assert (level(larkmoor, "mo"), codes(larkmoor, "mo")) == (Level.FLAG, ["offloads_unprotected"])
    assert [run.raised for run in runs] == [1, 0, 0]


def test_lee_one_contact_this_week_after_none_at_a_monthly_site_is_not_flagged(larkmoor: Prison) -> None:
    comes_monthly(larkmoor)
    last_offload(larkmoor, "lee", 9)
    went_out(larkmoor, "lee", at(2, 23), 60, SUICIDAL)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert flag_of(larkmoor, "lee") is None


def test_the_run_says_what_it_did_and_a_second_one_changes_nothing(larkmoor: Prison) -> None:
    without_offload(larkmoor, "imran")
    owed_rest(larkmoor, "dean", at(2, 4), kept=False)
    first = flags.run(site_of(larkmoor), SYSTEM, NOW)
    before = count(Audit), count(Notice), count(FlagStep)
    again = flags.run(site_of(larkmoor), SYSTEM, NOW + timedelta(hours=1))
    assert str(first) == "LKI: 8 looked at, 2 raised, 0 added to, 0 raised again"
    assert (again.raised, again.added, again.reopened, again.failed) == (0, 0, 0, ())
    assert (count(Audit), count(Notice), count(FlagStep)) == before


def test_one_record_that_cannot_be_read_does_not_stop_the_others(larkmoor: Prison) -> None:
    spoiled = went_out(larkmoor, "sam", at(2, 14), 60, SUICIDAL)
    without_offload(larkmoor, "imran")
    with act() as session:
        session.execute(
            update(ContactTicks)
            .where(ContactTicks.attendance_id == spoiled)
            .values(ticks=b"\x01" + bytes(40), version=2)
        )
    run = flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert run.failed == (larkmoor.listeners["sam"],)
    assert codes(larkmoor, "imran") == ["no_protected_offload"]


def test_the_coordinator_is_told_that_there_is_somebody_and_not_who_nor_why(larkmoor: Prison) -> None:
    without_offload(larkmoor, "imran")
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    (notice,) = db.session.scalars(select(Notice)).all()
    assert (notice.kind, notice.facts) == (SOMEBODY_TO_LOOK_AT, "{}")
    assert notice.account_id == larkmoor.accounts[Role.COORDINATOR]
    assert larkmoor.listeners["imran"] not in notice.event


def test_new_facts_are_added_to_an_open_flag_and_its_level_does_not_fall(larkmoor: Prison) -> None:
    owed_rest(larkmoor, "dean", at(9, 4), kept=False)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert level(larkmoor, "dean") is Level.FLAG
    owed_rest(larkmoor, "dean", at(2, 4), kept=False)
    assert flags.run(site_of(larkmoor), SYSTEM, NOW).added == 1
    assert level(larkmoor, "dean") is Level.URGENT


def test_a_closed_flag_is_raised_again_by_new_facts_alone(larkmoor: Prison) -> None:
    owed_rest(larkmoor, "dean", at(9, 4), kept=False)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    with act() as session:
        row = flag_facts.row_of(session, larkmoor.id, _id(larkmoor, "dean"))
        row.state = FlagState.CLOSED
    assert flags.run(site_of(larkmoor), SYSTEM, NOW + timedelta(days=1)).reopened == 0
    owed_rest(larkmoor, "dean", at(0, 4), kept=False)
    assert flags.run(site_of(larkmoor), SYSTEM, NOW + timedelta(days=1)).reopened == 1
    again = flag_of(larkmoor, "dean")
    assert again is not None and (again.state, again.owner) == (FlagState.RAISED, None)


def _id(prison: Prison, who: str) -> str:
    found = flag_of(prison, who)
    assert found is not None
    return found.id


def test_a_rest_recorded_anew_after_a_correction_is_not_another_rest(larkmoor: Prison) -> None:
    owed_rest(larkmoor, "dean", at(9, 4), kept=False)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    with act() as session:
        session.execute(update(Rest).values(in_force=False, version=2))
    owed_rest(larkmoor, "dean", at(9, 4) + timedelta(minutes=10), kept=False)
    assert flags.run(site_of(larkmoor), SYSTEM, NOW).added == 0


def test_an_override_and_the_rest_that_it_broke_are_one_cause(larkmoor: Prison) -> None:
    owed_rest(larkmoor, "dean", at(2, 9), kept=False)
    was_overridden(larkmoor, "dean", 2)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert (level(larkmoor, "dean"), codes(larkmoor, "dean")) == (Level.FLAG, ["rest_not_kept"])


def test_an_override_of_another_rest_makes_two(larkmoor: Prison) -> None:
    owed_rest(larkmoor, "dean", at(9, 9), kept=False)
    was_overridden(larkmoor, "dean", 2)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert level(larkmoor, "dean") is Level.URGENT
    assert codes(larkmoor, "dean") == ["rest_not_kept", "rest_overridden"]


def test_an_attempt_or_a_death_is_urgent_at_once_and_nothing_of_it_stands_in_the_file(larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(1, 14), 60, Tick.ATTEMPT_OR_DEATH)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert (level(larkmoor, "sam"), codes(larkmoor, "sam")) == (Level.URGENT, ["attempt_or_death"])
    stored = flag_of(larkmoor, "sam")
    assert stored is not None and b"attempt" not in stored.reasons_sealed + stored.known_sealed


def test_a_prison_that_never_offered_a_debrief_owes_one_all_the_same(larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(3, 14), debriefed=False)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert codes(larkmoor, "sam") == ["debrief_not_offered"]


@pytest.mark.parametrize(("offered", "reasons"), [(None, []), (True, []), (False, ["debrief_not_offered"])])
def test_paper_that_does_not_tell_whether_a_talk_was_offered_owes_no_debrief(
    larkmoor: Prison, offered: bool | None, reasons: list[str]
) -> None:
    sam, wing, out = ListenerId(larkmoor.listeners["sam"]), WingId(larkmoor.wings["B"]), at(3, 14)
    record = PaperRecord(sam, wing, out, out, out + timedelta(hours=1), None, offered)
    callout_paper.on_paper(site_of(larkmoor), record, larkmoor.actor(Role.STAFF), NOW)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert codes(larkmoor, "sam") == reasons


def test_a_return_that_tells_that_no_talk_was_offered_makes_one_owed(larkmoor: Prison) -> None:
    site, staff, out = site_of(larkmoor), larkmoor.actor(Role.STAFF), at(3, 14)
    record = PaperRecord(ListenerId(larkmoor.listeners["sam"]), WingId(larkmoor.wings["B"]), out, out)
    call_out_id = callout_paper.on_paper(site, record, staff, out + timedelta(minutes=5))
    part, back = callout_paper.part_keyed(site, record, staff), out + timedelta(hours=1)
    callout_times.returned(site, call_out_id, part, Return(back, debrief_offered=False), staff, back)
    flags.run(site, SYSTEM, NOW)
    assert codes(larkmoor, "sam") == ["debrief_not_offered"]


def test_imported_call_outs_owe_no_debrief(larkmoor: Prison) -> None:
    went_out(larkmoor, "ravi", at(4, 15), debriefed=True)
    for day in (3, 5):
        went_out(larkmoor, "sam", at(day, 14), debriefed=False, imported=True)
    assert flags.run(site_of(larkmoor), SYSTEM, NOW).raised == 0


def test_a_call_out_whose_caller_changed_his_mind_is_no_contact(larkmoor: Prison) -> None:
    for day in range(1, 11):
        went_out(larkmoor, "sam", at(day, 14), 5, answered=False, state=AttendanceState.CALLED_OFF)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert codes(larkmoor, "sam") == []


def test_ten_contacts_in_twenty_eight_days_are_a_reason(larkmoor: Prison) -> None:
    for day in range(1, 11):
        went_out(larkmoor, "sam", at(day, 14), 5)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert codes(larkmoor, "sam") == ["many_contacts"]


def test_nights_over_the_policy_are_a_reason(larkmoor: Prison) -> None:
    for day in (0, 2, 4):
        stood_by(larkmoor, "sam", ago(day))
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert codes(larkmoor, "sam") == ["nights_over"]


def test_the_same_session_told_by_the_listener_and_on_the_card_of_the_group_is_one(larkmoor: Prison) -> None:
    had_offload(larkmoor, "mo", 1, Officer.PRESENT)
    had_offload(larkmoor, "mo", 1, Officer.PRESENT)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    assert codes(larkmoor, "mo") == []


def test_who_has_left_is_not_looked_at_and_who_is_paused_is(larkmoor: Prison) -> None:
    for who, standing in (("imran", "left"), ("dean", "paused")):
        without_offload(larkmoor, who)
        with act() as session:
            session.add(
                people.StandingFact(
                    site_id=larkmoor.id,
                    listener_id=larkmoor.listeners[who],
                    standing=standing,
                    from_on=ago(5),
                    ordinal=1,
                    recorded_at=MADE_AT,
                )
            )
    assert flags.run(site_of(larkmoor), SYSTEM, NOW).looked_at == 7
    assert (codes(larkmoor, "imran"), codes(larkmoor, "dean")) == ([], ["no_protected_offload"])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LISTENER, Role.STAFF, Role.NATIONAL, Role.AUDITOR])
def test_no_person_looks_through_a_team_only_background_work_does(larkmoor: Prison, role: Role) -> None:
    without_offload(larkmoor, "imran")
    with pytest.raises(NotAllowed):
        flags.raise_flags("LKI", larkmoor.actor(role), NOW)
    assert count(Flag) == 0


def test_every_site_is_run_and_a_site_by_its_code_alone(larkmoor: Prison, world: World) -> None:
    assert [run.site_code for run in flags.raise_flags("all", SYSTEM, NOW)] == ["FNI", "LKI"]
    assert [run.site_code for run in flags.raise_flags("LKI", SYSTEM, NOW)] == ["LKI"]
    with pytest.raises(NotFound):
        flags.raise_flags("XXI", SYSTEM, NOW)


def test_one_site_never_counts_what_another_one_did(larkmoor: Prison, world: World) -> None:
    for day in range(1, 11):
        went_out(world.fenwick, "sam", at(day, 14), 5)
    flags.raise_flags("all", SYSTEM, NOW)
    assert codes(larkmoor, "sam") == []
