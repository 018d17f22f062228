"""How does a test take the database away from a running server, fill its disk, or let nothing be written on it?"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import text

from listeners.store.database import db
from tests import away
from tests.kills.processes import web_workers

WHOLE_PAGES = 4096
"""Bytes that SQLite writes at once."""
Trouble = Callable[[Flask, Path, Random], AbstractContextManager[None]]


@contextmanager
def gone(app: Flask, _folder: Path, _chance: Random) -> Iterator[None]:
    """Nobody can reach it, and whoever had is cut off."""
    with away.gone(app):
        yield


@contextmanager
def full(app: Flask, _folder: Path, chance: Random) -> Iterator[None]:
    """Its disk is full. The kernel lets no file of the server's grow past a length near that of the journal, so that
    it breaks off inside an act; PostgreSQL, which other tests use too, says it of this database alone."""
    if db.engine.dialect.name == "postgresql":
        with away.full(app):
            yield
        return
    journal = Path(f"{db.engine.url.database}-wal")
    length = (journal.stat().st_size if journal.exists() else 0) + chance.randint(0, 12 * WHOLE_PAGES)
    with _no_file_longer_than(min(length, chance.randint(1, 40) * WHOLE_PAGES)):
        yield


@contextmanager
def _no_file_longer_than(length: int) -> Iterator[None]:
    for pid in web_workers(with_their_parent=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (length, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in web_workers(with_their_parent=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def read_only(_app: Flask, folder: Path, _chance: Random) -> Iterator[None]:
    """It can be read and not written: SQLite is told so by each connection, PostgreSQL by the database."""
    if db.engine.dialect.name == "sqlite":
        mark = folder / "read-only"
        mark.touch()
        try:
            yield
        finally:
            mark.unlink()
        return
    name = db.engine.url.database
    _tell_server(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on', name)
    try:
        yield
    finally:
        _tell_server(f'ALTER DATABASE "{name}" RESET default_transaction_read_only', name)


def _tell_server(says: str, name: str | None) -> None:
    """Change a setting of the database, and let everybody connect anew."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
        server.execute(text("SET default_transaction_read_only = off"))
        server.execute(text(says))
        server.execute(text(others), {"name": name})
        server.invalidate()


TROUBLES: tuple[Trouble, ...] = (gone, full, read_only)
