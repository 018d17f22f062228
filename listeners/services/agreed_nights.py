"""Which nights ahead are more than a Listener agreed to? They are covered as if he had said that he cannot.

A word of his own about such a night goes on file beside it and counts when what was agreed has ended: both agreed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from listeners.access import Actor
from listeners.domain.load import counted_nights
from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.services.duty_gaps import duties_to_come
from listeners.services.nights import night_of, tonight
from listeners.store import own_limits
from listeners.store.database import Session

LIMIT_NIGHTS = timedelta(days=28)
"""The longest stretch that a limit looks over."""


def settle(
    session: Session, site: Site, listener_id: ListenerId, limits: OwnLimits, actor: Actor, now: datetime
) -> None:
    """Cover, inside the act in which they are agreed, the nights that are more than these limits let him have, and give
    back those that were covered by what was agreed before and are not more any longer. The first stay his."""
    covered = own_limits.agreed_words(session, site, listener_id, night_of(site, now))
    found = _too_many(site, listener_id, limits, now, covered)
    own_limits.take_back_words(session, [row for night, row in covered.items() if night not in found], actor, now)
    own_limits.put_words(session, site, listener_id, [night for night in found if night not in covered], actor, now)


def cover_more(session: Session, site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> tuple[date, ...]:
    """Cover, inside an act that gave a Listener nights back, those that are more than was agreed, and return them
    (1 statement where nothing was)."""
    session.flush()
    found = _too_many(site, listener_id, own_limits.numbers_agreed(session, site, listener_id), now, ())
    if found:
        own_limits.put_words(session, site, listener_id, found, actor, now)
    return found


def _too_many(
    site: Site, listener_id: ListenerId, limits: OwnLimits, now: datetime, covered: Collection[date]
) -> tuple[date, ...]:
    """Return the nights ahead that he is down for and that are more than was agreed, those that are ``covered`` by that
    alone among them (8 statements, or none)."""
    if limits.in_7 is None and limits.in_28 is None:
        return ()
    ahead = [duty.night for duty in duties_to_come(site, now) if duty.listener == listener_id]
    view = tonight(site, now, ahead=max(ahead, default=None))
    done, no = view.served.get(listener_id), view.facts.said_no.get(listener_id, frozenset())
    lived = counted_nights(done, view.night - LIMIT_NIGHTS, view.night) if done else ()
    return limits.too_many(lived, [night for night in ahead if night not in no or night in covered])
