"""What one man did, as it was written on the night sheet: how does it come on file, or put right what is there?

Every name here works inside an act that has the locks of the line (``paper_requests.lock``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listeners.access import Actor, Kind
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState, CallOutState, ContactPlace, Part
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import paper_requests, rests, rests_shortened
from listeners.services.callout_corrections import FROM_THE_SHEET, goes_on, is_other, to_keep
from listeners.services.callout_ends import not_on_the_line
from listeners.services.callout_steps import Outcome, began, close, is_within_reach, offer_next, pass_over
from listeners.services.callout_times import all_back, move
from listeners.services.nights import night_of
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session
from listeners.store.journal import audit

OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """One man on one line of a night sheet: who went, as what, for which wing, asked, out and, where it was written
    down, back and whether a talk was offered before he went back to his cell. ``called_off``: ``back_at`` is when the
    man who asked no longer wanted him. ``yes_at``: when he said yes, where that stands on the sheet."""

    listener: ListenerId
    wing: WingId
    asked_at: datetime
    out_at: datetime
    back_at: datetime | None = None
    place: ContactPlace | None = None
    debrief_offered: bool | None = None
    part: Part = Part.LEAD
    called_off: bool = False
    yes_at: datetime | None = None

    @property
    def began(self) -> datetime:
        """From when on it bears on his rest."""
        return min(self.yes_at or self.out_at, self.out_at)


def put_all(
    session: Session, site: Site, records: list[PaperRecord], there: CallOutOnFile | None, actor: Actor, now: datetime
) -> str:
    """Put all who went to one man on file inside an act that has their locks, on one call-out: the one on which any of
    them is on file already, the one that they are said to have gone on (``there``), or else one that was begun on the
    screen. Who takes longest to come back is put first, so that it is open as long as any of them is out. Returns the
    id of the call-out.

    Raises:
        Conflict: it is on file already, and longer ago than this actor may change ("out_of_reach").
    """
    by_end = sorted(records, key=lambda each: (each.back_at is None, each.back_at or now), reverse=True)
    known = (callouts_facts.part_out_in(site.id, each.listener, each.out_at) for each in by_end)
    on_file = next((each[0] for each in known if each is not None), None)
    there = on_file or there or _begun(site, by_end, actor, now)
    goes_on_there = there is not None and on_file is None
    elsewhere = [callouts_facts.open_part(site.id, record.listener) for record in by_end]
    call_out_id = ""
    for record in by_end:
        if there is not None and not paper_requests.has_room(there, record.listener):
            there = None
        put_on = put(session, site, record, actor, now, there)
        call_out_id = call_out_id or put_on
        there = callouts_facts.call_out(site.id, call_out_id)
    if goes_on_there or len(records) > 1 or records[0].called_off:
        paper_requests.end_if_over(session, site, call_out_id, actor, now)
    for each in elsewhere:
        ask_in_his_place(session, site, each, actor, now)
    return call_out_id


def _begun(site: Site, records: list[PaperRecord], actor: Actor, now: datetime) -> CallOutOnFile | None:
    """Return the request that was begun on the screen for that wing in that minute, where there is one that this actor
    may change."""
    tonight = night_of(site, now)
    begun = [
        each
        for each in callouts_facts.asked_in(site.id, records[0].wing, records[0].asked_at)
        if paper_requests.is_begun(each) and is_within_reach(each, tonight, site, actor)
    ]
    names = {record.listener for record in records}
    with_him = [each for each in begun if any(part.listener in names for part in each.attended)]
    return next(reversed(with_him or begun), None)


def put(
    session: Session,
    site: Site,
    record: PaperRecord,
    actor: Actor,
    now: datetime,
    there: CallOutOnFile | None = None,
) -> str:
    """Put what one man did on file inside an act that has his locks, with the rest that follows, and return the id of
    the call-out. ``there``: the one on which he went, where that is on file and can take him.

    Raises:
        Conflict: it is on file already, and longer ago than this actor may change ("out_of_reach").
    """
    known = callouts_facts.part_out_in(site.id, record.listener, record.out_at)
    before = known[1] if known is not None else there.of(record.listener) if there is not None else None
    if known is not None:
        call_out_id = _one_to_correct(known[0], site, actor, now)
        _correct(session, site, *known, record, actor, now)
    else:
        later = close_open_one(session, site, record, there, actor, now)
        call_out_id = _add(session, site, record, later, actor, now, there)
    since = record.began if before is None or before.interruption is None else min(record.began, began(before))
    followed = rests.rederive(site, [record.listener], actor, now, since=since)
    if known is not None:
        rests_shortened.tell(session, site, *known, followed, actor, now)
    audit(session, actor, now, "key in paper", Kind.CALL_OUT, object_id=call_out_id, subject_id=record.listener)
    return call_out_id


def _one_to_correct(known: CallOutOnFile, site: Site, actor: Actor, now: datetime) -> str:
    """Return the id of the call-out that a line corrects: what staff may not look at they do not change by keying it in
    again, nor learn how it ended."""
    if not is_within_reach(known, night_of(site, now), site, actor):
        raise Conflict(OUT_OF_REACH)
    return known.id


def _add(
    session: Session,
    site: Site,
    record: PaperRecord,
    later: datetime | None,
    actor: Actor,
    now: datetime,
    there: CallOutOnFile | None,
) -> str:
    """Add the rows of a paper record; ``later`` is when he went out again, where its own return is unknown."""
    state = _state_of(record, later)
    values: dict[str, Any] = {
        "part": record.part,
        "state": state,
        "out_at": record.out_at,
        "back_at": None if record.called_off else record.back_at,
        "called_off_at": record.back_at if record.called_off else None,
        "back_before": min(now, later or now) if state is AttendanceState.UNKNOWN_BACK else None,
        **_talk(record),
    }
    if record.yes_at is not None:
        values["accepted_at"] = record.began
    if there is not None:
        _add_beside(session, site, there, record, values, actor, now)
        return there.id
    call_out_id = _new_call_out(session, site, record, state, actor, now)
    callouts_writes.add_attendance(session, site.id, call_out_id, record.listener, actor, now, **values)
    return call_out_id


def _add_beside(
    session: Session,
    site: Site,
    there: CallOutOnFile,
    record: PaperRecord,
    values: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Put him on a request that is on file: on his own row where he was asked for it, and in the place of whoever was
    asked to go as the same; beside a lead who is out he is the second. One that has ended goes on where he is out."""
    his, other = there.of(record.listener), there.under_way(record.part)
    if values["state"] is AttendanceState.ACTING and other is not None and other.listener != record.listener:
        if other.state is AttendanceState.ACTING:
            values["part"] = Part.SECOND if record.part is Part.LEAD else record.part
        else:
            not_on_the_line(session, site, there, [other], actor, now)
    if values["state"] is AttendanceState.ACTING and not there.is_open:
        paper_requests.goes_on(session, site, there, actor, now)
    elif there.state is CallOutState.ASKED:
        callouts_writes.move_call_out(session, site.id, there.id, actor, now, state=CallOutState.ACTING)
    if record.place is not None and there.place is None:
        callouts_writes.move_call_out(session, site.id, there.id, actor, now, place=record.place)
    if his is None:
        callouts_writes.add_attendance(session, site.id, there.id, record.listener, actor, now, **values)
        return
    if his.accepted_at is not None:
        values |= _from_his_yes(his.accepted_at, record, values)
    paper_requests.put_right(session, site, there, his, actor, now, values)


