"""Which offload sessions protect a Listener, when is the next one due, and how many come on time?

An offload is *protected* when no officer was present or within earshot. Any other session is recorded, but
does not reset the clock (docs/evidence.md, section 2, A7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from listeners.domain.care.cadence import Cadence
from listeners.domain.share import per_cent

DUE_AHEAD_DAYS = 3
"""Days before its date from which an offload is shown as due (design choice: half of a weekly cadence)."""


class OffloadKind(StrEnum):
    """What kind of session it was (docs/evidence.md, section 2, B1)."""

    GROUP = "group"
    SINGLE = "single"
    SENSITIVITY = "sensitivity"
    FEEDBACK = "feedback"
    SUPERVISION = "supervision"


class LedBy(StrEnum):
    """Who led the session. No name is kept."""

    SAMARITANS = "samaritans"
    COORDINATOR = "coordinator"
    PEER_LEAD = "peer_lead"
    CLINICIAN = "clinician"
    OFFICER = "officer"
    OTHER = "other"


ATTENDING = tuple(each for each in LedBy if each is not LedBy.OFFICER)
"""Who may have been there beside whoever led it, by role, without names; how near an officer was is a question of its
own."""


class SessionPlace(StrEnum):
    """Where a session was held. No cell and no wing is named."""

    LISTENER_ROOM = "listener_room"
    CHAPLAINCY = "chaplaincy"
    EDUCATION = "education"
    OFFICE = "office"
    CELL = "cell"
    OTHER = "other"


class Officer(StrEnum):
    """How near the nearest prison officer was."""

    NONE = "none"
    EARSHOT = "earshot"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Offload:
    """One offload session of one Listener, as somebody tells it. ``private`` is about the room; it is counted, not used
    by the rules. ``on_behalf``: a card says it, not he; ``apart``: that card is of another session than he told of."""

    id: str
    on: date
    kind: OffloadKind
    led_by: LedBy
    private: bool
    officer: Officer
    on_behalf: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """Nothing is counted before the later of these: joining, and the site's first day of recording."""

    joined_on: date
    recording_from: date


class Due(StrEnum):
    """Where a Listener stands with the next offload."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class OffloadState:
    """Since when the clock runs, when the next offload is due, and how that looks today."""

    since: date
    due_on: date
    days_without: int
    due: Due

    def days_overdue(self, today: date) -> int:
        """Whole days past the due date; 0 until it has passed."""
        return max(0, (today - self.due_on).days)


@dataclass(frozen=True, slots=True)
class OnTime:
    """Of the offloads owed in a period, how many came on time."""

    owed: int
    on_time: int

    @property
    def per_cent(self) -> int | None:
        """The share on time in whole per cent; None where none was owed."""
        return per_cent(self.on_time, self.owed)


def is_protected(offload: Offload) -> bool:
    """Whether no officer was present or within earshot, nor led the session."""
    return offload.officer is Officer.NONE and offload.led_by is not LedBy.OFFICER


def counted_since(offloads: Iterable[Offload], start: Start, today: date) -> date:
    """Return the latest of the last protected offload up to today, joining, and the site's first day of
    recording."""
    protected = (offload.on for offload in offloads if is_protected(offload) and offload.on <= today)
    return max(start.joined_on, start.recording_from, *protected)


def days_without(offloads: Iterable[Offload], start: Start, today: date) -> int:
    """Return the whole days without protected offload; 0 before anything is counted."""
    return max(0, (today - counted_since(offloads, start, today)).days)


def offload_state(offloads: Iterable[Offload], start: Start, today: date, cadence: Cadence) -> OffloadState:
    """Return where a Listener stands: due from three days before the date on which the next is owed, overdue after it.

    Overdue is who has missed one since the last (``on_time``): one rule for both.
    """
    held = tuple(offloads)
    since = counted_since(held, start, today)
    due_on = cadence.due_after(since)
    if today > due_on:
        due = Due.OVERDUE
    else:
        due = Due.DUE if (due_on - today).days <= DUE_AHEAD_DAYS else Due.LATER
    return OffloadState(since, due_on, days_without(held, start, today), due)


def last_unprotected(offloads: Iterable[Offload], today: date) -> tuple[Offload, ...]:
    """Return the unbroken run of unprotected sessions that ends with the last one held, the newest first.

    Where two were held on one day the protected one is taken as the later.
    """
    newest_first = sorted(
        (offload for offload in offloads if offload.on <= today),
        key=lambda offload: (offload.on, is_protected(offload), offload.id),
        reverse=True,
    )
    run: list[Offload] = []
    for offload in newest_first:
        if is_protected(offload):
            break
        run.append(offload)
    return tuple(run)


def on_time(offloads: Iterable[Offload], start: Start, cadence: Cadence, first: date, last: date) -> OnTime:
    """Return how many of one Listener's offloads owed from ``first`` to ``last`` came on time.

    A protected session no later than its due date is one on time. Each due date that passes without one is
    one late, again after every further cadence; a late session restarts the clock and is not counted a second
    time.
    """
    verdicts = [good for on, good in _verdicts(tuple(offloads), start, cadence, last) if first <= on <= last]
    return OnTime(len(verdicts), sum(verdicts))


def on_time_together(parts: Iterable[OnTime]) -> OnTime:
    """Return the share on time of several Listeners together."""
    each = tuple(parts)
    return OnTime(sum(part.owed for part in each), sum(part.on_time for part in each))


def _verdicts(offloads: tuple[Offload, ...], start: Start, cadence: Cadence, last: date) -> Iterator[tuple[date, bool]]:
    """Yield each owed offload with its date: that of the session where on time, else the due date that was
    missed."""
    clock = max(start.joined_on, start.recording_from)
    held = sorted({each.on for each in offloads if is_protected(each) and clock < each.on <= last})
    for on in held:
        yield from ((missed, False) for missed in _missed(clock, cadence, on))
        if on <= cadence.due_after(clock):
            yield on, True
        clock = on
    yield from ((missed, False) for missed in _missed(clock, cadence, last))


def _missed(clock: date, cadence: Cadence, until: date) -> Iterator[date]:
    due = cadence.due_after(clock)
    while due < until:
        yield due
        due = cadence.due_after(due)
