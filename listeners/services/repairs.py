"""Ask for a repair of what is published, look at what it would change, and accept all of it as one act, or leave it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.rota.board import board_of
from listeners.domain.rota.from_facts import as_assignments, rules_of, without_reasons
from listeners.domain.rota.hard_rules import Breach, breaches_of
from listeners.domain.rota.judging import demand_told
from listeners.domain.rota.naming import named
from listeners.domain.rota.objective import gaps
from listeners.domain.rota.place_changes import last_planned, worse
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, Placed, PlanningFacts, Said
from listeners.domain.rota.problem import Assignment, RotaProblem, Slot
from listeners.domain.rota.problem_json import problem_from_json, to_json
from listeners.domain.rota.publication import Publication, Replaced, publication, replacements
from listeners.domain.rota.reasons import Holding, Reason, counted_reasons
from listeners.domain.rota.repair import Repair, nights_in_want, nights_to_repair, problem_of_repair, repair_of
from listeners.domain.rota.solution import solution_from_json
from listeners.domain.states import NightPlace, PlanKind
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound, Problem, RuleBroken, Unreadable
from listeners.services import duties, rotas
from listeners.services.place_changes import as_told
from listeners.services.plans import SECONDS
from listeners.store import cover_facts, duties_rests, journal, people_facts, rota_requests, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.database import act, db
from listeners.store.rota_requests import Proposal

NOTHING_TO_REPAIR = "nothing_to_repair"
"""The conflict of a repair that is asked for where no published night, neither begun nor frozen, needs one."""
OUT_OF_DATE = "repair_out_of_date"
"""The conflict of a repair one of whose places has changed meanwhile, or one of whose nights is frozen by now."""


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A place of the repaired nights that nobody better could be found for, and how many each reason stops;
    ``listener`` has it, though he cannot do it."""

    night: date
    place: NightPlace
    listener: ListenerId | None
    reasons: dict[Reason, int]


@dataclass(frozen=True, slots=True)
class RepairPage:
    """What a repair would do by the facts of this moment: place by place before and after, what is told to whom, and
    what stays open. While it is out of date or breaks a rule it cannot be accepted."""

    facts: PlanningFacts
    first: date
    last: date
    replaced: tuple[Replaced, ...]
    change: Publication
    open: tuple[StillOpen, ...]
    breaches: tuple[Breach, ...]
    is_out_of_date: bool


def ask(actor: Actor, site: Site, now: datetime, act_key: str | None = None) -> str:
    """Ask the planner for a repair and return the id of the request; while one is under way at the site, that one.

    Raises:
        NotAllowed: the actor may not plan at this site.
        Conflict: no published night that may be repaired needs it.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    problem = problem_to_solve(actor, site, now)
    if problem is None:
        raise Conflict(NOTHING_TO_REPAIR)
    nights = problem.nights[0].on, len(problem.nights)
    text = json.dumps(to_json(problem))

    def add(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        known = rota_requests.under_way(session, site.id, PlanKind.REPAIR)
        if known is not None:
            return known
        request_id = rota_requests.add(session, site.id, nights, SECONDS, text, actor, now, PlanKind.REPAIR)
        detail = {"first": nights[0], "nights": nights[1]}
        journal.audit(
            session, actor, now, "repair_asked", Kind.ROTA, site_id=site.id, object_id=request_id, detail=detail
        )
        return request_id

    return once(actor, act_key, now, add)


def problem_to_solve(actor: Actor, site: Site, now: datetime) -> RotaProblem | None:
    """Return the problem of the repair as the planner is given it: without why somebody cannot do a night. None where
    no published night that may be repaired needs it.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    today = local_date(now, site.zone)
    facts = _told(site, today, today + timedelta(days=FURTHEST_NIGHTS - 1), now)
    last = last_planned(facts)
    if last is None or not nights_in_want(facts, board_of(facts, facts.first_ahead, last).rows):
        return None
    return without_reasons(problem_of_repair(facts, nights_to_repair(facts, last)))


def preview(actor: Actor, site: Site, request_id: str, now: datetime) -> RepairPage:
    """Return what a proposed repair would change, whom it would tell, and what it leaves open.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such repair (any more).
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = rota_requests.proposal(db.session(), site.id, request_id)
    if found is None:
        raise NotFound("no such repair")
    return _page(site, found, now)


def accept(actor: Actor, site: Site, request_id: str, reason: str, now: datetime, act_key: str | None = None) -> str:
    """Publish every change of a repair as one act, each changed night as a version with the reason, and tell everybody
    affected once. Return the first version. A second press gets the first answer.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there was never such a request at this site.
        Conflict: it is proposed no longer, a place of it has changed meanwhile, a night of it is frozen by now, or a
            fact recorded meanwhile forbids a duty.
        Unreadable: there is no reason.
        RuleBroken: by the facts as they are now it breaks a rule; each breach names who.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    if not reason.strip():
        raise Unreadable("the repair", [Problem(None, "reason", "say why published nights change")])

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = rota_requests.proposal(session, site.id, request_id)
        if found is None and rota_requests.request(site.id, request_id) is None:
            raise NotFound("no such request")
        if found is None:
            raise Conflict("changed meanwhile")
        duties_rests.lock(session, [member.id for member in people_facts.team(site.id)])
        page = _page(site, found, now)
        if page.is_out_of_date:
            raise Conflict(OUT_OF_DATE)
        if page.breaches:
            raise RuleBroken(page.breaches)
        versions = _versions(session, site, page, found.problem, reason.strip(), actor, now)
        first = versions[min(versions)]
        duties.publish(session, page.facts, page.change, first, actor, now, by_night=versions)
        rota_requests.settle(session, site.id, request_id, first)
        _audit(session, site, request_id, page, actor, now)
        return first

    return once(actor, act_key, now, do)


