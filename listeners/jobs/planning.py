"""How is a waiting request planned: taken, handed to a planner process, followed, and turned into a draft?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from listeners.access import SYSTEM
from listeners.outbound.planner_process import News, PlannerDied, watched_planner
from listeners.services import plan_runs
from listeners.services.plan_runs import Failure, Work

LOG = logging.getLogger("listeners.jobs")
Now = Callable[[], datetime]
"""Tells the time: planning takes a while, and each step has its own moment."""


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
    """Plan one request. Whatever goes wrong with it is put down as its failure, and the next one is planned."""
    try:
        solution = watched_planner(
            work.problem.encode(), lambda news: _still_wanted(work, news, stop), seconds=work.seconds
        )
        if solution is not None:
            plan_runs.finish(SYSTEM, work, solution, now())
        elif stop.is_set():
            plan_runs.release(SYSTEM, work, now())
        else:
            plan_runs.stop(SYSTEM, work, now())
    except PlannerDied as died:
        LOG.error("the planner gave no answer to request %s: %s", work.request_id, died)
        plan_runs.fail(SYSTEM, work, Failure.PLANNER_DIED, now())
    except Exception:
        LOG.exception("request %s could not be planned", work.request_id)
        plan_runs.fail(SYSTEM, work, Failure.PLANNER_DIED, now())


def _still_wanted(work: Work, news: News | None, stop: Event) -> bool:
    if stop.is_set():
        return False
    if news is None:
        return plan_runs.is_wanted(SYSTEM, work)
    return plan_runs.report(SYSTEM, work, news.stage, news.best, news.bound)
