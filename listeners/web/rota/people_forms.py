"""Which forms keep the team? The rules for each cell are those of people.csv, told beside its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import g
from wtforms import Field, HiddenField, ValidationError
from wtforms.validators import InputRequired, Optional

from listeners.domain.cells import Cell, read_cell
from listeners.domain.import_fields import BadCell, name_cell, own_cell, prison_number_cell, ref_cell
from listeners.domain.nights import local_date
from listeners.domain.people import SHARES, Standing, StandingFrom
from listeners.domain.people_details import Details
from listeners.services.people import Person
from listeners.services.standings import StandingLook
from listeners.web.fields import ActForm, Choice, LocalDate, ManyOf, OneOf, Tick, Words, choices

STANDING_WORDS = {
    Standing.SHADOWING: "Shadowing: goes along, beside somebody who leads",
    Standing.ACTIVE: "Active",
    Standing.PAUSED: "Paused: is not planned and not asked until you change it",
    Standing.TRANSFERRED: "Transferred: has moved to another prison",
    Standing.LEFT: "Left",
}
STANDING_SHORT = {standing: words.partition(":")[0] for standing, words in STANDING_WORDS.items()}
LEAVING_WORDS = {Standing.LEFT: "Release, or leaves the scheme", Standing.TRANSFERRED: "Transfer to another prison"}
SHARE_WORDS = {100: "A full share", 75: "Three quarters", 50: "Half", 25: "A quarter"}


class AsInFile:
    """A field holds what a cell of people.csv may hold, written the same way afterwards."""

    def __init__(self, read: Callable[[str], Any], subject: str) -> None:
        self.read, self.subject = read, subject

    def __call__(self, _form: object, field: Field) -> None:
        """Read the field, or say in words what is wrong with it."""
        try:
            field.data = str(self.read((field.data or "").strip()))
        except BadCell as bad:
            raise ValidationError(f"{self.subject} {bad}") from bad


def _own_cell(text: str) -> Cell:
    return own_cell(text.upper(), g.site.code, {wing.code for wing in g.site.wings})


class DetailsForm(ActForm):
    """What a coordinator keeps of a Listener, the standing apart."""

    name = Words("Name, as he wishes to be called", [AsInFile(name_cell, "The name")])
    prison_number = Words(
        "Prison number",
        [AsInFile(lambda text: prison_number_cell(text.upper()), "The prison number")],
        description="A letter, four digits and two letters, such as A1234BC.",
    )
    cell = Words("Cell", [AsInFile(_own_cell, "The cell")], description="Prison, wing, landing and cell.")
    reaches = ManyOf("Wings he can reach at night", description="Tick none if he can reach every wing.")
    share = Choice("Share of the nights", choices=choices((str(share), SHARE_WORDS[share]) for share in SHARES))
    reserve = Tick("May be asked on nights he is not on (reserve)")
    works = ManyOf("Sessions he works", description="For the rest notice: what he is excused from.")
    joined_on = LocalDate("Joined on", [InputRequired("Enter the day of joining")])
    trained_on = LocalDate("Training finished on (may be empty)", [Optional()])
    consented_on = LocalDate(
        "Informed decision recorded on (may be empty)",
        [Optional()],
        description="Somebody new without it, or whose number is on file already (at another prison, or here under "
        "another ref), gets no nights until his yes is written down under Care, Decisions. So it is when you put his "
        "number right, if no night of his is ahead and he was not asked here before. A day that is put in here later "
        "does not change that.",
    )
    version = HiddenField()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.reaches.choices = choices((wing.code, f"{wing.code} wing") for wing in g.site.wings)
        self.works.choices = choices((session.name, session.name) for session in g.site.sessions)

    def validate_joined_on(self, field: Field) -> None:
        """Within the years that people.csv allows."""
        self._within_reason(field)

    def validate_trained_on(self, field: Field) -> None:
        """Not in the future: it is finished."""
        self._past(field)

    def validate_consented_on(self, field: Field) -> None:
        """Not in the future: it is recorded."""
        self._past(field)

    def _within_reason(self, field: Field) -> None:
        today = local_date(g.now, g.site.zone)
        if field.data and not date(1990, 1, 1) <= field.data <= date(today.year + 2, 12, 31):
            raise ValidationError("This date is too long ago or too far ahead")

    def _past(self, field: Field) -> None:
        self._within_reason(field)
        if field.data and field.data > local_date(g.now, g.site.zone):
            raise ValidationError("This date is still to come")

    @property
    def details(self) -> Details:
        """What was entered; after the form is valid."""
        cell = read_cell(self.cell.data or "")
        assert self.joined_on.data is not None and cell is not None  # noqa: S101 -- the validators have seen to it
        return Details(
            name=self.name.data or "",
            prison_number=self.prison_number.data or "",
            cell=cell,
            reaches=frozenset(self.reaches.data or ()) or None,
            share=int(self.share.data),
            joined_on=self.joined_on.data,
            reserve=self.reserve.data,
            works=tuple(self.works.data or ()),
            trained_on=self.trained_on.data,
            consented_on=self.consented_on.data,
        )

    def is_as(self, other: DetailsForm) -> bool:
        """Whether it says the same as another, both valid."""
        return self.details == other.details

    @classmethod
    def of(cls, person: Person) -> DetailsForm:
        """Return the form filled with what is on file."""
        member = person.member
        return cls(
            formdata=None,
            name=member.name,
            prison_number=member.prison_number,
            cell=member.cell,
            reaches=sorted(member.reaches_on_file or ()),
            share=str(member.share),
            reserve=member.reserve,
            works=list(member.works),
            joined_on=member.joined_on,
            trained_on=person.trained_on,
            consented_on=person.consented_on,
            version=str(person.version),
        )


class NewPersonForm(DetailsForm):
    """Somebody new in the team."""

    ref = Words(
        "Ref",
        [AsInFile(ref_cell, "The ref")],
        description="The charity's own reference, such as L12. It never changes.",
    )
    standing = Choice(
        "Begins as",
        choices=choices((each.value, STANDING_WORDS[each]) for each in (Standing.SHADOWING, Standing.ACTIVE)),
    )


class StandingForm(ActForm):
    """A standing, from a date on; a going is asked for by the form below. ``confirmed``: the nights that it empties, as
    they were shown."""

    standing = OneOf(
        "New standing",
        [InputRequired("Choose the new standing")],
        choices=choices(
            (each.value, STANDING_WORDS[each]) for each in (Standing.SHADOWING, Standing.ACTIVE, Standing.PAUSED)
        ),
    )
    from_on = LocalDate("From", [InputRequired("Enter the first day")])
    seen = HiddenField()
    confirmed = HiddenField()

    def validate_from_on(self, field: Field) -> None:
        """Today or later, and within two years."""
        today = local_date(g.now, g.site.zone)
        if field.data and field.data < today:
            raise ValidationError("A change of standing begins today or later")
        if field.data and (field.data - today).days > 731:
            raise ValidationError("This date is more than two years ahead")

    @property
    def change(self) -> StandingFrom:
        """What was chosen; after the form is valid."""
        assert self.from_on.data is not None  # noqa: S101 -- the validator has seen to it
        return StandingFrom(Standing(self.standing.data), self.from_on.data)

    def say_nothing_changes(self) -> None:
        """Say beside what was chosen that it is on file already."""
        self.standing.errors = ["He has this standing from that day already. Choose another one"]

    def is_confirmed(self, looked: StandingLook) -> bool:
        """Whether what the change would do is what was shown and confirmed; what is shown next is that."""
        shown = " ".join(each.night.isoformat() for each in looked.emptied) or "none"
        same = self.confirmed.data == shown
        self.confirmed.data = shown
        return same


class LeavingForm(StandingForm):
    """Release or transfer: the same change, asked for on a page of its own."""

    standing = OneOf(
        "What is expected",
        [InputRequired("Choose what is expected")],
        choices=choices((each.value, words) for each, words in LEAVING_WORDS.items()),
    )
    from_on = LocalDate(
        "Gone from",
        [InputRequired("Enter the first day on which he is not here")],
        description="The first day on which he is not here. His last night ends in the morning of the day before it.",
    )

    def say_nothing_changes(self) -> None:
        """Say beside the date that it is on file already."""
        self.from_on.errors = ["This is on file already. Enter another date"]
