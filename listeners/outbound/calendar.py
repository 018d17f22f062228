"""How does a rota look as a calendar that other programs read (RFC 5545)? Times on the wall of the site, with the zone
beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from listeners.outbound.time_zone import time_zone

PRODUCT = "-//Listeners//Rota//EN"
LONGEST_LINE = 75
"""Octets in a line; a longer one goes on after a line break and a space."""
COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
"""From here SEQUENCE counts its seconds: 31 bits last until 2088 (**D**)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``uid`` stays the same when the event is written again; ``stamped_at`` is when it was last changed.
    ``is_busy``: whether it takes up whose calendar it is."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    summary: str
    is_busy: bool = True

    @property
    def sequence(self) -> int:
        """A number that rises with each change, so that an older copy never wins: the second of the last one. How often
        something was written would tell what it was."""
        return max(int((self.stamped_at - COUNTED_FROM).total_seconds()), 0)


def calendar(name: str, events: Iterable[Event], zone: ZoneInfo) -> str:
    """Return a whole calendar of that name as text; whoever follows it is asked to look again every hour."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_text(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", *time_zone(zone)]
    for event in events:
        lines += _event(event, zone)
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in _folded(line))


def _event(event: Event, zone: ZoneInfo) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_instant(event.stamped_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART{_local(event.starts_at, zone)}",
        f"DTEND{_local(event.ends_at, zone)}",
        f"SUMMARY:{_text(event.summary)}",
        f"TRANSP:{'OPAQUE' if event.is_busy else 'TRANSPARENT'}",
        "END:VEVENT",
    ]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(at: datetime, zone: ZoneInfo) -> str:
    """The time on the wall, where the zone stands beside it and the wall shows it once; otherwise in UTC."""
    local = at.astimezone(zone)
    is_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f":{_instant(at)}" if is_twice or not time_zone(zone) else f";TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def _text(text: str) -> str:
    """Escape what has a meaning in a text value."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a line of more than 75 octets, never inside a character."""
    piece, room = "", LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece += character
        room -= size
    yield piece
