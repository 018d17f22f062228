"""How does the coordinator key in what a Listener ticked on a paper card, or that a debrief was offered?"""

from __future__ import annotations

from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from listeners.domain.care.facts import Tick
from listeners.domain.nights import NoSuchLocalTime, TwiceLocalTime, instant
from listeners.domain.people import ListenerId, Role
from listeners.services.care import contacts
from listeners.services.care.contacts import CallsOf
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow


class TicksForm(fields.ActForm):
    """What is ticked on the card."""

    suicidal_feelings = fields.Tick("Suicidal feelings")
    attempt_or_death = fields.Tick("An attempt or a death")
    need_beyond_listening = fields.Tick("Need beyond listening")

    @property
    def ticks(self) -> frozenset[Tick]:
        """What was ticked."""
        return frozenset(tick for tick in Tick if self[tick.value].data)


class DebriefForm(fields.ActForm):
    """When a debrief was offered."""

    on = fields.LocalDate("Offered on", [InputRequired("Enter the date")])
    at = fields.LocalTime("At", [InputRequired("Enter the time")])

    def moment(self) -> datetime | None:
        """The moment on the wall of the site; None, with the fault noted, where there is no such moment."""
        try:
            return instant(datetime.combine(self.on.data, self.at.data), g.site.zone)  # type: ignore[arg-type]
        except (NoSuchLocalTime, TwiceLocalTime) as fault:
            self.at.errors = [f"{fault}. Enter an hour earlier or later."]
            return None


@blueprint.get("/people/<listener_id>/calls")
@allow(Role.COORDINATOR)
def call_list(listener_id: str) -> ResponseReturnValue:
    """List the call-outs of somebody in the last 28 days, for keying in."""
    page = contacts.calls_of(g.site, ListenerId(listener_id), g.actor, g.now)
    return render_template("care/calls.html", page=page)


@blueprint.route("/people/<listener_id>/calls/<call_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def card(listener_id: str, call_id: str) -> ResponseReturnValue:
    """Key in the card of one call-out; what was ticked before is not shown."""
    form = TicksForm()
    if request.method == "POST" and form.validate():
        contacts.key_in(g.site, call_id, form.ticks, g.actor, g.now, act_key=form.act_key.data)
        flash("The card is on file.")
        return redirect(url_for("care.call_list", listener_id=listener_id), 303)
    page = contacts.calls_of(g.site, ListenerId(listener_id), g.actor, g.now)
    return _card_page(page, call_id, form, DebriefForm(formdata=None))


@blueprint.post("/people/<listener_id>/calls/<call_id>/debrief")
@allow(Role.COORDINATOR)
def debrief(listener_id: str, call_id: str) -> ResponseReturnValue:
    """Note that a debrief was offered, taken or not."""
    form = DebriefForm()
    at = form.moment() if form.validate() else None
    page = contacts.calls_of(g.site, ListenerId(listener_id), g.actor, g.now)
    if at is not None and not page.one(call_id).out_at <= at <= g.now:
        form.at.errors, at = ["Enter a time between the call-out and now"], None
    if at is None:
        return _card_page(page, call_id, TicksForm(formdata=None), form)
    contacts.debrief_offered(g.site, call_id, at, g.actor, g.now, act_key=form.act_key.data)
    flash("It is noted that a debrief was offered.")
    return redirect(url_for("care.call_list", listener_id=listener_id), 303)


def _card_page(page: CallsOf, call_id: str, form: TicksForm, debrief_form: DebriefForm) -> ResponseReturnValue:
    shown = render_template("care/call.html", page=page, call=page.one(call_id), form=form, debrief_form=debrief_form)
    return shown, 200 if request.method == "GET" else 422
