"""How is the database reached, on either engine, and how does anybody learn that it cannot be used just now?

A database that has gone, is full or cannot be written is ``Unavailable``, whatever the engine calls it: nothing is
wrong with the program or with what was sent. Most of it passes by itself; a damaged file does not. A SQLite file is
never made by opening it: a new empty one in the place of one that was moved away would take acts that nobody finds
again.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DisconnectionError

from listeners.errors import Unavailable
from listeners.store.writers_turn import begin_writing

WRITING = "listeners_writing"
"""The execution option of a transaction that writes."""
BUSY_TIMEOUT = 5000
"""Milliseconds for which somebody waits where another connection writes."""
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "busy_timeout": BUSY_TIMEOUT,
}
"""What every SQLite connection must answer (docs/security.md, part c); a connection that does not is refused."""
CONNECT_WITHIN = 5
"""Seconds after which a PostgreSQL server that does not answer is not there."""
OF_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it cannot be written",
    sqlite3.SQLITE_IOERR: "the disk fails",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is no database",
}
"""What a result code of SQLite says of the database itself, in words for a log."""
OF_POSTGRESQL = {
    "08": "the connection is lost",
    "25006": "it cannot be written",
    "25P03": "the connection is lost",
    "3D000": "it is not there",
    "53": "the server is out of room",
    "57P": "the server has gone",
    "58": "the disk fails",
    "XX001": "it is damaged",
    "XX002": "it is damaged",
}
"""The same by the beginning of an SQLSTATE. A statement that took too long (57014) is not among them."""
FILE = "listeners_file"


def engine_for(url: str) -> Engine:
    """Return an engine of its own for work on the schema, prepared like every other; it makes a missing file."""
    engine = create_engine(url)
    prepare_engine(engine, make=True)
    return engine


def prepare_engine(engine: Engine, *, make: bool = False) -> None:
    """Make an engine behave as the rest of the store expects: its errors, its transactions and, on SQLite, its pragmas
    and its file. ``make``: a file that is not there is made."""
    event.listen(engine, "handle_error", _say_unavailable)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_connect", _soon)
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    if not make:
        event.listen(engine, "do_connect", _open_only)
        event.listen(engine, "connect", _note_file)
        event.listen(engine, "checkout", _same_file)


def _say_unavailable(context: ExceptionContext) -> None:
    if context.is_pre_ping:  # the pool finds out and connects anew
        return
    why = why_unavailable(context.original_exception)
    if why is None and context.is_disconnect:
        why = "the connection is lost"
    if why is not None:
        raise Unavailable(f"the database cannot be used now: {why}") from context.original_exception


def why_unavailable(error: BaseException) -> str | None:
    """Return what an engine's error says of the database itself; None: something else was wrong."""
    if isinstance(error, sqlite3.Error):
        return OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if type(error).__module__.partition(".")[0] != "psycopg":
        return None
    state = getattr(error, "sqlstate", None)
    if state is None:  # it never came to an answer of the server
        return "the server does not answer" if type(error).__name__.startswith(("Operational", "Connection")) else None
    return next((words for begins, words in OF_POSTGRESQL.items() if state.startswith(begins)), None)


def _soon(_dialect: object, _record: object, _args: object, parameters: dict[str, Any]) -> None:
    parameters.setdefault("connect_timeout", CONNECT_WITHIN)


def _open_only(_dialect: object, _record: object, args: list[Any], parameters: dict[str, Any]) -> None:
    if args and args[0] != ":memory:":
        args[0] = f"{Path(args[0]).absolute().as_uri()}?mode=rw"
        parameters["uri"] = True


def _note_file(connection: sqlite3.Connection, record: Any) -> None:
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    record.info[FILE] = path, _identity(path)


def _same_file(_connection: sqlite3.Connection, record: Any, _proxy: object) -> None:
    """Give up a connection whose file has been moved away or replaced: what it wrote would be found by nobody."""
    path, noted = record.info[FILE]
    if noted != _identity(path):
        raise DisconnectionError("the database file is another one now")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_read_only(connection: Connection) -> bool:
    """Whether nothing can be written now, as far as that shows without trying to (1 statement)."""
    if connection.dialect.name == "postgresql":
        return connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"
    path = connection.engine.url.database or ""
    return bool(connection.exec_driver_sql("PRAGMA query_only").scalar()) or not os.access(path, os.W_OK)


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, wanted in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={wanted}")
        answer = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if answer != wanted:
            raise RuntimeError(f"SQLite answers {answer!r} to PRAGMA {name}, {wanted!r} is needed")
    cursor.close()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITING, False):
        begin_writing(connection, BUSY_TIMEOUT)
    else:
        connection.exec_driver_sql("BEGIN")
