"""What did the Listeners of a made-up prison say of whether they want to be one?

Half of them said yes here, the others before answers were kept; one who is paused has said "not now".
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.decision import Answer, Decision, Topic, by_himself
from listeners.domain.people import Standing
from listeners.domain.standings import periods
from listeners.domain.team import Site
from listeners.services.availability_rules import begin_rest
from listeners.services.care.facts import still_here
from listeners.store import night_facts, people_writes
from listeners.store.care import decisions
from listeners.store.database import act

WEEKS_AGO = (1, 3, 12, 16, 20, 24, 27, 31)
"""When the first of the team said yes, by ref: two of them are to be asked again, one of those for more than four
weeks. Everybody else is to confirm."""
LEAST = 10
"""In a smaller team two have said yes, and nobody anything else: who it was would be no secret."""


def add_decisions(site: Site, on: date, moment: datetime) -> None:
    """Put decisions on file. Nobody who takes part is held by one."""
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    is_small = len(team) < LEAST
    with act() as session:
        for member, weeks in zip(team, WEEKS_AGO[:2] if is_small else WEEKS_AGO, strict=False):
            said_on = max(on - timedelta(weeks=weeks), member.joined_on)
            told = Decision(Answer.YES, frozenset(Topic), "Helen Ward") if weeks % 2 else by_himself(Answer.YES)
            decisions.add_decision(session, site.id, member.id, said_on, told, SYSTEM, moment - timedelta(weeks=weeks))
            people_writes.put_consented(session, site, member.id, said_on, SYSTEM, moment)
        for member in () if is_small else team:
            if member.standing_on(on) is Standing.PAUSED:
                paused_on = max(each.from_on for each in periods(member.standings, on) if each.from_on <= on)
                at = moment - (on - paused_on)
                told = Decision(Answer.NOT_NOW, frozenset())
                decisions.add_decision(session, site.id, member.id, paused_on, told, SYSTEM, at)
                begin_rest(session, site, member.id, paused_on, SYSTEM, at, is_hold=True)
