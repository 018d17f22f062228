"""What does a Listener say about his nights? His own word, or what he handed in on paper, keyed in on his behalf.

It is a fact and is never refused, also for a night that he is down for: that duty stays his until somebody takes it,
others are asked to, the coordinators are told, and whoever is asked tonight is chosen without him at once. Nobody but
coordinators ever reads a reason, and each reading is recorded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS
from listeners.domain.said import NightsChanged, NightWord, Rule, SaidOn
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.services import agreed_nights, cover
from listeners.services.callout_withdrawn import withdraw_after
from listeners.services.duty_gaps import duties_to_come, tell_of_a_night
from listeners.store import availability_facts, import_facts, import_writes, rota_writes
from listeners.store.acts import first_answer, once
from listeners.store.availability_facts import Sayings
from listeners.store.database import Session, act
from listeners.store.import_writes import Saying
from listeners.store.journal import audit

CANNOT = AvailabilityKind.UNAVAILABLE
UNWELCOME = (CANNOT, AvailabilityKind.AVOID)
"""What is said of a night for which somebody else is sought."""


@dataclass(frozen=True, slots=True)
class NightSaid:
    """What counts for one night, and whether a reason was given. ``by_rule``: it was said of every such night, or is
    as was agreed; it is nothing that he takes back by itself."""

    night: date
    kind: AvailabilityKind
    has_reason: bool
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class NightsSaid:
    """Everything that a Listener says about a stretch of nights, and what he says of every such night within half a
    year. ``seen`` names this very state: hand it back when changing something, and a change made in between is
    noticed."""

    nights: tuple[NightSaid, ...]
    rules: tuple[Rule, ...]
    seen: str
    one_by_one: tuple[NightSaid, ...]
    """What he says of single nights: also while he rests or goes by day alone, for it counts when he is back."""

    @property
    def pause(self) -> Rule | None:
        """His rest from call-outs, where he has one."""
        return next((rule for rule in self.rules if rule.is_pause), None)

    @property
    def every(self) -> tuple[Rule, ...]:
        """What he says of every such night, a rest and what was agreed apart."""
        return tuple(rule for rule in self.rules if not rule.is_firm)

    def on(self, night: date) -> NightSaid | None:
        """Return what is said about one night."""
        return next((each for each in self.nights if each.night == night), None)

    def kind_on(self, night: date) -> AvailabilityKind | None:
        """Return what counts for one night; None where he can."""
        found = self.on(night)
        return found.kind if found else None


def of(site: Site, listener_id: ListenerId, first: date, last: date, actor: Actor) -> NightsSaid:
    """Return what a Listener says about the nights from ``first`` to ``last`` (1 statement), never why.

    Raises:
        NotAllowed: the actor may not know when this Listener is available.
    """
    require(actor, Do.READ, Kind.AVAILABLE, site.id, listener_id)
    said = _sayings(site, listener_id, first, last)
    nights, own = (_until(last, counting) for counting in (said.settled, said.but_for_firm))
    one_by_one = tuple(each for each in own if not each.by_rule)
    return NightsSaid(nights, said.rules, f"{first}/{last}/{_digest(said)}", one_by_one)


def reasons(
    site: Site, listener_id: ListenerId, first: date, last: date, actor: Actor, now: datetime
) -> dict[date, str]:
    """Return the reasons that a Listener gave, and record that they were read.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id, listener_id)
    with act() as session:
        kind = Kind.AVAILABILITY_REASON
        audit(session, actor, now, "read", kind, site_id=site.id, subject_id=listener_id)
    said = availability_facts.sayings(site.id, first, last, [listener_id], with_reasons=True)
    return {each.night: said.reason(site.id, each.word) for each in said.settled if each.word.has_reason}


def say(
    site: Site,
    listener_id: ListenerId,
    nights: Mapping[date, AvailabilityKind | None],
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    seen: str | None = None,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Put on file what a Listener says about some nights; None takes back whatever was said about one, by itself
    or of every such night.

    A night about which the same is said already is left as it is; ``reason`` (up to 200 characters, may be empty) goes
    with those that change. Return the nights, now said to be impossible or unwelcome, on which he has a duty: somebody
    else is needed.

    Raises:
        NotAllowed: the actor may not say this for this Listener.
        Conflict: something was said since ``seen``.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener_id)
    require(actor, Do.WRITE, Kind.AVAILABILITY_REASON, site.id, listener_id)
    answer = first_answer(actor, act_key)
    if answer is None and not nights:
        return ()
    if answer is None:
        answer = once(
            actor, act_key, now, lambda session: say_in(session, site, listener_id, nights, reason, actor, now, seen)
        )
    return tuple(date.fromisoformat(text) for text in answer.split())


def _until(last: date, counting: Iterable[SaidOn]) -> tuple[NightSaid, ...]:
    return tuple(
        NightSaid(each.night, each.kind, each.word.has_reason, _is_of_many(each.word))
        for each in counting
        if each.night <= last
    )


def _is_of_many(word: NightWord | Rule) -> bool:
    return isinstance(word, Rule) or word.is_agreed


