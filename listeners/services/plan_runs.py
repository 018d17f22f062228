"""For the process that plans: take a request, report how far it is, and turn its solution into a draft, or into a
repair that is proposed.

All of it is SYSTEM's work, but ``keep_draft`` and ``keep_repair``: the command line plans in its own process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import problem_from_json, to_json
from listeners.domain.rota.remedies import Mending
from listeners.domain.rota.remedies_json import mending_to_text, question_to_text
from listeners.domain.rota.repair import repair_of
from listeners.domain.rota.solution import RotaSolution, Status, solution_to_text
from listeners.domain.states import NightPlace, PlanKind, PlanState
from listeners.errors import Conflict
from listeners.services import remedies
from listeners.services.periods import EVERY_SITE
from listeners.store import journal, people_facts, rota_requests, rota_writes
from listeners.store.acts import Writing
from listeners.store.database import act
from listeners.store.rota import DRAFTED
from listeners.store.rota_facts import DraftSeen
from listeners.store.rota_requests import Claim


class Failure(StrEnum):
    """Why a request gave no draft."""

    CONFLICT = "conflict"
    NOTHING_IN_TIME = "nothing in time"
    CHANGED = "changed meanwhile"
    PLANNER_DIED = "planner died"


@dataclass(frozen=True, slots=True)
class Work:
    """A request that has been taken, and what it asks as JSON: the problem to solve in the rota format, or how large a
    team is needed."""

    claim: Claim
    kind: PlanKind
    site_id: SiteId
    seconds: int
    problem: str

    @property
    def request_id(self) -> str:
        """Which request it is."""
        return self.claim.request_id


DRAFT_CHANGED = "the draft has changed while it was planned: plan again"
"""The conflict of a plan whose draft was changed by hand meanwhile."""


def claim(actor: Actor, now: datetime) -> Work | None:
    """Take the request that has waited longest; None where nothing waits, or another process was quicker.

    Raises:
        NotAllowed: the actor is not SYSTEM (the same for every function here but the two that keep).
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    waiting = rota_requests.next_waiting()
    if waiting is None:
        return None
    with act() as session:
        claimed = rota_requests.claim(session, waiting, now)
    if claimed is None:
        return None
    request, problem = claimed
    if request.started_at is None:
        raise Conflict("changed meanwhile")
    return Work(Claim(request.id, request.started_at), request.kind, request.site_id, request.seconds, problem)


def report(actor: Actor, work: Work, stage: str, best: float | None, bound: float | None) -> bool:
    """Store how far the planner is with a request; return whether it is still wanted."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        return rota_requests.progress(session, work.claim, stage, _whole(best), _whole(bound))


def what_would_mend(actor: Actor, work: Work, solution: RotaSolution, now: datetime) -> str:
    """Return the question what would mend a plan with gaps, as JSON for a planner."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    problem = problem_from_json(work.problem.encode(), "the request")
    asked = remedies.may_be_asked(actor, work.site_id, problem, now)
    return question_to_text(problem, solution.assignments, asked)


def is_wanted(actor: Actor, work: Work) -> bool:
    """Whether a request still runs for whoever took it, and nobody has cancelled it."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    wanted = rota_requests.is_wanted(work.claim)
    rota_requests.end_reading()
    return wanted


def finish(
    actor: Actor, work: Work, solution: RotaSolution, now: datetime, mending: Mending | None = None
) -> str | None:
    """Make the draft that a solution gives, with what would mend its gaps, or say by name why there is none; return the
    draft's id.

    The draft of the site as it was when the plan was asked for gives way; where it has changed since, the plan is
    dropped, for it does not know what was chosen by hand meanwhile. Of a repair no draft is made: it is proposed where
    it changes anything, in the stead of an earlier one; drafts stay as they are. Where the request has been cancelled,
    or taken by another process meanwhile, nothing is made.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    if solution.objective is None:
        fail(actor, work, _why(solution), now, _conflicts(solution))
        return None
    problem = problem_from_json(work.problem.encode(), "the request")
    with act() as session:
        rota_writes.lock_plan(session, work.site_id)
        if not rota_requests.hold(session, work.claim):
            rota_requests.end(session, work.claim, PlanState.CANCELLED, now)
            return None
        if work.kind is PlanKind.REPAIR:
            _propose(session, work, problem, (solution, mending), now)
            return None
        if not rota_writes.give_way(session, work.site_id, rota_requests.draft_of(session, work.request_id)):
            rota_requests.end(session, work.claim, PlanState.FAILED, now, failure=_failure(Failure.CHANGED))
            return None
        rota_id = _draft(session, work.site_id, problem, (solution, mending), actor, now)
        rota_requests.end(session, work.claim, PlanState.DONE, now, rota_id=rota_id)
        return rota_id


def keep_answer(actor: Actor, work: Work, answer: str, now: datetime) -> bool:
    """Keep the answer (JSON) of a request that makes no draft; return whether it was still wanted."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        wanted = rota_requests.hold(session, work.claim)
        state = PlanState.DONE if wanted else PlanState.CANCELLED
        return rota_requests.end(session, work.claim, state, now, answer=answer if wanted else None) and wanted


def _propose(
    session: Writing, work: Work, problem: RotaProblem, found: tuple[RotaSolution, Mending | None], now: datetime
) -> None:
    solution, mending = found
    changes = repair_of(problem, solution.assignments).nights
    rota_requests.set_aside(session, work.site_id)
    state = PlanState.PROPOSED if changes else PlanState.DONE
    mends = _as_text(mending)
    rota_requests.end(session, work.claim, state, now, answer=solution_to_text(solution), remedies=mends)


def fail(actor: Actor, work: Work, why: Failure, now: datetime, conflicts: Iterable[dict[str, str]] = ()) -> None:
    """End a running request without a draft; ``conflicts`` name what was fixed by hand and cannot stand."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        rota_requests.end(session, work.claim, PlanState.FAILED, now, failure=_failure(why, conflicts))


