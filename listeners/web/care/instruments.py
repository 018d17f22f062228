"""Which questionnaires are there, what did a Listener answer to one, and what came of it over time?"""

from __future__ import annotations

from typing import Any, TypeVar

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired

from listeners.domain.care.instruments import Answers, Instrument, Use
from listeners.domain.people import ListenerId, Role
from listeners.services.care import instruments as service
from listeners.services.care.instrument_keys import instrument, instruments
from listeners.services.care.instrument_packs import Wording, wording
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow
from listeners.web.session_fields import can_have_been


class _AnswerOrLeft:
    """An answer is a number of the form's own range, or it is left out."""

    def __init__(self, item: int, least: int, most: int) -> None:
        self.offered = frozenset(str(each) for each in range(least, most + 1))
        self.missing = f"Item {item}: enter a number from {least} to {most}, or leave it out"

    def __call__(self, _form: object, field: Field) -> None:
        said = (field.data or "").strip()
        if said and said not in self.offered:
            raise ValidationError(self.missing)


class AnswersForm(fields.ActForm):
    """What stands on a form: a box for each item, by its number."""

    @property
    def boxes(self) -> tuple[Field, ...]:
        """The boxes, in the order of the items."""
        return tuple(field for field in self if field.name.startswith("item_"))

    @property
    def answers(self) -> Answers:
        """What was answered, by the number of the item; after the form is valid."""
        said = ((int(box.name.removeprefix("item_")), (box.data or "").strip()) for box in self.boxes)
        return {item: int(answer) for item, answer in said if answer}

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for one answer at least, beside what each box asks for."""
        is_right = super().validate(extra_validators)
        if is_right and not self.answers:
            self.form_errors.append("Enter an answer: an empty sheet is none")
        return is_right and bool(self.answers)


class ResultForm(AnswersForm):
    """What stands on somebody's form, and its date."""

    on = fields.LastDate("Date on the form", [InputRequired("Enter the date on the form"), can_have_been])


F = TypeVar("F", bound=AnswersForm)


def form_of(kind: type[F], of_key: Instrument, words: Wording) -> F:
    """Return a form with a box for each item of an instrument, labelled with its number and its wording, or our cue."""
    labels = words.pack.items if words.pack else of_key.cues
    boxes: dict[str, Any] = {
        f"item_{item}": fields.Words(f"{item} {label}", [_AnswerOrLeft(item, of_key.least, of_key.most)])
        for item, label in zip(of_key.numbers, labels, strict=True)
    }
    form: F = type(kind.__name__, (kind,), boxes)()
    return form


def wording_of(of_key: Instrument) -> Wording:
    """Return the official wording that this installation may show, or why it does not."""
    return wording(current_app.config["LISTENERS"].instance, of_key)


@blueprint.get("/questionnaires")
@allow(Role.COORDINATOR)
def instrument_list() -> ResponseReturnValue:
    """List the questionnaires that the program can add up, each with its source, licence and caveat."""
    each = tuple((of_key, wording_of(of_key)) for of_key in instruments().values())
    return render_template("care/instruments.html", instruments=each)


@blueprint.get("/questionnaires/<key>/sheet")
@allow(Role.COORDINATOR)
def instrument_sheet(key: str) -> ResponseReturnValue:
    """Show a sheet for the answers to a questionnaire, to be printed."""
    of_key = instrument(key)
    return render_template("print/care_instrument_sheet.html", of_key=of_key, words=wording_of(of_key))


@blueprint.get("/people/<listener_id>/questionnaires")
@allow(Role.COORDINATOR)
def results(listener_id: str) -> ResponseReturnValue:
    """Show what somebody's answers came to over time; each reading is noted before it is shown."""
    page = service.results(g.site, ListenerId(listener_id), g.actor, g.now)
    return render_template("care/results.html", page=page)


@blueprint.route("/people/<listener_id>/questionnaires/<key>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def result_new(listener_id: str, key: str) -> ResponseReturnValue:
    """Key in a form by the numbers of its items; what was answered before is not shown."""
    member = service.whose_form(g.site, ListenerId(listener_id), g.actor)
    of_key = instrument(key, Use.INDIVIDUAL)
    words = wording_of(of_key)
    form = form_of(ResultForm, of_key, words)
    if request.method == "GET" or not form.validate() or form.on.data is None:
        shown = render_template("care/result_new.html", member=member, of_key=of_key, form=form, words=words)
        return shown, 200 if request.method == "GET" else 422
    service.key_in(g.site, member.id, key, form.on.data, form.answers, g.actor, g.now, act_key=form.act_key.data)
    flash("The answers are on file.")
    return redirect(url_for("care.results", listener_id=member.id), 303)


@blueprint.post("/questionnaires/answers/<result_id>/off")
@allow(Role.COORDINATOR)
def result_off(result_id: str) -> ResponseReturnValue:
    """Take answers that were keyed in by mistake off file."""
    whose = service.take_off(g.site, result_id, g.actor, g.now, request.form.get("act_key"))
    flash("They are off file. The earlier version is kept.")
    return redirect(url_for("care.results", listener_id=whose), 303)
