"""How does the coordinator write down that a Listener is away for a stretch of nights?"""

from __future__ import annotations

from datetime import timedelta

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.nights import ONE_DAY, nights_between
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS
from listeners.domain.rota.problem import Absence
from listeners.services import availability, people
from listeners.services.nights import night_of
from listeners.web.fields import ActForm, NextDate, OneOf, choices, last_night_words
from listeners.web.filters import day_year
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.every_night import back_with_nights

WHY_AWAY = {Absence.LEAVE.value: "On leave", Absence.COURT.value: "At court", Absence.TRAINING.value: "In training"}
"""What the planner counts by name among the reasons of a gap."""


class AwayForm(ActForm):
    """The first and the last night on which he is away, and what he is away for."""

    from_on = NextDate("Away from the night of", [InputRequired("Enter the first night")])
    to_on = NextDate("To the night of", [InputRequired("Enter the last night")], description="The last night away.")
    why = OneOf("Why he is away", choices=choices(WHY_AWAY.items()), default=Absence.LEAVE.value)

    def settle(self) -> None:
        """Know tonight, after midnight the night that goes on: he is away from then on, within half a year; without
        its year a date is the next such. Were that night refused, whoever is away from it on would not be on leave,
        and staff could tell."""
        self.tonight = night_of(g.site, g.now)
        self.furthest = self.tonight + timedelta(days=FURTHEST_NIGHTS) - ONE_DAY
        self.from_on.settle(self.tonight)
        self.to_on.settle(self.from_on.data or self.tonight)

    def validate_from_on(self, field: Field) -> None:
        """From tonight on, as far ahead as rotas are planned."""
        if field.data is not None and not self.tonight <= field.data <= self.furthest:
            raise ValidationError(f"Enter a night from tonight to {day_year(self.furthest)}")

    def validate_to_on(self, field: Field) -> None:
        """Not before the first."""
        first = self.from_on.data
        if field.data is not None and first is not None and not first <= field.data <= self.furthest:
            raise ValidationError(last_night_words(self.furthest))


@blueprint.route("/people/<listener_id>/away", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_away(listener_id: str) -> ResponseReturnValue:
    """Ask from which night to which he is away, and write it down."""
    person, form = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now), AwayForm()
    form.settle()
    if request.method == "GET" or not form.validate() or form.from_on.data is None or form.to_on.data is None:
        seen = in_three_lines(Kind.AVAILABILITY_REASON)
        shown = render_template("rota/person_away.html", person=person, form=form, seen=seen)
        return shown, 200 if request.method == "GET" else 422
    first, last = form.from_on.data, form.to_on.data
    nights = dict.fromkeys(nights_between(first, last), AvailabilityKind.UNAVAILABLE)
    key = form.act_key.data
    needed = availability.say(g.site, person.member.id, nights, form.why.data, g.actor, g.now, act_key=key)
    stretch = f"on the night of {night_words(first)}"
    if first != last:
        stretch = f"from the night of {night_words(first)} to the night of {night_words(last)}"
    return back_with_nights(listener_id, f"{person.member.name} is away {stretch}.", needed, "rota.person")
