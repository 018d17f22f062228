"""Somebody was asked to take a night: what follows from his yes and from his no?

A yes is the taking: in one act, under the lock of the plan and of both Listeners, every rule is judged again by the
facts of that moment. Of many who say yes at the same moment one has the night. A no is kept and asked about no more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import empty_now
from listeners.domain.notices import QUESTION
from listeners.domain.people import ListenerId
from listeners.domain.rota.hard_rules import Breach, Broken
from listeners.domain.rota.naming import named
from listeners.domain.rota.place_changes import breaches_made
from listeners.domain.rota.problem import Absence
from listeners.domain.states import CoverReply, CoverState
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound, RuleBroken
from listeners.services.answers import TO_APPROVE, Decided, Outcome, answered, decided, decided_before, is_down
from listeners.services.cover import ask_on, ask_these, go_on_where_stopped, on_file, trace
from listeners.services.cover_ends import close
from listeners.services.duty_gaps import tell_coordinators
from listeners.services.place_changes import as_told, facts_around, hand_over
from listeners.store import cover_facts, cover_writes, duties_rests, people_facts, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.cover_facts import RequestOnFile
from listeners.store.database import act

COVER_TAKEN = "Cover taken"
"""The reason that stands with the version of the rota."""


def answer(
    site: Site,
    request_id: str,
    listener_id: ListenerId,
    says_yes: bool,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> Outcome:
    """Put down what a Listener says who was asked, and let him have the night where he says yes: the place that he was
    asked of, or another one of that night for which others are asked. A no is one to every place of it, and is kept
    also where he has that night another way.

    Raises:
        NotAllowed: the actor may not speak for this Listener.
        NotFound: he was not asked.
    """

    def find() -> RequestOnFile:
        found = _asked(site, request_id, listener_id)
        may_take = found.may_be_taken_at(now) or found.waits_for_approval_of(listener_id)
        return found if may_take or not says_yes else _another_of(site, found, now)

    def over(found: RequestOnFile) -> Outcome | None:
        if is_down(site, listener_id, found.night) and (says_yes or not _is_unanswered(found, listener_id)):
            return Outcome.ALREADY
        return _yes_is_over(found, listener_id, now) if says_yes else _no_is_over(found, listener_id, now)

    def do(session: Writing, found: RequestOnFile) -> Outcome:
        trace(session, site, "cover_answered", found.id, actor, now)
        if not says_yes:
            _no(session, site, found, listener_id, CoverReply.NO, actor, now)
            return Outcome.ALREADY if is_down(site, listener_id, found.night) else Outcome.NO
        if people_facts.policy(site.id, found.night).cover_approval:
            return _waits(session, site, found, listener_id, actor, now)
        return _take(session, site, found, listener_id, actor, now)

    return answered(site, listener_id, find, over, do, actor, now, act_key)


def _is_unanswered(found: RequestOnFile, listener_id: ListenerId) -> bool:
    asked = found.of(listener_id)
    return asked is not None and asked.reply is CoverReply.NONE and not found.waits_for_approval_of(listener_id)


def _yes_is_over(found: RequestOnFile, listener_id: ListenerId, now: datetime) -> Outcome | None:
    """Return why a yes changes nothing any more."""
    if now >= found.starts_at:
        return Outcome.BEGUN
    if found.waits_for_approval_of(listener_id):
        return Outcome.WAITS_STILL
    late = {CoverState.TO_APPROVE: Outcome.SPOKEN_FOR, CoverState.TAKEN: Outcome.TOO_LATE, CoverState.OPEN: None}
    return late.get(found.state, Outcome.NOT_NEEDED)


def _no_is_over(found: RequestOnFile, listener_id: ListenerId, now: datetime) -> Outcome | None:
    """Return why a no changes nothing any more. Until the night begins it is kept, whatever became of the request: he
    is told that he is not asked about that night again."""
    if now >= found.starts_at:
        return Outcome.BEGUN
    asked = found.of(listener_id)
    return Outcome.NO if asked is not None and asked.reply is CoverReply.NO else None


def approve(
    site: Site,
    request_id: str,
    is_approved: bool,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    whom: ListenerId | None = None,
) -> Decided | None:
    """Let whoever said yes have the night; or not, and the next are asked. ``whom``: as the coordinator saw it, he.
    Return who had decided before, and when; None where this is the decision.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such request.
        Conflict: nobody waits for it any more, and nobody has decided.
        RuleBroken: by the facts as they are now he may not take it; each breach names who. Asking goes on without him.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = on_file(site, request_id)
        waits = found.state is CoverState.TO_APPROVE and found.waits_at(now) and whom in (None, found.taken_by)
        if found.taken_by is None or not waits:
            return decided_before(site, request_id, whom, found.opened_at)
        trace(session, site, "cover_decided", request_id, actor, now, whom=found.taken_by)
        if is_approved:
            return _take(session, site, found, found.taken_by, actor, now, must=True)
        return _no(session, site, found, found.taken_by, CoverReply.NOT_CHOSEN, actor, now)

    try:
        return decided(site, once(actor, act_key, now, do))
    except RuleBroken:
        with act() as session:
            go_on_where_stopped(session, site, actor, now)
        raise


