"""Who has carried how much of the load, against a fair share, over two months, half a year and a year?

The same load as everywhere (docs/evidence.md, section 4, "Load carried"), over another number of nights. In the order
of the team: nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from listeners.access import Actor, Do, Kind, require
from listeners.domain.fairness import Balance, balances, furthest_off
from listeners.domain.nights import ONE_DAY
from listeners.domain.pauses import with_pauses
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.team import Site, TeamMember
from listeners.services.nights import tonight
from listeners.store import availability_facts

SPANS = (8, 26, 52)
"""Weeks that can be looked at: what a plan looks back on, half a year and a year (**D**)."""


@dataclass(frozen=True, slots=True)
class FairnessPage:
    """The load of the ``weeks`` before tonight (``before``), of everybody who takes part tonight and has not paused,
    by his own word or a coordinator's, in the order of the team; ``since`` is the first night that is counted."""

    weeks: int
    since: date
    before: date
    policy: Policy
    balances: tuple[Balance, ...]
    who: Mapping[ListenerId, TeamMember]

    @property
    def last(self) -> date:
        """The last night that is counted: the one before tonight."""
        return self.before - ONE_DAY

    @property
    def within(self) -> Fraction:
        """By how much, in points, anybody is over or under the fair share at most."""
        return furthest_off(self.balances)


def page(site: Site, actor: Actor, now: datetime, weeks: int) -> FairnessPage:
    """Return who has carried how much over ``weeks`` weeks before tonight (7 statements).

    Raises:
        NotAllowed: the actor may not see load by name at this site.
    """
    require(actor, Do.READ, Kind.LOAD, site.id)
    view = tonight(site, now, back=7 * weeks + 6)  # whole weeks from their Monday on, wherever the first night is
    counted = with_pauses(view.facts.team, availability_facts.sayings(site.id, view.night, view.night).rules)
    team = sorted((each for each in counted if view.takes_part(each)), key=lambda each: each.ref)
    shares = {member.id: member.share for member in team}
    return FairnessPage(
        weeks,
        view.night - timedelta(weeks=weeks),
        view.night,
        view.policy,
        balances(view.loads_over(7 * weeks), shares) if shares else (),
        {member.id: member for member in team},
    )
