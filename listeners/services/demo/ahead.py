"""What is under way in a made-up prison: who leaves soon, whose night others are asked to take, who offers a swap?

By the program's own services, after the coming nights are published: what they refuse does not happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import permutations

from listeners.access import SYSTEM
from listeners.domain.cover import ASKED_AT_FIRST, able_to_take, is_near
from listeners.domain.people import ListenerId, Standing
from listeners.domain.rota.place_changes import Judge, swap_of
from listeners.domain.rota.planning_facts import Placed, PlanningFacts
from listeners.domain.team import Site
from listeners.services import cover, standings, swaps
from listeners.services.demo.scheme import Scheme
from listeners.services.duty_gaps import duties_to_come
from listeners.services.place_changes import as_told, facts_around
from listeners.store import duties_facts, people_facts

SOONEST = timedelta(days=3)
"""Nearer to the night everybody would be asked at once: the demonstration shows how one is asked after the other."""


def change_ahead(scheme: Scheme, site: Site, on: date, moment: datetime) -> None:
    """Put on file who leaves soon: of those without an account whoever has most nights after it. They are short from
    then on, others are asked, and the coordinators are told."""
    if scheme.one_leaves_in_days is None:
        return
    from_on = on + timedelta(days=scheme.one_leaves_in_days)
    nights = Counter(duty.listener for duty in duties_facts.duties(site.id, from_on))
    known = {opening.ref for opening in scheme.accounts}
    others = [member for member in people_facts.team(site.id) if member.ref not in known]
    leaver = max(others, key=lambda member: (nights[member.id], member.ref))
    standings.change(site, leaver.id, Standing.LEFT, from_on, len(leaver.standings), SYSTEM, moment)


def ask_ahead(scheme: Scheme, site: Site, moment: datetime) -> None:
    """Let somebody without an account ask for cover of a night, of whom somebody with one is asked; and let two with
    accounts be about to swap. Each where there is such a night."""
    facts = as_told(facts_around(site, [duty.night for duty in duties_to_come(site, moment)], moment))
    refs = {opening.ref for opening in scheme.accounts}
    seen = [member.id for member in facts.team if member.ref in refs]
    ahead = [
        duty.placed
        for duty in facts.planned_duties()
        if duty.starts_at > moment + SOONEST and is_near(duty.starts_at, moment)
    ]
    ahead.sort(key=lambda each: (each.night, each.place))
    judge = Judge(facts)
    for held in ahead:
        first = able_to_take(judge, held.night, held.place, held.listener)[:ASKED_AT_FIRST]
        if held.listener not in seen and not set(seen).isdisjoint(first):
            cover.ask_for_cover(site, held.listener, held.night, SYSTEM, moment)
            break
    for one, other in _could_swap(facts, ahead, seen):
        swaps.offer(site, one.listener, one.night, other.night, SYSTEM, moment)
        break


def _could_swap(facts: PlanningFacts, ahead: list[Placed], seen: list[ListenerId]) -> Iterator[tuple[Placed, Placed]]:
    judge, theirs = Judge(facts), [each for each in ahead if each.listener in seen]
    for one, other in permutations(theirs, 2):
        differ = one.listener != other.listener and one.night != other.night
        if differ and not judge.breaches(swap_of(one, other)):
            yield one, other
