"""``python -m listeners.jobs``: the jobs process. ``run NAME``: one job, now. ``list``: every job, its latest run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

from listeners.access import SYSTEM
from listeners.errors import ListenersError
from listeners.jobs.runner import run_now
from listeners.jobs.scheduler import JobsProcess
from listeners.jobs.table import BY_NAME, JOBS
from listeners.services import periods

OPEN_APP = "listeners.app:open_app"
"""The composition root stands above this layer: it is found by name, as the web server finds it."""


def main(arguments: list[str]) -> int:
    """Do what the arguments ask for; return the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # at each start it names its plug-ins
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every look that a long plan skips
    if arguments not in ([], ["list"]) and (len(arguments) != 2 or arguments[0] != "run"):
        return _refuse("usage: python -m listeners.jobs [list | run NAME]")
    if len(arguments) == 2 and arguments[1] not in BY_NAME:
        return _refuse(f"there is no job {arguments[1]!r}: {', '.join(BY_NAME)}")
    open_app: Callable[[], Any] = resolve_name(OPEN_APP)
    try:
        return _do(open_app(), arguments)
    except ListenersError as error:
        return _refuse(str(error))


def _do(app: Any, arguments: list[str]) -> int:
    if not arguments:
        JobsProcess(app.app_context, app.config["LISTENERS"].instance).run()
        return 0
    with app.app_context():
        lines = _table() if arguments == ["list"] else run_now(BY_NAME[arguments[1]])
        for line in lines:
            print(line)
    return 0


def _table() -> list[str]:
    latest = periods.latest(SYSTEM)
    lines = []
    for job in JOBS:
        run = latest.get(job.name)
        last = f"last {run.at:%Y-%m-%dT%H:%M:%SZ} ({run.period}): {run.outcome}" if run else "not yet run"
        lines.append(f"{job.name}\t{job.when}\t{job.does}\t{last if job.on_file else 'keeps its own record'}")
    return lines


def _refuse(words: str) -> int:
    print(f"listeners: {words}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
