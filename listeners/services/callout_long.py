"""Somebody was out on one call-out for more than 6 hours: who is told?

The page of the night says it while he is out. Whoever answers for the night is told of it once, whether he is back by
then or not (docs/evidence.md, section 4: a call-out is over-long at 6 h). While no return is on file nobody knows
whether he is out still: then that is what the line says. It goes as soon as a return is entered by which it was not
over-long.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.notices import LONG
from listeners.domain.policy_book import policies_of
from listeners.services.duty_gaps import ANSWERABLE, tell
from listeners.store import callouts_long, people_facts
from listeners.store.database import act

OVER_LONG = "over_long"
"""Kind of notice to the coordinators and safer custody."""
A_DAY = timedelta(days=1)
"""Whoever went out longer ago has a return that is missing: that is another question."""


def tell_of_long(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell of each man at a prison who went out within a day and was out for too long, or of whom no return is on file
    for as long, and return how many there are. Twice tells nobody twice.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    with act() as session:
        policies = policies_of(people_facts.policy_changes(site.id))
        told = 0
        for each in callouts_long.out_since(site.id, now - A_DAY):
            hours = policies(each.night).over_long_hours
            if (each.back_at or now) - each.out_at < timedelta(hours=hours):
                continue
            facts: dict[str, object] = {
                "listener": each.listener,
                "out_at": each.out_at,
                "hours": hours,
                "call_out": each.call_out_id,
                LONG: each.id,
            }
            tell(session, site, ANSWERABLE, f"{OVER_LONG}:{each.id}", OVER_LONG, facts, actor, now)
            told += 1
        return told
