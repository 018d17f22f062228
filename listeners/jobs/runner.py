"""Run what is due: each period of a job once, and one that fails never stops the others.

One of the three doors of time: what the jobs do at which moment is decided here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from threading import Event

from listeners import clock
from listeners.access import SYSTEM
from listeners.errors import Conflict, Unavailable
from listeners.jobs.job import Job, Period
from listeners.jobs.planning import Now, plan_all_waiting
from listeners.services import periods, plan_runs
from listeners.services.leading import LeadershipLost

LOG = logging.getLogger("listeners.jobs")


def run_due(job: Job, now: Now = clock.now) -> tuple[str, ...]:
    """Run the periods of a job that are due and not done; return each with its outcome.

    One that fails is logged and tried again the next time; so is a job that cannot say what is due. Without the
    database or the lead none is begun: that passes, and is no fault of the job.
    """
    outcomes: list[str] = []
    try:
        outcomes.extend(_outcomes(job, now, again=False))
    except (LeadershipLost, Unavailable) as why:
        LOG.warning("job %s waits: %s", job.name, why)
    except Exception:
        LOG.exception("job %s failed", job.name)
    return tuple(outcomes)


def run_now(job: Job, now: Now = clock.now) -> tuple[str, ...]:
    """Run a job because somebody asked for it, also where its period is done: the effect changes nothing twice."""
    return tuple(_outcomes(job, now, again=True))


def plan_until(stop: Event, now: Now = clock.now) -> int:
    """Plan what waits, until nothing does or it is time to stop; return how many requests were taken."""
    return plan_all_waiting(now, stop)


def put_plans_back(now: Now = clock.now) -> int:
    """Let the plans wait again that ran under whoever led before; return how many there were."""
    return plan_runs.put_back(SYSTEM, now())


def _outcomes(job: Job, now: Now, *, again: bool) -> Iterator[str]:
    for period in job.due(now()):
        done = job.on_file and periods.is_done(SYSTEM, job.name, period.key)
        if done and not again:
            continue
        try:
            yield f"{period.key}: {_run(job, period, now, write_off=job.on_file and not done)}"
        except (LeadershipLost, Unavailable):
            raise
        except Exception:
            if again:
                raise
            LOG.exception("job %s, period %s failed", job.name, period.key)


def _run(job: Job, period: Period, now: Now, *, write_off: bool) -> str:
    if not write_off:
        return period.do(now)
    try:
        if job.one_act:
            return periods.do_once(SYSTEM, job.name, period.key, lambda: period.do(now), now())
        outcome = period.do(now)
        periods.write_off(SYSTEM, job.name, period.key, outcome, now())
    except Conflict:
        if not periods.is_done(SYSTEM, job.name, period.key):
            raise
        outcome = "done by another process"
        LOG.info("job %s, period %s: %s", job.name, period.key, outcome)
    return outcome
