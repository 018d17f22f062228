"""When did he go out, and when was he back?

Facts: stored whatever they mean for the rota. Only what cannot have happened is sent back: back before out, or a time
that has not come. A call-out that was on paper is keyed in here as well, days late or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date, night_now
from listeners.domain.people import ListenerId, WingId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import policies_of
from listeners.domain.states import AttendanceState, CallOutState, ContactPlace, Part
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound, Problem, Unreadable
from listeners.services import rests
from listeners.services.acts import once
from listeners.services.callouts import ANSWERED, Outcome
from listeners.store import callouts_facts, callouts_writes, night_facts, people_facts
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session
from listeners.store.journal import audit

SOURCE = "the call-out"
IS_BACK = (
    AttendanceState.RETURNED,
    AttendanceState.ACTING,
    AttendanceState.UNKNOWN_BACK,
    AttendanceState.CALLED_OFF,
)
"""Of whom a return can be entered, or corrected, when he had gone: called off by mistake as well."""


@dataclass(frozen=True, slots=True)
class Return:
    """What is recorded at a return: when, where they listened, whether a talk was offered before he went back."""

    back_at: datetime
    place: ContactPlace | None = None
    debrief_offered: bool = False


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """One line of a night sheet: who went, for which wing, asked, out and, where it was written down, back."""

    listener: ListenerId
    wing: WingId
    asked_at: datetime
    out_at: datetime
    back_at: datetime | None = None
    place: ContactPlace | None = None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What the form for a paper record needs: last night, everybody who may have gone, the numbers in force."""

    night: date
    team: tuple[TeamMember, ...]
    policy: Policy


def paper_page(site: Site, actor: Actor, now: datetime) -> PaperPage:
    """Return what the form for a paper record needs (2 statements).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    today = local_date(now, site.zone)
    policy = policies_of(people_facts.policy_changes(site.id))(today)
    last_night = night_now(now, policy.stand_by_from, site.zone)
    return PaperPage(last_night, night_facts.team(site), policy)


def impossible(out: datetime, back: datetime | None, now: datetime, asked: datetime | None = None) -> list[Problem]:
    """Return what cannot have happened: a time still to come, back before out, out before he was asked."""
    faults = []
    if out > now:
        faults.append(Problem(None, "out", "is still to come"))
    if back is not None and back > now:
        faults.append(Problem(None, "back", "is still to come"))
    if back is not None and back < out:
        faults.append(Problem(None, "back", "is before he went out"))
    if asked is not None and out < asked:
        faults.append(Problem(None, "out", "is before the man asked"))
    return faults


def returned(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    said: Return,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Record a return, or correct one; rests follow and duties are stood down in the same transaction. Returns the
    call-out's id.

    Raises:
        NotAllowed, NotFound.
        Unreadable: it cannot have happened.
        Conflict: he never went.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out, one = _gone(site, call_out_id, attendance_id)
        if one.state not in IS_BACK or one.out_at is None:
            raise Conflict(ANSWERED)
        _refuse(impossible(one.out_at, said.back_at, now))
        offered = one.debrief_offered_at or (said.back_at if said.debrief_offered else None)
        values = {
            "state": AttendanceState.RETURNED,
            "back_at": said.back_at,
            "back_before": None,
            "called_off_at": None,
            "debrief_offered_at": offered,
        }
        _move(session, site, one, actor, now, values)
        _all_back(session, site, call_out, one, said.place)
        rests.rederive(site, [one.listener], actor, now, since=_began(one))
        audit(session, actor, now, "record a return", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def went_out(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    out_at: datetime,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Correct when somebody went out; the earlier version is kept. Returns the call-out's id.

    Raises:
        NotAllowed, NotFound.
        Unreadable: it cannot have happened.
        Conflict: he never went.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)

    def do(session: Session) -> str:
        _, one = _gone(site, call_out_id, attendance_id)
        if one.out_at is None:
            raise Conflict(ANSWERED)
        if one.out_at == out_at:
            return call_out_id
        _refuse(impossible(out_at, one.back_at or one.called_off_at, now))
        values = {"out_at": out_at, "accepted_at": min(one.accepted_at or out_at, out_at)}
        callouts_writes.correct_attendance(session, site.id, attendance_id, actor, now, **values)
        rests.rederive(site, [one.listener], actor, now, since=min(_began(one), out_at))
        audit(session, actor, now, "correct the out", Kind.CALL_OUT, object_id=call_out_id, subject_id=one.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def on_paper(site: Site, record: PaperRecord, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Put a call-out that was written on the night sheet on file, however late, and return its id.

    Never refused for what it does to the rota. The same line keyed in again changes nothing; with another return it
    corrects that one. Somebody still out by an earlier record was back before he went out on this one.

    Raises:
        NotAllowed.
        NotFound: no such Listener or wing here.
        Unreadable: it cannot have happened.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    people_facts.member(site.id, record.listener)
    if record.wing not in {each.id for each in site.wings}:
        raise NotFound("no such wing")
    _refuse(impossible(record.out_at, record.back_at, now, record.asked_at))

    def do(session: Session) -> str:
        known = callouts_facts.part_out_at(site.id, record.listener, record.out_at)
        if known is not None:
            callouts_writes.lock_call_out(session, site.id, known[0].id)
            known = _gone(site, known[0].id, known[1].id)
            call_out_id = known[0].id
            _correct_return(session, site, *known, record, actor, now)
        else:
            later = _close_open_ones(session, site, record)
            call_out_id = _add(session, site, record, later, actor, now)
        rests.rederive(site, [record.listener], actor, now, since=record.out_at)
        audit(session, actor, now, "key in paper", Kind.CALL_OUT, object_id=call_out_id, subject_id=record.listener)
        return call_out_id

    return once(actor, act_key, now, do)


def _add(session: Session, site: Site, record: PaperRecord, later: datetime | None, actor: Actor, now: datetime) -> str:
    """Add the rows of a paper record; ``later`` is when he went out again, where its own return is unknown."""
    attended = AttendanceState.RETURNED
    if record.back_at is None:
        attended = AttendanceState.ACTING if later is None else AttendanceState.UNKNOWN_BACK
    states = {AttendanceState.RETURNED: CallOutState.RETURNED, AttendanceState.ACTING: CallOutState.ACTING}
    state = states.get(attended, CallOutState.CLOSED)
    policies = policies_of(people_facts.policy_changes(site.id))
    change_over = policies(local_date(record.asked_at, site.zone)).stand_by_until
    night = night_now(record.asked_at, change_over, site.zone)
    new = NewCallOut(night, record.asked_at, record.wing, None, record.place, state)
    call_out_id = callouts_writes.add_call_out(session, site.id, new, actor, now)
    values = {
        "part": Part.LEAD,
        "state": attended,
        "out_at": record.out_at,
        "back_at": record.back_at,
        "back_before": later if attended is AttendanceState.UNKNOWN_BACK else None,
    }
    callouts_writes.add_attendance(session, site.id, call_out_id, record.listener, actor, now, **values)
    return call_out_id


def _close_open_ones(session: Session, site: Site, record: PaperRecord) -> datetime | None:
    """Close what is open for the same man: a later out shows that he was back before it (evidence.md, section 4, rule
    5). Returns when he went out again after this record, where that is known."""
    later = callouts_facts.next_out(site.id, record.listener, record.out_at)
    found = callouts_facts.open_part(site.id, record.listener)
    if found is None:
        return later
    call_out, one = found
    if one.out_at is None:
        # He was only being asked, by somebody who did not know that he was out.
        if record.back_at is None and later is None:
            values: dict[str, Any] = {"state": AttendanceState.NO_ANSWER, "answered_at": None}
            callouts_writes.move_attendance(session, site.id, one.id, **values)
    elif one.out_at < record.out_at:
        _close_earlier(session, site, call_out, one, record.out_at)
    return later


def _close_earlier(session: Session, site: Site, call_out: CallOutOnFile, one: Attended, out_at: datetime) -> None:
    values = {"state": AttendanceState.UNKNOWN_BACK, "back_before": out_at}
    callouts_writes.move_attendance(session, site.id, one.id, **values)
    if not any(each.state is AttendanceState.ACTING for each in call_out.attended if each.id != one.id):
        closed = {"state": CallOutState.CLOSED, "outcome": Outcome.BACK_UNKNOWN.value, "closed_at": out_at}
        callouts_writes.move_call_out(session, site.id, call_out.id, **closed)


def _correct_return(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    record: PaperRecord,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct the return of a line keyed in before; IS_BACK holds every state of somebody who went out."""
    if record.back_at is None or one.back_at == record.back_at:
        return
    values = {
        "state": AttendanceState.RETURNED,
        "back_at": record.back_at,
        "back_before": None,
        "called_off_at": None,
    }
    _move(session, site, one, actor, now, values)
    _all_back(session, site, call_out, one, record.place)


