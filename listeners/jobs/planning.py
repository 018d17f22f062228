"""How is a waiting request planned: taken, handed to a planner process, followed, and made a draft or an answer?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from listeners.access import SYSTEM
from listeners.domain.rota.remedies import Mending
from listeners.domain.rota.solution import RotaSolution
from listeners.domain.rota.team_size_json import answer_to_text
from listeners.domain.states import PlanKind
from listeners.errors import Unavailable
from listeners.outbound.planner_process import (
    News,
    PlannerDied,
    StillWanted,
    watched_mending,
    watched_planner,
    watched_team_size,
)
from listeners.services import plan_runs
from listeners.services.leading import LeadershipLost
from listeners.services.plan_runs import Failure, Work

LOG = logging.getLogger("listeners.jobs")
Now = Callable[[], datetime]
"""Tells the time: planning takes a while, and each step has its own moment."""
MENDING_SECONDS = 60.0
"""So long is looked at most for what would mend a plan: somebody waits for the draft."""


def plan_all_waiting(now: Now, stop: Event) -> int:
    """Plan one request after another until none waits, or ``stop`` is set; return how many were taken."""
    taken = 0
    while not stop.is_set():
        work = plan_runs.claim(SYSTEM, now())
        if work is None:
            break
        taken += 1
        _plan(work, now, stop)
    return taken


def _plan(work: Work, now: Now, stop: Event) -> None:
    """Plan one request. Whatever goes wrong with it is put down as its failure, and the next one is planned. Without
    the database or the lead nothing can be put down: the request waits until it is found left."""
    try:
        if _answered(work, now, stop):
            return
        if stop.is_set():
            plan_runs.release(SYSTEM, work, now())
        else:
            plan_runs.stop(SYSTEM, work, now())
    except (LeadershipLost, Unavailable):
        raise
    except PlannerDied as died:
        LOG.error("the planner gave no answer to request %s: %s", work.request_id, died)
        plan_runs.fail(SYSTEM, work, Failure.PLANNER_DIED, now())
    except Exception:
        LOG.exception("request %s could not be planned", work.request_id)
        plan_runs.fail(SYSTEM, work, Failure.PLANNER_DIED, now())


def _answered(work: Work, now: Now, stop: Event) -> bool:
    """Have the request answered and keep what comes of it; false when it is wanted no more."""

    def still_wanted(news: News | None) -> bool:
        return _still_wanted(work, news, stop)

    if work.kind is PlanKind.WHAT_IF:
        answer = watched_team_size(work.problem.encode(), still_wanted, seconds=work.seconds)
        if answer is not None:
            plan_runs.keep_answer(SYSTEM, work, answer_to_text(answer), now())
        return answer is not None
    solution = watched_planner(work.problem.encode(), still_wanted, seconds=work.seconds)
    if solution is not None:
        plan_runs.finish(SYSTEM, work, solution, now(), _mending(work, solution, now, still_wanted))
    return solution is not None


def _mending(work: Work, solution: RotaSolution, now: Now, still_wanted: StillWanted) -> Mending | None:
    """What would mend the gaps of a plan or a repair. It does not depend on that: where it is not found, nothing is
    said."""
    if not solution.gaps:
        return None
    try:
        question = plan_runs.what_would_mend(SYSTEM, work, solution, now()).encode()
        return watched_mending(question, still_wanted, seconds=MENDING_SECONDS)
    except PlannerDied as died:
        LOG.error("nothing was found that would mend the plan of request %s: %s", work.request_id, died)
        return None


def _still_wanted(work: Work, news: News | None, stop: Event) -> bool:
    if stop.is_set():
        return False
    if news is None:
        return plan_runs.is_wanted(SYSTEM, work)
    return plan_runs.report(SYSTEM, work, news.stage, news.best, news.bound)
