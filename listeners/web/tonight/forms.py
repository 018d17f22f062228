"""What do the pages of a night ask? Never who the caller is, which cell is his, or what was said."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wtforms.validators import InputRequired, Length, Optional

from listeners.domain.policy import Policy
from listeners.domain.rest_open import needs_confirmation
from listeners.domain.states import ContactPlace, Route
from listeners.domain.team import Site, TeamMember, Wing
from listeners.services import callout_times, lockup, overrides
from listeners.services.overrides import Passing
from listeners.web.fields import ActForm, Choice, LocalDate, LocalTime, LongWords, OneOf, Tick, Words, choices
from listeners.web.tonight.moments import asks_which, moment_after, moment_of, which_field

PLACES = {
    ContactPlace.LISTENER_SUITE: "Listener suite",
    ContactPlace.LISTENER_ROOM: "Listener room",
    ContactPlace.OWN_CELL: "The Listener's own cell",
    ContactPlace.CALLERS_CELL: "The other man's cell",
    ContactPlace.PRIVATE_ROOM: "Another private room",
    ContactPlace.CELL_DOOR: "At a cell door",
}
ROUTES = {
    Route.CELL_BELL: "Cell bell",
    Route.OFFICER: "He asked an officer",
    Route.DIRECT: "He asked the Listener",
    Route.TELEPHONE: "By telephone",
}
NOT_SAID = ""


def by_code(site: Site) -> list[Wing]:
    """Return the wings in the order in which every page of the night shows them."""
    return sorted(site.wings, key=lambda wing: wing.code)


class StartForm(ActForm):
    """Which wing? Always in the same order, and none is chosen until somebody chooses it."""

    wing = OneOf("Which wing is he on?", [InputRequired("Choose the wing")])
    route = OneOf("How did he ask?", [Optional()], default=NOT_SAID)

    def offer(self, site: Site) -> None:
        """Put the wings in order."""
        self.wing.choices = choices((wing.id, f"{wing.code} wing") for wing in by_code(site))
        self.route.choices = choices(
            [(NOT_SAID, "Not noted"), *((route.value, words) for route, words in ROUTES.items())]
        )

    @property
    def how(self) -> Route | None:
        """How he asked, where that was noted."""
        return Route(self.route.data) if self.route.data else None


class MomentForm(ActForm):
    """One moment: a date and a time of the wall, both filled in with now."""

    on = LocalDate("Date", [InputRequired("Enter the date")])
    at = LocalTime("Time", [InputRequired("Enter the time, such as 02:14")])
    which = which_field()
    moment: datetime | None = None

    def fill(self, moment: datetime, zone: ZoneInfo) -> None:
        """Fill the empty form in with a moment."""
        local = moment.astimezone(zone)
        self.on.data, self.at.data = local.date(), local.time().replace(second=0, microsecond=0)

    @property
    def asks_which(self) -> bool:
        """Whether the question which of two moments it was must be on the page."""
        return asks_which(self.at, self.which)

    def read(self, zone: ZoneInfo) -> bool:
        """Whether everything is right, the moment included."""
        valid = bool(self.validate())
        self.moment = moment_of(self.on.data, self.at.data, self.at, self.which, zone)
        return valid and self.moment is not None

    def refuse(self, faults: list[str]) -> bool:
        """Write faults on the time, and return whether there were none."""
        self.at.errors = [*self.at.errors, *faults]
        return not faults


class OutForm(MomentForm):
    """When did he go?"""

    def is_possible(self, back: datetime | None, now: datetime) -> bool:
        """Whether he can have gone then."""
        if self.moment is None:
            return False
        found = callout_times.impossible(self.moment, back, now)
        return self.refuse([f"The time {problem.why}" for problem in found])


class BackForm(MomentForm):
    """When was he back, where did they talk, and was he offered a talk himself?"""

    place = OneOf("Where did they talk?", [Optional()], default=NOT_SAID)
    debrief = OneOf(
        "Was he offered a talk before going back to his cell?",
        [InputRequired("Say whether he was offered a talk")],
        choices=choices([("yes", "Yes"), ("no", "No")]),
    )
    confirm = Tick("Yes, he was out as long as that")
    must_confirm = False

    def offer(self) -> None:
        """Put the places in order."""
        self.place.choices = choices(
            [(NOT_SAID, "Not known"), *((place.value, words) for place, words in PLACES.items())]
        )

    def is_possible(self, out: datetime, policy: Policy, now: datetime) -> bool:
        """Whether he can have been back then; one out for long must be confirmed."""
        if self.moment is None:
            return False
        if self.moment == out.replace(second=0):
            self.moment = out  # back within the minute: the form knows no seconds
        found = callout_times.impossible(out, self.moment, now)
        if not self.refuse([f"The time {problem.why}" for problem in found]):
            return False
        self.must_confirm = needs_confirmation(out, self.moment, policy)
        if self.must_confirm and not self.confirm.data:
            self.confirm.errors = [
                f"He went out more than {policy.confirm_back_hours} h before that. Tick that it is so"
            ]
            return False
        return True

    @property
    def where(self) -> ContactPlace | None:
        """Where they talked, where that is known."""
        return ContactPlace(self.place.data) if self.place.data else None


class PaperForm(ActForm):
    """One line of a night sheet."""

    listener = Choice("Who went?", [InputRequired("Choose the Listener")])
    wing = OneOf("For which wing?", [InputRequired("Choose the wing")])
    night = LocalDate("Which night's sheet? The date on which the night began", [InputRequired("Enter the date")])
    asked = LocalTime("Asked at", [Optional()])
    asked_which = which_field()
    out = LocalTime("Out at", [InputRequired("Enter when he went out")])
    out_which = which_field()
    back = LocalTime("Back at (leave it empty when it was not written down)", [Optional()])
    back_which = which_field()
    place = OneOf("Where did they talk?", [Optional()], default=NOT_SAID)
    confirm = Tick("Yes, he was out as long as that")
    must_confirm = False
    late = Tick("Yes, he went out as long as that after he was asked")
    must_confirm_late = False

    def offer(self, site: Site, team: tuple[TeamMember, ...]) -> None:
        """Put names, wings and places in order."""
        self.listener.choices = choices([("", ""), *((member.id, f"{member.name} ({member.ref})") for member in team)])
        self.wing.choices = choices((wing.id, f"{wing.code} wing") for wing in by_code(site))
        self.place.choices = choices(
            [(NOT_SAID, "Not known"), *((place.value, words) for place, words in PLACES.items())]
        )

    def read(self, zone: ZoneInfo, policy: Policy, now: datetime) -> tuple[datetime, datetime, datetime | None] | None:
        """Return when he was asked, out and back; None where something cannot be told or cannot have been.

        Times before the end of the stand-by night are of the next date; each is the first such time after the one
        before it.
        """
        if not self.validate() or self.night.data is None or self.out.data is None:
            return None
        first = self.asked if self.asked.data is not None else self.out
        first_which = self.asked_which if first is self.asked else self.out_which
        is_morning = (first.data or self.out.data) < policy.stand_by_until
        on = self.night.data + timedelta(days=1) if is_morning else self.night.data
        asked = moment_of(on, first.data, first, first_which, zone)
        out = moment_after(asked, self.out.data, self.out, self.out_which, zone)
        back = moment_after(out, self.back.data, self.back, self.back_which, zone)
        if asked is None or out is None or (back is None and self.back.data is not None):
            return None
        is_soon = self._is_soon_after(asked, out, policy)
        return (asked, out, back) if self._can_have_been(out, back, policy, now) and is_soon else None

    def _is_soon_after(self, asked: datetime, out: datetime, policy: Policy) -> bool:
        """Whether he went out soon after he was asked, or it is confirmed that he did not: an out written a few minutes
        before the asked would otherwise be of the next day."""
        self.must_confirm_late = needs_confirmation(asked, out, policy)
        if self.must_confirm_late and not self.late.data:
            self.late.errors = [
                "Out is before asked: check both times."
                f" If he went out more than {policy.confirm_back_hours} h after he was asked, tick that it is so"
            ]
        return not self.late.errors

    def _can_have_been(self, out: datetime, back: datetime | None, policy: Policy, now: datetime) -> bool:
        for problem in callout_times.impossible(out, back, now):
            field = self.out if problem.column == "out" else self.back
            field.errors = [*field.errors, f"The time {problem.why}"]
        self.must_confirm = back is not None and needs_confirmation(out, back, policy)
        if self.must_confirm and not self.confirm.data:
            self.confirm.errors = [
                f"He went out more than {policy.confirm_back_hours} h before that. Tick that it is so"
            ]
        return not (self.out.errors or self.back.errors or self.confirm.errors)

    def asks_which(self, name: str) -> bool:
        """Whether the question which of two moments it was must be on the page for a time."""
        return asks_which(self[name], self[f"{name}_which"])

    @property
    def where(self) -> ContactPlace | None:
        """Where they talked, where that is known."""
        return ContactPlace(self.place.data) if self.place.data else None


class CellForm(ActForm):
    """Which cell is one of tonight's Listeners in now?"""

    cell = Words("New cell", [InputRequired("Enter the cell"), Length(max=20)])

    def is_one_of(self, site: Site) -> bool:
        """Whether it is a cell of this prison."""
        fault = lockup.cell_fault(site, self.cell.data or "")
        if fault is not None:
            self.cell.errors = [*self.cell.errors, f"The cell {fault}"]
        return fault is None


class OverrideForm(ActForm):
    """Whose rest is passed, and why?"""

    passing = OneOf("Who begins before he is rested?", [InputRequired("Choose the Listener")])
    reason = LongWords(
        "Why? (20 characters or more)",
        [
            InputRequired("Enter the reason"),
            Length(overrides.SHORTEST_REASON, overrides.LONGEST_REASON, "Enter a reason of 20 to 300 characters"),
        ],
    )
    consented = Tick("He has been asked, and he agrees", [InputRequired("He must agree: ask him first")])

    def offer(self, passable: tuple[Passing, ...], words: dict[str, str]) -> None:
        """Put what could be passed in order, each in words."""
        self.passing.choices = choices((each.key, words[each.key]) for each in passable)
