"""The night is over and somebody's return was never entered, or whether he was let out: who is told to ask at unlock?

Once for each. The line goes by itself as soon as a person enters it; nothing else ever closes a call-out to which
somebody said yes (docs/evidence.md, section 4, rule 5).
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import SYSTEM, Actor, Do, Kind, require
from listeners.domain.notices import RETURN, UNLOCK
from listeners.services.duty_gaps import tell_coordinators
from listeners.services.nights import night_of
from listeners.services.periods import SiteDay, days_begun_by_policy
from listeners.store import callouts_facts, people_facts
from listeners.store.database import act

RETURN_MISSING, UNLOCK_MISSING = "return_missing", "unlock_missing"
"""Kinds of notice to the coordinators."""


def unlocked(actor: Actor, now: datetime) -> tuple[SiteDay, ...]:
    """Return today at each prison where the stand-by night is over by the clock on its wall. SYSTEM alone.

    Raises:
        NotAllowed: somebody else asks.
    """
    return days_begun_by_policy(actor, lambda policy: policy.stand_by_until, now)


def ask(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell the coordinators of each man of a night that is over who went, or said yes, and of whom nothing later is on
    file, as one act; return how many there are. Twice tells nobody twice.

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
            kind, fact = (UNLOCK_MISSING, UNLOCK) if part.waits else (RETURN_MISSING, RETURN)
            facts: dict[str, object] = {
                "listener": listener,
                "said_yes_at" if part.waits else "out_at": part.since,
                "call_out": part.call_out,
                fact: part.attendance,
            }
            tell_coordinators(session, site, f"{kind}:{part.attendance}", kind, facts, SYSTEM, now)
        return len(missing)
