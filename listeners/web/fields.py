"""Which form fields do pages use? WTForms fields that look like the rest, and the form with an act key."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, ClassVar

from flask import get_template_attribute
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import StopValidation

from listeners.domain.disclosure_words import names_somebody
from listeners.web.filters import MONTHS, day_year

# The published types of WTForms do not know it yet.
from wtforms import SelectChoice  # type: ignore[attr-defined]  # isort: skip


DATE_FORMS = ("%d %m %Y", "%Y %m %d", "%d %B %Y", "%d %b %Y", "%d %m %y", "%d %B %y", "%d %b %y")
"""How a date may be written, once dots, dashes and slashes are spaces."""
LEAP_YEAR = 2028
"""Has every day that a year can have."""
FURTHEST_LEAP = 9
"""Years of which one has a 29 February, wherever one begins: it may be eight years off."""
TIME = re.compile(r"([01]?\d|2[0-3])[:. ]([0-5]\d)|([01]\d|2[0-3])([0-5]\d)", re.ASCII)
"""Hours and minutes; with nothing between them both have two digits."""
NAMES_SOMEBODY = (
    "This looks like a prison number or a cell. Never say who asked for a Listener. Take it out, or tick below"
)


def new_act_key() -> str:
    """Return the key of a form that has not been sent yet."""
    return secrets.token_hex(10)


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return the choices of a field from pairs of value and words."""
    return [SelectChoice(value, words) for value, words in pairs]


class ActForm(FlaskForm):  # type: ignore[misc]
    """A form that changes something: guarded by its token, and by an act key, so that a second press changes nothing.

    Hand ``form.act_key.data`` to the service; render ``form.hidden_tag()`` inside the form element.
    """

    asked_first: ClassVar[tuple[str, ...]] = ()
    """The fields with which the page begins, where the form has them last: what it takes over comes before its own."""
    act_key = HiddenField(default=new_act_key)

    def __iter__(self) -> Iterator[Any]:
        """Go through the fields in the order in which the page asks, so that its faults are told in that order."""
        yield from (self[name] for name in self.asked_first)
        yield from (field for field in super().__iter__() if field.short_name not in self.asked_first)


class Words(StringField):
    """A short text."""

    widget = GovTextInput()


class _FreeText:
    """A box for anybody's own words: what looks as if it named a caller is asked about once before it is saved.

    The question is a tick beneath the box, so that a form needs nothing more, and nothing is refused that is meant.
    """

    asked = False
    meant = False

    @property
    def tick(self) -> str:
        """The name of the tick that says: save it as it is."""
        return f"{self.name}_as_it_is"  # type: ignore[attr-defined]

    def process(self, formdata: Any, *arguments: Any, **named: Any) -> None:
        """Take the text, and whether it is meant as it is."""
        super().process(formdata, *arguments, **named)  # type: ignore[misc]
        self.meant = formdata is not None and self.tick in formdata

    def post_validate(self, _form: object, _stopped: bool) -> None:
        """Ask before something like a prison number or a cell is saved."""
        self.asked = names_somebody(self.data or "")  # type: ignore[attr-defined]
        if self.asked and not self.meant:
            raise ValidationError(NAMES_SOMEBODY)

    def with_tick(self, box: Any) -> Any:
        """Return the box, with the tick beneath it where one is needed."""
        return box + get_template_attribute("macros/as_it_is.html", "as_it_is")(self) if self.asked else box


class _FreeInput(GovTextInput):  # type: ignore[misc]
    def __call__(self, field: Any, **kwargs: Any) -> Any:
        return field.with_tick(super().__call__(field, **kwargs))


class _FreeTextArea(GovTextArea):  # type: ignore[misc]
    def __call__(self, field: Any, **kwargs: Any) -> Any:
        return field.with_tick(super().__call__(field, **kwargs))


class OwnWords(_FreeText, Words):
    """A short text in somebody's own words."""

    widget = _FreeInput()


class LongWords(_FreeText, TextAreaField):
    """A longer text in somebody's own words."""

    widget = _FreeTextArea()


class _SecretInput(GovTextInput):  # type: ignore[misc]
    """A box that shows dots, and never gives back what was typed. (The component's own has a button for scripts.)"""

    input_type = "password"

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        return super().__call__(field, **{**kwargs, "value": ""})


SECRETS = frozenset({"password", "chosen", "again", "proof"})
"""The name of every ``Secret`` field, and of no other: what is sent under it never goes back to a browser."""


class Secret(PasswordField):
    """A PIN or a passphrase, never shown."""

    widget = _SecretInput()


