"""What was written on the night sheet: a call-out keyed in from paper, days late or not.

Never refused for what it does to the rota, nor for what other records say; what does not fit them is asked about first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import ONE_DAY, local_date, night_now
from listeners.domain.people import ListenerId, WingId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import Interruption
from listeners.domain.rest_nights import stand_by_night_of
from listeners.domain.states import AttendanceState, CallOutState, ContactPlace, Part
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound
from listeners.services import rests, rests_shortened
from listeners.services.acts import once
from listeners.services.callout_corrections import FROM_THE_SHEET
from listeners.services.callout_steps import (
    RETURN_OF,
    Outcome,
    began,
    close,
    is_within_reach,
    pass_over,
    recorded_return,
    shows_every_rule,
)
from listeners.services.callout_times import all_back, impossible, move, refuse
from listeners.services.nights import night_of
from listeners.store import callouts_facts, callouts_writes, night_facts, people_facts
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session
from listeners.store.journal import audit

Found = tuple[CallOutOnFile, Attended]
OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """One man on one line of a night sheet: who went, as what, for which wing, asked, out and, where it was written
    down, back and whether a talk was offered before he went back to his cell. ``called_off``: ``back_at`` is when the
    man who asked no longer wanted him."""

    listener: ListenerId
    wing: WingId
    asked_at: datetime
    out_at: datetime
    back_at: datetime | None = None
    place: ContactPlace | None = None
    debrief_offered: bool | None = None
    part: Part = Part.LEAD
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class Overlapping:
    """Other records of one man at the same time: those whose times may be told, and how many others there are."""

    named: tuple[Interruption, ...] = ()
    others: int = 0


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


def on_paper(site: Site, record: PaperRecord, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Put a call-out that was written on the night sheet on file, however late, and return its id.

    Never refused for what it does to the rota. The same line keyed in again changes nothing; with another return it
    corrects that one, where this actor may. Somebody still out by an earlier record was back before he went out on
    this one.

    Raises:
        NotAllowed.
        NotFound: no such Listener or wing here.
        Conflict: it is on file already, and longer ago than this actor may change ("out_of_reach").
        Unreadable: it cannot have happened.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    check(site, record, now)
    return once(
        actor, act_key, now, lambda session: recorded_return(put(session, site, record, actor, now))
    ).removeprefix(RETURN_OF)


def check(site: Site, record: PaperRecord, now: datetime) -> None:
    """Refuse what cannot be a line of this prison's sheet.

    Raises:
        NotFound: no such Listener or wing here.
        Unreadable: it cannot have happened.
    """
    people_facts.member(site.id, record.listener)
    if record.wing not in {each.id for each in site.wings}:
        raise NotFound("no such wing")
    refuse(impossible(record.out_at, record.back_at, now, record.asked_at))


def put(
    session: Session, site: Site, record: PaperRecord, actor: Actor, now: datetime, beside: str | None = None
) -> str:
    """Put what one man did on file inside an act, with the rest that follows, and return the id of the call-out.
    ``beside``: the one on which he went with another, where that is on file and can take him.

    Raises:
        Conflict: it is on file already, and longer ago than this actor may change ("out_of_reach").
    """
    known, is_open = _under_lock(
        session,
        site,
        lambda: callouts_facts.part_out_at(site.id, record.listener, record.out_at),
        lambda: callouts_facts.open_part(site.id, record.listener),
    )
    if known is not None:
        call_out_id = _one_to_correct(known[0], site, actor, now)
        _correct_return(session, site, *known, record, actor, now)
    else:
        later = _close_open_one(session, site, is_open, record, actor, now)
        call_out_id = _add(session, site, record, later, actor, now, beside)
    followed = rests.rederive(site, [record.listener], actor, now, since=record.out_at)
    if known is not None:
        rests_shortened.tell(session, site, *known, followed, actor, now)
    audit(session, actor, now, "key in paper", Kind.CALL_OUT, object_id=call_out_id, subject_id=record.listener)
    return call_out_id


def part_keyed(site: Site, record: PaperRecord, actor: Actor) -> str:
    """Return the id of the part in a call-out that a paper record stands for, once it is on file (1 statement).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: it is not on file.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    found = callouts_facts.part_out_at(site.id, record.listener, record.out_at)
    if found is None:
        raise NotFound("no such part in a call-out")
    return found[1].id


