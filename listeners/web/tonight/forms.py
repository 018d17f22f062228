"""What do the pages of a night ask? Never who the caller is, which cell is his, or what was said."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from wtforms import Field, HiddenField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from listeners.domain.states import Route
from listeners.domain.team import Site, Wing
from listeners.services import lockup, overrides
from listeners.services.callout_not_gone import WayBack
from listeners.services.callout_start_page import StillOpen
from listeners.web.fields import ActForm, LongWords, OneOf, Words, choices

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


class WingForm(ActForm):
    """Which wing? Always in the same order, and none is chosen until somebody chooses it."""

    wing = OneOf("Which wing is he on?", [InputRequired("Choose the wing")])

    def offer(self, site: Site) -> None:
        """Put the wings in order."""
        self.wing.choices = choices((wing.id, f"{wing.code} wing") for wing in by_code(site))


class StartForm(WingForm):
    """Which wing, and how did he ask, where that was noted?"""

    route = OneOf("How did he ask?", [Optional()], default=NOT_SAID)
    shown = HiddenField()

    @property
    def tells_what_it_showed(self) -> bool:
        """Whether it comes from a page, which says which open requests it showed."""
        return self.shown.name in request.form

    def asks_whether_same(self, site: Site, still_open: Iterable[StillOpen]) -> bool:
        """Whether it must be asked if it is the same man: a request of that wing is open that the page did not show.
        The page shows it now, so that the same press sent again is another man's."""
        code = next(wing.code for wing in site.wings if wing.id == self.wing.data)
        known = (self.shown.data or "").split()
        if all(each.wing != code or each.id in known for each in still_open):
            return False
        words = "If it is the same man, go to it. If it is another man, press Find a Listener again"
        self.wing.errors = [*self.wing.errors, f"A Listener has just been asked for on {code} wing. {words}"]
        return True

    def offer(self, site: Site) -> None:
        """Put the wings and the ways to ask in order."""
        super().offer(site)
        self.route.choices = choices(
            [(NOT_SAID, "Not noted"), *((route.value, words) for route, words in ROUTES.items())]
        )

    @property
    def how(self) -> Route | None:
        """How he asked, where that was noted."""
        return Route(self.route.data) if self.route.data else None


class CellForm(ActForm):
    """Which cell is one of tonight's Listeners in now?"""

    cell = Words("New cell", [InputRequired("Enter the cell"), Length(max=20)])

    def is_one_of(self, site: Site) -> bool:
        """Whether it is a cell of this prison."""
        fault = lockup.cell_fault(site, self.cell.data or "")
        if fault is not None:
            self.cell.errors = [*self.cell.errors, f"The cell {fault}"]
        return fault is None


def why_field() -> LongWords:
    """The box for the reason of something that the charity asks about again."""
    length = Length(overrides.SHORTEST_REASON, overrides.LONGEST_REASON, "Enter a reason of 20 to 300 characters")
    return LongWords("Why? (20 characters or more)", [InputRequired("Enter the reason"), length, _in_words])


def why_changed_field() -> LongWords:
    """The box for the reason of a correction, which is not always needed."""
    length = Length(overrides.SHORTEST_REASON, overrides.LONGEST_REASON, "Enter a reason of 20 to 300 characters")
    label = "Why do you put it right? (20 characters or more, and never about the man who asked)"
    return LongWords(label, [Optional(), length, _in_words])


def _in_words(_: object, field: Field) -> None:
    """Refuse a row of letters, and what is too short without its spaces."""
    if overrides.reason_faults(" ".join((field.data or "").split())):
        raise ValidationError("Say why in words: at least three different ones, 20 characters or more")


class NeverGoneForm(ActForm):
    """Why is he on file as gone, though he never went?"""

    reason = why_field()

    def answer(self, way: WayBack) -> str | None:
        """Why a press is taken back, "" where that need not be said; None while the question is still to be asked: it
        was not sent yet, or the reason that it needs will not do."""
        is_said = self.is_submitted() and (way is not WayBack.CORRECTION or self.validate())
        return (self.reason.data or "") if is_said else None
