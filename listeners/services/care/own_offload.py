"""How does offload stand with one Listener, and what was agreed with him on how often he is owed it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.cadence import CadenceFrom, cadence_fault
from listeners.domain.care.planned import PlannedState, Settled, settled
from listeners.domain.nights import local_date, not_of_the_last_year
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import policies_of
from listeners.domain.team import Site, TeamMember
from listeners.errors import Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.offload_team import OffloadRow, row_of, share_from
from listeners.services.care.readings import note_reading
from listeners.store import people_facts
from listeners.store.care import cadences, offload_facts, offload_plans
from listeners.store.database import Session
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class OwnOffload:
    """The offload of one Listener as of ``today``; ``of_site``: how often it is owed at his prison, in days."""

    member: TeamMember
    today: date
    of_site: int
    row: OffloadRow
    agreed: tuple[CadenceFrom, ...]
    """What was agreed with him, the newest first."""
    settled: Settled
    """What became of the sessions that were planned for him in the last 26 weeks."""
    stayed_away: int
    """To how many of those that were held he did not come."""


def of(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> OwnOffload:
    """Return how offload stands with one Listener (5 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id, listener)
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, Kind.OFFLOAD, now, listener)
    today = local_date(now, site.zone)
    of_site = policies_of(people_facts.policy_changes(site.id))(today).offload_every_days
    told = offload_facts.told_of(site.id, [listener], since=share_from(today))
    plans = [each for each in offload_plans.planned(site.id, share_from(today)) if listener in each.people]
    return OwnOffload(
        member=member,
        today=today,
        of_site=of_site,
        row=row_of(site, member, told, today, of_site),
        agreed=told.cadence(listener, of_site).own,
        settled=settled((each.became for each in plans), today),
        stayed_away=sum(each.state is PlannedState.HELD and listener not in each.came for each in plans),
    )


def agree(
    site: Site,
    listener: ListenerId,
    agreed: CadenceFrom,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Write how often one Listener is owed offload from a date on, as it was agreed with him. Another number from the
    same date takes its place, and the earlier one is kept.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unreadable: so often nobody can be owed it, or the date is ahead or more than a year ago.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id, listener)
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    one_of_team(site, listener)
    faults = {
        "days": cadence_fault(agreed.every_days),
        "from": not_of_the_last_year(agreed.from_on, local_date(now, site.zone)),
    }
    if problems := [Problem(None, column, why) for column, why in faults.items() if why is not None]:
        raise Unreadable("offload", problems)

    def do(session: Session) -> str:
        row_id = cadences.put(session, site.id, listener, agreed.from_on, agreed.every_days, actor, now)
        if row_id is not None:
            audit(session, actor, now, "offload_agreed", Kind.OFFLOAD, object_id=row_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)