def overlapping(
    site: Site, listener: ListenerId, out_at: datetime, back_at: datetime | None, actor: Actor, now: datetime
) -> Overlapping:
    """Return what else is on file of the same man for some of the same time, which a paper record should be asked
    about before it is put on file (2 statements). The same ``out`` is the same call-out. Times that are longer ago than
    this actor may look at are counted, not told.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    policies = policies_of(people_facts.policy_changes(site.id))
    first = night_at(policies, now, site.zone) - ONE_DAY
    reads_all = shows_every_rule(actor, site)
    there = callouts_facts.interruptions(site.id, [listener], since=out_at).get(listener, [])
    found = [each for each in there if _is_at_the_same_time(each, out_at, back_at)]
    named = [
        each for each in found if reads_all or each.is_open or stand_by_night_of(each, policies, site.zone) >= first
    ]
    return Overlapping(tuple(named), len(found) - len(named))


def _is_at_the_same_time(other: Interruption, out_at: datetime, back_at: datetime | None) -> bool:
    runs_into_it = other.start < out_at and other.end is not None and out_at < other.end
    return other.out_at != out_at and (runs_into_it or _begins_in(other, out_at, back_at))


def _begins_in(other: Interruption, out_at: datetime, back_at: datetime | None) -> bool:
    return back_at is not None and out_at <= other.start < back_at


def _one_to_correct(known: CallOutOnFile, site: Site, actor: Actor, now: datetime) -> str:
    """Return the id of the call-out that a line corrects: what staff may not look at they do not change by keying it in
    again, nor learn how it ended."""
    if not is_within_reach(known, night_of(site, now), site, actor):
        raise Conflict(OUT_OF_REACH)
    return known.id


def _under_lock(session: Session, site: Site, *looks: Callable[[], Found | None]) -> list[Found | None]:
    """Return what is found once its call-outs are locked, in ascending order of their ids: what was found before a lock
    was had may have moved on by then, so that it is looked for again."""
    locked: set[str] = set()
    while True:
        found = [look() for look in looks]
        ids = {each[0].id for each in found if each is not None} - locked
        if not ids:
            return found
        for call_out_id in sorted(ids):
            callouts_writes.lock_call_out(session, site.id, call_out_id)
        locked |= ids


def _add(
    session: Session,
    site: Site,
    record: PaperRecord,
    later: datetime | None,
    actor: Actor,
    now: datetime,
    beside: str | None,
) -> str:
    """Add the rows of a paper record; ``later`` is when he went out again, where its own return is unknown."""
    state = _state_of(record, later)
    call_out_id = beside if beside is not None else _new_call_out(session, site, record, state, actor, now)
    values = {
        "part": record.part,
        "state": state,
        "out_at": record.out_at,
        "back_at": None if record.called_off else record.back_at,
        "called_off_at": record.back_at if record.called_off else None,
        "back_before": later if state is AttendanceState.UNKNOWN_BACK else None,
        **_talk(record),
    }
    callouts_writes.add_attendance(session, site.id, call_out_id, record.listener, actor, now, **values)
    return call_out_id


def _state_of(record: PaperRecord, later: datetime | None) -> AttendanceState:
    if record.back_at is None:
        return AttendanceState.ACTING if later is None else AttendanceState.UNKNOWN_BACK
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
        how = {"outcome": Outcome.CALLED_OFF.value, "closed_at": record.back_at}
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


def _close_open_one(
    session: Session, site: Site, found: Found | None, record: PaperRecord, actor: Actor, now: datetime
) -> datetime | None:
    """Close what is open for the same man: a later out shows that he was back before it (docs/evidence.md, section 4,
    rule 5). Returns when he went out again after this record, where that is known."""
    later = callouts_facts.next_out(site.id, record.listener, record.out_at)
    if found is None:
        return later
    call_out, one = found
    if one.state is AttendanceState.ACCEPTED and began(one) > record.out_at:
        # He has said yes to another man since, and waits in his cell: this one was over before that.
        return min(later or began(one), began(one))
    if one.state is AttendanceState.ACCEPTED:
        # He said yes and was never written down as unlocked: that wait was over before he went.
        _close_earlier(session, site, call_out, one, record.out_at, actor, now)
    elif one.out_at is None:
        # He was only being asked, by somebody who did not know that he was out.
        if record.back_at is None and later is None:
            pass_over(session, site, one, actor, now)
    elif one.out_at < record.out_at:
        _close_earlier(session, site, call_out, one, record.out_at, actor, now)
    return later


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


def _correct_return(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    record: PaperRecord,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct the return of a line keyed in before; how it ended otherwise is put right on the call-out itself."""
    if record.back_at is None or one.back_at == record.back_at or record.called_off:
        return
    values: dict[str, Any] = {
        "state": AttendanceState.RETURNED,
        "back_at": record.back_at,
        "back_before": None,
        "called_off_at": None,
    }
    if record.debrief_offered is not None and one.debrief_offered_at is None:
        values |= _talk(record)
    move(session, site, one, actor, now, values, FROM_THE_SHEET)
    all_back(session, site, call_out, one, record.place, actor, now, FROM_THE_SHEET)
