"""What have Listeners of a made-up prison agreed with their coordinator: a plan to look at, one that goes on, one that
has ended?

After the rota is published and the accounts are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.own_limits import OwnLimits
from listeners.domain.states import ContactPlace
from listeners.domain.team import Site
from listeners.services import own_limits
from listeners.services.care.facts import still_here
from listeners.store import night_facts
from listeners.store.care import support_plans
from listeners.store.database import act

LEAST = 10
"""In a team that is smaller nobody has a plan: whose it was would be no secret to the reader of a demonstration."""


@dataclass(frozen=True, slots=True)
class _Story:
    """What one of the team (by his place in it) agreed so many days ago, when it is to be looked at, counted from
    today, and how many days ago it ended; None: it holds. ``far``: he does not go to the last wing that is not his."""

    place: int
    days_ago: int
    review_in: int
    plan: SupportPlan
    in_28: int | None = None
    far: bool = False
    ended: int | None = None


STORIES = (
    _Story(5, 26, 0, SupportPlan("About his own sentence", frozenset(), "A talk on Mondays with the peer lead"), 6),
    _Story(9, 12, 16, SupportPlan("", frozenset({ContactPlace.CELL_DOOR}), "Back to all wings step by step"), far=True),
    _Story(11, 90, -62, SupportPlan("", frozenset(), "Short nights for a month, and an offload each week"), ended=60),
)


def add_plans(site: Site, on: date, moment: datetime) -> None:
    """Put the plans on file; the limits of those that hold are in force."""
    team = sorted(still_here(night_facts.team(site), on), key=lambda member: member.ref)
    if len(team) < LEAST:
        return
    with act() as session:
        for story in STORIES:
            member, days = team[story.place], timedelta(days=1)
            agreed_on, review_on = on - story.days_ago * days, on + story.review_in * days
            put = session, site.id, member.id, agreed_on, review_on, story.plan, SYSTEM, moment - story.days_ago * days
            support_plans.put(*put)
            if story.ended is not None:
                support_plans.end(session, site.id, member.id, on - story.ended * days, SYSTEM, moment)
                continue
            others = [wing.code for wing in site.wings if wing.code != member.wing]
            limits = OwnLimits(in_28=story.in_28, not_wings=frozenset(others[-1:] if story.far else ()))
            own_limits.agree_in(session, site, member.id, limits, SYSTEM, moment)