def leave(actor: Actor, site: Site, request_id: str, now: datetime) -> None:
    """Leave what is published as it is: the repair is proposed no longer. One that is no longer changes nothing.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    with act() as session:
        if rota_requests.settle(session, site.id, request_id, None):
            journal.audit(session, actor, now, "repair_left", Kind.ROTA, site_id=site.id, object_id=request_id)


def _told(site: Site, first: date, last: date, now: datetime) -> PlanningFacts:
    """The facts of what people have been told of. Whoever said no when he was asked to take a night of somebody else's
    is not put on that night: his no is kept."""
    facts = as_told(rotas.facts_for(site, first, last, now))
    theirs = {(duty.listener, duty.night) for duty in facts.planned_duties()}
    noes = (each for each in cover_facts.said_no(site.id, first, last) if each not in theirs)
    more = (Said(listener, night, AvailabilityKind.UNAVAILABLE) for listener, night in noes)
    return replace(facts, said=(*facts.said, *more))


def _page(site: Site, proposal: Proposal, now: datetime) -> RepairPage:
    problem = problem_from_json(proposal.problem.encode(), "the request")
    solution = solution_from_json(proposal.solution.encode(), "the request")
    repair = repair_of(problem, solution.assignments)
    first, last = problem.nights[0].on, problem.nights[-1].on
    facts = _told(site, first, last, now)
    before = tuple(each.placed for each in facts.planned_duties() if first <= each.night <= last)
    out, put = (_as_placed(facts, each) for each in (repair.withdrawn, repair.added))
    after = (*(each for each in before if each not in out), *put)
    ahead = max(first, facts.first_ahead)
    judged = rules_of(facts, ahead, max((last - ahead).days + 1, 1))
    judged = replace(judged, demand=demand_told(facts, judged))
    held = _assigned(facts, judged, after)
    return RepairPage(
        facts=facts,
        first=first,
        last=last,
        replaced=tuple(each for each in replacements(after, before, repair.nights) if each.has_changed),
        change=publication(facts, after, repair.nights),
        open=tuple(_still_open(facts, judged, after)),
        breaches=named(facts, worse(breaches_of(judged, _assigned(facts, judged, before)), breaches_of(judged, held))),
        is_out_of_date=_is_out_of_date(facts, repair, before, (out, put)),
    )


def _as_placed(facts: PlanningFacts, assignments: Iterable[Assignment]) -> tuple[Placed, ...]:
    ids = {member.ref: member.id for member in facts.team}
    return tuple(Placed(each.night, NightPlace(each.slot.duty), ids[each.volunteer]) for each in assignments)


def _assigned(facts: PlanningFacts, problem: RotaProblem, placed: Iterable[Placed]) -> tuple[Assignment, ...]:
    return as_assignments(placed, facts.refs, tuple(night.on for night in problem.nights))


def _is_out_of_date(
    facts: PlanningFacts,
    repair: Repair,
    before: tuple[Placed, ...],
    moves: tuple[tuple[Placed, ...], tuple[Placed, ...]],
) -> bool:
    """Whether a night of it has begun or is frozen by now, one whom it takes off is not there any more, or a place that
    it fills is taken."""
    out, put = moves
    if repair.nights[0] < facts.first_free or not set(out) <= set(before):
        return True
    after = Counter((each.night, each.place) for each in (*(one for one in before if one not in out), *put))
    return any(
        after[night, place] > (1 if place is NightPlace.FIRST else facts.policy_told(night).crew - 1)
        for night, place in {(each.night, each.place) for each in put}
    )


def _still_open(facts: PlanningFacts, problem: RotaProblem, after: Iterable[Placed]) -> Iterable[StillOpen]:
    """The places, of nights that may be repaired, that nobody has after it, or nobody who can do it."""
    placed = tuple(after)
    for night, place, listener in sorted(_wanted(facts, problem, placed), key=lambda one: one[:2]):
        if night >= facts.first_free and facts.is_planned(night):
            others = (each for each in placed if (each.night, each.listener) != (night, listener))
            holding = Holding(problem, _assigned(facts, problem, others))
            yield StillOpen(night, place, listener, counted_reasons(holding, problem, Slot(night, place.value, None)))


def _wanted(
    facts: PlanningFacts, problem: RotaProblem, placed: tuple[Placed, ...]
) -> Iterable[tuple[date, NightPlace, ListenerId | None]]:
    for demand in gaps(problem, _assigned(facts, problem, placed)):
        yield demand.slot.night, NightPlace(demand.slot.duty), None
    for each in placed:
        if each.night in facts.said_no.get(each.listener, ()):
            yield each.night, each.place, each.listener


def _versions(
    session: Writing, site: Site, page: RepairPage, problem: str, reason: str, actor: Actor, now: datetime
) -> dict[date, str]:
    """Make a published version of each night that changes; return their ids by night."""
    after = [*(each.placed for each in page.change.kept), *page.change.added]
    made = {}
    for night in sorted({each.night for each in page.replaced}):
        placed = [each for each in after if each.night == night]
        row = rota_writes.add_rota(session, site.id, (night, night), placed, (problem, "{}"), actor, now)
        rota_writes.publish_row(session, row, reason, actor, now)
        made[night] = row.id
    return made


def _audit(session: Writing, site: Site, request_id: str, page: RepairPage, actor: Actor, now: datetime) -> None:
    detail = {
        "nights": sorted({each.night for each in page.replaced}),
        "added": len(page.change.added),
        "withdrawn": len(page.change.withdrawn),
    }
    journal.audit(
        session, actor, now, "repair_accepted", Kind.ROTA, site_id=site.id, object_id=request_id, detail=detail
    )
