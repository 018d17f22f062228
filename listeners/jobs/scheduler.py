"""The jobs process: one leader, a ticker in UTC, and a quick end.

The ticker (APScheduler, memory store) only says "look now"; what is due is found by asking, so that an hour without the
process is caught up. It leaves on SIGTERM, and when its parent or its lock is gone, killing a planner that runs.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC
from pathlib import Path
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler

from listeners.access import SYSTEM
from listeners.jobs.runner import plan_until, put_plans_back, run_due
from listeners.jobs.table import JOBS, PLANS
from listeners.services.leading import Leadership

LOG = logging.getLogger("listeners.jobs")
PLANS_EVERY, OTHERS_EVERY, WATCH_EVERY, LEAD_EVERY = 1, 30, 0.5, 2.0
"""Seconds between two looks: at waiting plans, at what else is due, at whether to stop, and at a lock that is taken."""

InContext = Callable[[], AbstractContextManager[object]]
"""Opens an application context, so that the database can be asked."""


class JobsProcess:
    """One process that does the jobs while it leads, and waits while another one does."""

    def __init__(self, in_context: InContext, folder: Path) -> None:
        """``folder`` is that of the installation."""
        self._in_context, self._folder = in_context, folder
        self._stop = Event()
        self._parent = os.getppid()
        self._ticker = BlockingScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(3)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Do the jobs until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self._stop.set())
        with self._in_context(), Leadership(SYSTEM, self._folder) as leadership:
            while not leadership.take():
                if self._stop.wait(LEAD_EVERY) or self._is_orphan():
                    return
            LOG.info("jobs: leading")
            put_plans_back()
            self._tick(leadership)
        LOG.info("jobs: stopped")

    def _tick(self, leadership: Leadership) -> None:
        for work, seconds in (
            (self._plan, PLANS_EVERY),
            (self._others, OTHERS_EVERY),
            (lambda: self._watch(leadership), WATCH_EVERY),
        ):
            self._ticker.add_job(work, "interval", seconds=seconds)
        self._ticker.add_job(self._others)  # at once, for what became due while no process ran
        self._ticker.start()

    def _plan(self) -> None:
        with self._in_context():
            plan_until(self._stop)

    def _others(self) -> None:
        for job in JOBS:
            if job.name != PLANS and not self._stop.is_set():
                with self._in_context():
                    run_due(job)

    def _watch(self, leadership: Leadership) -> None:
        """Stop the ticker when it is time to go; a planner that runs sees the same signal and is killed."""
        if self._is_orphan() or not self._still_leads(leadership):
            self._stop.set()
        if self._stop.is_set():
            self._ticker.shutdown(wait=False)

    def _is_orphan(self) -> bool:
        return os.getppid() != self._parent

    def _still_leads(self, leadership: Leadership) -> bool:
        try:
            return leadership.still_leads()
        except Exception:
            LOG.exception("jobs: the lock cannot be asked for; another process may lead")
            return False
