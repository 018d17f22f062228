"""Which surveys of a group are there, what stands on a sheet, and what did one come to?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from listeners.domain.people import Role
from listeners.services.care import group_surveys as service
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.care.instruments import AnswersForm, form_of, wording_of
from listeners.web.guards import allow


class BeginForm(fields.ActForm):
    """Which questionnaire."""

    key = fields.OneOf("Which questionnaire?", [InputRequired("Choose a questionnaire")])


class CloseForm(fields.ActForm):
    """How many sheets were handed out."""

    handed_out = fields.Number("How many sheets were handed out?", [InputRequired("Enter how many were handed out")])


@blueprint.route("/surveys", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def surveys() -> ResponseReturnValue:
    """List the surveys, and begin one."""
    form = BeginForm()
    form.key.choices = fields.choices((each.key, each.name) for each in service.for_groups())
    if request.method == "POST" and form.validate():
        survey_id = service.begin(g.site, form.key.data, g.actor, g.now, act_key=form.act_key.data)
        return redirect(url_for("care.survey", survey_id=survey_id), 303)
    shown = render_template("care/surveys.html", surveys=service.surveys(g.site, g.actor), form=form)
    return shown, 200 if request.method == "GET" else 422


@blueprint.route("/surveys/<survey_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def survey(survey_id: str) -> ResponseReturnValue:
    """Show one survey, and close it."""
    form, page = CloseForm(), service.survey(g.site, survey_id, g.actor, g.now)
    handed_out = form.handed_out.data
    if request.method == "POST" and form.validate() and handed_out is not None:
        fault = service.handed_out_fault(page.survey, handed_out)
        if fault is None or page.survey.closed_on is not None:
            service.close(g.site, survey_id, handed_out, g.actor, g.now, act_key=form.act_key.data)
            flash("The survey is closed.")
            return redirect(url_for("care.survey", survey_id=survey_id), 303)
        form.handed_out.errors = [fault.capitalize()]
    shown = render_template("care/survey.html", page=page, form=form)
    return shown, 200 if request.method == "GET" else 422


@blueprint.route("/surveys/<survey_id>/sheet", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def survey_key_in(survey_id: str) -> ResponseReturnValue:
    """Key in one sheet by the numbers of its items."""
    page = service.survey(g.site, survey_id, g.actor, g.now)
    if request.method == "GET" and page.survey.closed_on is not None:
        flash("The survey is closed: no sheet is keyed in any more.")
        return redirect(url_for("care.survey", survey_id=survey_id), 303)
    words = wording_of(page.of_key)
    form = form_of(AnswersForm, page.of_key, words)
    if request.method == "POST" and form.validate():
        service.key_in(g.site, survey_id, form.answers, g.actor, g.now, act_key=form.act_key.data)
        flash("The sheet is on file.")
        return redirect(url_for("care.survey", survey_id=survey_id), 303)
    shown = render_template("care/survey_sheet.html", page=page, form=form, words=words)
    return shown, 200 if request.method == "GET" else 422
