"""What did the coordinators of a made-up prison do about the reasons to ask, and who of them is told first?

After the accounts are made: its own coordinator acts here. What is to be looked at today is left as it is, and so is a
prison with few of them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from listeners.access import Actor, Grant
from listeners.domain.care.care_lead import LeadPlace
from listeners.domain.care.flag_life import FollowUp, Outcome
from listeners.domain.care.flags import Level
from listeners.domain.people import AccountId, ListenerId, Role
from listeners.domain.team import Site
from listeners.services.care import flag_work, leads
from listeners.services.demo.scheme import BRANCH, Scheme
from listeners.store import notices_facts, people_facts
from listeners.store.care import flag_facts
from listeners.store.care.flag_facts import StoredFlag

LEAST = 3
"""Where fewer than so many can wait, nothing was done yet."""
LOOK_AGAIN_IN = timedelta(days=7)


def add_flag_lives(scheme: Scheme, site: Site, on: date, moment: datetime) -> None:
    """Name who is told in turn. Of those that can wait, one is taken up, a second gone through with the Listener, and a
    third closed."""
    by_name = {name: account for account, name in _coordinators(site, on).items()}
    first = by_name[next(each.name for each in scheme.accounts if each.role is Role.COORDINATOR)]
    who = Actor(first, Role.COORDINATOR.value, site.id, (Grant(Role.COORDINATOR, site.id),))
    branch = by_name.get(BRANCH.name)
    leads.name(site, {LeadPlace.FIRST: first} | ({LeadPlace.BRANCH: branch} if branch else {}), who, moment)
    flags = flag_facts.flags(site.id)
    team = (flags[each.id] for each in people_facts.team(site.id) if each.id in flags)
    waits = [flag for flag in team if flag.level is not Level.URGENT]
    if len(waits) >= LEAST:
        for flag in waits[:LEAST]:
            flag_work.take_up(site, flag.id, flag.version, who, moment)
        _offer_rest(site, _now(site, waits[0].listener), on, who, moment)
        _talk(site, _now(site, waits[1].listener), on, who, moment)
        _close(site, _now(site, waits[2].listener), who, moment)


def _coordinators(site: Site, on: date) -> dict[AccountId, str]:
    return dict(notices_facts.names_of_accounts(notices_facts.coordinators(site.id, on)))


def _now(site: Site, listener: ListenerId) -> StoredFlag:
    return flag_facts.flags(site.id)[listener]


def _offer_rest(site: Site, flag: StoredFlag, on: date, who: Actor, moment: datetime) -> None:
    words = "He would like a week without nights, and we look again then."
    flag_work.follow_up(site, flag.id, flag.version, FollowUp.REST_OFFERED, False, words, who, moment)
    flag_work.review(site, flag.id, _now(site, flag.listener).version, on + LOOK_AGAIN_IN, "", who, moment)


def _talk(site: Site, flag: StoredFlag, on: date, who: Actor, moment: datetime) -> None:
    flag_work.go_through(site, flag.id, flag.version, on, "It was a hard month. I want to go on.", who, moment)


def _close(site: Site, flag: StoredFlag, who: Actor, moment: datetime) -> None:
    words = "He has an offload in the diary and a buddy."
    flag_work.close(site, flag.id, flag.version, Outcome.SUPPORT_IN_PLACE, words, who, moment)
