"""Which form fields do pages use? WTForms fields that look like the rest, and the form with an act key."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

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
)

# The published types of WTForms do not know it yet.
from wtforms import SelectChoice  # type: ignore[attr-defined]  # isort: skip


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

    act_key = HiddenField(default=new_act_key)


class Words(StringField):
    """A short text."""

    widget = GovTextInput()


class LongWords(TextAreaField):
    """A longer text."""

    widget = GovTextArea()


class _SecretInput(GovTextInput):  # type: ignore[misc]
    """A box that shows dots, and never gives back what was typed. (The component's own has a button for scripts.)"""

    input_type = "password"

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        return super().__call__(field, **{**kwargs, "value": ""})


class Secret(PasswordField):
    """A PIN or a passphrase, never shown."""

    widget = _SecretInput()


class Number(IntegerField):
    """A whole number."""

    widget = GovTextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in plain words what is wrong with it."""
        try:
            super().process_formdata([str(value).strip() for value in valuelist])
        except ValueError as error:
            raise ValueError("Enter a whole number") from error


class OneOf(RadioField):
    """One of a few choices, all in sight."""

    widget = GovRadioInput()


class Choice(SelectField):
    """One of many choices."""

    widget = GovSelect()


class ManyOf(SelectMultipleField):
    """Any of a few choices."""

    widget = GovCheckboxesInput()


class Tick(BooleanField):
    """Yes, or left empty."""

    widget = GovCheckboxInput()


class LocalDate(DateField):
    """A date, as the browser writes it (YYYY-MM-DD)."""

    widget = GovTextInput()
    widget.input_type = "date"


class LocalTime(TimeField):
    """A time of day on the wall of the site (HH:MM)."""

    widget = GovTextInput()
    widget.input_type = "time"


class Upload(FileField):
    """A file."""

    widget = GovFileInput()
