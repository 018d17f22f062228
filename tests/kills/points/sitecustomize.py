"""At which named point does a process kill itself, or stand still? For tests of what is left when it is exactly there.

``TESTS_KILL_AT`` names a file with a signal and a point, such as ``KILL before sending``; as soon as a process comes to
that point, it takes the file away and sends itself that signal. The points: ``before commit:VERB`` and ``after
commit:VERB`` of the act whose audit row has that verb; ``before sending`` and ``after sending`` of a message. Where a
file ``read-only`` stands beside it, nothing can be written. The moved clock, which has this file's name, is read after.
"""

from __future__ import annotations

import os
import runpy
import signal
import smtplib
import sqlite3
import sys
from pathlib import Path
from threading import local
from typing import Any

from sqlalchemy import Engine, Insert, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

HERE = Path(__file__).parent
ARMED = Path(os.environ["TESTS_KILL_AT"])
in_hand = local()
send: Any = smtplib.SMTP.send_message


def meet(point: str) -> None:
    """Send this process the signal where this is the point, and it is the first to come here."""
    try:
        number, _, wanted = ARMED.read_text().partition(" ")
        if wanted != point:
            return
        ARMED.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.Signals[f"SIG{number}"])


def note_the_act(_connection: object, statement: object, many: Any, one: Any, _options: object) -> None:
    """Remember the verb of the act that this thread has in hand."""
    if isinstance(statement, Insert) and getattr(statement.table, "name", "") == "audit":
        in_hand.verb = (one or many[0])["verb"]


def sends(*arguments: Any, **named: Any) -> Any:
    """Hand a message over, with a point on either side."""
    meet("before sending")
    told = send(*arguments, **named)
    meet("after sending")
    return told


def may_be_written(connection: Any, _record: object, _proxy: object) -> None:
    """Let nothing be written in a file beside which the mark stands (PostgreSQL has a setting for it)."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA query_only = {int((ARMED.parent / 'read-only').exists())}")


event.listen(Pool, "checkout", may_be_written)
event.listen(Engine, "before_execute", note_the_act)
event.listen(Engine, "commit", lambda _connection: meet(f"before commit:{getattr(in_hand, 'verb', '')}"))
event.listen(Session, "after_commit", lambda _session: meet(f"after commit:{getattr(in_hand, 'verb', '')}"))
smtplib.SMTP.send_message = sends  # type: ignore[method-assign]
for folder in map(Path, sys.path):
    if folder != HERE and (folder / "sitecustomize.py").is_file():
        runpy.run_path(str(folder / "sitecustomize.py"))
        break
