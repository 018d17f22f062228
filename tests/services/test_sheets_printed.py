"""Is it known whether tonight's sheet is printed, and whether it still says what is so, on both engines?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound
from listeners.jobs.runner import run_due
from listeners.jobs.table import BY_NAME
from listeners.services import lockup, notices, sheets_chased, sheets_printed, tonight
from listeners.services.duty_gaps import ANSWERABLE, tell
from listeners.services.sheets_printed import SheetState
from listeners.store.database import act
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.world import World


def state(scene: Scene, now: str) -> SheetState:
    return sheets_printed.state_of(tonight.view_of(scene.site, scene.officer, at(now)), scene.officer)


def printed(scene: Scene, now: str, act_key: str | None = None) -> str:
    return sheets_printed.print_sheet(scene.site, scene.officer, at(now), act_key)


def test_a_sheet_that_is_not_printed_is_late_from_lock_up_on(larkmoor: Scene) -> None:
    assert [state(larkmoor, f"27 Nov {clock}").is_late for clock in ("17:29", "17:30")] == [False, True]
    printed(larkmoor, "27 Nov 17:40")

    now = state(larkmoor, "28 Nov 03:00")
    assert now.printed is not None and now.printed.printed_at == at("27 Nov 17:40")
    assert now.printed.by == "LKI staff" and not now.has_changed
    assert state(larkmoor, "28 Nov 09:00").printed is None


def test_that_time_goes_by_is_no_change_though_a_man_is_rested_meanwhile(larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 02:50", "27 Nov 09:30", now="27 Nov 10:00")
    sheet = sheets_printed.copy_of(
        larkmoor.site, printed(larkmoor, "27 Nov 12:00"), larkmoor.officer, at("27 Nov 12:00")
    )
    assert [(each.name, each.until) for each in sheet.resting] == [("Ravi Patel", at("27 Nov 20:30"))]

    assert not any(state(larkmoor, now).has_changed for now in ("27 Nov 17:59", "27 Nov 20:31", "28 Nov 07:59"))


def test_a_man_who_is_not_here_another_cell_and_a_call_out_each_ask_for_a_new_sheet(larkmoor: Scene) -> None:
    def again(now: str) -> bool:
        changed = state(larkmoor, now).has_changed
        printed(larkmoor, now)
        assert not state(larkmoor, now).has_changed
        return changed

    printed(larkmoor, "27 Nov 17:40")
    lockup.change_cell(larkmoor.site, larkmoor.who("sam"), "LKI-A-1-009", larkmoor.officer, at("27 Nov 18:10"))
    assert again("27 Nov 18:11")
    lockup.not_here(larkmoor.site, larkmoor.who("luc"), False, larkmoor.officer, at("27 Nov 18:20"))
    assert again("27 Nov 18:21")
    one = larkmoor.start("28 Nov 01:00")
    larkmoor.goes(one, "sam", "28 Nov 01:05")
    assert again("28 Nov 01:06")
    larkmoor.back(one, "sam", "28 Nov 02:00")
    assert again("28 Nov 02:01")


def test_what_is_kept_is_the_paper_and_is_forgotten_after_seven_days(larkmoor: Scene) -> None:
    sheet_id = printed(larkmoor, "27 Nov 17:40")
    lockup.change_cell(larkmoor.site, larkmoor.who("sam"), "LKI-A-1-009", larkmoor.officer, at("27 Nov 18:10"))
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)
    copy = sheets_printed.copy_of(larkmoor.site, sheet_id, coordinator, at("4 Dec 17:40"))
    assert [(each.name, each.cell) for each in copy.order[:2]] == [
        ("Sam Okoro", "LKI-B-2-001"),
        ("Luc Martin", "LKI-D-2-003"),
    ]
    assert copy.night == FRIDAY and copy.printed_at == at("27 Nov 17:40")

    for later in (at("4 Dec 17:40") + timedelta(seconds=1), at("5 Dec 09:00")):
        with pytest.raises(NotFound):
            sheets_printed.copy_of(larkmoor.site, sheet_id, coordinator, later)
    assert sheets_printed.forget_old(SYSTEM, at("4 Dec 17:40")) == 0
    assert sheets_printed.forget_old(SYSTEM, at("4 Dec 17:41")) == 1


def test_a_wing_desk_reads_the_sheets_of_this_night_and_the_one_before(larkmoor: Scene) -> None:
    sheet_id = printed(larkmoor, "27 Nov 17:40")

    def sees(role: Role, now: str) -> bool:
        actor = larkmoor.prison.actor(role)
        listed = [each.id for each in sheets_printed.kept(larkmoor.site, actor, at(now))] == [sheet_id]
        try:
            assert sheets_printed.copy_of(larkmoor.site, sheet_id, actor, at(now)).night == FRIDAY and listed
        except NotFound:
            assert not listed
        return listed

    assert sees(Role.STAFF, "29 Nov 07:59") and not sees(Role.STAFF, "29 Nov 08:00")
    assert sees(Role.COORDINATOR, "4 Dec 17:40") and sees(Role.SAFER_CUSTODY, "4 Dec 17:40")


def test_the_same_form_twice_is_one_printing_and_another_prison_has_no_part_in_it(
    larkmoor: Scene, world: World
) -> None:
    first = printed(larkmoor, "27 Nov 17:40", "a key")
    assert printed(larkmoor, "27 Nov 17:41", "a key") == first
    elsewhere = scene_of(world.fenwick)

    assert len(sheets_printed.kept(larkmoor.site, larkmoor.officer, at("27 Nov 18:00"))) == 1
    assert sheets_printed.kept(elsewhere.site, elsewhere.officer, at("27 Nov 18:00")) == ()
    with pytest.raises(NotFound):
        sheets_printed.copy_of(elsewhere.site, first, elsewhere.officer, at("27 Nov 18:00"))
    with pytest.raises(NotAllowed):
        sheets_printed.print_sheet(larkmoor.site, larkmoor.prison.actor(Role.LISTENER), at("27 Nov 18:00"))


def told(scene: Scene, now: str) -> list[tuple[str, object]]:
    """What the coordinator is told and, word for word, safer custody too."""
    both = [
        notices.notices_for(scene.prison.actor(role), scene.site, at(now))
        for role in (Role.COORDINATOR, Role.SAFER_CUSTODY)
    ]
    first, second = ([(line.kind, line.facts["printed_at"]) for line in lines] for lines in both)
    assert first == second
    return first


def test_whoever_answers_for_the_night_is_told_once_of_a_sheet_not_printed_by_lock_up(
    larkmoor: Scene,
) -> None:
    def chase(now: str) -> bool:
        return sheets_chased.chase("LKI", SYSTEM, at(now))

    assert [day.key for day in sheets_chased.locked_up(SYSTEM, at("27 Nov 17:29"))] == []
    assert [day.key for day in sheets_chased.locked_up(SYSTEM, at("27 Nov 17:30"))] == [
        "FNI 2026-11-27",
        "LKI 2026-11-27",
    ]
    assert not chase("27 Nov 17:29") and chase("27 Nov 17:30") and chase("27 Nov 17:31")
    assert told(larkmoor, "27 Nov 17:31") == [("sheet_not_printed", None)]
    printed(larkmoor, "27 Nov 17:40")
    assert told(larkmoor, "27 Nov 17:41") == [] and not chase("27 Nov 17:41")


def test_a_sheet_printed_late_leaves_the_other_notices_to_be_read(larkmoor: Scene) -> None:
    assert sheets_chased.chase("LKI", SYSTEM, at("27 Nov 17:30"))
    with act() as session:
        tell(session, larkmoor.site, ANSWERABLE, "taken_back:1", "taken_back", {}, SYSTEM, at("27 Nov 17:31"))
    printed(larkmoor, "27 Nov 17:35")

    lines = notices.notices_for(larkmoor.prison.actor(Role.COORDINATOR), larkmoor.site, at("27 Nov 17:36"))
    assert [line.kind for line in lines] == ["taken_back"]


def test_what_changes_after_lock_up_is_told_once_for_each_printing(larkmoor: Scene) -> None:
    def look(now: str) -> list[tuple[str, object]]:
        run_due(BY_NAME["sheets"], lambda: at(now))
        return told(larkmoor, now)

    def here(is_here: bool, now: str) -> None:
        lockup.not_here(larkmoor.site, larkmoor.who("sam"), is_here, larkmoor.officer, at(now))

    printed(larkmoor, "27 Nov 17:00")
    assert look("27 Nov 17:45") == []
    here(False, "27 Nov 18:25")
    once = [("sheet_not_printed", at("27 Nov 17:00"))]
    assert look("27 Nov 18:35") == once == look("27 Nov 19:05")
    printed(larkmoor, "27 Nov 19:10")
    assert look("27 Nov 19:35") == []
    here(True, "27 Nov 19:40")
    assert look("27 Nov 20:05") == [("sheet_not_printed", at("27 Nov 19:10"))]


def test_a_sheet_printed_before_a_change_is_chased_at_lock_up_and_forgotten_in_the_morning(larkmoor: Scene) -> None:
    printed(larkmoor, "27 Nov 12:00")
    assert not sheets_chased.chase("LKI", SYSTEM, at("27 Nov 17:30"))
    lockup.not_here(larkmoor.site, larkmoor.who("luc"), False, larkmoor.officer, at("27 Nov 17:31"))
    assert sheets_chased.chase("LKI", SYSTEM, at("27 Nov 17:32"))

    assert told(larkmoor, "28 Nov 07:59") == [("sheet_not_printed", at("27 Nov 12:00"))]
    assert told(larkmoor, "28 Nov 08:00") == []
