"""Which moment does somebody mean who writes a date and a time of the wall?

A time that the clocks skipped is refused with the two it might have been; one that came twice is asked about.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wtforms import Field

from listeners.domain.nights import NoSuchLocalTime, TwiceLocalTime, instant
from listeners.web.fields import OneOf, choices

BEFORE, AFTER = "before", "after"


def which_field() -> OneOf:
    """Return the question that is asked only about a time that came twice."""
    offered = {BEFORE: "Before the clocks went back", AFTER: "After the clocks went back"}
    return OneOf("Which of the two?", choices=choices(offered.items()), validate_choice=False)


def moment_of(on: date | None, at: time | None, field: Field, which: Field, zone: ZoneInfo) -> datetime | None:
    """Return the moment that was meant; None, with the fault written on ``field``, where it cannot be told."""
    if on is None or at is None:
        return None
    try:
        return instant(datetime.combine(on, at), zone)
    except TwiceLocalTime as twice:
        if which.data in (BEFORE, AFTER):
            return twice.readings[which.data == AFTER].astimezone(UTC)
        _fault(field, f"{at:%H:%M} came twice that night. Choose below which of the two it was")
    except NoSuchLocalTime as skipped:
        early, late = sorted(reading.astimezone(zone) for reading in skipped.readings)
        _fault(
            field,
            f"{at:%H:%M} did not exist that night: the clocks went forward. Was it {early:%H:%M} or {late:%H:%M}?",
        )
    return None


def moment_after(
    earlier: datetime | None, at: time | None, field: Field, which: Field, zone: ZoneInfo, on: date | None = None
) -> datetime | None:
    """Return the first such time of the wall that is not before an earlier moment; None where it cannot be told.

    Where the earlier moment itself cannot be told yet, the time is looked at on the date ``on``, so that what has to be
    asked about it is asked in the same round.
    """
    if at is None:
        return None
    if earlier is None:
        moment_of(on, at, field, which, zone)
        return None
    on = earlier.astimezone(zone).date()
    found = moment_of(on, at, field, which, zone)
    if found is None or found >= earlier:
        return found
    return moment_of(on + timedelta(days=1), at, field, which, zone)


def moment_before(now: datetime, at: time | None, field: Field, zone: ZoneInfo) -> datetime | None:
    """Return the last moment up to now at which the wall showed a time, today or yesterday; of one that came twice the
    later that has been. None, with the fault written on ``field``, where there is none."""
    if at is None:
        return None
    today = now.astimezone(zone).date()
    readings: tuple[datetime, ...]
    for on in (today, today - timedelta(days=1)):
        try:
            readings = (instant(datetime.combine(on, at), zone),)
        except TwiceLocalTime as twice:
            readings = twice.readings
        except NoSuchLocalTime:
            _fault(field, f"{at:%H:%M} did not exist that night: the clocks went forward")
            return None
        if been := [reading.astimezone(UTC) for reading in readings if reading <= now]:
            return max(been)
    return None


def asks_which(field: Field, which: Field) -> bool:
    """Whether a form has to ask which of two moments is meant."""
    return which.data in (BEFORE, AFTER) or any("came twice" in fault for fault in field.errors)


def _fault(field: Field, words: str) -> None:
    field.errors = [*field.errors, words]
