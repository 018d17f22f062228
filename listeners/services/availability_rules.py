"""What does a Listener say of every such night, and how does he rest from call-outs and come back?

Each Tuesday, for court; all nights, from now on, with no reason asked. Everybody but coordinators sees nights on which
he is not available, as for any other "I cannot".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import AvailabilityKind, ListenerId, Standing
from listeners.domain.said import EVERY_DAY, NightsChanged, Rule, SaidOn
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound
from listeners.services.availability import needing_somebody
from listeners.services.duty_gaps import duties_to_come, tell_coordinators
from listeners.services.nights import night_of
from listeners.store import availability_facts, availability_writes, notices_facts, people_facts, rota_writes
from listeners.store.acts import once
from listeners.store.database import Session
from listeners.store.journal import audit

MOST_RULES = 20
"""As many things as somebody may say of every such night at a time (a design choice): his page stays short."""
PAUSED, CAME_BACK = "paused", "came_back"
"""Kinds of notice to coordinators: he rests from call-outs, and he has come back by himself."""


@dataclass(frozen=True, slots=True)
class EveryNight:
    """What is to be said of every night of some weekdays (0 is Monday), until a night or without end."""

    weekdays: frozenset[int]
    from_on: date
    until_on: date | None
    kind: AvailabilityKind


@dataclass(frozen=True, slots=True)
class OwnPause:
    """Whether a Listener rests from call-outs tonight: by his ``own`` word, which he ends himself, or until he has
    spoken with a coordinator, who paused or holds him (``by_coordinator``)."""

    tonight: date
    own: bool
    by_coordinator: bool


def say(
    site: Site,
    listener_id: ListenerId,
    wanted: EveryNight,
    reason: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Put on file what a Listener says of every such night; return the nights on which he has a duty and that are now
    impossible or unwelcome: somebody else is needed.

    Raises:
        NotAllowed: the actor may not say this for this Listener.
        Conflict: it begins before tonight ("date_past"), ends before it begins, names no weekday, or is one too many.
    """
    must_be_his_to_say(site, listener_id, actor)
    tonight = night_of(site, now)
    if wanted.from_on < tonight:
        raise Conflict("date_past")
    if not wanted.weekdays or (wanted.until_on is not None and wanted.until_on < wanted.from_on):
        raise Conflict("no_night")

    def add(session: Session) -> None:
        if availability_writes.rules_in_force(session, site, listener_id, tonight) >= MOST_RULES:
            raise Conflict("too_many")
        days, first, last, kind = wanted.weekdays, wanted.from_on, wanted.until_on, wanted.kind
        availability_writes.add_rule(session, site, listener_id, days, first, last, kind, reason, actor, now)
        _audit(session, site, listener_id, "every_night_said", actor, now)

    return _nights(once(actor, act_key, now, lambda session: changing(session, site, listener_id, add, actor, now)))


