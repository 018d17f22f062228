"""When did what a calendar shows of a night last change?

Only what may change who is there counts: a duty was written, or whoever has one cannot do it, or can after all; also
as he says something else of a night that is one of many that he cannot do. What others say of that night, and how often
anything was written, would tell a no from a pause (docs/decisions/0021).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from listeners.domain.people import AvailabilityKind, ListenerId, SiteId
from listeners.domain.said import Rule
from listeners.domain.states import DutyState
from listeners.store.availability_facts import sayings
from listeners.store.database import db
from listeners.store.duties import Duty
from listeners.store.people import Availability, AvailabilityRule

_Held = tuple[ListenerId, date]


def last_changed(
    site_id: SiteId, first: date, last: date, listeners: Collection[ListenerId] | None = None
) -> dict[date, datetime]:
    """Return when each night from ``first`` to ``last`` last changed, of those of which a duty was ever written: of
    all, or of these Listeners (4 statements). It never falls, but when a duty is deleted, which none is."""
    chosen = select(Duty.night, Duty.listener_id, Duty.state, Duty.recorded_at).where(
        Duty.site_id == site_id, Duty.night.between(first, last)
    )
    rows: Iterable[Any] = db.session.execute(
        chosen if listeners is None else chosen.where(Duty.listener_id.in_(listeners))
    )
    found: dict[date, datetime] = {}
    held: set[_Held] = set()
    for night, listener, state, at in rows:
        found[night] = max(at, found.get(night, at))
        if state is DutyState.PLANNED:
            held.add((listener, night))
    for (_, night), at in _turned(site_id, first, last, held).items():
        found[night] = max(at, found[night])
    return found


def _turned(site_id: SiteId, first: date, last: date, held: Collection[_Held]) -> dict[_Held, datetime]:
    """Return since when whoever has a night cannot do it, or can again after he could not."""
    if not held:
        return {}
    found: dict[_Held, datetime] = {}
    said = sayings(site_id, first, last, {listener for listener, _ in held})
    many = [rule for rule in said.rules if rule.kind is AvailabilityKind.UNAVAILABLE and not rule.is_firm]
    for key, at in _taken_back(site_id, first, last, held, many):
        found[key] = max(at, found.get(key, at))
    for each in said.settled:
        if each.kind is AvailabilityKind.UNAVAILABLE:
            key = each.listener, each.night
            found[key] = max(each.word.said_at, found.get(key, each.word.said_at))
    return {key: at for key, at in found.items() if key in held}


def _taken_back(
    site_id: SiteId, first: date, last: date, held: Collection[_Held], many: Collection[Rule]
) -> Iterator[tuple[_Held, datetime]]:
    """Yield each moment at which a word by which somebody could not do a night ceased to count, or counted again.
    ``many``: what is said of many nights that somebody cannot do; any other word about one of them came in its stead,
    and as that is taken back the many count again."""
    said, rule = Availability, AvailabilityRule
    of_one = select(said.listener_id, said.night, said.kind, said.recorded_at).where(
        said.site_id == site_id,
        said.night.between(first, last),
        or_(said.kind != AvailabilityKind.UNAVAILABLE, ~said.in_force),
    )
    rows: Iterable[Any] = db.session.execute(of_one)
    for listener, night, kind, at in rows:
        is_one_of_many = any(each.listener == listener and each.covers(night) for each in many)
        if is_one_of_many or kind is AvailabilityKind.UNAVAILABLE:
            yield (listener, night), at
    of_every = select(rule.listener_id, rule.weekdays, rule.from_on, rule.recorded_at).where(
        rule.site_id == site_id, rule.kind == AvailabilityKind.UNAVAILABLE, rule.version > 1
    )
    rows = db.session.execute(of_every)
    for listener, weekdays, from_on, at in rows:
        for who, night in held:
            if who == listener and from_on <= night and str(night.weekday()) in weekdays:
                yield (who, night), at
