"""Which coordinators are told that there is a reason to ask how somebody is, and when is that settled?

Told is that there is one, and since when nobody looks after it; never who it is about, and never why. Every name here
works inside an act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor
from listeners.domain.care.care_lead import (
    LeadPlace,
    days_waited,
    holders_of,
    places_due,
    told_of_more,
)
from listeners.domain.nights import local_date
from listeners.domain.people import AccountId
from listeners.domain.policy import Policy
from listeners.domain.team import Site
from listeners.services.duty_gaps import settle_notices
from listeners.store import notices_facts
from listeners.store.care import care_leads, flag_facts
from listeners.store.database import Session
from listeners.store.journal import queue_notice

SOMEBODY_TO_LOOK_AT = "somebody_to_look_at"
"""Kind of notice to a coordinator. It says no more: who and why stands on their page."""
FLAG_WAITS = "flag_waits"
"""Kind of notice to a coordinator whose turn has come, because nobody has taken it up."""
LATER_TURNS = (LeadPlace.SECOND, LeadPlace.BRANCH)


@dataclass(frozen=True, slots=True)
class Turns:
    """Who coordinates a prison, and who of them is named for which turn."""

    coordinators: frozenset[AccountId]
    named: Mapping[LeadPlace, AccountId]


def turns(site: Site, now: datetime) -> Turns:
    """Return who may be told at a site, and in which turn (2 statements)."""
    named = {place: lead.account_id for place, lead in care_leads.named(site.id).items()}
    return Turns(frozenset(notices_facts.coordinators(site.id, local_date(now, site.zone))), named)


def tell_of_new(
    session: Session,
    site: Site,
    flag_id: str,
    number: int,
    raised_at: datetime,
    owner: AccountId | None,
    became_urgent: bool,
    policy: Policy,
    now: datetime,
) -> None:
    """Tell of a flag that was raised, or to which more was added: step ``number`` of it. Told is whoever looks after
    it; while nobody does, each whose turn has come; and everybody where it has just become urgent."""
    found = turns(site, now)
    due = places_due(days_waited(raised_at, now, site.zone), policy)
    event = f"{SOMEBODY_TO_LOOK_AT}:{flag_id}:{number}"
    for account_id in sorted(told_of_more(due, found.named, found.coordinators, owner, became_urgent)):
        queue_notice(session, site.id, event, SOMEBODY_TO_LOOK_AT, {}, now, account_id=account_id)


def tell_of_waiting(
    session: Session,
    site: Site,
    policy: Policy,
    actor: Actor,
    now: datetime,
    places: Collection[LeadPlace] = LATER_TURNS,
) -> int:
    """Tell, of each flag that nobody has taken up, whoever's turn has come among ``places``, and return of how many
    somebody was told who had not been; nobody is told the same twice."""
    found, told = turns(site, now), 0
    for flag_id, raised_at in flag_facts.untaken(site.id):
        facts: dict[str, object] = {"since": local_date(raised_at, site.zone)}
        new = False
        for place in places_due(days_waited(raised_at, now, site.zone), policy):
            if place in places:
                event = f"{_about(flag_id)}{int(raised_at.timestamp())}:{place}"
                for account_id in sorted(holders_of(place, found.named, found.coordinators) - {actor.account_id}):
                    new |= queue_notice(session, site.id, event, FLAG_WAITS, facts, now, account_id=account_id)
        told += new
    return told


def settle(session: Session, site: Site, flag_id: str, actor: Actor, now: datetime) -> None:
    """Set aside what still waits to be told of a flag that somebody has taken up."""
    events = (f"{SOMEBODY_TO_LOOK_AT}:{flag_id}:", _about(flag_id))
    settle_notices(session, site, events, actor, now)


def _about(flag_id: str) -> str:
    return f"{FLAG_WAITS}:{flag_id}:"