class Number(IntegerField):
    """A whole number."""

    widget = GovTextInput()

    def __init__(self, *arguments: Any, no_number: str = "Enter a whole number", **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.no_number = no_number

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in plain words what is wrong with it."""
        try:
            super().process_formdata([str(value).strip() for value in valuelist])
        except ValueError as error:
            raise ValueError(self.no_number) from error

    def pre_validate(self, form: Any) -> None:
        """What is no number is told once, not as one that is too large or too small as well. Whether a box may stay
        empty is for the validators to say."""
        if self.process_errors and any(str(value).strip() for value in self.raw_data or ()):
            raise StopValidation


class _OneChoice:
    """A choice that is not, or no longer, among those offered is refused in plain words."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"invalid_choice_message": "Choose one of these", **named})


class OneOf(_OneChoice, RadioField):
    """One of a few choices, all in sight."""

    widget = GovRadioInput()


class Choice(_OneChoice, SelectField):
    """One of many choices."""

    widget = GovSelect()


class ManyOf(SelectMultipleField):
    """Any of a few choices."""

    widget = GovCheckboxesInput()


class Tick(BooleanField):
    """Yes, or left empty."""

    widget = GovCheckboxInput()


class _ShortInput(GovTextInput):  # type: ignore[misc]
    """A box as wide as a date or a time."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        params = {"classes": "lst-input-short", "spellcheck": False, **kwargs.pop("params", {})}
        return super().__call__(field, **kwargs, params=params)


class LocalDate(DateField):
    """A date: day, month, year, the same in every browser whatever language it speaks.

    27 11 2026, 27/11/2026, 27.11.26, 27 November 2026 and 2026-11-27 are the same day.
    """

    widget = _ShortInput()

    def __init__(self, label: str, validators: Any = None, *, description: str = "", **more: Any) -> None:
        said = f"{description} " if description else ""
        super().__init__(label, validators, "%d %m %Y", description=f"{said}Such as 27 11 2026.", **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it, or say in plain words how it is written."""
        written = " ".join(valuelist)
        self.data = read_date(written)
        if written and self.data is None:
            raise ValueError(_no_date_words(written))


def _no_date_words(written: str) -> str:
    """Why a text is no date: a month that is too short for it, or none that can be read."""
    number, _, rest = _spaced(written).partition(" ")
    first = read_date(f"1 {rest}")
    if number.isascii() and number.isdigit() and len(number) <= 2 and int(number) in (29, 30, 31) and first is not None:
        return f"There is no {int(number)} {MONTHS[first.month - 1]} {first.year}"
    return "Enter a date as day, month and year, such as 27 11 2026"


def last_night_words(latest: date) -> str:
    """What is said of a last night that lies before the first, or after the latest that may be."""
    return f"The last night must be the first night or a later one, up to {day_year(latest)}"


class _Yearless(LocalDate):
    """A date that may be written without its year."""

    _yearless: date | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep a day and month until ``settle``, which knows today; read everything else as a date."""
        self._yearless = read_date(f"{' '.join(valuelist)} {LEAP_YEAR}")
        if self._yearless is None:
            super().process_formdata(valuelist)


class NextDate(_Yearless):
    """A date that is still to come; without its year it is the next of that day and month."""

    def settle(self, today: date) -> None:
        """Give a day and month the first year in which that date is today or later."""
        if self._yearless is not None:
            years = range(today.year, today.year + FURTHEST_LEAP)
            days = (_in_year(self._yearless, year) for year in years)
            self.data = next(day for day in days if day is not None and day >= today)


class LastDate(_Yearless):
    """A date that has been; without its year it is the last of that day and month."""

    def settle(self, today: date) -> None:
        """Give a day and month the last year in which that date is today or earlier."""
        if self._yearless is not None:
            years = range(today.year, today.year - FURTHEST_LEAP, -1)
            days = (_in_year(self._yearless, year) for year in years)
            self.data = next(day for day in days if day is not None and day <= today)


def _in_year(yearless: date, year: int) -> date | None:
    try:
        return yearless.replace(year=year)
    except ValueError:
        return None


class LocalTime(TimeField):
    """A time of day on the wall of the site, in 24 hours: 02:14, 2.14 and 0214 are the same."""

    widget = _ShortInput()

    def __init__(self, label: str, validators: Any = None, *, description: str = "", **more: Any) -> None:
        said = f"{description} " if description else ""
        super().__init__(label, validators, "%H:%M", description=f"{said}Hours and minutes, 00:00 to 23:59.", **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it, or say in plain words how it is written."""
        written = " ".join(valuelist)
        found = TIME.fullmatch(written.strip())
        self.data = time(int(found[1] or found[3]), int(found[2] or found[4])) if found else None
        if written and self.data is None:
            raise ValueError("Enter a time as hours and minutes, such as 02:14")


def read_date(text: str) -> date | None:
    """Return the date that somebody wrote, in one of the forms of ``LocalDate``; None: it is none."""
    written = _spaced(text)
    return next(filter(None, (_read(written, form) for form in DATE_FORMS)), None)


def _spaced(text: str) -> str:
    return " ".join(re.split(r"[\s/.-]+", text.strip()))


def _read(written: str, form: str) -> date | None:
    try:
        return datetime.strptime(written, form).date()  # noqa: DTZ007 -- a date has no zone
    except ValueError:
        return None


class Upload(FileField):
    """A file."""

    widget = GovFileInput()
