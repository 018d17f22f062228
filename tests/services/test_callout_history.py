"""Does every entry of a call-out stand with who made it and when, and nothing of who said no?"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from listeners.domain.people import Role
from listeners.domain.states import CHECKS, AttendanceState, CallOutEventKind, StaffReason
from listeners.errors import NotAllowed, Unreadable
from listeners.services import (
    callout_checks,
    callout_ends,
    callout_history,
    callout_let_go,
    callout_marks,
    callout_refusals,
    callout_relays,
    callouts,
    night_contacts,
)
from listeners.services.callout_history import Entry
from listeners.services.callout_marks import Mark
from listeners.services.callout_refusals import Held, WhatNow
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import act
from listeners.store.records import Kept
from tests.nights import FRIDAY, WHY, Scene, at, scene_of

LONDON = ZoneInfo("Europe/London")
STAFF, COORDINATOR = "LKI staff", "LKI coordinator"


def entries(scene: Scene, one: CallOutOnFile) -> list[str]:
    """What was entered, the first first: the minute of the entry, by whom, of whom, and what."""
    found = callout_history.history(scene.site, one.id, scene.prison.actor(Role.COORDINATOR)).entries
    return [told for each in reversed(found) for told in _told(each)]


def _told(entry: Entry) -> list[str]:
    head = f"{_clock(entry.at)} {entry.by} {entry.of}:"
    said = [f"{each.what} {_clock(each.before)}>{_clock(each.after)}" for each in entry.changes]
    if entry.happened is not None:
        said = [f"{entry.happened.kind} {_clock(entry.happened.before)}>{_clock(entry.happened.at)}"]
    return [f"{head} {words}" for words in said]


def _clock(value: datetime | str | None) -> str | None:
    return value.astimezone(LONDON).strftime("%H:%M") if isinstance(value, datetime) else value


def test_each_step_of_a_night_stands_with_its_own_who_and_when(larkmoor: Scene) -> None:
    coordinator = scene_of(larkmoor.prison, Role.COORDINATOR)
    one = larkmoor.start("28 Nov 02:10")
    his = larkmoor.part(one, "sam").id
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    larkmoor.goes(one, "sam", "28 Nov 02:20")
    callout_marks.mark(
        larkmoor.site, one.id, his, Mark.STARTED, at("28 Nov 02:22"), larkmoor.officer, at("28 Nov 02:23")
    )
    coordinator.back(one, "sam", "28 Nov 05:20", now="28 Nov 05:26")
    coordinator.back(one, "sam", "28 Nov 05:25", now="28 Nov 05:40")

    assert entries(larkmoor, one) == [
        f"02:10 {STAFF} None: asked_at None>02:10",
        f"02:10 {STAFF} None: wing_id None>B",
        f"02:12 {STAFF} Sam Okoro: accepted_at None>02:12",
        f"02:20 {STAFF} Sam Okoro: unlocked_at None>02:20",
        f"02:20 {STAFF} Sam Okoro: out_at None>02:20",
        f"02:23 {STAFF} Sam Okoro: started_at None>02:22",
        f"05:26 {COORDINATOR} Sam Okoro: back_at None>05:20",
        f"05:40 {COORDINATOR} Sam Okoro: back_at 05:20>05:25",
    ]
    with pytest.raises(NotAllowed):
        callout_history.history(larkmoor.site, one.id, larkmoor.officer)


def test_what_staff_did_and_who_took_over_stands_too_and_a_no_never(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    no = AttendanceState.DECLINED
    callouts.not_going(larkmoor.site, one.id, larkmoor.part(one, "sam").id, no, larkmoor.officer, at("28 Nov 02:11"))
    larkmoor.waits(one, "luc", "28 Nov 02:12")
    said = Held(StaffReason.SECURITY, WhatNow.WAITS, larkmoor.part(one, "luc").id)
    callout_refusals.staff_cannot(larkmoor.site, one.id, said, larkmoor.officer, at("28 Nov 02:13"))
    larkmoor.goes(one, "luc", "28 Nov 02:15")
    kofi, luc = larkmoor.who("kofi"), larkmoor.part(one, "luc").id
    callout_relays.hand_over(larkmoor.site, one.id, luc, kofi, larkmoor.officer, at("28 Nov 05:15"))
    callout_ends.call_off(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 05:40"))

    told = entries(larkmoor, one)
    assert [each for each in told if "Sam" in each] == []
    assert told[2:] == [
        f"02:12 {STAFF} Luc Martin: accepted_at None>02:12",
        f"02:13 {STAFF} Luc Martin: delayed None>02:13",
        f"02:15 {STAFF} Luc Martin: unlocked_at None>02:15",
        f"02:15 {STAFF} Luc Martin: out_at None>02:15",
        f"05:15 {STAFF} Kofi Mensah: handed_over None>05:15",
        f"05:15 {STAFF} Kofi Mensah: accepted_at None>05:15",
        f"05:15 {STAFF} Kofi Mensah: out_at None>05:15",
        f"05:15 {STAFF} Luc Martin: back_at None>05:15",
        f"05:40 {STAFF} Kofi Mensah: called_off_at None>05:40",
        f"05:40 {STAFF} None: closed_at None>05:40",
        f"05:40 {STAFF} None: outcome None>called_off",
    ]


def test_the_telephone_and_what_staff_did_are_put_right_late_with_a_reason_only(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    now = at("28 Nov 02:14")
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, now, times=dict.fromkeys(CHECKS, now))
    coordinator = scene_of(larkmoor.prison, Role.COORDINATOR).officer

    def told(when: str, reason: str = "") -> None:
        times = {CallOutEventKind.ORDERLY_TOLD: at(when)}
        callout_checks.done(larkmoor.site, one.id, times, coordinator, at("28 Nov 09:00"), reason=reason)

    with pytest.raises(Unreadable, match="at least 20"):
        told("28 Nov 02:30")
    told("28 Nov 02:30", WHY)

    assert f"09:00 {COORDINATOR} None: orderly_told 02:14>02:30" in entries(larkmoor, one)
    assert f"02:14 {STAFF} None: telephone None>02:14" in entries(larkmoor, one)
    assert callout_history.history(larkmoor.site, one.id, coordinator).entries[0].reason == WHY


def test_why_a_delay_was_taken_back_late_is_kept(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    said = Held(StaffReason.SECURITY, WhatNow.WAITS, larkmoor.part(one, "sam").id)
    callout_refusals.staff_cannot(larkmoor.site, one.id, said, larkmoor.officer, at("28 Nov 02:13"))
    coordinator = scene_of(larkmoor.prison, Role.COORDINATOR).officer
    event = callout_history.history(larkmoor.site, one.id, coordinator)
    (delayed,) = (each for each in event.entries if each.happened is not None)
    (there,) = events(larkmoor.site.id, one.id)
    callout_let_go.take_back(larkmoor.site, one.id, there.id, WHY, coordinator, at("28 Nov 09:00"))

    latest = callout_history.history(larkmoor.site, one.id, coordinator).entries[0]
    assert delayed.reason is None
    assert latest.reason == WHY and latest.happened is not None
    assert (latest.happened.kind, latest.of) == (CallOutEventKind.REFUSAL_TAKEN_BACK, "Sam Okoro")


def test_the_support_contact_of_the_night_stands_with_who_named_it(larkmoor: Scene) -> None:
    coordinator = larkmoor.prison.actor(Role.COORDINATOR)

    def name(night: date | None, who: str, now: str) -> None:
        night_contacts.put(larkmoor.site, night, (who, "01234"), coordinator, at(now))

    name(None, "Jo", "27 Nov 10:00")
    one = larkmoor.start("27 Nov 23:10")
    name(None, "Al", "27 Nov 23:20")
    always = [each for each in entries(larkmoor, one) if "contact" in each]
    name(FRIDAY, "Ed", "27 Nov 23:30")
    own = [each for each in entries(larkmoor, one) if "contact" in each]

    assert always == [f"10:00 {COORDINATOR} None: contact None>Jo, 01234"]
    assert own == [f"23:30 {COORDINATOR} None: contact None>Ed, 01234"]


def test_a_record_of_which_not_every_step_was_kept_does_not_say_that_it_knows(larkmoor: Scene) -> None:
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.goes(one, "sam", "28 Nov 02:14")
    larkmoor.back(one, "sam", "28 Nov 03:40")
    his = larkmoor.part(one, "sam").id
    with act() as session:
        session.execute(delete(Kept).where(Kept.row_id == his))

    found = callout_history.history(larkmoor.site, one.id, larkmoor.prison.actor(Role.COORDINATOR)).entries
    of_sam = [each for each in found if each.of == "Sam Okoro"]
    assert [each.is_exact for each in of_sam] == [False]
    assert all(each.is_exact for each in found if each.of is None)
