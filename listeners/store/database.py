"""How does the program reach its database, and what is the only way to write to it?

``act()`` is one transaction for one act. On SQLite it begins with BEGIN IMMEDIATE, so that a reader never turns into a
writer halfway (such a transaction loses with "database is locked"); readers begin plainly. A flush outside an act
raises.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, cast

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Executable, Insert, MetaData, Result, Table, event, insert
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm.exc import StaleDataError

from listeners.errors import Conflict, ListenersError, Unavailable
from listeners.store.engines import WRITING

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
AFTERWARDS, JOINED, REFUSED = "listeners_afterwards", "listeners_joined", "listeners_refused"
LOG = logging.getLogger("listeners.store")


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class WriteOutsideAct(RuntimeError):
    """Something tried to change the database outside ``act()``: a fault in the program, never a person's."""


_HEAD: ContextVar[Callable[[Session], None] | None] = ContextVar("head_of_each_act", default=None)


@contextmanager
def each_act_begins_with(check: Callable[[Session], None]) -> Iterator[None]:
    """Have something asked in the transaction of every act inside the block, before anything is done in it; where it
    raises, nothing is."""
    before = _HEAD.set(check)
    try:
        yield
    finally:
        _HEAD.reset(before)


@event.listens_for(Session, "before_flush")
def _only_in_an_act(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get(WRITING):
        raise WriteOutsideAct("a flush outside act()")


@contextmanager
def act() -> Iterator[Session]:
    """Open the one transaction of an act and commit it at the end; nothing of it stays when anything is raised.

    Raises:
        Conflict: the database refused it (a guard, a unique key, a version that has moved on, a writer that holds on).
        Unavailable: the database has gone, is full or cannot be written. Where it went while it answered, nobody knows
            whether the act is on file; the key of its form tells when it is sent again.
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
        if (check := _HEAD.get()) is not None:
            check(session)
        yield session
        session.commit()
        current_app.extensions[REFUSED] = False
        follows = session.info[AFTERWARDS]
    except Unavailable:
        current_app.extensions[REFUSED] = True
        raise
    except (IntegrityError, StaleDataError) as refused:
        raise Conflict(guard_named_in(refused)) from refused
    except (OperationalError, DBAPIError) as failed:
        if _is_busy(failed) or _is_guard(failed):
            raise Conflict(guard_named_in(failed)) from failed
        raise
    finally:
        let_go(session)
        session.info.pop(WRITING, None)
        session.info.pop(AFTERWARDS, None)
    for do in follows:
        _follow(do)


def let_go(session: Session) -> None:
    """End what a session has open, without keeping it. Where the connection has gone meanwhile, the database has done
    so by itself: a page that was read before is shown."""
    try:
        session.rollback()
    except Unavailable:
        session.invalidate()


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


def read(wanted: Executable, given: Mapping[str, object]) -> Result[*tuple[Any, ...]]:
    """Return the rows of a statement that asks for columns, for whoever makes plain facts of them. It takes two thirds
    of the time that a session takes, which looks for objects in every row. What an act has still to write is written
    first."""
    session = db.session()
    session.flush()
    return session.connection().execute(wanted, given)


def put(session: Session, row_of: type[Base], values: Mapping[str, object]) -> None:
    """Put one row on file at once, inside an act, for whoever has no use for it as an object: a fifth of the time that
    a session takes. What the act has still to write is written first.

    Raises:
        WriteOutsideAct: there is no act.
        IntegrityError, OperationalError: the database refuses it; ``act`` tells the reason.
    """
    if not session.info.get(WRITING):
        raise WriteOutsideAct("a row outside act()")
    session.flush()
    session.connection().execute(_into(row_of), values)


@cache
def _into(row_of: type[Base]) -> Insert:
    return insert(cast(Table, row_of.__table__))


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


def was_refused() -> bool:
    """Whether the database could not take the latest act of this process, for a reason of its own."""
    return bool(current_app.extensions.get(REFUSED))
