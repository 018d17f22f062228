"""Which nights ahead are more than a Listener agreed to? They are covered as if he had said that he cannot.

A word of his own about such a night goes on file beside it and counts when what was agreed has ended: both agreed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from listeners.access import Actor
from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.services.duty_gaps import duties_to_come
from listeners.services.nights import night_of, tonight
from listeners.store import availability_facts, own_limits
from listeners.store.database import Session


def settle(
    session: Session, site: Site, listener_id: ListenerId, limits: OwnLimits, actor: Actor, now: datetime
) -> None:
    """Cover, inside the act in which they are agreed, the nights that are more than these limits let him have, and give
    back those that were covered by what was agreed before and are not more any longer. The first stay his."""
    covered = own_limits.agreed_words(session, site, listener_id, night_of(site, now))
    found = _too_many(site, listener_id, limits, now)
    own_limits.take_back_words(session, [row for night, row in covered.items() if night not in found], actor, now)
    own_limits.put_words(session, site, listener_id, [night for night in found if night not in covered], actor, now)


def cover_more(
    session: Session, site: Site, listener_id: ListenerId, back: Collection[date], actor: Actor, now: datetime
) -> tuple[date, ...]:
    """Cover, inside an act that gave a Listener the nights ``back``, those of them that are more than was agreed beside
    all that is his already, and return them (none where nothing came back, 1 statement where nothing was agreed). A
    night that did not come back stays his: where a fact made it one too many, that is shown and stands nothing down."""
    if not back:
        return ()
    session.flush()
    found = _too_many(site, listener_id, own_limits.numbers_agreed(session, site, listener_id), now, back)
    if found:
        own_limits.put_words(session, site, listener_id, found, actor, now)
    return found


def _too_many(
    site: Site, listener_id: ListenerId, limits: OwnLimits, now: datetime, back: Collection[date] | None = None
) -> tuple[date, ...]:
    """Return the nights ahead that he is down for and that are more than was agreed: of those that came ``back``; or
    where it is None of all, as if none were covered by an agreement yet (9 statements, or none)."""
    if limits.in_7 is None and limits.in_28 is None:
        return ()
    ahead = [duty.night for duty in duties_to_come(site, now) if duty.listener == listener_id]
    if not ahead:
        return ()
    said = availability_facts.sayings(site.id, min(ahead), max(ahead), [listener_id])
    no = (said.own_no if back is None else said.said_no).get(listener_id, frozenset())
    his = [night for night in ahead if night not in no]
    lived = tonight(site, now).nights_lived(listener_id)
    if back is None:
        return limits.too_many(lived, his)
    stay = [night for night in his if night not in back]
    return limits.too_many({*lived, *stay}, [night for night in his if night in back])
