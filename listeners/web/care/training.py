"""Who was trained in what, and how does the coordinator enter a training of several at once?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired

from listeners.domain.care.training import REFRESHED_AFTER, Module, training_fault
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services.care import training as trainings
from listeners.services.care.training import TrainingTeam
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.fields import choices
from listeners.web.guards import allow

MODULES = {
    Module.LISTENING: "Listening",
    Module.SUICIDE: "Suicide and self-harm",
    Module.CONFIDENTIAL: "What stays between them, and what is passed on",
    Module.PRESSURE: "Boundaries and pressure",
    Module.TRAUMA: "Secondary and vicarious trauma",
    Module.SELF_CARE: "Looking after himself",
}


class TrainingForm(fields.ActForm):
    """What was taught, when, and who was there."""

    module = fields.OneOf(
        "What was taught",
        [InputRequired("Choose what was taught")],
        choices=choices((module.value, words) for module, words in MODULES.items()),
    )
    on = fields.LocalDate("On which day", [InputRequired("Enter the day")])
    who = fields.ManyOf("Who was there", [InputRequired("Choose who was there")])

    def __init__(self, page: TrainingTeam) -> None:
        super().__init__()
        self.who.choices = choices((line.member.id, line.member.name) for line in page.lines)

    def validate_on(self, field: Field) -> None:
        """Refuse a day that is still to come or too long ago."""
        fault = training_fault(field.data, local_date(g.now, g.site.zone)) if field.data else None
        if fault is not None:
            raise ValidationError(f"Look at the day: {fault}")


@blueprint.route("/training", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def training() -> ResponseReturnValue:
    """Show the team with its modules, and enter a training."""
    page = trainings.team(g.site, g.actor, g.now)
    form = TrainingForm(page)
    if request.method == "GET" or not form.validate() or form.on.data is None:
        shown = render_template(
            "care/training.html", page=page, form=form, modules=MODULES, refreshed_after=REFRESHED_AFTER
        )
        return shown, 200 if request.method == "GET" else 422
    who = [ListenerId(each) for each in form.who.data or ()]
    new = trainings.enter(g.site, Module(form.module.data), form.on.data, who, g.actor, g.now, form.act_key.data)
    flash(f"The training is on file for {new} more." if new else "It was on file already.")
    return redirect(url_for("care.training"), 303)


@blueprint.get("/people/<listener_id>/training")
@allow(Role.COORDINATOR)
def trained(listener_id: str) -> ResponseReturnValue:
    """Show every training of one Listener."""
    member, done = trainings.of(g.site, ListenerId(listener_id), g.actor)
    return render_template("care/trained.html", member=member, done=done, modules=MODULES)


@blueprint.post("/training/<training_id>/back")
@allow(Role.COORDINATOR)
def training_back(training_id: str) -> ResponseReturnValue:
    """Take a training that was not so off file."""
    listener = trainings.take_back(g.site, training_id, g.actor, g.now, request.form.get("act_key"))
    flash("It is off file.")
    return redirect(url_for("care.trained", listener_id=listener), 303)