def ask_one(
    site: Site, request_id: str, listener_id: ListenerId, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Ask one more, out of turn; somebody whom a rule stops is not asked.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such request.
        Conflict: nobody waits for it any more, he was asked already (whom a rule stopped at his yes, is again), he has
            said no to another place of the night, or it is or was his.
        RuleBroken: he may not take the night.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = on_file(site, request_id)
        is_his = listener_id == found.whose
        has_said_no = (listener_id, found.night) in cover_facts.said_no(site.id, found.night, found.night)
        if is_his or has_said_no or not found.may_be_taken_at(now) or found.was_asked(listener_id):
            raise Conflict("changed meanwhile")
        facts = as_told(facts_around(site, [found.night], now))
        if facts.member(listener_id) is None:
            raise NotFound("nobody of that id at this site")
        broken = breaches_made(facts, [found.taken(listener_id)])
        if broken:
            raise RuleBroken(named(facts, broken))
        ask_these(session, site, found, [listener_id], actor, now)
        trace(session, site, "cover_asked", request_id, actor, now)
        return ""

    once(actor, act_key, now, do)


def _asked(site: Site, request_id: str, listener_id: ListenerId) -> RequestOnFile:
    found = on_file(site, request_id)
    if found.of(listener_id) is None:
        raise NotFound("he was not asked")
    return found


def _another_of(site: Site, found: RequestOnFile, now: datetime) -> RequestOnFile:
    """Return an open request for another place of the same night, which is all that he was asked about; the same one
    where there is none."""
    return next((each for each in _of_night(site, found.night, now) if each.may_be_taken_at(now)), found)


def _of_night(site: Site, night: date, now: datetime) -> tuple[RequestOnFile, ...]:
    return tuple(each for each in cover_facts.waiting(site.id, now) if each.night == night)


def _no(
    session: Writing,
    site: Site,
    found: RequestOnFile,
    listener_id: ListenerId,
    reply: CoverReply,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Keep a no, to every place of the night that he was asked of, and ask the next. Whoever had said yes and was
    waited for has not got the night."""
    if reply is CoverReply.NOT_CHOSEN:
        close(session, site, found, CoverState.OPEN, actor, now)
    elif found.waits_for_approval_of(listener_id):
        cover_writes.set_state(session, found.id, CoverState.OPEN, actor, now)
    cover_writes.put_reply(session, found.id, listener_id, reply, actor, now)
    for other in cover_facts.of_night(site.id, found.night) if reply is CoverReply.NO else ():
        asked = other.of(listener_id)
        if asked is not None and asked.reply is CoverReply.NONE:
            cover_writes.put_reply(session, other.id, listener_id, reply, actor, now)
    ask_on(session, site, [each.id for each in _of_night(site, found.night, now)], actor, now)
    return Outcome.NO


def _waits(
    session: Writing, site: Site, found: RequestOnFile, listener_id: ListenerId, actor: Actor, now: datetime
) -> Outcome:
    """Let his yes wait for a coordinator; not one to which she could not agree, for a rule stops him."""
    _put_down(session, site, found, listener_id, actor, now)
    broken = breaches_made(as_told(facts_around(site, [found.night], now)), [found.taken(listener_id)])
    if broken:
        _no(session, site, found, listener_id, CoverReply.STOPPED, actor, now)
        return _why_not(broken)
    cover_writes.put_reply(session, found.id, listener_id, CoverReply.YES, actor, now)
    cover_writes.set_state(session, found.id, CoverState.TO_APPROVE, actor, now, listener_id)
    facts: dict[str, object] = {"listener": listener_id, "cover": found.night, QUESTION: found.id}
    event = f"{TO_APPROVE}:{found.id}:{listener_id}:{now:%Y%m%d%H%M%S}"
    tell_coordinators(session, site, event, TO_APPROVE, facts, actor, now)
    return Outcome.WAITS


def _take(
    session: Writing,
    site: Site,
    found: RequestOnFile,
    listener_id: ListenerId,
    actor: Actor,
    now: datetime,
    *,
    must: bool = False,
) -> Outcome:
    """Let somebody have the night. Their locks are taken before the facts are read: what is recorded from here on
    waits, so that no rule is judged by older facts."""
    duties_rests.lock(session, [each for each in (found.listener, listener_id) if each is not None])
    found = on_file(site, found.id)  # a fact may have taken the duty off its Listener until now
    facts, move = facts_around(site, [found.night], now), found.taken(listener_id)
    if move.gone is None and not empty_now(as_told(facts), found.night)[found.place]:
        if must:
            raise Conflict("changed meanwhile")
        cover_writes.set_state(session, found.id, CoverState.WITHDRAWN, actor, now)
        return Outcome.TOO_LATE
    _put_down(session, site, found, listener_id, actor, now)
    broken = breaches_made(as_told(facts), [move])
    if broken and must:
        raise RuleBroken(named(facts, broken))
    if broken:
        _no(session, site, found, listener_id, CoverReply.STOPPED, actor, now)
        return _why_not(broken)
    cover_writes.put_reply(session, found.id, listener_id, CoverReply.YES, actor, now)
    cover_writes.set_state(session, found.id, CoverState.TAKEN, actor, now, listener_id)
    hand_over(session, facts, [move], COVER_TAKEN, actor, now)
    ask_on(session, site, [each.id for each in _of_night(site, found.night, now)], actor, now)
    return Outcome.TAKEN


def _put_down(
    session: Writing, site: Site, found: RequestOnFile, listener_id: ListenerId, actor: Actor, now: datetime
) -> None:
    """Put down that he is asked of this place, who was asked of another one of the night and has said yes."""
    if found.of(listener_id) is None:
        cover_writes.ask(session, site.id, found.id, [listener_id], actor, now)


_OF_REST = frozenset({Broken.GAP, Broken.LIMIT_7, Broken.LIMIT_28})


def _why_not(broken: Collection[Breach]) -> Outcome:
    """Return what he may be told of the rules that stand in his way: his own rest and his own absence. Any other may
    tell of somebody else."""
    is_rest = all(
        each.code in _OF_REST or (each.code is Broken.UNAVAILABLE and each.detail == Absence.RESTING) for each in broken
    )
    if is_rest:
        return Outcome.NO_REST
    return Outcome.AWAY if all(each.code is Broken.UNAVAILABLE for each in broken) else Outcome.STOPPED
