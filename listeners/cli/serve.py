"""How is the program started? Web workers and the one jobs process under a small parent."""

from __future__ import annotations

import os
import socket
import sys
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from config import LISTEN_HOST, Settings, SettingsError, require_free_port
from listeners.cli.processes import Child, Supervisor
from listeners.errors import ListenersError, Problem, Unreadable

if TYPE_CHECKING:
    from flask import Flask

WORKERS, THREADS = 2, 2
GRACE = 5
"""Seconds that a web worker has to finish what it is answering."""
LONGEST_ANSWER = 60
"""Seconds after which a worker that does not answer is replaced."""
LEAN = {"MALLOC_MMAP_THRESHOLD_": "1048576", "MALLOC_ARENA_MAX": "2"}
"""The hash of a secret takes 19 MiB for a moment: the C library is told to give it back, and not to keep one for each
thread (a worker of 112 MB instead of 151)."""
DEMO_ACCOUNTS = "demo-accounts.txt"
PARTS = ("web", "jobs")


@click.command(short_help="Start the web server and the jobs.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of LISTENERS_PORT, or 8000.")
@click.option("--only", type=click.Choice(PARTS), help="Only the web server, or only the jobs.")
@click.pass_obj
def serve(open_app: Callable[[], Flask], port: int | None, only: str | None) -> None:
    """Start the web server and the jobs, and stop both on SIGTERM or Ctrl-C."""
    settings = _settings(port, with_web=only != "jobs")
    _upgrade(open_app)
    environ = {**LEAN, **os.environ, "LISTENERS_PORT": str(settings.port), "PYTHONUNBUFFERED": "1"}
    children = [child for child in (_web(settings), _jobs()) if only in (None, child.name)]
    announce = _Announcement(settings) if only != "jobs" else None
    Supervisor(children, environ, _say).run(announce.once_it_answers if announce else lambda: None)


def _settings(port: int | None, *, with_web: bool) -> Settings:
    try:
        settings = Settings.load(port=port)
        if with_web:
            require_free_port(settings.port)
        return settings
    except SettingsError as error:
        raise Unreadable("settings", [Problem(None, None, str(error))]) from error


def _upgrade(open_app: Callable[[], Flask]) -> None:
    """Make or upgrade the database in a process of its own, so that the parent stays small."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            open_app()
            status = 0
        except ListenersError as error:
            _say(str(error))
            status = 2
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        raise click.exceptions.Exit(2)


def _web(settings: Settings) -> Child:
    command = [
        *(sys.executable, "-m", "gunicorn", "listeners.app:web_worker()"),
        *("--workers", str(WORKERS), "--threads", str(THREADS), "--bind", f"{LISTEN_HOST}:{settings.port}"),
        *("--graceful-timeout", str(GRACE), "--timeout", str(LONGEST_ANSWER)),
        *("--log-level", "warning", "--no-control-socket"),
    ]
    return Child("web", command)


def _jobs() -> Child:
    return Child("jobs", [sys.executable, "-m", "listeners.jobs"])


def _say(words: str) -> None:
    click.echo(f"listeners: {words}", err=True)


class _Announcement:
    """Says once where the program answers and where the sign-in details are."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._said = False
        self._look_again_at = 0.0

    def once_it_answers(self) -> None:
        """Print the address as soon as the port is open."""
        if self._said or time.monotonic() < self._look_again_at:
            return
        self._look_again_at = time.monotonic() + 0.3
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.3)
            if probe.connect_ex((LISTEN_HOST, self._settings.port)) != 0:
                return
        self._said = True
        click.echo(f"Listeners answers on {self._settings.public_address}")
        accounts = self._settings.instance / DEMO_ACCOUNTS
        if accounts.exists():
            click.echo(f"Sign-in details: {accounts}")
