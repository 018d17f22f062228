"""Which coordinators are named to be told first, second and last of a reason to ask how somebody is?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.care_lead import LeadPlace, fault_in_leads
from listeners.domain.nights import local_date
from listeners.domain.people import AccountId, SiteId
from listeners.domain.policy import Policy
from listeners.domain.team import Site
from listeners.errors import RuleBroken
from listeners.services.acts import once
from listeners.services.care import flag_notices
from listeners.store import notices_facts, people_facts
from listeners.store.care import care_leads
from listeners.store.care.care_leads import NamedLead
from listeners.store.database import Session, act
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class LeadsPage:
    """Who can be named at a prison, by name, who is, and after how many days each turn comes."""

    coordinators: Mapping[AccountId, str]
    named: Mapping[LeadPlace, NamedLead]
    policy: Policy

    def is_here(self, place: LeadPlace) -> bool:
        """Whether whoever is named for a turn coordinates the prison still."""
        return place in self.named and self.named[place].account_id in self.coordinators


def page(site: Site, actor: Actor, now: datetime) -> LeadsPage:
    """Return who is told of a reason to ask, in which turn (4 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.WRITE, Kind.FLAG, site.id)
    today = local_date(now, site.zone)
    found = notices_facts.names_of_accounts(notices_facts.coordinators(site.id, today))
    by_name = dict(sorted(found.items(), key=lambda one: (one[1].casefold(), one[0])))
    return LeadsPage(by_name, care_leads.named(site.id), people_facts.policy(site.id, today))


def name(
    site: Site,
    chosen: Mapping[LeadPlace, AccountId],
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Name who is told in which turn from today on; a turn that is not in ``chosen`` is nobody's. Whoever is new in a
    turn that has come is told at once of what waits.

    Raises:
        NotAllowed: only a coordinator of the site.
        RuleBroken: somebody chosen does not coordinate the prison, or is chosen for two turns.
        Conflict: somebody else has named others meanwhile.
    """
    require(actor, Do.WRITE, Kind.FLAG, site.id)
    today = local_date(now, site.zone)

    def do(session: Session) -> str:
        may_be = frozenset(notices_facts.coordinators(site.id, today))
        if (fault := fault_in_leads(chosen, may_be)) is not None:
            raise RuleBroken([fault[1]])
        changed = {
            place
            for place in LeadPlace
            if care_leads.put(session, site.id, place, chosen.get(place), today, actor, now)
        }
        if changed:
            audit(session, actor, now, "care_leads_named", Kind.FLAG, site_id=site.id)
            new = changed & set(chosen)
            flag_notices.tell_of_waiting(session, site, people_facts.policy(site.id, today), actor, now, new)
        return "done"

    once(actor, act_key, now, do)


def tell_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell at a prison whoever's turn has come, because nobody has taken up a reason to ask, and return of how many
    somebody was told anew.

    Raises:
        NotAllowed: only background work looks through a team; a person never does.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    require(actor, Do.READ, Kind.FLAG, site.id)
    with act() as session:
        policy = people_facts.policy(SiteId(site.id), local_date(now, site.zone))
        return flag_notices.tell_of_waiting(session, site, policy, actor, now)
