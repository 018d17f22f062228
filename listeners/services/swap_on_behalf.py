"""A coordinator offers a swap on a Listener's behalf: for which nights do the rules let him, and who is asked?

The usual course follows: the other says yes or no, on his page or by slip, or the coordinator puts it down for him.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import asking_from
from listeners.domain.people import ListenerId
from listeners.domain.rota.naming import named
from listeners.domain.rota.place_changes import breaches_made, swap_of
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound, RuleBroken
from listeners.services.answers import require_to_speak_for
from listeners.services.cover import trace
from listeners.services.duty_gaps import duties_to_come, not_begun
from listeners.services.place_changes import as_told, facts_around
from listeners.services.swaps import night_of, placed, put_offer, with_whom
from listeners.store import night_facts, rota_writes, swap_facts, swap_writes
from listeners.store.acts import Writing, once
from listeners.store.duties_facts import DutyOnFile

Side = tuple[ListenerId, date]
"""One side of a swap: whose night."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A Listener's duty, those of others that he may be offered for it now, by night, and who is who."""

    his: DutyOnFile
    others: tuple[DutyOnFile, ...]
    who: Mapping[ListenerId, TeamMember]


@dataclass(frozen=True, slots=True)
class Pair:
    """The two duties of a swap that the rules allow, and who is who."""

    his: DutyOnFile
    other: DutyOnFile
    who: Mapping[ListenerId, TeamMember]

    @property
    def page_from(self) -> datetime:
        """From when on the other is asked on his own page too."""
        return asking_from(self.his.starts_at, self.other.starts_at)


def choices(site: Site, his: Side, actor: Actor, now: datetime) -> Choices:
    """Return for which nights of whom a Listener's night may be offered: what the rules allow at this moment, and what
    was not offered before, unless it was taken back.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: it is not his, or it has begun.
    """
    _require(actor, site, his[0])
    ahead = not_begun(duties_to_come(site, now), now)
    duty = night_of(ahead, *his)
    known = {
        each.other.duty_id
        for each in swap_facts.ahead(site.id, now)
        if each.one.duty_id == duty.id and each.state not in swap_writes.TAKEN_BACK
    }
    able = with_whom(site, duty, [each for each in ahead if each.id not in known], now)
    return Choices(duty, able, {member.id: member for member in night_facts.team(site)})


def look(site: Site, his: Side, other: Side, actor: Actor, now: datetime) -> Pair:
    """Return the two duties of a swap that is to be offered.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: one of the nights is not theirs, or has begun, or both are the same man's or the same night.
        RuleBroken: the rules do not let them swap now; each breach names who.
    """
    _require(actor, site, his[0])
    return _judged(site, not_begun(duties_to_come(site, now), now), his, other, now)


def offer(site: Site, his: Side, other: Side, actor: Actor, now: datetime, act_key: str | None = None) -> bool:
    """Offer a Listener's night for another Listener's, on his behalf; return whether it is new, or was offered already
    and waits.

    Raises:
        NotAllowed, NotFound, RuleBroken: as ``look``.
        Conflict: the other has answered it before, or it has ended.
    """
    _require(actor, site, his[0])

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        pair = _judged(site, not_begun(duties_to_come(site, now), now), his, other, now)
        if put_offer(session, site, pair.his, pair.other, actor, now) is None:
            _require_to_wait(site, pair, now)
            return ""
        trace(session, site, "swap_offered", pair.his.id, actor, now, whom=his[0])
        return "new"

    return bool(once(actor, act_key, now, do))


def _require(actor: Actor, site: Site, listener_id: ListenerId) -> None:
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    require_to_speak_for(actor, site, listener_id)


def _judged(site: Site, ahead: Iterable[DutyOnFile], his: Side, other: Side, now: datetime) -> Pair:
    duties = [*ahead]
    pair = night_of(duties, *his), night_of(duties, *other)
    if his[0] == other[0] or his[1] == other[1]:
        raise NotFound("no two nights of two Listeners")
    facts = as_told(facts_around(site, [his[1], other[1]], now))
    broken = breaches_made(facts, swap_of(placed(pair[0]), placed(pair[1])))
    if broken:
        raise RuleBroken(named(facts, broken))
    return Pair(*pair, {member.id: member for member in facts.team})


def _require_to_wait(site: Site, pair: Pair, now: datetime) -> None:
    """Let pass what is offered already and waits for an answer."""
    for each in swap_facts.ahead(site.id, now):
        if (each.one.duty_id, each.other.duty_id) == (pair.his.id, pair.other.id) and each.waits_at(now):
            return
    raise Conflict("offered and answered before")
