"""What do two libraries read in a calendar, each by the time zone that the file itself defines?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import icalendar
import vobject


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event as a program reads it: its moments in UTC, its times as they stand on the wall."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    sequence: int
    stamped_at: datetime
    wall: tuple[str, str]


def by_icalendar(text: str) -> list[ReadEvent]:
    """What icalendar reads."""
    read: Any = icalendar.Calendar.from_ical(text)
    zone = read.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    found = []
    for one in read.events:
        start, end = (one[name].dt.replace(tzinfo=zone) for name in ("DTSTART", "DTEND"))
        found.append(_event(str(one["UID"]), start, end, str(one["SUMMARY"]), int(one["SEQUENCE"]), one["DTSTAMP"].dt))
    return found


def by_vobject(text: str) -> list[ReadEvent]:
    """What vobject reads."""
    read: Any = vobject.readOne(text)
    return [
        _event(
            one.uid.value,
            one.dtstart.value,
            one.dtend.value,
            one.summary.value,
            int(one.sequence.value),
            one.dtstamp.value,
        )
        for one in read.contents.get("vevent", [])
    ]


def _event(uid: str, start: datetime, end: datetime, summary: str, sequence: int, stamped: datetime) -> ReadEvent:
    wall = f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"
    return ReadEvent(uid, start.astimezone(UTC), end.astimezone(UTC), summary, sequence, stamped.astimezone(UTC), wall)
