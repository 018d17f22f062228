"""What does every step of a call-out start from, and what does each leave behind?

Every name here works inside an act: what is on file, whether a step may be taken, and the small writings that several
steps share. The steps themselves: who is asked (``callouts``), who goes (``callout_goings``), how it ends
(``callout_ends``), when it was (``callout_times``), and what was on paper (``callout_paper``).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NoReturn

from listeners.access import Actor, Do, Kind, can
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.domain.team import Site
from listeners.errors import AnsweredAlready, Conflict, NotFound
from listeners.services import callout_nobody
from listeners.services.nights import Night, night_of, tonight
from listeners.store import callouts_facts, callouts_writes, duties_rests, night_facts
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session

HALF_A_DAY = timedelta(hours=12)
"""Longer than that no call-out lasts: whoever was out since then has been back, and it was not written down."""
MOVED_ON = "guard_call_out_forward"
ANSWERED = "guard_attendance_forward"
NO_LEAD = "no_lead"
RETURN_OF = "return of "
"""How the answer to a form that recorded a return begins, before the id of the call-out."""


class Outcome(StrEnum):
    """How a request ended that did not end with everybody back. The telephone used while a Listener was free counts as
    a refusal (docs/evidence.md, section 4, "When cover runs out"). ``NOT_FINISHED``: by itself; the three after it:
    what it ended by was taken back since, as pressed by mistake."""

    CALLED_OFF = "called_off"
    TELEPHONE = "telephone"
    TELEPHONE_WHILE_FREE = "telephone_while_free"
    REFUSED_BY_STAFF = "refused_by_staff"
    BACK_UNKNOWN = "back_unknown"
    NOT_FINISHED = callouts_writes.LAPSED
    TELEPHONE_TAKEN_BACK = "telephone_taken_back"
    REFUSAL_TAKEN_BACK = "refusal_taken_back"
    NEVER_GONE = "never_gone"


TELEPHONED = (Outcome.TELEPHONE, Outcome.TELEPHONE_WHILE_FREE)
"""How a request ended that the telephone was recorded for, in a Listener's place."""
WITHOUT_A_LISTENER = (*TELEPHONED, Outcome.REFUSED_BY_STAFF)
"""How a request ended to which no Listener went, though one was wanted."""
TAKEN_BACK = (Outcome.TELEPHONE_TAKEN_BACK, Outcome.REFUSAL_TAKEN_BACK, Outcome.NEVER_GONE)
UNFINISHED = (Outcome.NOT_FINISHED, *TAKEN_BACK)
"""How a request ended of which nobody is on file as gone, nor what was done for the man instead."""


def on_file(site: Site, call_out_id: str, actor: Actor, now: datetime) -> CallOutOnFile:
    """Return a call-out as it is now (2 statements).

    Raises:
        NotFound: there is none of that id at this site, or it is longer ago than this actor may look.
    """
    return within_reach(callouts_facts.call_out(site.id, call_out_id), night_of(site, now), site, actor)


def within_reach(call_out: CallOutOnFile | None, tonight: date, site: Site, actor: Actor) -> CallOutOnFile:
    """Return a call-out that this actor may look at and change: coordinators every one, staff those of this night and
    the one before, and what is still open (docs/security.md, part b, row 6).

    Raises:
        NotFound: there is none, or it is longer ago than this actor may look.
    """
    if call_out is None or not is_within_reach(call_out, tonight, site, actor):
        raise NotFound("no such call-out")
    return call_out


def is_within_reach(call_out: CallOutOnFile, tonight: date, site: Site, actor: Actor) -> bool:
    """Return whether this actor may look at a call-out and change it, as ``within_reach`` says."""
    return call_out.is_open or call_out.night >= tonight - ONE_DAY or shows_every_rule(actor, site)


def shows_every_rule(actor: Actor, site: Site) -> bool:
    """Whether somebody may know every rule and every reason: a coordinator of the site."""
    return can(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)


def part_of(
    site: Site, call_out_id: str, attendance_id: str, actor: Actor, now: datetime
) -> tuple[CallOutOnFile, Attended]:
    """Return a call-out and one man's part in it (2 statements).

    Raises:
        NotFound: as ``on_file``, or nobody of that id was asked.
    """
    call_out = on_file(site, call_out_id, actor, now)
    one = call_out.one(attendance_id)
    if one is None:
        raise NotFound("nobody of that id was asked")
    return call_out, one


