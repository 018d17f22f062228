"""What is a refusal that a Listener or a coordinator tells of afterwards, and when can it have been?

It names nobody: not the Listener who was not let go, not the call-out, not who of staff. It stands beside what staff
recorded, and neither corrects the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.domain.states import StaffReason

OWN_DAYS = 14
"""A Listener tells of the last two weeks, as of his call-outs; of an earlier day the coordinator does."""
FAR_BACK = 366
"""A coordinator has paper before her: a year and a day."""


@dataclass(frozen=True, slots=True)
class RefusalTold:
    """One refusal as it was told: of which day, as an instant of it, and why; None: nobody said why."""

    at: datetime
    reason: StaffReason | None


def fault_of(on: date, today: date, by_himself: bool) -> str | None:
    """Return why a refusal cannot have been told of a day, as a code: ahead, or too long ago; None where it can."""
    if on > today:
        return "ahead"
    return "long_ago" if (today - on).days > (OWN_DAYS if by_himself else FAR_BACK) else None
