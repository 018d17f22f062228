"""What may staff be told of a Listener's state now?

Exactly four things. "Not available" has one look whatever its cause (leave, a pause, court, "not now", a limit,
stepping off, left): the cause is not among what this file is given, so it cannot come out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SeenState(StrEnum):
    """The only states that staff ever see."""

    ON_STAND_BY = "on_stand_by"
    ON_A_CALL_OUT = "on_a_call_out"
    RESTING = "resting"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class SeenByStaff:
    """A state; ``until`` is set for a rest alone."""

    state: SeenState
    until: datetime | None = None


def seen_by_staff(
    *, on_a_call_out: bool, resting_until: datetime | None, on_stand_by: bool, now: datetime
) -> SeenByStaff:
    """Return what staff may be told: on a call-out before resting, resting before on stand-by, else not available.

    ``on_stand_by`` is whether the Listener is on duty tonight and could be asked, every cause already folded into it.
    """
    if on_a_call_out:
        return SeenByStaff(SeenState.ON_A_CALL_OUT)
    if resting_until is not None and now < resting_until:
        return SeenByStaff(SeenState.RESTING, resting_until)
    if on_stand_by:
        return SeenByStaff(SeenState.ON_STAND_BY)
    return SeenByStaff(SeenState.NOT_AVAILABLE)