def _from_his_yes(accepted_at: datetime, record: PaperRecord, values: dict[str, Any]) -> dict[str, Any]:
    """He had said yes on the screen, and waited to be unlocked: what else stands on paper is not before that press."""
    yes = to_keep(accepted_at, record.began) if record.yes_at is not None else accepted_at
    times = {name: values[name] for name in ("out_at", "back_at", "called_off_at", "debrief_offered_at")}
    found = {name: at and (at if is_other(yes, at) else max(at, yes)) for name, at in times.items()}
    return found | {"accepted_at": min(yes, found["out_at"]), "unlocked_at": found["out_at"]}


def _state_of(record: PaperRecord, later: datetime | None) -> AttendanceState:
    if record.back_at is None:
        is_out = later is None and not record.called_off
        return AttendanceState.ACTING if is_out else AttendanceState.UNKNOWN_BACK
    return AttendanceState.CALLED_OFF if record.called_off else AttendanceState.RETURNED


def _new_call_out(
    session: Session, site: Site, record: PaperRecord, state: AttendanceState, actor: Actor, now: datetime
) -> str:
    states = {AttendanceState.RETURNED: CallOutState.RETURNED, AttendanceState.ACTING: CallOutState.ACTING}
    night = night_of(site, record.asked_at)
    ended = states.get(state, CallOutState.CLOSED)
    new = NewCallOut(night, record.asked_at, record.wing, None, record.place, ended)
    call_out_id = callouts_writes.add_call_out(session, site.id, new, actor, now)
    if record.called_off:
        outcome = Outcome.BACK_UNKNOWN if record.back_at is None else Outcome.CALLED_OFF
        how = {"outcome": outcome.value, "closed_at": record.back_at or now}
        callouts_writes.move_call_out(session, site.id, call_out_id, actor, now, **how)
    return call_out_id


