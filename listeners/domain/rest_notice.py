"""Which sessions of work or education does a rest take a Listener out of?

The rest notice names them (evidence.md, section 4, the rest notice). This is the only place that looks at days off:
the rest itself and until when work is excused are reckoned as if every day were a working day (rule 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from listeners.domain.nights import at_local, local_date, nights_between
from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Resting

WORKING_DAYS = frozenset({0, 1, 2, 3, 4})
"""Monday to Friday, as ``date.weekday`` counts."""

MORNING_ENDS, AFTERNOON_STARTS = time(12, 0), time(13, 30)
"""The dinner lock-up of the sessions a site has until it enters its own table: a design choice of this program."""


class SessionCode(StrEnum):
    """What a session of work or education is called on a rest notice."""

    AM = "am"
    PM = "pm"
    EVENING = "evening"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class Session:
    """One line of a site's session table: local times, and the weekdays (0 is Monday) on which it is held."""

    code: SessionCode
    starts: time
    ends: time
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class OwnWork:
    """A session that a Listener has work or education in, each week."""

    weekday: int
    code: SessionCode


@dataclass(frozen=True, slots=True)
class MissedSession:
    """A session that a Listener is excused from: its date and its start (UTC)."""

    on: date
    code: SessionCode
    starts_at: datetime


def default_sessions(policy: Policy) -> tuple[Session, ...]:
    """Return the sessions of a site that has entered none: AM from 08:30 and PM to 17:00, Monday to Friday."""
    return (
        Session(SessionCode.AM, policy.work_from, MORNING_ENDS, WORKING_DAYS),
        Session(SessionCode.PM, AFTERNOON_STARTS, policy.work_until, WORKING_DAYS),
    )


def sessions_on(on: date, sessions: Iterable[Session], own_work: frozenset[OwnWork] | None) -> tuple[Session, ...]:
    """Return the sessions of a date that are a Listener's own, in order of their start.

    ``own_work`` is None where it is not recorded: then every session held that day counts, so that nobody is sent to
    work because a list was never filled in. Somebody excused all day is excused from all of these.
    """
    day = on.weekday()
    held = [session for session in sessions if day in session.weekdays]
    own = [s for s in held if own_work is None or OwnWork(day, s.code) in own_work]
    return tuple(sorted(own, key=lambda session: (session.starts, session.code)))


def sessions_missed(
    rest: Resting, sessions: Iterable[Session], own_work: frozenset[OwnWork] | None, zone: ZoneInfo
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
                missed.append(MissedSession(on, session.code, starts_at))
    return tuple(missed)
