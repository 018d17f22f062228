"""Who checked in, what did he answer, and how does the coordinator key in a paper card?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired

from listeners.domain.care.checkin import Item, WantsRest, card_fault
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services.care import checkins, reporting_duties
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.checkin_fields import HOW_MUCH, QUESTIONS, REST, REST_QUESTION, CheckInForm
from listeners.web.duties_words import EVERYWHERE
from listeners.web.guards import allow


class CheckInCardForm(CheckInForm):
    """A card: its date, and what is ticked on it."""

    on = fields.LocalDate("Date on the card", [InputRequired("Enter the date on the card")])

    def validate_on(self, field: Field) -> None:
        """Refuse a date that is ahead, or of a week that is not shown."""
        fault = card_fault(field.data, local_date(g.now, g.site.zone)) if field.data else None
        if fault is not None:
            raise ValidationError(f"Look at the date: {fault}")


@blueprint.get("/check-ins")
@allow(Role.COORDINATOR)
def checkin_list() -> ResponseReturnValue:
    """List who checked in in the last four weeks, without what he answered."""
    return render_template("care/checkins.html", page=checkins.team(g.site, g.actor, g.now))


@blueprint.get("/check-ins/<check_in_id>")
@allow(Role.COORDINATOR)
def checkin(check_in_id: str) -> ResponseReturnValue:
    """Show what was answered; each reading is noted before it is shown."""
    page = checkins.read(g.site, check_in_id, g.actor, g.now)
    said = [(QUESTIONS[item], HOW_MUCH.get(page.told.of(item) or "")) for item in Item]
    said.append((REST_QUESTION, REST.get(page.told.rest or "")))
    return render_template("care/checkin.html", page=page, said=said)


@blueprint.route("/people/<listener_id>/check-ins/new", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def checkin_key_in(listener_id: str) -> ResponseReturnValue:
    """Key in a paper card; what was answered before is not shown."""
    member, form = checkins.whose_card(g.site, ListenerId(listener_id), g.actor), CheckInCardForm()
    if request.method == "GET" or not form.validate() or form.on.data is None:
        shown = render_template("care/checkin_new.html", member=member, form=form)
        return shown, 200 if request.method == "GET" else 422
    told = checkins.told(form.answers, form.rest.data)
    checkins.key_in(g.site, member.id, form.on.data, told, g.actor, g.now, act_key=form.act_key.data)
    flash("The card is on file." + (" He rests from now on." if told.rest is WantsRest.YES else ""))
    return redirect(url_for("care.checkin_list"), 303)


@blueprint.get("/check-in-card")
@allow(Role.COORDINATOR)
def checkin_card() -> ResponseReturnValue:
    """Show a card to be printed and handed out."""
    passed_on = reporting_duties.of(g.site) or EVERYWHERE
    words = {"questions": QUESTIONS, "how_much": HOW_MUCH, "rest": REST}
    return render_template("print/care_checkin_card.html", passed_on=passed_on, **words)
