"""For whom is a second look due today? Coordinators are told once for each call-out, a week after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.notices_together import SECOND_LOOK
from listeners.services.care.debriefs import LOOK_BACK_DAYS, open_talks
from listeners.services.care.facts import still_here
from listeners.services.duty_gaps import tell_coordinators
from listeners.store import night_facts, people_facts
from listeners.store.care import contact_facts
from listeners.store.database import act


def tell_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell the coordinators of a prison of each second look that is due, and return of how many Listeners; nobody is
    told the same twice. Whoever has left is not looked for.

    Raises:
        NotAllowed: only background work looks through a team; a person never does.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)
    today = local_date(now, site.zone)
    with act() as session:
        team = still_here(night_facts.team(site), today)
        contacts = contact_facts.contacts(site.id, today - timedelta(days=LOOK_BACK_DAYS + 1))
        due = open_talks(site, team, contacts, now).to_look
        for each in due:
            facts: dict[str, object] = {"listener": each.member.id, "due": each.due_on}
            event = f"{SECOND_LOOK}:{each.call_id}"
            tell_coordinators(session, site, event, SECOND_LOOK, facts, actor, now)
    return len(due)
