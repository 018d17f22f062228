"""How does the program reach its database, and what is the only way to write to it?

``act()`` is one transaction for one act. On SQLite it begins with BEGIN IMMEDIATE, so that a reader never turns into a
writer halfway (such a transaction loses with "database is locked"); readers begin plainly. A flush outside an act
raises.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, create_engine, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm.exc import StaleDataError

from listeners.errors import Conflict, ListenersError

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
WRITING, AFTERWARDS, JOINED = "listeners_writing", "listeners_afterwards", "listeners_joined"
LOG = logging.getLogger("listeners.store")
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "busy_timeout": 5000,
}
"""What every SQLite connection must answer (docs/security.md, part c); a connection that does not is refused."""


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class WriteOutsideAct(RuntimeError):
    """Something tried to change the database outside ``act()``: a fault in the program, never a person's."""


def prepare_engine(engine: Engine) -> None:
    """Make an engine behave as the rest of the store expects: its transactions and, on SQLite, its pragmas."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


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
    immediate = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@event.listens_for(Session, "before_flush")
def _only_in_an_act(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get(WRITING):
        raise WriteOutsideAct("a flush outside act()")


@contextmanager
def act() -> Iterator[Session]:
    """Open the one transaction of an act and commit it at the end; nothing of it stays when anything is raised.

    Raises:
        Conflict: the database refused it (a guard, a unique key, a version that has moved on, a writer that holds on).
    """
    session = db.session()
    if session.info.get(JOINED):
        with _part(session):
            yield session
        return
    if session.info.get(WRITING):
        raise WriteOutsideAct("an act inside an act")
    session.rollback()
    session.info[WRITING], session.info[AFTERWARDS] = True, []
    follows: list[Callable[[], object]] = []
    try:
        session.connection(execution_options={WRITING: True})
        yield session
        session.commit()
        follows = session.info[AFTERWARDS]
    except (IntegrityError, StaleDataError) as refused:
        raise Conflict(guard_named_in(refused)) from refused
    except (OperationalError, DBAPIError) as failed:
        if _is_busy(failed) or _is_guard(failed):
            raise Conflict(guard_named_in(failed)) from failed
        raise
    finally:
        session.rollback()
        session.info.pop(WRITING, None)
        session.info.pop(AFTERWARDS, None)
    for do in follows:
        _follow(do)


@contextmanager
def _part(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        session.rollback()  # of the whole: ``joined`` sees that its transaction has gone
        raise


@contextmanager
def joined() -> Iterator[Session]:
    """Open one act that every ``act()`` inside it is a part of: all of it is committed at the end, or nothing is.

    Raises:
        Conflict: as of an act; and where a part failed and whoever called it went on all the same.
    """
    with act() as session:
        whole = session.get_transaction()
        session.info[JOINED] = True
        try:
            yield session
        finally:
            session.info.pop(JOINED)
        if session.get_transaction() is not whole:
            raise Conflict("a part of an act failed, and with it the whole")


def afterwards(session: Session, do: Callable[[], object]) -> None:
    """Do something once this act is committed, in an act of its own and before whoever acts is answered: for what
    follows from a fact and must neither refuse it nor hold its locks. Where it fails that is logged, no more."""
    session.info[AFTERWARDS].append(do)


def _follow(do: Callable[[], object]) -> None:
    try:
        do()
    except (ListenersError, SQLAlchemyError) as failed:
        LOG.warning("what follows from an act was not done: %s", type(failed).__name__)  # never its values


def _is_busy(failed: DBAPIError) -> bool:
    # What the database says, never the whole text: that repeats the statement and its values, whatever words they hold.
    return any(word in str(failed.orig) for word in ("locked", "deadlock"))


def _is_guard(failed: DBAPIError) -> bool:
    return "guard_" in str(failed.orig)


def guard_named_in(refused: Exception) -> str:
    """Return the name of the guard that refused (``guard_...``), or the plain fact that something changed meanwhile."""
    words = str(getattr(refused, "orig", refused)).replace('"', " ").replace("'", " ").replace(",", " ").split()
    return next((word for word in words if word.startswith("guard_")), "changed meanwhile")


def engine_for(url: str) -> Engine:
    """Return an engine of its own for work on the schema, prepared like every other."""
    engine = create_engine(url)
    prepare_engine(engine)
    return engine


def answers() -> bool:
    """Return whether the database of the running application answers a question."""
    try:
        db.session.execute(select(1))
        return True
    except SQLAlchemyError:
        return False
    finally:
        db.session.rollback()