def _failure(why: Failure, conflicts: Iterable[dict[str, str]] = ()) -> str:
    return json.dumps({"why": why.value, "conflicts": list(conflicts)})


def stop(actor: Actor, work: Work, now: datetime) -> None:
    """End a running request that was cancelled."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        rota_requests.end(session, work.claim, PlanState.CANCELLED, now)


def release(actor: Actor, work: Work, now: datetime) -> None:
    """Let a request wait again because its process is told to stop; one that another has taken is left alone."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        rota_requests.release(session, work.claim, now)


def put_back(actor: Actor, now: datetime) -> int:
    """Let requests of processes that lead no more wait again; return how many there were. Only for whoever has just
    taken the lead: another process that still plans one has lost its claim, and what it finds is dropped."""
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        return rota_requests.put_back(session, now)


def keep_draft(
    actor: Actor,
    site_id: SiteId,
    problem: RotaProblem,
    solution: RotaSolution,
    now: datetime,
    mending: Mending | None = None,
    *,
    instead_of: DraftSeen | None,
) -> str:
    """Store a solution as the draft of a site, with what would mend its gaps, and return its id; the draft that it was
    planned ``instead_of`` (``plans.draft_in_hand``) gives way.

    Raises:
        NotAllowed: the actor may not plan at this site.
        Conflict: the solution holds no plan, or names somebody who is not in the team, or there is another draft by
            now, or it has changed.
    """
    _require_to_keep(solution, actor, site_id)
    with act() as session:
        rota_writes.lock_plan(session, site_id)
        if not rota_writes.give_way(session, site_id, instead_of):
            raise Conflict(DRAFT_CHANGED)
        return _draft(session, site_id, problem, (solution, mending), actor, now)


def keep_repair(
    actor: Actor,
    site_id: SiteId,
    problem: RotaProblem,
    solution: RotaSolution,
    now: datetime,
    mending: Mending | None = None,
) -> str | None:
    """Store a solution as the repair proposed at a site, with what would mend what it leaves, and return its id; an
    earlier one gives way. None where it changes nothing, and nothing is stored.

    Raises:
        NotAllowed: the actor may not plan at this site.
        Conflict: the solution holds no plan.
    """
    _require_to_keep(solution, actor, site_id)
    if not repair_of(problem, solution.assignments).nights:
        return None
    papers = json.dumps(to_json(problem)), solution_to_text(solution), _as_text(mending)
    nights = problem.nights[0].on, len(problem.nights)
    with act() as session:
        rota_writes.lock_plan(session, site_id)
        rota_requests.set_aside(session, site_id)
        request_id = rota_requests.add_proposal(session, site_id, nights, papers, actor, now)
        journal.audit(session, actor, now, "repair_asked", Kind.ROTA, site_id=site_id, object_id=request_id)
        return request_id


def _as_text(mending: Mending | None) -> str | None:
    return None if mending is None else mending_to_text(mending)


def _draft(
    session: Writing,
    site_id: SiteId,
    problem: RotaProblem,
    found: tuple[RotaSolution, Mending | None],
    actor: Actor,
    now: datetime,
) -> str:
    solution, mending = found
    nights = problem.nights[0].on, problem.nights[-1].on
    placed = _placed(problem, solution, people_facts.ids_by_ref(site_id))
    papers = json.dumps(to_json(problem)), solution_to_text(solution)
    mends = _as_text(mending)
    row = rota_writes.add_rota(session, site_id, nights, placed, papers, actor, now, remedies=mends)
    detail: dict[str, object] = {"nights": list(nights), "status": solution.status.value}
    journal.audit(session, actor, now, DRAFTED, Kind.ROTA, site_id=site_id, object_id=row.id, detail=detail)
    return row.id


def _placed(problem: RotaProblem, solution: RotaSolution, ids: dict[str, ListenerId]) -> Iterator[Placed]:
    fixed = frozenset(problem.fixed)
    for each in solution.assignments:
        if each.volunteer not in ids:
            raise Conflict("changed meanwhile")
        yield Placed(each.night, NightPlace(each.slot.duty), ids[each.volunteer], by_hand=each in fixed)


def _why(solution: RotaSolution) -> Failure:
    return Failure.CONFLICT if solution.status is Status.CONFLICT else Failure.NOTHING_IN_TIME


def _conflicts(solution: RotaSolution) -> Iterator[dict[str, str]]:
    for conflict in solution.conflicts:
        slot = conflict.assignment.slot
        yield {
            "night": slot.night.isoformat(),
            "place": slot.duty,
            "ref": conflict.assignment.volunteer,
            "rule": conflict.rule.value,
        }


def _whole(figure: float | None) -> int | None:
    return None if figure is None else round(figure)


def _require_to_keep(solution: RotaSolution, actor: Actor, site_id: SiteId) -> None:
    """Let a solution that holds a plan be kept by whoever may plan."""
    require(actor, Do.WRITE, Kind.ROTA, site_id)
    if solution.objective is None:
        raise Conflict("no plan in this solution")