def _move(session: Session, site: Site, one: Attended, actor: Actor, now: datetime, values: dict[str, Any]) -> None:
    """Move on who was out; correct, with the earlier version kept, who was back or of whom it was not known."""
    if one.state is AttendanceState.ACTING:
        callouts_writes.move_attendance(session, site.id, one.id, **values)
    else:
        callouts_writes.correct_attendance(session, site.id, one.id, actor, now, **values)


def _all_back(session: Session, site: Site, call_out: CallOutOnFile, one: Attended, place: ContactPlace | None) -> None:
    """Note the place; when nobody is out any more, take back what is still offered and end the call-out."""
    others = [each for each in call_out.attended if each.id != one.id]
    values: dict[str, Any] = {} if place is None else {"place": place}
    if call_out.is_open and not any(each.state is AttendanceState.ACTING for each in others):
        for each in others:
            if each.state is AttendanceState.OFFERED:
                passed_over = {"state": AttendanceState.NO_ANSWER, "answered_at": None}
                callouts_writes.move_attendance(session, site.id, each.id, **passed_over)
        values["state"] = CallOutState.RETURNED
    elif call_out.outcome == Outcome.CALLED_OFF:
        # It was not called off after all: somebody went and is back.
        values |= {"state": CallOutState.RETURNED, "outcome": None, "closed_at": None}
    if values:
        callouts_writes.move_call_out(session, site.id, call_out.id, **values)


def _began(one: Attended) -> datetime:
    moments = [moment for moment in (one.accepted_at, one.out_at) if moment is not None]
    return min(moments)


def _refuse(faults: list[Problem]) -> None:
    if faults:
        raise Unreadable(SOURCE, faults)


def _gone(site: Site, call_out_id: str, attendance_id: str) -> tuple[CallOutOnFile, Attended]:
    call_out = callouts_facts.call_out(site.id, call_out_id)
    one = call_out.one(attendance_id) if call_out is not None else None
    if call_out is None or one is None:
        raise NotFound("nobody of that id went out on this call-out")
    return call_out, one
