"""Which questions tell of a refusal afterwards? The same for the Listener on the kiosk and the coordinator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wtforms.validators import InputRequired

from listeners.domain.nights import local_date
from listeners.domain.states import StaffReason
from listeners.web.fields import ActForm, LocalDate
from listeners.web.session_fields import one_of

Said = tuple[date, StaffReason | None]
NOT_TOLD = "not_told"
WHY = {
    StaffReason.NO_STAFF.value: "No staff to unlock",
    StaffReason.SECURITY.value: "Security",
    StaffReason.ROOM_IN_USE.value: "The room was in use",
    StaffReason.OTHER.value: "Another reason",
    NOT_TOLD: "Nobody said why",
}
FAULTS = {"ahead": "Look at the date: it has not been yet", "long_ago": "Look at the date: it is too long ago"}


class RefusalForm(ActForm):
    """On which day, and what was said? No words of anybody's own, and nobody's name."""

    on = LocalDate("Which day was it?", [InputRequired("Enter the date")])
    why = one_of("What did they say?", WHY, "Choose what they said")

    def offer(self, on: date | None, now: datetime, zone: ZoneInfo) -> None:
        """Begin with a day, or with today."""
        if not self.is_submitted():
            self.on.data = on or local_date(now, zone)

    def read(self, fault: Callable[[date], str | None]) -> Said | None:
        """Return the day and why (None: nobody said); None, with the faults on the fields, where something is missing
        or cannot have been. ``fault`` tells why a day cannot be told of, as a code."""
        valid = self.validate()
        found = fault(self.on.data) if self.on.data is not None else None
        if found is not None:
            self.on.errors = [*self.on.errors, FAULTS[found]]
        if not valid or found is not None or self.on.data is None:
            return None
        return self.on.data, None if self.why.data == NOT_TOLD else StaffReason(self.why.data)
