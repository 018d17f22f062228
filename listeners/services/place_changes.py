"""How does a place on a published night change hands? A version of that night, its duties, and everybody affected told:
inside one act."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from listeners.access import Actor
from listeners.domain.cover import empty_places
from listeners.domain.nights import local_date
from listeners.domain.rota.from_facts import without_reasons
from listeners.domain.rota.place_changes import HandOver, problem_around
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, Draft, Placed, PlanningFacts
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import to_json
from listeners.domain.rota.publication import publication
from listeners.domain.team import Site
from listeners.services import duties, rotas
from listeners.store import rota_writes
from listeners.store.acts import Writing


def facts_around(site: Site, nights: Sequence[date], now: datetime) -> PlanningFacts:
    """Return what a place on any of these nights is judged by, the draft included (5 statements)."""
    first = min(local_date(now, site.zone), *nights)
    return rotas.facts_for(site, first, max(*nights, first + timedelta(days=FURTHEST_NIGHTS - 1)), now)


def as_told(facts: PlanningFacts) -> PlanningFacts:
    """Return the facts of what people have been told of: a draft is nobody's duty yet."""
    return replace(facts, draft=None)


def publish_night(
    session: Writing,
    facts: PlanningFacts,
    problem: RotaProblem,
    night: date,
    gone: Placed | None,
    new: Placed | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Make a version of the one night, in which ``new`` stands in the stead of ``gone``, publish it with its reason,
    and tell those affected.

    Raises:
        Conflict: a guard refuses the duty.
    """
    placed = [*(each for each in facts.placed if each.night == night and each != gone), *([new] if new else [])]
    papers = json.dumps(to_json(without_reasons(problem))), "{}"
    row = rota_writes.add_rota(session, facts.site.id, (night, night), placed, papers, actor, now)
    rota_writes.publish_row(session, row, reason, actor, now)
    duties.publish(session, facts, publication(facts, placed, [night]), row.id, actor, now)


def hand_over(
    session: Writing, facts: PlanningFacts, moves: Sequence[HandOver], reason: str, actor: Actor, now: datetime
) -> None:
    """Publish what changes hands, a version for each night. A draft that has the same there follows, so that it does
    not undo the change when it is published.

    Raises:
        Conflict: a guard refuses a duty.
    """
    told = as_told(facts)
    for move in moves:
        night = move.night
        publish_night(session, told, problem_around(told, night), night, move.gone, move.taken, reason, actor, now)
        if facts.draft is not None and facts.in_draft(night):
            _follow(session, facts, facts.draft, move, actor, now)


def _follow(session: Writing, facts: PlanningFacts, draft: Draft, move: HandOver, actor: Actor, now: datetime) -> None:
    """Change the draft too where it has there what was published; whoever takes the place leaves another of that
    night."""
    there = [each for each in draft.placed if each.night == move.night]
    has_empty = empty_places(facts, move.night, there)[move.taken.place] > 0
    if move.taken in there or not (has_empty if move.gone is None else move.gone in there):
        return
    row = rota_writes.draft_row(session, facts.site.id, draft.id)
    for other in there:
        if other.listener == move.taken.listener:
            rota_writes.replace_in_draft(session, row, other, None, actor, now)
    rota_writes.replace_in_draft(session, row, move.gone, move.taken, actor, now)
