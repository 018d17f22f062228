"""What has each Listener said about the nights? Everybody who asks does it here: planner, tonight, load, own pages.

What was said of every such night is made into nights as it is read (docs/decisions/0020). Reasons stay sealed; who may
read them asks for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    cast,
    extract,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from listeners.domain.people import AvailabilityKind, ListenerId, SiteId
from listeners.domain.said import NightWord, Rule, SaidOn, settled
from listeners.store import keyring
from listeners.store.accounts import AccountGrant
from listeners.store.columns import NO_DATE, NO_FLAG, NO_WORD
from listeners.store.database import read
from listeners.store.duties import Duty
from listeners.store.people import Availability, AvailabilityRule
from listeners.store.records import Audit

DECIDED = "decided"
"""The verb of whoever puts on file whether somebody wants to be a Listener."""


@dataclass(frozen=True)
class Sayings:
    """What is said about the nights from ``first`` to ``last``: about each one, and about every such night. ``sealed``
    holds the reasons where they were asked for, by the id of the word."""

    first: date
    last: date
    words: tuple[NightWord, ...]
    rules: tuple[Rule, ...]
    sealed: dict[str, bytes]

    @cached_property
    def settled(self) -> tuple[SaidOn, ...]:
        """What counts for each night of which something is said."""
        return settled(self.words, self.rules, self.first, self.last)

    @cached_property
    def but_for_firm(self) -> tuple[SaidOn, ...]:
        """What would count if nobody rested, and nobody went by day alone as was agreed: what is kept until then."""
        return settled(self.words, (rule for rule in self.rules if not rule.is_firm), self.first, self.last)

    @cached_property
    def said_no(self) -> dict[ListenerId, frozenset[date]]:
        """The nights on which somebody is unavailable."""
        return _unavailable(self.settled)

    @cached_property
    def own_no(self) -> dict[ListenerId, frozenset[date]]:
        """The nights on which somebody is unavailable by anything but a word about that one night that stands for as
        long as what was agreed with him."""
        words = (word for word in self.words if not word.is_agreed)
        return _unavailable(settled(words, self.rules, self.first, self.last))

    @cached_property
    def said_no_by_day(self) -> dict[ListenerId, frozenset[date]]:
        """The nights on which somebody is unavailable by day too: that he goes by day alone, as was agreed, is left
        out."""
        others = [rule for rule in self.rules if not rule.is_agreed]
        if len(others) == len(self.rules):
            return self.said_no
        return _unavailable(settled(self.words, others, self.first, self.last))

    @cached_property
    def of_many(self) -> frozenset[tuple[ListenerId, date]]:
        """Who is away on which of these nights by a word about many."""
        away = (rule for rule in self.rules if rule.kind is AvailabilityKind.UNAVAILABLE)
        return frozenset((rule.listener, night) for rule in away for night in rule.nights(self.first, self.last))

    def reason(self, site_id: SiteId, word: NightWord | Rule) -> str:
        """Return why, opened; empty where no reason was given or none was asked for."""
        table = "availability" if isinstance(word, NightWord) else "availability_rule"
        found = self.sealed.get(word.id)
        return "" if found is None else keyring.unseal(found, site_id, table, "reason", word.id)


@dataclass(frozen=True, slots=True)
class RestsOn:
    """The words by which somebody rests from call-outs, by id: those of his ``own``, and those that hold him until he
    says yes to being a Listener (``held``). The second end by that yes alone. ``since``: when the first of all these
    was said; None where he does not rest."""

    own: tuple[str, ...]
    held: tuple[str, ...]
    since: datetime | None


def sayings(
    site_id: SiteId,
    first: date,
    last: date,
    listeners: Collection[ListenerId] | None = None,
    *,
    with_reasons: bool = False,
) -> Sayings:
    """Return what Listeners (all, or these) say about the nights from ``first`` to ``last``, in force (1 statement)."""
    asked: dict[str, object] = {"site": site_id, "first": first, "last": last}
    if listeners is not None:
        asked["listeners"] = list(listeners)
    rows: Iterable[Any] = read(_statement(listeners is not None, with_reasons), asked)
    return sayings_in(rows, first, last)


def sayings_in(rows: Iterable[Any], first: date, last: date) -> Sayings:
    """Return what these rows, of the columns of ``said_columns``, say about the nights from ``first`` to ``last``."""
    words, rules, sealed = [], [], {}
    for id_, listener, night, until, weekdays, kind, at, is_pause, is_agreed, has_reason, reason in rows:
        if weekdays is None:
            words.append(NightWord(id_, listener, night, AvailabilityKind(kind), at, bool(has_reason), bool(is_agreed)))
        else:
            days = frozenset(map(int, weekdays))
            kind_of = AvailabilityKind(kind)
            flags = bool(is_pause), bool(has_reason), bool(is_agreed)
            rules.append(Rule(id_, listener, days, night, until, kind_of, at, *flags))
        if reason is not None:
            sealed[id_] = reason
    words.sort(key=lambda word: (word.night, word.kind, word.id))
    rules.sort(key=lambda rule: (rule.from_on, rule.said_at, rule.id))
    return Sayings(first, last, tuple(words), tuple(rules), sealed)


def said_no(site_id: SiteId, first: date, last: date) -> dict[ListenerId, frozenset[date]]:
    """Return the nights from ``first`` to ``last`` on which somebody is unavailable: never why (1 statement)."""
    return sayings(site_id, first, last).said_no


def _unavailable(said: Iterable[SaidOn]) -> dict[ListenerId, frozenset[date]]:
    found: dict[ListenerId, set[date]] = {}
    for each in said:
        if each.kind is AvailabilityKind.UNAVAILABLE:
            found.setdefault(each.listener, set()).add(each.night)
    return {listener: frozenset(nights) for listener, nights in found.items()}


def paused_since(
    site_id: SiteId, night: date, listeners: Collection[ListenerId] | None = None
) -> dict[ListenerId, date]:
    """Return who of all, or of these, rests from call-outs on a night by his own word, since when (1 statement)."""
    return {rule.listener: rule.from_on for rule in sayings(site_id, night, night, listeners).rules if rule.is_pause}


def rests_on(site_id: SiteId, night: date, listener_id: ListenerId) -> RestsOn:
    """Return by which words a Listener rests from call-outs on a night (1 statement)."""
    rule = AvailabilityRule
    of_his = select(rule.id, rule.is_hold, rule.said_at).where(
        rule.site_id == site_id,
        rule.listener_id == listener_id,
        rule.is_pause,
        rule.in_force,
        rule.from_on <= night,
        or_(rule.until_on.is_(None), rule.until_on >= night),
    )
    found: list[Any] = list(read(of_his, {}))
    own, held = (tuple(each.id for each in found if bool(each.is_hold) is so) for so in (False, True))
    return RestsOn(own, held, min((each.said_at for each in found), default=None))


def held_on(site_id: SiteId, night: date) -> frozenset[ListenerId]:
    """Return who at a site is held on a night until he says yes to being a Listener (1 statement)."""
    rule = AvailabilityRule
    held = select(rule.listener_id).where(is_held_on(site_id, night))
    return frozenset(ListenerId(listener) for (listener,) in read(held, {}))


def ever_held(site_id: SiteId) -> frozenset[ListenerId]:
    """Return who at a site is, or was, held until he says yes to being a Listener (1 statement)."""
    rule = AvailabilityRule
    held = select(rule.listener_id).where(rule.site_id == site_id, rule.is_hold).distinct()
    return frozenset(ListenerId(listener) for (listener,) in read(held, {}))


def asked_here(site_id: SiteId) -> frozenset[ListenerId]:
    """Return whose word on being a Listener somebody else than himself has put on file at a site, by the audit alone:
    that he was asked, never what he said (1 statement)."""
    own = select(AccountGrant.listener_id).where(
        AccountGrant.account_id == Audit.account_id, AccountGrant.listener_id == Audit.subject_id
    )
    asked = select(Audit.subject_id).where(Audit.site_id == site_id, Audit.verb == DECIDED, ~own.exists()).distinct()
    return frozenset(ListenerId(listener) for (listener,) in read(asked, {}))


def is_held_on(site_id: SiteId, night: date) -> ColumnElement[bool]:
    """Whether a rule of a site holds somebody on a night until he says yes to being a Listener."""
    rule = AvailabilityRule
    return and_(
        rule.site_id == site_id,
        rule.is_hold,
        rule.in_force,
        rule.from_on <= night,
        or_(rule.until_on.is_(None), rule.until_on >= night),
    )


def rests_asked_for(site_id: SiteId, since: datetime) -> dict[ListenerId, tuple[datetime, ...]]:
    """Return when each Listener has asked for a rest from call-outs since a moment, the latest last, whatever became of
    it since; that he is held until he says yes is none (1 statement)."""
    rule = AvailabilityRule
    asked = select(rule.listener_id, rule.said_at).where(
        rule.site_id == site_id, rule.is_pause, ~rule.is_hold, rule.said_at >= since
    )
    found: dict[ListenerId, tuple[datetime, ...]] = {}
    for listener, at in read(asked.order_by(rule.said_at), {}):
        found[ListenerId(listener)] = (*found.get(ListenerId(listener), ()), at)
    return found


def cannot_do() -> ColumnElement[bool]:
    """Whether whoever has a duty has said that he cannot do its night, for a statement about duties: of this night, or
    of every such night and nothing later of this one (as ``domain.said.settled`` has it)."""
    said, rule, duty = Availability, AvailabilityRule, Duty
    of_this_night = select(said.id).where(
        said.site_id == duty.site_id, said.listener_id == duty.listener_id, said.night == duty.night, said.in_force
    )
    monday_is_0 = cast((extract("dow", duty.night) + 6) % 7, String)
    said_later = of_this_night.where(said.recorded_at >= rule.said_at)
    of_every = select(rule.id).where(
        rule.site_id == duty.site_id,
        rule.listener_id == duty.listener_id,
        rule.from_on <= duty.night,
        or_(rule.until_on.is_(None), rule.until_on >= duty.night),
        rule.weekdays.contains(monday_is_0),
        rule.kind == AvailabilityKind.UNAVAILABLE,
        rule.in_force,
        or_(rule.is_pause, rule.is_agreed, ~said_later.correlate(duty, rule).exists()),
    )
    cannot = of_this_night.where(said.kind == AvailabilityKind.UNAVAILABLE)
    return or_(cannot.correlate(duty).exists(), of_every.correlate(duty).exists())


@lru_cache(maxsize=4)
def _statement(of_some: bool, with_reasons: bool) -> CompoundSelect[Any]:
    return union_all(*said_columns(of_some, with_reasons))


def said_columns(of_some: bool, with_reasons: bool) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """Return the two statements whose rows ``sayings_in`` reads, to be one with others: of each night, and of every
    such night. They ask for ``site``, ``first`` and ``last``, and where they are ``of_some`` for ``listeners``."""
    said, rule = Availability, AvailabilityRule
    first: Any = bindparam("first")
    last: Any = bindparam("last")
    sealed = cast(null(), LargeBinary)
    words = select(
        said.id,
        said.listener_id,
        said.night,
        NO_DATE,
        NO_WORD,
        type_coerce(said.kind, String),
        said.recorded_at,
        NO_FLAG,
        said.is_agreed,
        said.reason.is_not(None),
        said.reason if with_reasons else sealed,
    ).where(said.site_id == bindparam("site"), said.in_force, said.night.between(first, last))
    rules = select(
        rule.id,
        rule.listener_id,
        rule.from_on,
        rule.until_on,
        rule.weekdays,
        type_coerce(rule.kind, String),
        rule.said_at,
        rule.is_pause,
        rule.is_agreed,
        rule.reason.is_not(None),
        rule.reason if with_reasons else sealed,
    ).where(
        rule.site_id == bindparam("site"),
        rule.in_force,
        rule.from_on <= last,
        or_(rule.until_on.is_(None), rule.until_on >= first),
    )
    if of_some:
        words = words.where(said.listener_id.in_(bindparam("listeners", expanding=True)))
        rules = rules.where(rule.listener_id.in_(bindparam("listeners", expanding=True)))
    return words, rules
