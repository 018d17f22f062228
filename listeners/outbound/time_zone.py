"""When do the clocks change, as a calendar says it (RFC 5545, VTIMEZONE)? For the zone of our prisons."""

from __future__ import annotations

from zoneinfo import ZoneInfo

LONDON = "Europe/London"
_LONDON = (
    "BEGIN:VTIMEZONE",
    f"TZID:{LONDON}",
    f"X-LIC-LOCATION:{LONDON}",
    "BEGIN:DAYLIGHT",
    "TZNAME:BST",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:GMT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""Forward at 01:00 on the last Sunday of March, back at 02:00 (summer time) on the last Sunday of October, as since
1996 (the Summer Time Order 2002; a test compares it with the time zone database)."""


def time_zone(zone: ZoneInfo) -> tuple[str, ...]:
    """Return the lines that say when the clocks of a zone change; none of one that we do not know, whose times are then
    written in UTC."""
    return _LONDON if zone.key == LONDON else ()
