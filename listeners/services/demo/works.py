"""Who was at work on the morning after a night call-out, in the history of the demonstration?

Called inside ``act()``, before the rests are worked out: that these begin anew follows by the program's own rules.
"""

from __future__ import annotations

import random
from datetime import datetime, time

from listeners.access import SYSTEM
from listeners.domain.nights import at_local, local_date
from listeners.domain.team import Site
from listeners.domain.work_told import Department, Said, WorkTold
from listeners.services.demo.history import History
from listeners.store import regime_facts
from listeners.store.database import Session

AT_WORK = 0.12
"""How many of those who came back before a working morning were at work on it, and told it."""
MADE = 0.7
WHERE = (Department.KITCHENS, Department.KITCHENS, Department.WORKSHOPS, Department.CLEANING, Department.EDUCATION)
MORNING = (time(8, 30), time(11, 45))


def add_works(session: Session, site: Site, history: History, chance: random.Random, moment: datetime) -> None:
    """Add the work that was told; none that ended after the moment at which the story stops."""
    for went in history.went:
        drawn, said, where = chance.random(), chance.random(), chance.choice(WHERE)
        on = local_date(went.back_at, site.zone)
        if on.weekday() > 4 or drawn >= AT_WORK:
            continue
        starts, ends = (at_local(on, each, site.zone) for each in MORNING)
        if went.back_at < starts and ends <= moment:
            told = WorkTold(starts, ends, Said.MADE if said < MADE else Said.CHOSE, where, may_name=said < MADE / 3)
            regime_facts.add(session, site.id, went.listener, told, SYSTEM, ends, by_himself=drawn < AT_WORK / 2)
