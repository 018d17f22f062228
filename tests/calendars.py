"""What stands in a calendar, as a program reads it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event: its moments in UTC, its times as they stand on the wall."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    sequence: int
    stamped_at: datetime
    wall: tuple[str, str]


def read(text: str) -> list[ReadEvent]:
    """The events of a calendar, each by the time zone that it names."""
    found = []
    for part in text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        fields = dict(line.split(":", 1) for line in part.split("\r\n") if ":" in line)
        ends = [(name, value) for name, value in fields.items() if name.startswith(("DTSTART", "DTEND"))]
        start, end = (
            datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(name.split("=")[1])) for name, value in ends
        )
        wall = f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"
        moments = start.astimezone(UTC), end.astimezone(UTC)
        stamped = datetime.fromisoformat(fields["DTSTAMP"])
        found.append(ReadEvent(fields["UID"], *moments, fields["SUMMARY"], int(fields["SEQUENCE"]), stamped, wall))
    return found
