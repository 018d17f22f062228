"""Which questions tell what somebody says of every such night? The same for the Listener and for the coordinator."""

from __future__ import annotations

from datetime import date, timedelta

from wtforms import SelectMultipleField, ValidationError
from wtforms.validators import InputRequired, Optional

from listeners.domain.people import AvailabilityKind
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS
from listeners.domain.said import EVERY_DAY, Rule, first_of
from listeners.domain.sentences import listed
from listeners.services.availability_rules import EveryNight
from listeners.web.fields import ActForm, ManyOf, NextDate, choices, last_night_words
from listeners.web.filters import WEEKDAYS, day_year

LONGEST = timedelta(days=731)
"""Two years: what is said of every such night goes on so long at most (**D**)."""


class EveryForm(ActForm):
    """Weekdays, from one night on, until another or without end. What is said of them stands in the class below it."""

    weekdays = ManyOf("Which nights of the week?", choices=choices((str(n), day) for n, day in enumerate(WEEKDAYS)))
    from_on = NextDate("From the night of", [InputRequired("Enter the first night")])
    until_on = NextDate(
        "Until the night of (may be empty)", [Optional()], description="Empty: until you say that it ends."
    )

    def settle(self, tonight: date) -> None:
        """Know tonight: the dates lie from then on, within half a year; without its year a date is the next such."""
        self.tonight, self.last = tonight, tonight + timedelta(days=FURTHEST_NIGHTS)
        self.from_on.settle(tonight)
        self.until_on.settle(tonight)

    def validate_weekdays(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError("Choose one night of the week or more")

    def validate_from_on(self, field: NextDate) -> None:
        """From tonight on, as far ahead as rotas are planned."""
        if field.data is not None and not self.tonight <= field.data <= self.last:
            raise ValidationError(f"Enter a night from tonight to {day_year(self.last)}")

    def validate_until_on(self, field: NextDate) -> None:
        """Not before it begins, nor years ahead."""
        begins = self.from_on.data
        if field.data is not None and begins is not None and not begins <= field.data <= begins + LONGEST:
            raise ValidationError(last_night_words(begins + LONGEST))
        days = frozenset() if self.weekdays.errors else frozenset(map(int, self.weekdays.data or ()))
        if days and field.data is not None and begins is not None and first_of(days, begins) > field.data:
            raise ValidationError("There is no such night between these two dates")

    def wanted(self, kind: AvailabilityKind) -> EveryNight:
        """What was asked for; after the form is valid."""
        assert self.from_on.data is not None  # noqa: S101 -- the validator has seen to it
        return EveryNight(frozenset(map(int, self.weekdays.data or ())), self.from_on.data, self.until_on.data, kind)


def every_words(rule: Rule | EveryNight) -> str:
    """Every Tuesday and Friday from 1 December 2026 to 1 March 2027: from the first such night on."""
    days = [WEEKDAYS[number] for number in sorted(rule.weekdays)]
    which = "night" if rule.weekdays == EVERY_DAY else listed(days)
    until = f" to {day_year(rule.until_on)}" if rule.until_on else ", until it is ended"
    return f"Every {which} from {day_year(first_of(rule.weekdays, rule.from_on))}{until}"
