"""The jobs process: one leader, a ticker in UTC, and a quick end.

The ticker (APScheduler, memory store) only says "look now"; what is due is found by asking, so that an hour without the
process is caught up. It leaves on SIGTERM and when its parent is gone, killing a planner that runs; without its lock or
its database it stops looking until it has them again.
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
from listeners.errors import Unavailable
from listeners.jobs.runner import plan_until, put_plans_back, run_due
from listeners.jobs.table import JOBS, PLANS
from listeners.services.leading import Leadership, LeadershipLost

LOG = logging.getLogger("listeners.jobs")
PLANS_EVERY, OTHERS_EVERY, WATCH_EVERY, LEAD_EVERY = 1, 30, 0.5, 2.0
"""Seconds between two looks: at waiting plans, at what else is due, at whether to stop, and at a lock that is taken."""

InContext = Callable[[], AbstractContextManager[object]]
"""Opens an application context, so that the database can be asked."""


class JobsProcess:
    """One process that does the jobs while it leads, and waits while another one does, or no database answers."""

    def __init__(self, in_context: InContext, folder: Path) -> None:
        """``folder`` is that of the installation."""
        self._in_context, self._folder = in_context, folder
        self._stop = Event()
        self._parent = os.getppid()

    def run(self) -> None:
        """Do the jobs until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self._stop.set())
        while not self._is_over():
            try:
                self._lead()
            except Unavailable as away:
                LOG.warning("jobs: %s; looking again", away)
            self._stop.wait(LEAD_EVERY)
        LOG.info("jobs: stopped")

    def _lead(self) -> None:
        """Wait for the lead, and do the jobs until it is lost or it is time to stop."""
        with self._in_context(), Leadership(SYSTEM, self._folder) as leadership:
            while not leadership.take():
                if self._stop.wait(LEAD_EVERY) or self._is_over():
                    return
            LOG.info("jobs: leading")
            Ticking(self._in_context, leadership, self._is_over).run()

    def _is_over(self) -> bool:
        return self._stop.is_set() or os.getppid() != self._parent


class Ticking:
    """The looks of one leader, from when it takes the lead to when it loses it or is told to stop."""

    def __init__(self, in_context: InContext, leadership: Leadership, is_over: Callable[[], bool]) -> None:
        self._in_context, self._leadership, self._is_over = in_context, leadership, is_over
        self._over = Event()
        self._plans_are_left = True
        """Whether plans may be on file as running that nobody runs: after another leader, and after a break."""
        self._threads = ThreadPoolExecutor(3)
        self._ticker = BlockingScheduler(
            timezone=UTC,
            executors={"default": self._threads},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Look, and look again. The lead is not given back before the last look has ended."""
        for work, seconds in ((self._plan, PLANS_EVERY), (self._others, OTHERS_EVERY), (self._watch, WATCH_EVERY)):
            self._ticker.add_job(work, "interval", seconds=seconds)
        self._ticker.add_job(self._others)  # at once, for what became due while no process ran
        self._ticker.start()
        self._threads.shutdown(wait=True)

    def _plan(self) -> None:
        with self._in_context(), self._leadership.leading():
            try:
                if self._plans_are_left:
                    put_plans_back()
                    self._plans_are_left = False
                plan_until(self._over)
            except (LeadershipLost, Unavailable) as why:
                self._plans_are_left = True
                LOG.warning("jobs: planning waits: %s", why)
                self._over.wait(LEAD_EVERY)

    def _others(self) -> None:
        for job in JOBS:
            if job.name != PLANS and not self._over.is_set():
                with self._in_context(), self._leadership.leading():
                    run_due(job)

    def _watch(self) -> None:
        """Stop the ticker when it is time to go; a planner that runs sees the same signal and is killed."""
        if self._is_over() or not self._still_leads():
            self._over.set()
            self._ticker.shutdown(wait=False)

    def _still_leads(self) -> bool:
        try:
            return self._leadership.still_leads()
        except Unavailable as away:
            LOG.warning("jobs: the lock cannot be asked for, another process may lead: %s", away)
            return False
