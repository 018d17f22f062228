"""One line of the night sheet: what can it say, and what becomes of one by which nobody went to the man who asked?

Whoever had said yes by such a line was woken all the same, and rests for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import to_the_minute
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, ContactPlace, Part, StaffReason
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import callout_nobody, paper_requests, rests, rests_shortened
from listeners.services.callout_checks import record
from listeners.services.callout_corrections import FROM_THE_SHEET, is_other, to_keep
from listeners.services.callout_ends import not_on_the_line
from listeners.services.callout_steps import Outcome, began, close, is_within_reach
from listeners.services.nights import night_of
from listeners.services.paper_events import Refusal, not_refused, refusals, staff_refused
from listeners.services.paper_parts import OUT_OF_REACH, PaperRecord
from listeners.store import callouts_events, callouts_facts, callouts_writes
from listeners.store.callouts_events import add_event
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.callouts_writes import NewCallOut
from listeners.store.database import Session
from listeners.store.journal import audit


class PaperExit(StrEnum):
    """How a line of the sheet ended. ``BACK``: whoever went came back, or is still out."""

    BACK = "back"
    CALLED_OFF = "called_off"
    TELEPHONE = "telephone"
    TELEPHONE_WHILE_FREE = "telephone_while_free"
    REFUSED = "refused_by_staff"


@dataclass(frozen=True, slots=True)
class Goer:
    """One man on a line: as what, from when and, where it was written down, until when. Where nobody was let go
    ``out_at`` is when he said yes; ``yes_at``: when whoever went had said yes, where that is written down."""

    part: Part
    listener: ListenerId
    out_at: datetime
    back_at: datetime | None = None
    yes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the sheet. ``goers``: who went, the lead first; where nobody was let go, who had said yes.
    ``ended_at``: when the request ended, where that is written down. ``is_same``: whether it is said to
    be of the request of that wing and minute that is on file, or of another man's (False); None: nobody was asked.
    ``waited``: whoever had said yes was called off before he was out. ``instead``: when the orderly officer was told,
    and since when staff check on him, where no Listener went and it is written down."""

    wing: WingId
    asked_at: datetime
    exit: PaperExit
    goers: tuple[Goer, ...]
    ended_at: datetime | None
    reason: StaffReason | None = None
    place: ContactPlace | None = None
    debrief_offered: bool | None = None
    is_same: bool | None = None
    waited: bool = False
    instead: tuple[tuple[CallOutEventKind, datetime], ...] = ()

    @property
    def over_at(self) -> datetime:
        """When the request ended; where that is not written down, the last time that is: it had not ended before."""
        return self.ended_at or max([self.asked_at, *(goer.out_at for goer in self.goers)])

    @property
    def somebody_went(self) -> bool:
        """Whether a Listener went out on it."""
        return self.exit in (PaperExit.BACK, PaperExit.CALLED_OFF) and bool(self.goers) and not self.waited


def line_of(record: PaperRecord, is_same: bool | None = None) -> PaperLine:
    """Return the line on which one man went and came back, or is still out."""
    goer = Goer(record.part, record.listener, record.out_at, record.back_at, record.yes_at)
    return PaperLine(record.wing, record.asked_at, PaperExit.BACK, (goer,), record.back_at, is_same=is_same)


@dataclass(frozen=True, slots=True)
class Unlike:
    """What is on file of a request of the same wing and minute as a line: how and when it ended, where nobody came
    back, and who went when."""

    ended: PaperExit | None
    ended_at: datetime | None
    went: tuple[tuple[ListenerId, datetime], ...]


def are_at_once(one: Goer, other: Goer) -> bool:
    """Whether two lines have one man out at the same time, as far as is known when he was back."""
    if one.listener != other.listener:
        return False
    first, second = sorted((one, other), key=lambda each: each.out_at)
    return first.out_at == second.out_at or (first.back_at is not None and second.out_at < first.back_at)


