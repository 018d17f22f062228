"""What stands on a Listener's paper cards? His own nights, and nothing about anybody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound
from listeners.services.duty_gaps import duties_to_come
from listeners.store import people_facts
from listeners.store.duties_facts import DutyOnFile

NIGHTS_DAYS = 28
"""A card of own nights covers four weeks, as a plan does."""


@dataclass(frozen=True, slots=True)
class Card:
    """Whose card it is, and his nights of the next four weeks."""

    member: TeamMember
    nights: tuple[DutyOnFile, ...]


def cards(site: Site, actor: Actor, now: datetime, listener_id: ListenerId | None = None) -> tuple[Card, ...]:
    """Return a card for everybody who is with the scheme today or joins it, or for one of them (5 statements).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: nobody of that id is with the scheme of this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    today = local_date(now, site.zone)
    nights: dict[ListenerId, list[DutyOnFile]] = defaultdict(list)
    for duty in duties_to_come(site, now):
        if duty.night < today + timedelta(days=NIGHTS_DAYS):
            nights[duty.listener].append(duty)
    found = tuple(
        Card(member, tuple(nights[member.id]))
        for member in people_facts.team(site.id)
        if listener_id in (None, member.id) and not _is_gone(member, today)
    )
    if listener_id is not None and not found:
        raise NotFound("nobody of that id is with this scheme")
    return found


def _is_gone(member: TeamMember, today: date) -> bool:
    standing = member.standing_on(today)
    return standing is not None and standing.is_gone
