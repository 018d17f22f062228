"""What did somebody who went from a made-up prison say of his time?"""

from __future__ import annotations

from datetime import date, datetime

from listeners.access import SYSTEM
from listeners.domain.care.exit_talk import Came, ExitKind, ExitTalk, Felt, TalkOn
from listeners.domain.nights import ONE_DAY
from listeners.domain.standings import When, periods
from listeners.domain.team import Site
from listeners.store import night_facts
from listeners.store.care import exit_talks
from listeners.store.database import act

TOLD = ExitTalk(
    Came.HELD,
    (Felt.YES, Felt.PARTLY, Felt.NO),
    good="The team, and the training.",
    hard="Work the morning after a night.",
    change="Tell the workshops who was out.",
)


def add_exit_talks(site: Site, on: date, moment: datetime) -> None:
    """Put on file a talk with each who has gone, of the day before he went."""
    with act() as session:
        for member in night_facts.team(site):
            now = next(each for each in periods(member.standings, on) if each.when is When.NOW)
            if now.standing.is_gone:
                told_at = TalkOn(ExitKind.LEAVING, now.from_on - ONE_DAY)
                exit_talks.put(session, site.id, member.id, told_at, TOLD, SYSTEM, moment - (on - told_at.on))
