"""Which questions tell of a contact to which no officer called him? The same on the kiosk and for a card.

Only words are known here: what they mean is the business of care.
"""

from __future__ import annotations

from typing import Any

from wtforms.validators import InputRequired, NumberRange

from listeners.domain.states import ContactPlace
from listeners.web import fields
from listeners.web.places import PLACES
from listeners.web.session_fields import can_have_been, one_of

LONGEST_MINUTES = 720
"""The same as ``domain.care.own_contact`` has it, which no page outside care may ask."""
HIS_OWN = {**PLACES, ContactPlace.OWN_CELL: "Your own cell"}
"""The same places, said to the Listener himself."""


class OwnContactForm(fields.ActForm):
    """When it was, how long, where, and any of three ticks, or none."""

    on = fields.LocalDate("When was it?", [InputRequired("Enter the date"), can_have_been])
    at = fields.LocalTime("When did it begin, more or less?", [InputRequired("Enter the time")])
    minutes = fields.Number(
        "How many minutes was it, more or less?",
        [
            InputRequired("Enter how many minutes it was"),
            NumberRange(1, LONGEST_MINUTES, f"Enter minutes from 1 to {LONGEST_MINUTES}"),
        ],
    )
    place = one_of("Where was it?", {place.value: PLACES[place] for place in ContactPlace}, "Choose where it was")
    suicidal_feelings = fields.Tick("The person spoke of suicide, or felt suicidal")
    attempt_or_death = fields.Tick("There was an attempt, or somebody died")
    need_beyond_listening = fields.Tick("The person needs more than a Listener can give")

    def facts(self) -> dict[str, Any]:
        """Return the answers as they were given, without the ticks; after the form is valid."""
        place = ContactPlace(self.place.data)
        return {"on": self.on.data, "at": self.at.data, "minutes": self.minutes.data, "place": place}


def for_himself() -> OwnContactForm:
    """Return the questions as they are said to the Listener himself."""
    form = OwnContactForm()
    form.place.choices = fields.choices((place.value, HIS_OWN[place]) for place in ContactPlace)
    return form