def lock_listeners(session: Session, call_out: CallOutOnFile, *also: ListenerId) -> None:
    """Take the locks of all Listeners whose rests an act may work out anew, in one go, after those of the call-outs:
    of these, and of whoever waits to be unlocked, who may be let go by it. One after the other they would be taken as
    the act comes to them, and not in the order in which everybody takes them."""
    waiting = {each.listener for each in call_out.attended if each.state is AttendanceState.ACCEPTED}
    duties_rests.lock(session, {*also, *waiting})


def refuse_late(site: Site, one: Attended, whose: Attended | None = None) -> NoReturn:
    """Refuse an answer that came after another one, with how he stands on file (1 statement). ``whose``: the man who
    was to go, where it is another who stands on file.

    Raises:
        AnsweredAlready: always.
    """
    names = {member.id: member.name for member in night_facts.team(site)}
    since = one.back_at or one.called_off_at or one.out_at or one.accepted_at or one.answered_at
    goes = names[whose.listener] if whose else None
    raise AnsweredAlready(names[one.listener], one.state, since, goes, went=one.out_at is not None)


def recorded_return(call_out_id: str) -> str:
    """Return the answer to a form that recorded a return: no other form of that call-out opens what follows from it."""
    return f"{RETURN_OF}{call_out_id}"


def must_be_open(call_out: CallOutOnFile) -> None:
    """Raise Conflict when the request has ended."""
    if not call_out.is_open:
        raise Conflict(MOVED_ON)


def may_be_offered(call_out: CallOutOnFile, part: Part) -> bool:
    """Return whether a part may be offered: a second and a new Listener go beside a lead who has gone, never alone."""
    lead = call_out.under_way(Part.LEAD)
    return part is Part.LEAD or (lead is not None and lead.state is AttendanceState.ACTING)


def must_be_beside_a_lead(call_out: CallOutOnFile, part: Part) -> None:
    """Raise Conflict when somebody would go beside a lead who has not gone."""
    if not may_be_offered(call_out, part):
        raise Conflict(NO_LEAD)


def has_led(call_out: CallOutOnFile) -> bool:
    """Return whether a lead is under way or has been: when he is back and a second is out, nobody else is chosen."""
    leads = (each for each in call_out.attended if each.part is Part.LEAD)
    return any(each.out_at is not None or each.state in callouts_facts.UNDER_WAY for each in leads)


def order_of(view: Night, call_out: CallOutOnFile | None, wing: WingId, part: Part) -> list[ListenerId]:
    """Return whom to ask for a part, the first to be asked first."""
    return [choice.listener for choice in view.ranking(wing, part, call_out).order]


def first_of(view: Night, call_out: CallOutOnFile | None, wing: WingId, part: Part) -> ListenerId | None:
    """Return the first in order who is not being asked for it already."""
    asked = {each.listener for each in call_out.attended if each.state in callouts_facts.UNDER_WAY} if call_out else ()
    return next((each for each in order_of(view, call_out, wing, part) if each not in asked), None)


def offer_next(session: Session, site: Site, call_out_id: str, part: Part, actor: Actor, now: datetime) -> None:
    """Offer a part to the next in order, where it is free and somebody may take it; where nobody is left for the man,
    that is put on file and told."""
    call_out, view = on_file(site, call_out_id, actor, now), tonight(site, now, only_open=True)
    if call_out.under_way(part) is not None or not may_be_offered(call_out, part):
        return
    whom = first_of(view, call_out, call_out.wing, part)
    if whom is not None:
        callouts_writes.offer(session, site.id, call_out_id, whom, part, actor, now)
    elif call_out.is_open and not any(each.state in callouts_facts.UNDER_WAY for each in call_out.attended):
        callout_nobody.note(session, site, call_out_id, call_out.wing, actor, now)


def pass_over(session: Session, site: Site, one: Attended | None, actor: Actor, now: datetime) -> None:
    """Take an offer back: he has answered nothing, and may be asked again."""
    if one is not None and one.state is AttendanceState.OFFERED:
        values = {"state": AttendanceState.NO_ANSWER, "answered_at": None}
        callouts_writes.move_attendance(session, site.id, one.id, actor, now, **values)


def close(
    session: Session, site: Site, call_out_id: str, outcome: Outcome, at: datetime, actor: Actor, now: datetime
) -> None:
    """End a request that does not end with everybody back."""
    values = {"state": CallOutState.CLOSED, "outcome": outcome.value, "closed_at": at}
    callouts_writes.move_call_out(session, site.id, call_out_id, actor, now, **values)


def began(one: Attended) -> datetime:
    """Return from when on somebody's part in a call-out bears on his rest."""
    return min(moment for moment in (one.accepted_at, one.out_at) if moment is not None)
