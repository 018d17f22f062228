"""Who is told that there is a reason to ask how somebody is, and who is told when nobody takes it up?

Two coordinators may be named for a prison, and a branch lead: the first is told at once, the second when it has waited
for some days, then the branch lead. A place that nobody has is everybody's: a reason to ask never waits in silence. Of
somebody to look at today all are told at once (docs/decisions/0043).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from listeners.domain.nights import local_date
from listeners.domain.people import AccountId
from listeners.domain.policy import Policy


class LeadPlace(StrEnum):
    """In which turn somebody is told; in this order."""

    FIRST = "first"
    SECOND = "second"
    BRANCH = "branch"


class LeadFault(StrEnum):
    """Why somebody cannot be named."""

    NOT_A_COORDINATOR = "not_a_coordinator"
    TWICE = "twice"


def places_due(waited_days: int, policy: Policy) -> tuple[LeadPlace, ...]:
    """Return whose turn has come once a reason to ask has waited so many whole days with nobody looking after it."""
    after = {LeadPlace.FIRST: 0, LeadPlace.SECOND: policy.second_told_days, LeadPlace.BRANCH: policy.branch_told_days}
    return tuple(place for place in LeadPlace if waited_days >= after[place])


def days_waited(raised_at: datetime, until: datetime, zone: ZoneInfo) -> int:
    """Return how many days a reason to ask waited, from its raise until a moment: days of the calendar of its prison.
    The turns, the figures of the prison and the one of the national office all count by this."""
    return max(0, (local_date(until, zone) - local_date(raised_at, zone)).days)


def holders_of(
    place: LeadPlace, named: Mapping[LeadPlace, AccountId], coordinators: frozenset[AccountId]
) -> frozenset[AccountId]:
    """Return who is told in a turn: whoever is named, while they coordinate the prison; else everybody who does."""
    holder = named.get(place)
    return frozenset({holder}) if holder in coordinators else coordinators


def told_of_more(
    places: Iterable[LeadPlace],
    named: Mapping[LeadPlace, AccountId],
    coordinators: frozenset[AccountId],
    owner: AccountId | None,
    became_urgent: bool = False,
) -> frozenset[AccountId]:
    """Return who is told of new reasons: all coordinators where these are what made it urgent; else whoever looks after
    it, while they coordinate the prison; where nobody does, everybody whose turn has come."""
    if became_urgent:
        return coordinators
    if owner in coordinators:
        return frozenset({owner})
    return frozenset().union(*(holders_of(place, named, coordinators) for place in places))


def fault_in_leads(
    chosen: Mapping[LeadPlace, AccountId], coordinators: frozenset[AccountId]
) -> tuple[LeadPlace, LeadFault] | None:
    """Return the first place that cannot be filled as chosen, and why; None when all can. Nobody is told in two
    turns: the second is there for when the first is not."""
    for nth, place in enumerate(chosen):
        if chosen[place] not in coordinators:
            return place, LeadFault.NOT_A_COORDINATOR
        if chosen[place] in list(chosen.values())[:nth]:
            return place, LeadFault.TWICE
    return None