def withdraw(
    site: Site,
    listener_id: ListenerId,
    nights: tuple[date, ...],
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Take back whatever a Listener said about some nights.

    Raises:
        NotAllowed: the actor may not say this for this Listener.
    """
    say(site, listener_id, dict.fromkeys(nights), "", actor, now, act_key=act_key)


def _sayings(site: Site, listener_id: ListenerId, first: date, last: date) -> Sayings:
    furthest = max(last, first + timedelta(days=FURTHEST_NIGHTS))
    return availability_facts.sayings(site.id, first, furthest, [listener_id])


def _digest(said: Sayings) -> str:
    words = [f"{each.id}{each.kind}{each.said_at.isoformat()}" for each in said.words if each.night <= said.last]
    rules = [f"{each.id}{each.until_on}" for each in said.rules]
    return hashlib.sha256("|".join(words + rules).encode()).hexdigest()[:16]


def _is_as_seen(site: Site, listener_id: ListenerId, seen: str) -> bool:
    try:
        first, last, digest = seen.split("/")
        stretch = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return False
    return _digest(_sayings(site, listener_id, *stretch)) == digest


def say_in(
    session: Session,
    site: Site,
    listener_id: ListenerId,
    nights: Mapping[date, AvailabilityKind | None],
    reason: str,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> str:
    """Write inside the act and answer with the nights that need somebody else, as text.

    Raises:
        Conflict: something was said since ``seen``.
    """
    rota_writes.lock_plan(session, site.id, [listener_id])
    if seen is not None and not _is_as_seen(site, listener_id, seen):
        raise Conflict("changed meanwhile")
    on_file = import_facts.availability_on_file(site.id, list(nights), [listener_id])
    before = availability_facts.sayings(site.id, min(nights), max(nights), [listener_id])
    counts = {each.night: each.kind for each in before.settled}
    new, changed, again, firm = [], 0, set(), set()
    for night, wanted in nights.items():
        kind = wanted or _answer_to(before, night)
        for other in AvailabilityKind:
            known = on_file.get((listener_id, night, other))
            if other is kind and known is None:
                new.append(Saying(listener_id, night, kind, reason))
            elif known is not None and known.is_agreed and other is not kind:
                firm.add(night)
            elif known is not None and (
                known.in_force != (other is kind) or known.is_agreed or _is_stale(other, kind, counts.get(night))
            ):
                why = reason if other is kind else None
                import_writes.correct_availability(session, site, known.id, why, actor, now, in_force=other is kind)
                changed += 1
                if other is kind:
                    again.add(night)
    import_writes.add_availability(session, site, new, actor, now)
    detail = {"said": len(new), "changed": changed}
    audit(session, actor, now, "nights_said", Kind.AVAILABLE, site_id=site.id, subject_id=listener_id, detail=detail)
    counting = {**nights, **dict.fromkeys(firm, CANNOT)}
    no = [each.night for each in before.settled if each.kind is CANNOT]
    return needing_somebody(session, site, NightsChanged(listener_id, counting, again, no), actor, now)


def _answer_to(said: Sayings, night: date) -> AvailabilityKind | None:
    """Return what must be on file of a night of which nothing is to hold any more: that he can, where he said otherwise
    of every such night."""
    return AvailabilityKind.CAN if any(rule.covers(night) for rule in said.rules if not rule.is_firm) else None


def _is_stale(known: AvailabilityKind, wanted: AvailabilityKind | None, counts: AvailabilityKind | None) -> bool:
    """Whether what is said of a night is on file already, but something said later of every such night counts."""
    return known is wanted and (counts or AvailabilityKind.CAN) is not wanted


def needing_somebody(session: Session, site: Site, changed: NightsChanged, actor: Actor, now: datetime) -> str:
    """Seek somebody for each duty that needs one now (``seek``), and where he is being asked for a man and cannot come
    now, ask the next (``callout_withdrawn``)."""
    needed = seek(session, site, changed, actor, now)
    withdraw_after(session, site, [changed.listener], now)
    return " ".join(night.isoformat() for night in needed)


def seek(session: Session, site: Site, changed: NightsChanged, actor: Actor, now: datetime) -> tuple[date, ...]:
    """Tell of each duty that needs somebody now, ask for cover of it, and return their nights. Of those that he can do
    again he cannot do what would be more than was agreed with him. Nobody is sought any more for the others."""
    who = changed.listener
    nights = changed.without(agreed_nights.cover_more(session, site, who, changed.back, actor, now)).nights
    wanting = []
    for duty in duties_to_come(site, now):
        kind = nights.get(duty.night)
        if duty.listener == who and kind in UNWELCOME:
            is_again = duty.night in changed.again
            tell_of_a_night(session, site, duty.id, who, duty.night, kind, actor, now, is_again)
            wanting.append(duty)
    cover.open_for(session, site, wanting, actor, now)
    can = [night for night, kind in nights.items() if kind not in UNWELCOME]
    cover.close_for(session, site, who, can, actor, now, changed.since)
    cover.go_on_where_stopped(session, site, actor, now, of=who)
    return tuple(duty.night for duty in wanting)
