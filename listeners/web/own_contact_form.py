"""Which questions tell of a contact to which no officer called him? The same on the kiosk and for a card.

Only words are known here: what they mean is the business of care.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, ClassVar, cast

from flask import g
from wtforms.validators import InputRequired, NumberRange

from listeners.domain.nights import at_local, local_date
from listeners.domain.states import ContactPlace
from listeners.web import fields
from listeners.web.places import PLACES
from listeners.web.session_fields import RecentForm, can_have_been, one_of

LONGEST_MINUTES = 720
"""The same as ``domain.care.own_contact`` has it, which no page outside care may ask."""
HIS_OWN = {**PLACES, ContactPlace.OWN_CELL: "Your own cell"}
"""The same places, said to the Listener himself."""


class OwnContactForm(fields.ActForm):
    """When it was, how long, where, and any of three ticks, or none."""

    asked_first: ClassVar[tuple[str, ...]] = ("on",)
    on = fields.LastDate("When was it?", [InputRequired("Enter the date"), can_have_been])
    at = fields.LocalTime("When did it begin, more or less?", [InputRequired("Enter the time")])
    minutes = fields.Number(
        "How many minutes was it, more or less?",
        [
            InputRequired("Enter how many minutes it was"),
            NumberRange(1, LONGEST_MINUTES, f"Enter how many minutes it was, from 1 to {LONGEST_MINUTES}"),
        ],
        no_number="Enter how many minutes it was, as a whole number",
    )
    place = one_of("Where was it?", {place.value: PLACES[place] for place in ContactPlace}, "Choose where it was")
    suicidal_feelings = fields.Tick("The person spoke of suicide, or felt suicidal")
    attempt_or_death = fields.Tick("There was an attempt, or somebody died")
    need_beyond_listening = fields.Tick("The person needs more than a Listener can give")

    @property
    def day(self) -> date:
        """The local date on which it began; after the answers are valid."""
        return cast(date, self.on.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each answer, and that it has ended by now."""
        if not super().validate(extra_validators):
            return False
        began = at_local(self.day, cast(time, self.at.data), g.site.zone)
        ended = began + timedelta(minutes=self.minutes.data or 0)
        if began > g.now:
            self.at.errors = ["Enter a time that has been"]
        elif ended > g.now:
            at = f"{ended.astimezone(g.site.zone):%H:%M}"
            self.minutes.errors = [f"It would have ended at {at}, which has not come yet. Enter fewer minutes"]
        return not self.errors

    def facts(self) -> dict[str, Any]:
        """Return the answers as they were given, without the ticks; after the form is valid."""
        place = ContactPlace(self.place.data)
        return {"on": self.day, "at": self.at.data, "minutes": self.minutes.data, "place": place}


class HisContactForm(RecentForm, OwnContactForm):
    """The same as it is said to the Listener himself: most likely of today or yesterday."""

    on = None  # type: ignore[assignment]  # asked of a card alone
    place = one_of("Where was it?", {place.value: HIS_OWN[place] for place in ContactPlace}, "Choose where it was")

    @property
    def day(self) -> date:
        """The day that he chose."""
        return self.day_as_of(local_date(g.now, g.site.zone))
