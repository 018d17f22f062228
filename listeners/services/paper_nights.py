"""A whole night that was kept on paper: each line of the sheet goes on file by itself, in any order, days late or not.

A line is one request: who led, who went with him, and how it ended. One that cannot be put on file leaves the others
alone. Nothing is refused for what it does to the rota.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, ContactPlace, Part, StaffReason
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound, Unreadable
from listeners.services import rests
from listeners.services.callout_paper import PaperRecord, check, put
from listeners.services.callout_steps import (
    RETURN_OF,
    Outcome,
    close,
    is_within_reach,
    pass_over,
    recorded_return,
)
from listeners.services.callout_times import impossible, refuse
from listeners.services.nights import night_of
from listeners.store import acts, callouts_facts, callouts_writes, night_facts
from listeners.store.callouts_events import add_event
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session
from listeners.store.journal import audit

AN_HOUR = timedelta(hours=1)
"""For so long whoever keyed a line in is shown what is on file of it, however long ago the night was."""
OTHERWISE = "paper_otherwise"
"""Why a line is not put on file: the request is there, and ended in another way."""


class PaperExit(StrEnum):
    """How a line of the sheet ended. ``BACK``: whoever went came back, or is still out."""

    BACK = "back"
    CALLED_OFF = "called_off"
    TELEPHONE = "telephone"
    TELEPHONE_WHILE_FREE = "telephone_while_free"
    REFUSED = "refused_by_staff"


@dataclass(frozen=True, slots=True)
class Goer:
    """One man on a line: as what, from when and, where it was written down, until when."""

    part: Part
    listener: ListenerId
    out_at: datetime
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the sheet. ``goers``: who went, the lead first; where nobody was let go, who had said yes.
    ``ended_at``: when the request ended that did not end with somebody coming back."""

    wing: WingId
    asked_at: datetime
    exit: PaperExit
    goers: tuple[Goer, ...]
    ended_at: datetime
    reason: StaffReason | None = None
    place: ContactPlace | None = None
    debrief_offered: bool | None = None


@dataclass(frozen=True, slots=True)
class LineOnFile:
    """What became of a line: the request as it is on file now, for which wing, who went, and the key of its form."""

    act_key: str
    call_out: CallOutOnFile
    wing: str
    went: tuple[tuple[TeamMember, Attended], ...]


def key_in(site: Site, lines: Mapping[str, PaperLine], actor: Actor, now: datetime) -> dict[str, str]:
    """Put lines on file, each as an act of its own under its key, and return for each that could not be why not, as a
    code. A key sent again changes nothing.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: no such Listener or wing here.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    refused = {}
    for act_key, line in lines.items():
        try:
            _key_in(site, line, actor, now, act_key)
        except (Conflict, Unreadable) as fault:
            refused[act_key] = str(fault)
    return refused


def on_file(site: Site, act_keys: Collection[str], actor: Actor, now: datetime) -> tuple[LineOnFile, ...]:
    """Return the lines that this account has put on file under these keys within the hour, in their order (3
    statements, 1 where there is none).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    answers = acts.first_answers(actor, act_keys, now - AN_HOUR)
    ids = {key: answers[key].removeprefix(RETURN_OF) for key in act_keys if key in answers}
    if not ids:
        return ()
    found = {each.id: each for each in callouts_facts.call_outs_of(site.id, list(ids.values()))}
    members = {member.id: member for member in night_facts.team(site)}
    codes = {wing.id: wing.code for wing in site.wings}
    return tuple(
        LineOnFile(key, found[id_], codes[found[id_].wing], _went(found[id_], members))
        for key, id_ in ids.items()
        if id_ in found
    )


def _went(call_out: CallOutOnFile, members: Mapping[ListenerId, TeamMember]) -> tuple[tuple[TeamMember, Attended], ...]:
    there = [each for each in call_out.attended if each.interruption is not None]
    return tuple((members[each.listener], each) for each in sorted(there, key=lambda one: list(Part).index(one.part)))


def _key_in(site: Site, line: PaperLine, actor: Actor, now: datetime, act_key: str) -> None:
    if line.wing not in {each.id for each in site.wings}:
        raise NotFound("no such wing")
    refuse(impossible(line.asked_at, line.ended_at, now))
    records = [_record(line, goer) for goer in line.goers]
    for record in records:
        check(site, record, now)
    somebody_went = line.exit in (PaperExit.BACK, PaperExit.CALLED_OFF) and records

    def do(session: Session) -> str:
        if somebody_went:
            return recorded_return(_went_out(session, site, records, actor, now))
        return recorded_return(_nobody_went(session, site, line, actor, now))

    acts.once(actor, act_key, now, do)


