"""Which nights ahead are more than a Listener agreed to? They are covered as if he had said that he cannot.

A word of his own about such a night goes on file beside it and counts when what was agreed has ended: both agreed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor
from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.services.duty_gaps import duties_to_come
from listeners.services.nights import night_of, tonight
from listeners.store import availability_facts, own_limits
from listeners.store.database import Session


@dataclass(frozen=True, slots=True)
class _Nights:
    """The nights of one Listener: those that he has lived and that count still, those ahead that he is down for, and on
    which of these he is unavailable: at all (``no``), and not only as was agreed of that night (``own_no``)."""

    lived: tuple[date, ...]
    ahead: tuple[date, ...]
    no: frozenset[date]
    own_no: frozenset[date]


def settle(
    session: Session, site: Site, listener_id: ListenerId, limits: OwnLimits, actor: Actor, now: datetime
) -> None:
    """Cover, inside the act in which they are agreed, the nights that are more than these limits let him have, and give
    back those that were covered by what was agreed before and are not more any longer. The first stay his."""
    covered = own_limits.agreed_words(session, site, listener_id, night_of(site, now))
    found = _more_than(limits, site, listener_id, now) if limits.count_nights else ()
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
    limits = own_limits.numbers_agreed(session, site, listener_id)
    found = _more_among(back, limits, site, listener_id, now) if limits.count_nights else ()
    if found:
        own_limits.put_words(session, site, listener_id, found, actor, now)
    return found


def _more_than(limits: OwnLimits, site: Site, listener_id: ListenerId, now: datetime) -> tuple[date, ...]:
    """Return the nights ahead that are more than these limits let him have, as if none were covered by an agreement
    yet."""
    his = _nights(site, listener_id, now)
    return limits.too_many(his.lived, [night for night in his.ahead if night not in his.own_no])


def _more_among(
    back: Collection[date], limits: OwnLimits, site: Site, listener_id: ListenerId, now: datetime
) -> tuple[date, ...]:
    """Return which of the nights that came ``back`` are more than these limits let him have beside those that stayed
    his."""
    his = _nights(site, listener_id, now)
    stay = [night for night in his.ahead if night not in his.no and night not in back]
    return limits.too_many({*his.lived, *stay}, [night for night in his.ahead if night not in his.no and night in back])


def _nights(site: Site, listener_id: ListenerId, now: datetime) -> _Nights:
    """Return the nights of a Listener (9 statements at most)."""
    ahead = tuple(duty.night for duty in duties_to_come(site, now) if duty.listener == listener_id)
    if not ahead:
        return _Nights((), (), frozenset(), frozenset())
    said = availability_facts.sayings(site.id, min(ahead), max(ahead), [listener_id])
    no, own_no = (days.get(listener_id, frozenset()) for days in (said.said_no, said.own_no))
    return _Nights(tonight(site, now).nights_lived(listener_id), ahead, no, own_no)
