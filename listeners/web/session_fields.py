"""Which questions tell of an offload session? The same for the Listener on the kiosk and the coordinator with a card.

Only words are known here: what they mean is the business of care, which hands them to its own rules.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, cast

from flask import g
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired, NumberRange, StopValidation

from listeners.domain.nights import local_date, not_of_the_last_year
from listeners.web.fields import ActForm, LastDate, ManyOf, Number, OneOf, choices

KINDS = {
    "group": "A group",
    "single": "One to one",
    "sensitivity": "A sensitivity meeting",
    "feedback": "Feedback",
    "supervision": "Supervision",
}
LED_BY = {
    "samaritans": "Samaritans",
    "coordinator": "The coordinator",
    "peer_lead": "A peer lead",
    "clinician": "A nurse or other clinician",
    "officer": "An officer",
    "other": "Somebody else",
}
PRESENT = {
    "samaritans": "Samaritans",
    "coordinator": "The coordinator",
    "peer_lead": "A peer lead",
    "clinician": "A nurse or other clinician",
    "other": "Somebody else",
}
SESSION_PLACES = {
    "listener_room": "The Listeners’ room",
    "chaplaincy": "The chaplaincy",
    "education": "Education",
    "office": "An office",
    "cell": "A cell",
    "other": "Somewhere else",
    "": "Rather not say",
}
OFFICER = {
    "none": "No officer near",
    "earshot": "An officer could hear us",
    "present": "An officer was in the room",
}
PRIVATE = {"yes": "Yes", "no": "No"}
LENGTHS = {"15": "15 min", "30": "30 min", "45": "45 min", "60": "1 hour", "90": "1 h 30 min"}
USEFUL = {"": "Rather not say", "1": "1, no use", "2": "2", "3": "3", "4": "4", "5": "5, a lot of use"}
OTHER = "other"
LONGEST_MINUTES = 480


def one_of(label: str, offered: dict[str, str], missing: str, **more: Any) -> OneOf:
    """Return a question with a few answers in sight, of which one must be chosen; an answer may be the empty word."""
    return OneOf(
        label, [_Offered(frozenset(offered), missing)], choices=choices(offered.items()), validate_choice=False, **more
    )


class _Offered:
    """An answer is one of those that were offered."""

    def __init__(self, offered: frozenset[str], missing: str) -> None:
        self.offered, self.missing = offered, missing

    def __call__(self, form: object, field: Field) -> None:
        if field.data not in self.offered:
            raise ValidationError(self.missing)


class NeededWhen:
    """An answer that is needed when another question was answered with "other", and may be empty otherwise."""

    def __init__(self, question: str, missing: str) -> None:
        self.question, self.missing = question, missing

    def __call__(self, form: Any, field: Field) -> None:
        """Stop here when nothing was entered: with the fault when it is needed, without one when it is not."""
        if field.raw_data and field.raw_data[0].strip():
            return
        field.errors = []
        raise StopValidation(self.missing) if form[self.question].data == OTHER else StopValidation()


def can_have_been(_form: object, field: Field) -> None:
    """Refuse a date that is ahead or more than a year ago; one without its year is the last of that day and month."""
    today = local_date(g.now, g.site.zone)
    if isinstance(field, LastDate):
        field.settle(today)
    fault = not_of_the_last_year(field.data, today) if field.data else None
    if fault is not None:
        raise ValidationError(f"Look at the date: {fault}")


class SessionForm(ActForm):
    """The facts of a session, without its date: kind, who led it and who else was there, where, how private, how
    long."""

    kind = one_of("What was it?", KINDS, "Choose what it was")
    led_by = one_of("Who led it?", LED_BY, "Choose who led it")
    present = ManyOf("Who else was there? You can leave this empty.", choices=choices(PRESENT.items()))
    place = one_of("Where was it?", SESSION_PLACES, "Choose where it was", default="")
    private = one_of("Was the room private?", PRIVATE, "Say whether the room was private")
    officer = one_of("Was an officer near?", OFFICER, "Say whether an officer was near")
    length = one_of("How long was it?", {**LENGTHS, OTHER: "Another length"}, "Choose how long it was")
    other_length = Number(
        "If another length: how many minutes?",
        [
            NeededWhen("length", "Enter how many minutes it was"),
            NumberRange(1, LONGEST_MINUTES, f"Enter how many minutes it was, from 1 to {LONGEST_MINUTES}"),
        ],
        no_number="Enter how many minutes it was, as a whole number",
    )

    @property
    def minutes(self) -> int:
        """How long it was, in minutes; after the form is valid."""
        return int(self.other_length.data or 0) if self.length.data == OTHER else int(self.length.data)

    def facts(self) -> dict[str, Any]:
        """Return the answers as they were chosen."""
        return {
            "kind": self.kind.data,
            "led_by": self.led_by.data,
            "present": self.present.data or (),
            "place": self.place.data,
            "private": self.private.data,
            "officer": self.officer.data,
            "minutes": self.minutes,
        }


class DatedSessionForm(SessionForm):
    """The facts of a session with its date, for whoever has a card before them."""

    asked_first: ClassVar[tuple[str, ...]] = ("on",)
    on = LastDate("When was it?", [InputRequired("Enter the date"), can_have_been])
    useful = one_of("How much use was it?", USEFUL, "Choose one of these", default="")

    def facts(self) -> dict[str, Any]:
        """Return the answers as they were chosen."""
        return {**super().facts(), "on": self.on.data, "useful": self.useful.data}


class RecentForm(ActForm):
    """The day of something that was in the last days, most likely today or yesterday."""

    asked_first: ClassVar[tuple[str, ...]] = ("when", "other_day")
    when = one_of(
        "When was it?",
        {"today": "Today", "yesterday": "Yesterday", OTHER: "Another day"},
        "Say when it was",
        default="today",
    )
    other_day = LastDate("If another day: which?", [NeededWhen("when", "Enter the date"), can_have_been])

    def day_as_of(self, today: date) -> date:
        """Return the day that was chosen on a date; after the form is valid."""
        chosen = {"today": today, "yesterday": today - timedelta(days=1), OTHER: self.other_day.data}[self.when.data]
        return cast(date, chosen)


class WhenForm(RecentForm, SessionForm):
    """The facts of a session that was in the last days."""

    useful = one_of("How much use was it?", USEFUL, "Choose one of these", default="")

    def facts_as_of(self, today: date) -> dict[str, Any]:
        """Return the answers as they were chosen on a date."""
        return {**self.facts(), "on": self.day_as_of(today), "useful": self.useful.data}