def end(
    site: Site, listener_id: ListenerId, rule_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """End what was said of every such night, from tonight on; what held until then stays on file.

    Raises:
        NotAllowed: the actor may not say this for this Listener.
        NotFound: he has said no such thing, it has been taken back, or it is a rest, which ends when he comes back:
            coordinators are told of that. What was agreed is not ended here either.
    """
    must_be_his_to_say(site, listener_id, actor)
    tonight = night_of(site, now)
    last = tonight - ONE_DAY

    def change(session: Session) -> None:
        if any(rule.id == rule_id and rule.is_firm for rule in _rules(site, listener_id, tonight)):
            raise NotFound("a rest ends when he comes back")
        availability_writes.end_rule(session, site, listener_id, rule_id, last, actor, now)
        _audit(session, site, listener_id, "every_night_ended", actor, now)

    once(actor, act_key, now, lambda session: changing(session, site, listener_id, change, actor, now))


def pause(
    site: Site, listener_id: ListenerId, actor: Actor, now: datetime, act_key: str | None = None
) -> tuple[date, ...]:
    """Let a Listener rest from call-outs from now on, until he comes back; who rests already goes on. No reason is
    asked and none kept. Return the nights on which he has a duty: somebody else is needed, and coordinators are told.

    Raises:
        NotAllowed: the actor may not say this for this Listener.
    """
    must_be_his_to_say(site, listener_id, actor)
    return _nights(once(actor, act_key, now, lambda session: rest_in(session, site, listener_id, actor, now)))


def rest_in(session: Session, site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> str:
    """Let a Listener rest from call-outs from now on, inside an act in which he says so; who rests already goes on.
    Return the nights on which he has a duty, as the answer of the act. The caller has asked ``must_be_his_to_say``."""
    tonight = night_of(site, now)

    def add(session: Session) -> None:
        rests = availability_facts.rests_on(site.id, tonight, listener_id)
        if rests.own:
            return  # of two presses at once the second finds him at rest
        rule_id = begin_rest(session, site, listener_id, tonight, actor, now)
        _audit(session, site, listener_id, "nights_said", actor, now)
        tell_of_rest(session, site, PAUSED, rule_id, listener_id, tonight, rests.since or now, actor, now)

    return changing(session, site, listener_id, add, actor, now)


def begin_rest(
    session: Session,
    site: Site,
    listener_id: ListenerId,
    tonight: date,
    actor: Actor,
    now: datetime,
    *,
    is_hold: bool = False,
) -> str:
    """Put on file, inside an act, that a Listener does no night from tonight on, without a reason; return its id.
    Nobody is told. The act has its own row of audit: a second one inside a decision would tell what was decided."""
    kind, nobody = AvailabilityKind.UNAVAILABLE, ""
    return availability_writes.add_rule(
        session, site, listener_id, EVERY_DAY, tonight, None, kind, nobody, actor, now, is_pause=True, is_hold=is_hold
    )


def end_rest(
    session: Session,
    site: Site,
    listener_id: ListenerId,
    rule_id: str,
    tonight: date,
    actor: Actor,
    now: datetime,
    *,
    tells: bool = True,
) -> None:
    """Let a rest speak, inside an act, of no night from tonight on, and tell coordinators that he is back (unless
    another rest of his goes on, so that he is not). The act has its own row of audit."""
    availability_writes.end_rule(session, site, listener_id, rule_id, tonight - ONE_DAY, actor, now)
    if tells:
        tell_of_rest(session, site, CAME_BACK, rule_id, listener_id, tonight, now, actor, now)


def come_back(site: Site, listener_id: ListenerId, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Let a Listener who rests from call-outs be planned and asked again from tonight on. Nights that somebody else has
    taken meanwhile stay theirs.

    Raises:
        NotAllowed: the actor may not say this for this Listener.
        Conflict: he is held until he says yes to being a Listener ("held"): by that he comes back, not by this.
    """
    must_be_his_to_say(site, listener_id, actor)
    tonight = night_of(site, now)

    def change(session: Session) -> None:
        rests = availability_facts.rests_on(site.id, tonight, listener_id)
        if rests.held:
            raise Conflict("held")
        for rule_id in rests.own:
            end_rest(session, site, listener_id, rule_id, tonight, actor, now)
            _audit(session, site, listener_id, "nights_said", actor, now)

    once(actor, act_key, now, lambda session: changing(session, site, listener_id, change, actor, now))


def own_pause(site: Site, actor: Actor, now: datetime) -> OwnPause:
    """Return whether a Listener rests from call-outs (6 statements).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    for kind in (Kind.AVAILABLE, Kind.STANDING):
        require(actor, Do.READ, kind, site.id, actor.listener_id)
    tonight = night_of(site, now)
    rests = availability_facts.rests_on(site.id, tonight, actor.listener_id)
    standing = people_facts.member(site.id, actor.listener_id).standing_on(tonight)
    held = bool(rests.held)
    return OwnPause(tonight, bool(rests.own) and not held, held or standing is Standing.PAUSED)


def must_be_his_to_say(site: Site, listener_id: ListenerId, actor: Actor) -> None:
    """Refuse whoever may not say on which nights a Listener can come, and why.

    Raises:
        NotAllowed.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener_id)
    require(actor, Do.WRITE, Kind.AVAILABILITY_REASON, site.id, listener_id)


def _rules(site: Site, listener_id: ListenerId, night: date) -> tuple[Rule, ...]:
    return availability_facts.sayings(site.id, night, night, [listener_id]).rules


def changing(
    session: Session,
    site: Site,
    listener_id: ListenerId,
    change: Callable[[Session], None],
    actor: Actor,
    now: datetime,
) -> str:
    """Change, inside an act, what he says of many nights; of his duties tell of those that are impossible or unwelcome
    now and were not before, and seek nobody any more for those that he can do again."""
    rota_writes.lock_plan(session, site.id, [listener_id])
    nights = sorted(duty.night for duty in duties_to_come(site, now) if duty.listener == listener_id)
    before = _counting(site, listener_id, nights)
    change(session)
    session.flush()
    after = _counting(site, listener_id, nights)
    kinds = {night: (_kind(before, night), _kind(after, night)) for night in nights}
    changed = {night: new for night, (old, new) in kinds.items() if old is not new}
    since = {night: before[night].word.said_at for night in changed if night in before}
    no = [night for night in changed if _kind(before, night) is AvailabilityKind.UNAVAILABLE]
    return needing_somebody(session, site, NightsChanged(listener_id, changed, changed.keys(), no, since), actor, now)


def _kind(counting: Mapping[date, SaidOn], night: date) -> AvailabilityKind | None:
    return counting[night].kind if night in counting else None


def _counting(site: Site, listener_id: ListenerId, nights: list[date]) -> dict[date, SaidOn]:
    """What counts for each of these nights of which he said something."""
    if not nights:
        return {}
    said = availability_facts.sayings(site.id, nights[0], nights[-1], [listener_id])
    return {each.night: each for each in said.settled}


def tell_of_rest(
    session: Session,
    site: Site,
    kind: str,
    rule_id: str,
    listener_id: ListenerId,
    tonight: date,
    since: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    """Tell coordinators, inside an act, that a Listener is not available from tonight on (``PAUSED``), or is again
    (``CAME_BACK``); once for each rest. ``since``: when it became so. By that a pause after a return in the same night
    is news, with a line of its own; a second reason to rest while he rests is none. What was told before and waits
    still is not so any more: the last word is the only one that waits."""
    waiting = notices_facts.waiting_about(session, site.id, [f"{PAUSED}:", f"{CAME_BACK}:"])
    before = [notice_id for notice_id, told in waiting.items() if told["listener"] == listener_id]
    notices_facts.set_void(session, site.id, before, actor, now)
    facts: dict[str, object] = {"listener": listener_id, "from": tonight, "since": since}
    tell_coordinators(session, site, f"{kind}:{rule_id}", kind, facts, actor, now)


def _audit(session: Session, site: Site, listener_id: ListenerId, verb: str, actor: Actor, now: datetime) -> None:
    audit(session, actor, now, verb, Kind.AVAILABLE, site_id=site.id, subject_id=listener_id)


def _nights(answer: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in answer.split())
