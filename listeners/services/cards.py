"""What stands on a Listener's paper cards? His own nights, and nothing about anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound
from listeners.services.own_nights import OwnNight, nights_of
from listeners.store import people_facts

NIGHTS_DAYS = 28
"""A card of own nights covers four weeks, as a plan does."""


@dataclass(frozen=True, slots=True)
class Card:
    """Whose card it is, and his nights of the next four weeks, those that were taken off him for rest among them."""

    member: TeamMember
    nights: tuple[OwnNight, ...]


def cards(site: Site, actor: Actor, now: datetime, listener_id: ListenerId | None = None) -> tuple[Card, ...]:
    """Return a card for everybody who is with the scheme today or joins it, or for one of them (5 statements).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: nobody of that id is with the scheme of this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    today = local_date(now, site.zone)
    members = [
        member
        for member in people_facts.team(site.id)
        if listener_id in (None, member.id) and not _is_gone(member, today)
    ]
    # The night that began yesterday may not be over yet.
    first, last = today - timedelta(days=1), today + timedelta(days=NIGHTS_DAYS - 1)
    nights = nights_of(site, [member.id for member in members], first, last)
    found = tuple(
        Card(member, tuple(night for night in nights.get(member.id, ()) if night.ends_at > now)) for member in members
    )
    if listener_id is not None and not found:
        raise NotFound("nobody of that id is with this scheme")
    return found


def _is_gone(member: TeamMember, today: date) -> bool:
    standing = member.standing_on(today)
    return standing is not None and standing.is_gone
