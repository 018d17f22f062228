"""SQLite has one writer: is whoever waits longest served soonest, and does he give up in the end?"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from listeners.errors import Unavailable
from listeners.store.engines import BUSY_TIMEOUT, WRITING, engine_for
from listeners.store.writers_turn import SHORTEST_PAUSE, begin_writing, pause_after


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = engine_for(f"sqlite:///{tmp_path / 'listeners.sqlite3'}")
    with writing(made) as connection, connection.begin():
        connection.execute(text("CREATE TABLE told (who TEXT)"))
    yield made
    made.dispose()


def writing(engine: Engine) -> Connection:
    """A connection whose transactions write, as those of an act do."""
    return engine.connect().execution_options(**{WRITING: True})


def patience(connection: Connection) -> int:
    """How long every other statement of a connection waits, in milliseconds."""
    return int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())


def test_who_waits_longer_looks_more_often_and_never_without_a_pause() -> None:
    pauses = [pause_after(milliseconds / 1000) for milliseconds in range(100)]

    assert all(later <= earlier for earlier, later in pairwise(pauses))
    assert pauses[0] > pauses[10] > pauses[-1] == SHORTEST_PAUSE > 0


def test_who_waits_becomes_the_writer_once_the_one_before_has_ended(engine: Engine) -> None:
    looked, looks = Event(), list[str]()

    def look(statement: str) -> None:
        looks.append(statement)
        if looks.count("BEGIN IMMEDIATE") == 3:
            looked.set()

    def wait() -> int:
        with writing(engine) as second:
            of_sqlite: Any = second.connection.dbapi_connection
            of_sqlite.set_trace_callback(look)
            with second.begin():
                second.execute(text("INSERT INTO told VALUES ('second')"))
                return patience(second)

    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as first, first.begin():
            first.execute(text("INSERT INTO told VALUES ('first')"))
            waiting = pool.submit(wait)
            assert looked.wait(timeout=60)
            assert not waiting.done()
        assert waiting.result(timeout=60) == BUSY_TIMEOUT
    with engine.connect() as connection:
        assert list(connection.scalars(text("SELECT who FROM told"))) == ["first", "second"]


def test_who_waited_for_as_long_as_may_be_is_told_that_somebody_else_writes(engine: Engine) -> None:
    with writing(engine) as first, first.begin(), engine.connect() as second:
        with pytest.raises(OperationalError, match="locked"):
            begin_writing(second, longest=5)

        assert patience(second) == 5, "what comes next waits again"


def test_the_longest_wait_is_counted_by_the_clock_however_often_he_looks(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]

    def late(pause: float) -> None:
        """A busy machine wakes nobody in time."""
        clock[0] += pause + 1

    monkeypatch.setattr("listeners.store.writers_turn.time.sleep", late)
    monkeypatch.setattr("listeners.store.writers_turn.time.monotonic", lambda: clock[0])
    with writing(engine) as first, first.begin(), engine.connect() as second:
        with pytest.raises(OperationalError, match="locked"):
            begin_writing(second, longest=BUSY_TIMEOUT)

    assert BUSY_TIMEOUT / 1000 <= clock[0] <= BUSY_TIMEOUT / 1000 + 2


def test_whose_connection_has_gone_is_told_so_and_does_not_wait(engine: Engine) -> None:
    with engine.connect() as gone:
        of_sqlite: Any = gone.connection.dbapi_connection
        of_sqlite.close()
        with pytest.raises(Unavailable, match="the connection is lost"):
            begin_writing(gone, longest=BUSY_TIMEOUT)
        gone.invalidate()
