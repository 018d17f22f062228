"""Which sessions of work or education does a rest take a Listener out of?

The rest notice names them (docs/evidence.md, section 4, rule 7 and "The rest notice"). This is the only place that
looks at days off: the rest itself and until when work is excused are reckoned as if every day were a working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from listeners.domain.nights import at_local, local_date, nights_between
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Resting
from listeners.domain.team import Session

WORKING_DAYS = frozenset({0, 1, 2, 3, 4})
"""Monday to Friday, as ``date.weekday`` counts."""

MORNING_ENDS, AFTERNOON_STARTS = time(12, 0), time(13, 30)
"""The dinner lock-up of the sessions a site has until it enters its own table: a design choice of this program."""


@dataclass(frozen=True, slots=True)
class MissedSession:
    """A session that a Listener is excused from: its date and its start (UTC)."""

    on: date
    name: str
    starts_at: datetime


def default_sessions(policy: Policy) -> tuple[Session, ...]:
    """Return the sessions of a site that has entered none: AM from 08:30 and PM to 17:00, Monday to Friday."""
    return (
        Session("AM", WORKING_DAYS, policy.work_from, MORNING_ENDS),
        Session("PM", WORKING_DAYS, AFTERNOON_STARTS, policy.work_until),
    )


def sessions_on(on: date, sessions: Iterable[Session], own_work: frozenset[str] | None) -> tuple[Session, ...]:
    """Return the sessions of a date that are a Listener's own, in order of their start.

    ``own_work`` holds the names of the sessions that are the Listener's; None where it is not recorded: then every
    session held that day counts, so that nobody is sent to work because a list was never filled in. Somebody excused
    all day is excused from all of these.
    """
    day = on.weekday()
    held = [session for session in sessions if day in session.weekdays]
    own = [s for s in held if own_work is None or s.name in own_work]
    return tuple(sorted(own, key=lambda session: (session.starts, session.name)))


def sessions_missed(
    rest: Resting, sessions: Iterable[Session], own_work: frozenset[str] | None, zone: ZoneInfo
) -> tuple[MissedSession, ...]:
    """Return the own sessions that start before ``excused_until`` and are not over when the rest begins, in order.

    An empty answer is "no session".
    """
    if rest.excused_until is None:
        return ()
    listed = list(sessions)
    missed = []
    for on in nights_between(local_date(rest.rest_from, zone), local_date(rest.excused_until, zone)):
        for session in sessions_on(on, listed, own_work):
            starts_at = at_local(on, session.starts, zone)
            if starts_at < rest.excused_until and at_local(on, session.ends, zone) > rest.rest_from:
                missed.append(MissedSession(on, session.name, starts_at))
    return tuple(missed)
