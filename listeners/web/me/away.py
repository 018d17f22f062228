"""How does a Listener say that he is away for a stretch of nights, or that he wants a rest from call-outs, from now?"""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.nights import ONE_DAY, nights_between
from listeners.domain.people import AvailabilityKind
from listeners.domain.rota.problem import Absence
from listeners.services import availability, availability_rules
from listeners.services.own_page import not_on, own_nights
from listeners.web.fields import ActForm, NextDate, last_night_words
from listeners.web.filters import night
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.nights import LAST_NIGHT
from listeners.web.me.said_back import soon, still_off, tell_back
from listeners.web.me.views import OWN

LONGEST_LEAVE = timedelta(days=56)
"""Eight weeks at once, as many as the paper card has nights for (a design choice)."""


class LeaveForm(ActForm):
    """The first and the last night that he is away."""

    from_on = NextDate("The first night you are away", [InputRequired("Enter the first night")])
    to_on = NextDate("The last night you are away", [InputRequired("Enter the last night")])

    def settle(self) -> None:
        """Know tonight: leave begins from then on."""
        self.page = own_nights(g.site, g.actor, g.now)
        self.tonight = self.page.tonight
        self.from_on.settle(self.tonight)
        self.to_on.settle(self.from_on.data or self.tonight)

    def validate_from_on(self, field: Field) -> None:
        """From tonight on, and no further ahead than he says anything else of a night."""
        if field.data is not None and not self.tonight <= field.data <= self.tonight + LAST_NIGHT:
            raise ValidationError("Choose a night from tonight to twelve weeks ahead")

    def validate_to_on(self, field: Field) -> None:
        """Not before the first, and eight weeks at most."""
        first = self.from_on.data
        if field.data is not None and first is not None and not first <= field.data < first + LONGEST_LEAVE:
            raise ValidationError(last_night_words(first + LONGEST_LEAVE - ONE_DAY))

    @property
    def nights(self) -> tuple[date, ...]:
        """The nights that were entered; after the form is valid."""
        first, last = self.from_on.data, self.to_on.data
        assert first is not None and last is not None  # noqa: S101 -- the validators have seen to it
        return tuple(nights_between(first, last))

    @property
    def words(self) -> str:
        """What was entered, said back."""
        first, last = self.nights[0], self.nights[-1]
        if first == last:
            return f"You are away on the night of {night(first)}."
        return f"You are away from the night of {night(first)} to the night of {night(last)}."


@blueprint.route("/nights/away", methods=["GET", "POST"])
@allow(*OWN)
def away() -> ResponseReturnValue:
    """Ask from which night to which he is away, and write it down as leave."""
    form = LeaveForm()
    form.settle()
    if request.method == "POST" and form.validate():
        nights = dict.fromkeys(form.nights, AvailabilityKind.UNAVAILABLE)
        whom, why, key = g.actor.listener_id, Absence.LEAVE.value, form.act_key.data
        needed = availability.say(g.site, whom, nights, why, g.actor, g.now, act_key=key)
        tell_back([form.words], needed, form.page)
        return redirect(url_for("me.night_said"), 303)
    shown = render_template("me/away.html", form=form, seen=in_three_lines(Kind.AVAILABLE))
    return (shown, 422) if request.method == "POST" else shown


@blueprint.route("/rest", methods=["GET", "POST"])
@allow(*OWN)
def rest() -> ResponseReturnValue:
    """Let him rest from call-outs, from now; while he rests say how he comes back."""
    if request.method == "POST":
        needed = availability_rules.pause(g.site, g.actor.listener_id, g.actor, g.now, request.form.get("act_key"))
        tell_back(["You are resting from call-outs."], needed, own_nights(g.site, g.actor, g.now))
        return redirect(url_for("me.index"), 303)
    page = availability_rules.own_pause(g.site, g.actor, g.now)
    return render_template("me/rest.html", page=page, seen=in_three_lines(Kind.AVAILABLE))


@blueprint.post("/rest/over")
@allow(*OWN)
def rest_over() -> ResponseReturnValue:
    """Let him be asked again, from tonight on."""
    availability_rules.come_back(g.site, g.actor.listener_id, g.actor, g.now, request.form.get("act_key"))
    tonight = own_nights(g.site, g.actor, g.now).tonight
    off = not_on(g.site, soon(tonight), g.actor)
    words = "Your rest is over." if tonight in off else "You are back. You can be asked again, from tonight."
    flash(" ".join((words, *still_off(off))))
    return redirect(url_for("me.index"), 303)