def _record(line: PaperLine, goer: Goer) -> PaperRecord:
    return PaperRecord(
        goer.listener,
        line.wing,
        line.asked_at,
        goer.out_at,
        goer.back_at,
        line.place,
        line.debrief_offered if goer.part is Part.LEAD else None,
        goer.part,
        line.exit is PaperExit.CALLED_OFF,
    )


def _went_out(session: Session, site: Site, records: list[PaperRecord], actor: Actor, now: datetime) -> str:
    """Put all who went on file, on one call-out; the one that takes longest to end is put first, so that it is open as
    long as any of them is out."""
    by_end = sorted(records, key=lambda each: each.back_at is not None)
    first, *others = by_end
    call_out_id = put(session, site, first, actor, now)
    for record in others:
        there = callouts_facts.call_out(site.id, call_out_id)
        has_room = there is not None and there.of(record.listener) is None and (there.is_open or record.back_at)
        put(session, site, record, actor, now, call_out_id if has_room else None)
    _end_if_all_are_back(session, site, call_out_id, actor, now)
    return call_out_id


def _end_if_all_are_back(session: Session, site: Site, call_out_id: str, actor: Actor, now: datetime) -> None:
    """A request stays open no longer than somebody of it is out."""
    there = callouts_facts.call_out(site.id, call_out_id)
    if there is None or not there.is_open or any(each.state is AttendanceState.ACTING for each in there.attended):
        return
    for each in there.attended:
        pass_over(session, site, each, actor, now)
    callouts_writes.move_call_out(session, site.id, call_out_id, actor, now, state=CallOutState.RETURNED)


def _nobody_went(session: Session, site: Site, line: PaperLine, actor: Actor, now: datetime) -> str:
    """Put a request on file to which no Listener went; whoever had said yes was interrupted until it ended. One that
    was begun on the screen, of the same wing and minute, ends with it."""
    outcome = Outcome(line.exit.value)
    there = callouts_facts.asked_at(site.id, line.wing, line.asked_at)
    if there is not None and not _may_end(site, there, outcome, actor, now):
        return there.id
    if there is None:
        new = NewCallOut(night_of(site, line.asked_at), line.asked_at, line.wing)
        call_out_id = callouts_writes.add_call_out(session, site.id, new, actor, now)
    else:
        call_out_id = there.id
        for each in there.attended:
            pass_over(session, site, each, actor, now)
    close(session, site, call_out_id, outcome, line.ended_at, actor, now)
    woken = [_woken(session, site, call_out_id, goer, line.ended_at, actor, now) for goer in line.goers]
    _note(session, site, call_out_id, line, woken[0] if woken else None, actor, now)
    if line.goers:
        since = min(goer.out_at for goer in line.goers)
        rests.rederive(site, [goer.listener for goer in line.goers], actor, now, since=since)
    detail = {"outcome": outcome.value}
    audit(session, actor, now, "key in paper", Kind.CALL_OUT, object_id=call_out_id, detail=detail)
    return call_out_id


def _may_end(site: Site, there: CallOutOnFile, outcome: Outcome, actor: Actor, now: datetime) -> bool:
    """Whether a request on file is ended by a line; false where it has ended in this way already.

    Raises:
        Conflict: it is longer ago than this actor may change, somebody went, or it ended otherwise.
    """
    if there.outcome == outcome.value:
        return False
    if not is_within_reach(there, night_of(site, now), site, actor):
        raise Conflict("out_of_reach")
    if there.state is not CallOutState.ASKED or any(each.interruption is not None for each in there.attended):
        raise Conflict(OTHERWISE)
    return True


def _woken(
    session: Session, site: Site, call_out_id: str, goer: Goer, ended_at: datetime, actor: Actor, now: datetime
) -> str:
    """Put on file who had said yes and was not let go: nobody was out, and he was woken all the same."""
    values = {
        "part": goer.part,
        "state": AttendanceState.CALLED_OFF,
        "accepted_at": goer.out_at,
        "called_off_at": max(goer.back_at or ended_at, goer.out_at),
    }
    return callouts_writes.add_attendance(session, site.id, call_out_id, goer.listener, actor, now, **values)


def _note(
    session: Session, site: Site, call_out_id: str, line: PaperLine, woken: str | None, actor: Actor, now: datetime
) -> None:
    if line.exit is PaperExit.REFUSED:
        about = {"reason": line.reason or StaffReason.OTHER, "attendance_id": woken}
        add_event(session, site.id, call_out_id, CallOutEventKind.REFUSED, line.ended_at, actor, now, **about)
    elif line.exit in (PaperExit.TELEPHONE, PaperExit.TELEPHONE_WHILE_FREE):
        add_event(session, site.id, call_out_id, CallOutEventKind.TELEPHONE, line.ended_at, actor, now)
