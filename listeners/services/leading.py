"""Is this jobs process the one that works? The others wait.

The lock belongs to a connection of its own (PostgreSQL) or to an open file (SQLite): it ends with the process, however
that ends. A leader that has lost it without knowing changes nothing: each act of ``leading`` asks first.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import SiteId
from listeners.errors import ListenersError
from listeners.store import leader_lock
from listeners.store.database import Session, each_act_begins_with
from listeners.store.leader_lock import Holder


class LeadershipLost(ListenersError):
    """Another process leads by now, or may: nothing was done."""


class Leadership:
    """The one place of the leader; ``take`` tries for it, leaving the ``with`` block gives it back."""

    def __init__(self, actor: Actor, beside: Path) -> None:
        """``beside`` is the folder of the installation: with SQLite its lock file stands there.

        Raises:
            NotAllowed: only SYSTEM leads.
        """
        require(actor, Do.WRITE, Kind.KEY, SiteId(""))  # no role may write a key
        self._path = beside / "jobs.lock"
        self._connection: Any = None
        self._holder: Holder | None = None
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        if leader_lock.is_shared():
            self._connection = leader_lock.connect()
        else:
            self._file = self._path.open("a")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_up()

    def give_up(self) -> None:
        """Give the place back; doing so twice changes nothing."""
        if self._connection is not None:
            self._connection.invalidate()  # the lock must not go back into the pool with it
            self._connection.close()
        if self._file is not None:
            self._file.close()
        self._connection = self._file = self._holder = None

    def take(self) -> bool:
        """Try to become the leader; return whether this process is."""
        if self._connection is not None:
            self._holder = leader_lock.take(self._connection)
            return self._holder is not None
        if self._file is None:
            return False  # given up
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def still_leads(self) -> bool:
        """Whether the lock is still held; a database that has dropped the connection has given it to somebody else, and
        beside a lock file that was removed another can be made."""
        if self._connection is not None:
            return self._holder is not None and leader_lock.holds(self._connection, self._holder)
        return self._file is not None and _is_at(self._file, self._path)

    @contextmanager
    def leading(self) -> Iterator[None]:
        """Let no act inside the block be done once the lock is lost: it raises ``LeadershipLost`` instead."""
        with each_act_begins_with(self._require):
            yield

    def _require(self, session: Session) -> None:
        if self._connection is None:
            leads = self.still_leads()
        else:
            leads = self._holder is not None and leader_lock.holds_in_act(session, self._holder)
        if not leads:
            raise LeadershipLost("another jobs process leads by now")


def _is_at(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False
