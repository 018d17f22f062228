"""Who is invited to check in? Everybody, on Monday; and everybody is reminded once, on Thursday, whoever has answered.

So a slip tells nothing of whom it is for. It holds until the next one is due: nobody is handed two at once.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.checkin import THURSDAY, week_of
from listeners.domain.nights import at_local, local_date
from listeners.domain.notices import HOLDS_UNTIL
from listeners.services.care.facts import still_here
from listeners.store import night_facts, people_facts
from listeners.store.database import act
from listeners.store.journal import queue_notice

ASKED, AGAIN = "check_in_asked", "check_in_again"
"""Kinds of slips: the invitation, and the reminder."""


def ask_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Queue this week's slip for each Listener of a prison who has not left, and return for how many: from Monday the
    invitation, from Thursday the reminder (a design choice). Nobody gets the same slip twice.

    Raises:
        NotAllowed: only background work does so.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    today = local_date(now, site.zone)
    kind, week = AGAIN if today.weekday() >= THURSDAY else ASKED, week_of(today)
    ends = week + timedelta(days=7 if kind == AGAIN else THURSDAY)
    facts: dict[str, object] = {HOLDS_UNTIL: at_local(ends, time.min, site.zone)}
    with act() as session:
        asked = [
            queue_notice(session, site.id, f"{kind}:{each.id}:{week}", kind, facts, now, listener_id=each.id)
            for each in still_here(night_facts.team(site), today)
        ]
    return sum(asked)