def _talk(record: PaperRecord) -> dict[str, Any]:
    """What is put on file of a talk offered at the return: with no return there is no time for it, and what the sheet
    does not tell counts against nobody."""
    offered_at = record.back_at if record.debrief_offered else None
    return {
        "debrief_offered_at": offered_at,
        "debrief_unknown": offered_at is None and record.debrief_offered is not False,
    }


def close_open_one(
    session: Session, site: Site, record: PaperRecord, there: CallOutOnFile | None, actor: Actor, now: datetime
) -> datetime | None:
    """Close what is open for the same man elsewhere: a later out shows that he was back before it (docs/evidence.md,
    section 4, rule 5). Returns when he went out again after this record, where that is known."""
    later = callouts_facts.next_out(site.id, record.listener, record.out_at)
    found = callouts_facts.open_part(site.id, record.listener)
    if found is None or (there is not None and found[0].id == there.id):
        return later
    call_out, one = found
    if one.state is AttendanceState.ACCEPTED and began(one) > record.out_at:
        # He has said yes to another man since, and waits in his cell: this one was over before that.
        return min(later or began(one), began(one))
    if one.state is AttendanceState.ACCEPTED:
        # He said yes and was never written down as unlocked: that wait was over before he went. The man for whom he
        # waited still needs somebody.
        values = {"state": AttendanceState.UNKNOWN_BACK, "back_before": record.out_at}
        callouts_writes.move_attendance(session, site.id, one.id, actor, now, **values)
    elif one.out_at is None:
        # He was only being asked, by somebody who did not know that he was out.
        if record.back_at is None and later is None:
            pass_over(session, site, one, actor, now)
    elif one.out_at < record.out_at:
        _close_earlier(session, site, call_out, one, record.out_at, actor, now)
    return later


def ask_in_his_place(
    session: Session,
    site: Site,
    elsewhere: tuple[CallOutOnFile, Attended] | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Ask the next in order for a man to whom somebody does not go, because he went to another: he was being asked for
    the one, or waited to be unlocked (``elsewhere``, as it stood on file before). Of a night that is over nobody is
    asked until a person asks him; the request stays open."""
    if elsewhere is None or elsewhere[1].out_at is not None:
        return
    call_out, one = elsewhere
    there = callouts_facts.call_out(site.id, call_out.id)
    since = one.sent_at or call_out.asked_at
    if there is not None and there.is_open and goes_on(there, night_of(site, now), since, now):
        offer_next(session, site, call_out.id, one.part, actor, now)


def _close_earlier(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    out_at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    values = {"state": AttendanceState.UNKNOWN_BACK, "back_before": out_at}
    callouts_writes.move_attendance(session, site.id, one.id, actor, now, **values)
    others = [each for each in call_out.attended if each.id != one.id]
    if not any(each.state in callouts_facts.SAID_YES for each in others):
        for each in others:
            pass_over(session, site, each, actor, now)
        close(session, site, call_out.id, Outcome.BACK_UNKNOWN, out_at, actor, now)


def _correct(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    record: PaperRecord,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct the times of a line keyed in before, and add the place and the talk where it did not tell of them. That a
    man who is back was called off, or the other way round, is put right on the call-out itself: here the time counts,
    from which he rests."""
    if record.place is not None:
        place = {"reason": FROM_THE_SHEET, "place": record.place}
        callouts_writes.correct_call_out(session, site.id, call_out.id, actor, now, **place)
    values = _other_times(one, record)
    if not values:
        return
    move(session, site, one, actor, now, values, FROM_THE_SHEET)
    if values.get("state") is AttendanceState.RETURNED:
        all_back(session, site, call_out, one, record.place, actor, now, FROM_THE_SHEET)


def _other_times(one: Attended, record: PaperRecord) -> dict[str, Any]:
    """Return the columns in which a line says something else than is on file; paper knows no seconds."""
    values: dict[str, Any] = {}
    if record.yes_at is not None and is_other(one.accepted_at, record.began):
        values["accepted_at"] = record.began
    if record.back_at is None:
        return values
    end = max(record.back_at, one.out_at or record.out_at)
    if record.called_off and one.state in (AttendanceState.ACTING, AttendanceState.CALLED_OFF):
        if is_other(one.called_off_at, end):
            values |= {"state": AttendanceState.CALLED_OFF, "called_off_at": end}
    elif is_other(one.back_at, end):
        ended = {"back_at": end, "back_before": None, "called_off_at": None}
        values |= {"state": AttendanceState.RETURNED, **ended}
    if record.debrief_offered is not None and one.debrief_offered_at is None:
        values |= _talk(record)
    return values
