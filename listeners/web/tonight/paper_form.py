"""One line of a night sheet: what does it say, and is what does not fit right all the same?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wtforms.validators import InputRequired, Optional

from listeners.domain.policy import Policy
from listeners.domain.rest_facts import Interruption
from listeners.domain.rest_open import needs_confirmation
from listeners.domain.states import ContactPlace
from listeners.domain.team import Site, TeamMember
from listeners.services import callout_times
from listeners.services.callout_paper import Overlapping
from listeners.services.paper_lines import Unlike
from listeners.web import filters
from listeners.web.fields import ActForm, Choice, LocalDate, LocalTime, OneOf, choices
from listeners.web.moments import asks_which, moment_after, moment_of, which_field
from listeners.web.places import offered
from listeners.web.questions import Question
from listeners.web.tonight.forms import NOT_SAID, by_code
from listeners.web.tonight.paper_same import SameQuestion
from listeners.web.tonight.time_forms import TalkField, out_for

Times = tuple[datetime, datetime, datetime | None, datetime | None]
"""When he was asked, out and back, and when he said yes."""


class PaperForm(ActForm):
    """One line of a night sheet. Read it, then see whether it is meant."""

    listener = Choice("Who went?", [InputRequired("Choose the Listener")])
    wing = OneOf("For which wing?", [InputRequired("Choose the wing")])
    night = LocalDate("Which night's sheet? The date on which the night began", [InputRequired("Enter the date")])
    asked = LocalTime("Asked at", [Optional()])
    asked_which = which_field()
    same = SameQuestion()
    yes = LocalTime("Said yes at", [Optional()], description="If it is written down: he rests from then on.")
    yes_which = which_field()
    out = LocalTime("Out at", [InputRequired("Enter when he went out")])
    out_which = which_field()
    late = Question()
    back = LocalTime("Back at (leave it empty when it was not written down)", [Optional()])
    back_which = which_field()
    long = Question()
    twice = Question()
    debrief = TalkField()
    place = OneOf("Where did they talk?", [Optional()], default=NOT_SAID)

    def offer(self, site: Site, team: tuple[TeamMember, ...]) -> None:
        """Put names, wings and places in order."""
        self.listener.choices = choices([("", ""), *((member.id, f"{member.name} ({member.ref})") for member in team)])
        self.wing.choices = choices((wing.id, f"{wing.code} wing") for wing in by_code(site))
        self.place.choices = choices(offered(site))

    def read(self, zone: ZoneInfo, policy: Policy) -> Times | None:
        """Return when he was asked, out and back, and said yes; None where something is missing or cannot be told.

        Times before the end of the stand-by night are of the next date; each is the first such time after the one
        before it. A time that came twice is asked about together with every other.
        """
        self.validate()
        if self.night.data is None or self.out.data is None:
            return None
        first = next(name for name in ("asked", "yes", "out") if self[name].data is not None)
        written = self[first].data or self.out.data
        on = self.night.data + timedelta(days=1) if written < policy.stand_by_until else self.night.data
        asked = moment_of(on, written, self[first], self[f"{first}_which"], zone)
        yes = self._after(asked, "yes", on, zone)
        out = self._after(yes or asked, "out", on, zone)
        back = self._after(out, "back", on, zone)
        if asked is None or out is None:
            return None
        if (back is None and self.back.data is not None) or (yes is None and self.yes.data is not None):
            return None
        return asked, out, back, yes

    def _after(self, earlier: datetime | None, name: str, on: date, zone: ZoneInfo) -> datetime | None:
        return moment_after(earlier, self[name].data, self[name], self[f"{name}_which"], zone, on)

    def is_meant(
        self,
        times: Times,
        policy: Policy,
        now: datetime,
        others: Overlapping,
        there: tuple[Unlike | None, ...],
        team: Mapping[str, str],
    ) -> bool:
        """Whether all is said and can have been, and what is unlikely is said to be right: long after he was asked, out
        for long, or out by another record (``others``) at the same time. Of a request of that wing and minute of which
        something else is on file (``there``) it must be said whether it is the same. ``team``: names by id."""
        asked, out, back, _ = times
        for problem in callout_times.impossible(out, back, now):
            field, name = (self.out, "Out") if problem.column == "out" else (self.back, "Back")
            field.errors = [*field.errors, f"{name} {problem.why}"]
        if needs_confirmation(asked, out, policy):
            self.late.ask(f"{_order(self.out, self.asked)}Did he go out {later(asked, out)} after he was asked?")
        if back is not None and needs_confirmation(out, back, policy):
            self.long.ask(f"{_order(self.back, self.out)}Was he out for {out_for(out, back)}?")
        listed = [in_words(other) for other in others.named] + (["for some of that time"] if others.others else [])
        if listed:
            self.twice.ask(f"Other records have him out {' and '.join(listed)}. Is this one right as well?")
        self.same.ask_about(there, team)
        return not self.errors

    def asks_which(self, name: str) -> bool:
        """Whether the question which of two moments it was must be on the page for a time."""
        return asks_which(self[name], self[f"{name}_which"])

    @property
    def where(self) -> ContactPlace | None:
        """Where they talked, where that is known."""
        return ContactPlace(self.place.data) if self.place.data else None


def _order(late: LocalTime, early: LocalTime) -> str:
    """Say it plainly when what should come later stands earlier on the sheet."""
    if late.data is None or early.data is None or late.data >= early.data:
        return ""
    names = {"out": "Out", "asked": "asked", "back": "Back"}
    first, second = names[late.name], names[early.name].lower()
    return f"{first} ({late.data:%H:%M}) is before {second} ({early.data:%H:%M}) on the sheet. "


def later(asked: datetime, out: datetime) -> str:
    """Say when he went out, and how long after he was asked."""
    return f"on {filters.day_clock(out)}, {filters.duration(out - asked)}"


def in_words(other: Interruption) -> str:
    """Say from when until when another record has a man out."""
    until = filters.day_clock(other.end) if other.end is not None else "a time that is not known"
    return f"from {filters.day_clock(other.start)} until {until}"
