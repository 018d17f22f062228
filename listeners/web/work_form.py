"""Which questions tell of work that was done in a rest? The same for the Listener on the kiosk and the coordinator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from wtforms.validators import InputRequired

from listeners.domain.nights import local_date
from listeners.domain.work_told import Department, Opposite, Said, WorkTold
from listeners.web import filters
from listeners.web.departments import offered
from listeners.web.fields import ActForm, Choice, LocalDate, LocalTime, Tick
from listeners.web.moments import asks_which, moment_after, moment_of, which_field
from listeners.web.questions import Question
from listeners.web.session_fields import one_of

FAULTS = {
    "empty": "Enter when it ended",
    "long": "Look at the times: that is more than 16 hours",
    "ahead": "Look at the times: that is still to come",
    "old": "Look at the date: that is too long ago to tell here",
}
BACKWARDS = "Look at the times: the end is before the start"


class WorkForm(ActForm):
    """When he worked, where, and whether he had to."""

    said = one_of(
        "How was it?",
        {Said.MADE.value: "I had to work", Said.CHOSE.value: "I chose to work"},
        "Say whether it was chosen",
    )
    on = LocalDate("Which day?", [InputRequired("Enter the date")])
    starts = LocalTime("From", [InputRequired("Enter when it began")])
    starts_which = which_field()
    ends = LocalTime("To", [InputRequired("Enter when it ended")])
    ends_which = which_field()
    other = Question(description="If the earlier one is wrong, the coordinator can take it back.")
    department = Choice("Where?", [InputRequired("Choose where it was")])
    may_name = Tick("This place may be named in the count for this prison")

    def offer(self, now: datetime, zone: ZoneInfo) -> None:
        """Put the places in order, and begin with today."""
        self.department.choices = offered()
        if not self.is_submitted():
            self.on.data = local_date(now, zone)

    def read(self, zone: ZoneInfo, faults: Callable[[datetime, datetime], tuple[str, ...]]) -> WorkTold | None:
        """Return what is told; None, with the faults on the fields, where something is missing or cannot have been.

        ``faults`` tells why a stretch of time cannot be told, as codes. An end before the start is of the next day.
        """
        valid = self.validate()
        starts = moment_of(self.on.data, self.starts.data, self.starts, self.starts_which, zone)
        ends = moment_after(starts, self.ends.data, self.ends, self.ends_which, zone, self.on.data)
        if starts is None or ends is None:
            return None
        found = faults(starts, ends)
        if found:
            self.ends.errors = [*self.ends.errors, self._fault_words(ends, zone, found)]
        if not valid or found:
            return None
        said, where = Said(self.said.data), Department(self.department.data)
        return WorkTold(starts, ends, said, where, bool(self.may_name.data))

    def is_meant(self, opposites: Iterable[Opposite]) -> bool:
        """Whether what is told is meant beside what is on file of the same hours and says the opposite: it is asked
        once, and put on file with a yes. He himself is not asked: what he has told is not shown again on a kiosk."""
        said = [_in_words(each) for each in opposites]
        if said:
            self.other.ask(f"{' '.join(said)} Is this another time?")
        return not self.errors

    def _fault_words(self, ends: datetime, zone: ZoneInfo, found: tuple[str, ...]) -> str:
        """One sentence of what cannot have been: an end that had to be of the next day is before the start, rather than
        too long or still to come."""
        is_next_day = local_date(ends, zone) != self.on.data
        return BACKWARDS if is_next_day and "old" not in found else FAULTS[found[0]]

    def asks_which(self, name: str) -> bool:
        """Whether the question which of two moments it was must be on the page for a time."""
        return asks_which(self[name], self[f"{name}_which"])


def _in_words(one: Opposite) -> str:
    """Say what is on file of the same hours, and since when: what he said himself, or what was put there for him."""
    day, start, end = filters.day(one.recorded_at), one.work.starts_at, one.work.ends_at
    until = filters.clock(end) if filters.day(end) == filters.day(start) else filters.day_clock(end)
    since = f"He said on {day}" if one.by_himself else f"It was put on file on {day}"
    how = "was made to work" if one.work.said is Said.MADE else "chose to work"
    return f"{since} that he {how} on {filters.day_clock(start)} to {until}."