def unlike(site: Site, line: PaperLine, actor: Actor, now: datetime) -> tuple[Unlike | None, ...]:
    """Return the requests of that wing and minute which are on file and of which this line says something else, so that
    it should be asked whether it is of one of them before it is put on file (1 to 5 statements); None for one that is
    longer ago than this actor may look at.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    there = callouts_facts.asked_in(site.id, line.wing, line.asked_at)
    if not there or _of_itself(site, line, there) is not None:
        return ()
    tonight = night_of(site, now)
    return tuple(_seen(each) if is_within_reach(each, tonight, site, actor) else None for each in there)


def _seen(there: CallOutOnFile) -> Unlike:
    ended = PaperExit(there.outcome) if there.outcome in set(PaperExit) else None
    went = tuple((each.listener, each.out_at) for each in there.attended if each.out_at is not None)
    return Unlike(ended, there.closed_at, went)


def _of_itself(site: Site, line: PaperLine, there: tuple[CallOutOnFile, ...]) -> CallOutOnFile | None:
    """Return the request that a line is about without a question: the one on which one of its Listeners went in his
    minute, one that says the same, or else one that was begun on the screen."""
    if line.somebody_went:
        outs = {goer.listener: to_the_minute(goer.out_at) for goer in line.goers}
        gone = [(each, part) for each in there for part in each.attended if part.out_at is not None]
        same = [each for each, part in gone if outs.get(part.listener) == to_the_minute(part.out_at or each.asked_at)]
    else:
        same = [each for each in there if _can_take(each, line) and _says_the_same(site, each, line)]
    begun = [each for each in there if paper_requests.is_begun(each) and _can_take(each, line)]
    named = {goer.listener for goer in line.goers}
    with_him = [each for each in begun if any(part.listener in named for part in each.attended)]
    return next(reversed(same or with_him or begun), None)


def the_same(site: Site, line: PaperLine) -> CallOutOnFile | None:
    """Return the request on file of that wing and minute that can take the men of a line, the latest of several."""
    there = callouts_facts.asked_in(site.id, line.wing, line.asked_at)
    return next((each for each in reversed(there) if _can_take(each, line)), None)


def _can_take(there: CallOutOnFile, line: PaperLine) -> bool:
    """Whether nobody of a line has gone on a request by what is on file."""
    return all(paper_requests.has_room(there, goer.listener) for goer in line.goers)


def _says_the_same(site: Site, there: CallOutOnFile, line: PaperLine) -> bool:
    """Whether a request ended in that way, for that reason and, where it is written down when, in that minute."""
    if there.outcome != line.exit.value or there.closed_at is None:
        return False
    is_then = line.ended_at is None or not is_other(there.closed_at, line.ended_at)
    return is_then and (line.exit is not PaperExit.REFUSED or line.reason in _reasons(site, there))


def _reasons(site: Site, there: CallOutOnFile) -> set[StaffReason | None]:
    return {each.reason for each in refusals(site, there)}


def nobody_went(session: Session, site: Site, line: PaperLine, actor: Actor, now: datetime) -> str:
    """Put a request on file to which no Listener went, inside an act that has the locks of the line, and return its id.
    The same line once more changes nothing; one that names more of those who had said yes adds them, and one of a
    request begun on the screen ends it.

    Raises:
        Conflict: it is on file already, and longer ago than this actor may change ("out_of_reach").
    """
    there = _which(site, line)
    if there is not None and not is_within_reach(there, night_of(site, now), site, actor):
        if _adds_nothing(site, there, line):
            return there.id
        raise Conflict(OUT_OF_REACH)
    if there is None:
        there = _new(session, site, line, actor, now)
    woken = [_woken(session, site, there, goer, line, actor, now) for goer in line.goers]
    _end(session, site, there, line, actor, now)
    _rest(session, site, there, line, actor, now)
    _note(session, site, there, line, woken[0] if woken else None, actor, now)
    detail = {"outcome": line.exit.value}
    audit(session, actor, now, "key in paper", Kind.CALL_OUT, object_id=there.id, detail=detail)
    return there.id


def _new(session: Session, site: Site, line: PaperLine, actor: Actor, now: datetime) -> CallOutOnFile:
    new = NewCallOut(night_of(site, line.asked_at), line.asked_at, line.wing)
    id_ = callouts_writes.add_call_out(session, site.id, new, actor, now)
    return CallOutOnFile(id_, new.night, line.asked_at, line.wing, None, None, new.state, None, None, ())


def _which(site: Site, line: PaperLine) -> CallOutOnFile | None:
    if line.is_same is False:
        return None
    found = _of_itself(site, line, callouts_facts.asked_in(site.id, line.wing, line.asked_at))
    return found or (the_same(site, line) if line.is_same else None)


def _adds_nothing(site: Site, there: CallOutOnFile, line: PaperLine) -> bool:
    names = {each.listener for each in there.attended if each.interruption is not None}
    return _says_the_same(site, there, line) and all(goer.listener in names for goer in line.goers)


def _woken(
    session: Session,
    site: Site,
    there: CallOutOnFile,
    goer: Goer,
    line: PaperLine,
    actor: Actor,
    now: datetime,
) -> str:
    """Put on file who had said yes and was not let go: nobody was out, and he was woken all the same. Where he was
    asked on the screen it stands on that row. Until when he waited nobody knows where it is not written down; an end
    before his yes, on file or on the sheet, was none of his waiting."""
    his, end = there.of(goer.listener), goer.back_at or line.ended_at
    yes = to_keep(his.accepted_at if his is not None else None, goer.out_at)
    on_file = (his.called_off_at or his.back_before) if his is not None else None
    values: dict[str, Any] = {"part": goer.part, "accepted_at": yes}
    if end is not None and end >= to_the_minute(yes):
        until = max(to_keep(his.called_off_at if his is not None else None, end), yes)
        values |= {"state": AttendanceState.CALLED_OFF, "called_off_at": until, "back_before": None}
    elif his is not None and on_file is not None and on_file >= yes:
        values["state"] = his.state
    else:
        later = callouts_facts.next_out(site.id, goer.listener, yes)
        before = min(now, later or now)
        values |= {"state": AttendanceState.UNKNOWN_BACK, "called_off_at": None, "back_before": before}
    if his is None:
        return callouts_writes.add_attendance(session, site.id, there.id, goer.listener, actor, now, **values)
    paper_requests.put_right(session, site, there, his, actor, now, values)
    return his.id


def _end(session: Session, site: Site, there: CallOutOnFile, line: PaperLine, actor: Actor, now: datetime) -> None:
    """End what was begun on the screen; what has ended otherwise, by what is on file, has ended as the sheet says,
    unless somebody went."""
    outcome, named = Outcome(line.exit.value), {goer.listener for goer in line.goers}
    if there.state is CallOutState.ASKED:
        others = [each for each in there.attended if each.listener not in named]
        not_on_the_line(session, site, there, others, actor, now, line.ended_at)
        close(session, site, there.id, outcome, line.over_at, actor, now)
    elif there.nobody_went and not there.is_open and not _says_the_same(site, there, line):
        ended = {
            "outcome": outcome.value,
            "closed_at": to_keep(there.closed_at, line.ended_at or there.closed_at or line.over_at),
        }
        callouts_writes.correct_call_out(session, site.id, there.id, actor, now, reason=FROM_THE_SHEET, **ended)


def _rest(session: Session, site: Site, there: CallOutOnFile, line: PaperLine, actor: Actor, now: datetime) -> None:
    """Whoever had said yes rests by the same rules; a rest that ends earlier than by an earlier line is told."""
    for goer in sorted(line.goers, key=lambda each: each.listener):
        his = there.of(goer.listener)
        was_up = his is not None and his.interruption is not None
        since = min(goer.out_at, began(his)) if his is not None and was_up else goer.out_at
        followed = rests.rederive(site, [goer.listener], actor, now, since=since)
        if his is not None and was_up:
            rests_shortened.tell(session, site, there, his, followed, actor, now)


def _note(
    session: Session,
    site: Site,
    there: CallOutOnFile,
    line: PaperLine,
    woken: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Note what staff did or could not do, unless it is on file. When the telephone was given is asked for on Tonight
    where it is not written down."""
    record(session, site, there, dict(line.instead), actor, now, FROM_THE_SHEET)
    if line.exit is PaperExit.REFUSED:
        said = Refusal(line.reason or StaffReason.NOT_KNOWN, line.over_at, woken)
        staff_refused(session, site, there, said, actor, now)
        return
    not_refused(session, site, there, actor, now)
    is_new = there.outcome != line.exit
    if line.exit is PaperExit.TELEPHONE_WHILE_FREE and is_new:
        callout_nobody.tell_telephoned(session, site, there, line.over_at, actor, now)
    elif line.exit is PaperExit.TELEPHONE and is_new:
        callout_nobody.note(session, site, there.id, there.wing, actor, now, at=line.over_at)
    if line.exit in (PaperExit.TELEPHONE, PaperExit.TELEPHONE_WHILE_FREE) and line.ended_at is not None:
        kind = CallOutEventKind.TELEPHONE
        if all(each.kind is not kind for each in callouts_events.events(site.id, there.id)):
            add_event(session, site.id, there.id, kind, line.ended_at, actor, now)
