"""A real server whose database goes away, or whose disk is full, and is back: is nothing lost, halved or restarted?"""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from listeners.store.columns import new_id
from tests.browser.installation import Installation
from tests.kills.processes import web_workers
from tests.nights import at, scene_of
from tests.over_http import asked, desks, officers, opened
from tests.postgres import PostgresServer
from tests.schema import postgres_template
from tests.world import make_prison

NOW = at("28 Nov 02:10")
BACK_WITHIN = 30
"""Seconds from when the database is back, or has room, to when the server takes a form again."""


def moved_away(file: Path) -> AbstractContextManager[object]:
    """The file stands elsewhere for a while."""
    return _moved(file)


@contextmanager
def _moved(file: Path) -> Iterator[None]:
    away = file.with_suffix(".away")
    file.rename(away)
    yield
    assert not file.exists(), "nobody made another one in its place"
    away.rename(file)


@contextmanager
def no_room(_file: Path) -> Iterator[None]:
    """No web worker may make any file longer than a few bytes: what it writes to is full."""
    workers = web_workers()
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY)) for pid in workers]
    assert workers
    yield
    for pid, limits in zip(workers, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def through(installation: Installation, trouble: Callable[[], AbstractContextManager[object]]) -> None:
    """Let a server meet trouble and get over it; whoever was running goes on running."""
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", ""))
        scene.on_duty("sam", "luc")
        cookies = desks(app, scene.prison, 1, NOW)
    with installation.serve(NOW) as address:
        (officer,) = officers(address, cookies)
        key, workers = new_id(), web_workers()

        def send() -> tuple[int, str, str]:
            return officer.sends(address, "/tonight/call-out/new", key, wing=scene.wing("B"))

        with trouble():
            refused = [send() for _ in range(4)]
            static = asked(address, "GET", "/static/listeners.css", "")[0]
            told = time.monotonic() + BACK_WITHIN
            while (health := asked(address, "GET", "/health", "")[0]) == 200 and time.monotonic() < told:
                refused.append(send())  # a worker knows of it from its own acts, and none may have come to this one yet
        deadline = time.monotonic() + BACK_WITHIN
        while (sent := send())[0] == 503:
            assert time.monotonic() < deadline, "it does not come back by itself"
            time.sleep(0.5)
        again = send()
        assert web_workers() == workers, "no worker had to be started anew"
    said = installation.said()

    assert {(status, "Take tonight’s night sheet" in page) for status, _, page in refused} == {(503, True)}
    assert (health, static) == (503, 200)
    assert (sent[0], again[:2]) == (303, sent[:2]), "the same form, sent again, is done once"
    assert "Traceback" not in said, said[-3000:]
    with opened(installation):
        assert len(scene.open_call_outs()) == 1


@pytest.mark.parametrize("trouble", [moved_away, no_room])
def test_a_file_that_goes_away_or_a_disk_that_is_full(
    tmp_path: Path, sqlite_schema: Path, trouble: Callable[[Path], AbstractContextManager[object]]
) -> None:
    file = tmp_path / "listeners.sqlite3"
    file.write_bytes(sqlite_schema.read_bytes())
    installation = Installation(tmp_path, f"sqlite:///{file}")
    installation.make_secrets()
    through(installation, lambda: trouble(file))

    with sqlite3.connect(file) as there:
        assert there.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_server_of_a_database_that_is_stopped_and_started(tmp_path: Path) -> None:
    with PostgresServer() as server:
        installation = Installation(tmp_path, server.url(server.create(postgres_template(server))))
        installation.make_secrets()
        through(installation, server.away)
