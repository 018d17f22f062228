"""How does a Listener say that he cannot do a night? It becomes plain availability: no reason is asked."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.people import AvailabilityKind
from listeners.services import availability
from listeners.services.own_page import OwnNights, not_on, own_nights
from listeners.web.addresses import sent_date
from listeners.web.fields import ActForm, NextDate, OneOf, choices
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.said_back import still_off, tell_of_nights
from listeners.web.me.views import OWN
from listeners.web.session_fields import OTHER, NeededWhen, one_of

LAST_NIGHT = timedelta(days=84)
"""As far ahead as the longest rota."""
MOST_SHOWN = 14
"""What he says of more nights than two weeks have stands in the calendar alone: this page stays short."""
SAID = {
    AvailabilityKind.UNAVAILABLE.value: "I can’t do this night",
    AvailabilityKind.AVOID.value: "I would rather not do this night",
    AvailabilityKind.PREFER.value: "I would like to do this night",
}


class NightForm(ActForm):
    """A night, his own or another one, and what he says about it."""

    night = OneOf("Which night?", validate_choice=True)
    other_night = NextDate(
        "If another night: the date on which it starts", [NeededWhen("night", "Enter the date on which it starts")]
    )
    said = one_of("What do you want to say?", SAID, "Choose what you want to say", default="unavailable")

    def offer(self, page: OwnNights) -> None:
        """Offer his own nights first, then any other."""
        own = [
            (each.night.isoformat(), f"{night_words(each.night)} (your night)") for each in page.nights if not each.off
        ]
        self.night.choices = choices([*own, (OTHER, "Another night")])
        if not own and self.night.data is None:
            self.night.data = OTHER
        self.first, self.last = page.tonight, page.tonight + LAST_NIGHT
        self.other_night.settle(page.tonight)

    def validate_other_night(self, field: Field) -> None:
        """Nights that are over cannot be changed, and nobody plans further ahead than twelve weeks."""
        if field.data is not None and not self.first <= field.data <= self.last:
            raise ValidationError("Choose a night from tonight to twelve weeks ahead")

    @property
    def chosen(self) -> date:
        """The night that was chosen."""
        if self.night.data == OTHER:
            assert self.other_night.data is not None  # noqa: S101 -- the validator has seen to it
            return self.other_night.data
        return date.fromisoformat(self.night.data)


@blueprint.route("/cannot", methods=["GET", "POST"])
@allow(*OWN)
def cannot() -> ResponseReturnValue:
    """Ask about which night he wants to say something, and write it down."""
    page, form = own_nights(g.site, g.actor, g.now), NightForm()
    form.offer(page)
    if request.method == "POST" and form.validate():
        nights: dict[date, AvailabilityKind | None] = {form.chosen: AvailabilityKind(form.said.data)}
        key = form.act_key.data
        needed = availability.say(g.site, g.actor.listener_id, nights, "", g.actor, g.now, act_key=key)
        tell_of_nights(nights, needed, page)
        return redirect(url_for("me.night_said"), 303)
    said = availability.of(g.site, g.actor.listener_id, page.tonight, page.tonight + LAST_NIGHT, g.actor)
    shown = render_template(
        "me/cannot.html", form=form, said=said.one_by_one, shown=MOST_SHOWN, seen=in_three_lines(Kind.AVAILABLE)
    )
    return (shown, 422) if request.method == "POST" else shown


@blueprint.post("/cannot/back")
@allow(*OWN)
def take_back() -> ResponseReturnValue:
    """Take back what he said about a night."""
    night = sent_date(request.form.get("night", ""))
    availability.withdraw(g.site, g.actor.listener_id, (night,), g.actor, g.now, request.form.get("act_key"))
    told = f"You have taken back what you said about the night of {night_words(night)}."
    flash(" ".join((told, *still_off(not_on(g.site, (night,), g.actor)))))
    return redirect(url_for("me.night_said"), 303)


@blueprint.get("/cannot/done")
@allow(*OWN)
def night_said() -> ResponseReturnValue:
    """Say what follows: the same page whichever night it was."""
    return render_template("me/night_said.html")
