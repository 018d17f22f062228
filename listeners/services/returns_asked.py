"""The night is over and somebody's return was never entered: who is told to ask him at unlock?

Once for each. The line goes by itself as soon as a person enters when he was back; nothing else ever closes a call-out
on which somebody went (docs/evidence.md, section 4, rule 5).
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import SYSTEM, Actor, Do, Kind, require
from listeners.domain.notices import RETURN
from listeners.services.duty_gaps import tell_coordinators
from listeners.services.nights import night_of
from listeners.services.periods import SiteDay, days_begun_by_policy
from listeners.store import callouts_facts, people_facts
from listeners.store.database import act

RETURN_MISSING = "return_missing"
"""Kind of notice to the coordinators."""


def unlocked(actor: Actor, now: datetime) -> tuple[SiteDay, ...]:
    """Return today at each prison where the stand-by night is over by the clock on its wall. SYSTEM alone.

    Raises:
        NotAllowed: somebody else asks.
    """
    return days_begun_by_policy(actor, lambda policy: policy.stand_by_until, now)


def ask(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell the coordinators of each man of a night that is over whose return was never entered, as one act; return how
    many there are. Twice tells nobody twice.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    with act() as session:
        tonight = night_of(site, now)
        parts = callouts_facts.parts_missing(site.id)
        missing = [(listener, part) for listener, part in parts.items() if part.night < tonight]
        for listener, part in missing:
            facts: dict[str, object] = {
                "listener": listener,
                "out_at": part.out_at,
                "call_out": part.call_out,
                RETURN: part.attendance,
            }
            event = f"{RETURN_MISSING}:{part.attendance}"
            tell_coordinators(session, site, event, RETURN_MISSING, facts, SYSTEM, now)
        return len(missing)
