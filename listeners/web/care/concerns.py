"""What do those whom a Listener chose read of what he told, and how do they note what they did about it?

Whoever it is not addressed to finds no such page. It is no page of Care: the national office reads here too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from listeners.domain.care.concern import (
    ASKED_OF_SOMEBODY,
    LONGEST_CONCERN,
    LONGEST_TO,
    Concern,
    ConcernKind,
    ConcernOutcome,
    ConcernStep,
    StepNote,
)
from listeners.domain.people import ListenerId, Role
from listeners.services.care import concerns, reporting_duties
from listeners.services.care.concerns import ConcernPage
from listeners.web import fields
from listeners.web.care.seen import seen_version
from listeners.web.concern_words import KINDS
from listeners.web.duties_words import EVERYWHERE
from listeners.web.guards import allow
from listeners.web.session_fields import can_have_been, one_of

READERS = (Role.COORDINATOR, Role.NATIONAL)
STEPS = {
    ConcernStep.TALKED.value: "I talked with him",
    ConcernStep.RAISED.value: "I raised it with somebody",
    ConcernStep.ANSWERED.value: "An answer came",
    ConcernStep.ESCALATED.value: "I took it higher",
    ConcernStep.PASSED_ON.value: "I passed it on",
    ConcernStep.CLOSED.value: "Nothing more is to be done: this came of it",
}
BUTTONS = {ConcernStep.TAKEN_ON.value: "I took it on", ConcernStep.REOPENED.value: "I opened it again"}
"""Steps that are a button of their own, as the history tells of them."""
OUTCOMES = {
    ConcernOutcome.PUT_RIGHT.value: "It is put right",
    ConcernOutcome.PARTLY.value: "It is put right in part",
    ConcernOutcome.NOT_PUT_RIGHT.value: "It is not put right",
    ConcernOutcome.HE_LETS_IT_BE.value: "He wants nothing more done",
}
AGREED = {"yes": "Yes", "no": "No"}
SHORT = Length(max=LONGEST_TO, message=f"Use {LONGEST_TO} letters at most")

blueprint = Blueprint("concerns", __name__, url_prefix="/concerns")


class StepForm(fields.ActForm):
    """What was done, when, and what there is to say of it; ``version``: the concern as it was read."""

    version = HiddenField()
    step = one_of("What was done?", STEPS, "Choose what was done")
    on = fields.LocalDate("When?", [InputRequired("Enter the date")])
    words = fields.LongWords(
        "What was said, asked or answered, and what came of it",
        [Length(max=LONGEST_CONCERN, message=f"Use {LONGEST_CONCERN} letters at most")],
    )
    to = fields.OwnWords("If you raised it, took it higher or passed it on: with whom, or to whom?", [SHORT])
    next_on = fields.LocalDate(
        "By when is an answer due, or the next step?",
        [Optional()],
        description="Empty: 7 days after it.",
    )
    outcome = fields.OneOf(
        "If nothing more is to be done: what came of it?",
        choices=fields.choices(OUTCOMES.items()),
        validate_choice=False,
    )
    ground = fields.OwnWords("If it was passed on: by which law, rule or wish?", [SHORT])
    agreed = fields.OneOf(
        "If it was passed on: did he agree?", choices=fields.choices(AGREED.items()), validate_choice=False
    )
    told_on = fields.LocalDate("If it was passed on: when was he told that it would be?", [Optional()])

    @property
    def note(self) -> StepNote:
        """What was noted about it."""
        step, words = ConcernStep(self.step.data), (self.words.data or "").strip()
        if step is ConcernStep.CLOSED:
            outcome = self.outcome.data
            return StepNote(words, outcome=ConcernOutcome(outcome) if outcome in OUTCOMES else None)
        to = (self.to.data or "").strip() if step in ASKED_OF_SOMEBODY else ""
        if step is not ConcernStep.PASSED_ON:
            return StepNote(words, to, next_on=self.next_on.data)
        ground = (self.ground.data or "").strip()
        agreed = {"yes": True, "no": False}.get(self.agreed.data or "")
        return StepNote(words, to, ground, agreed, self.told_on.data, self.next_on.data)

    def read(self, page: ConcernPage) -> tuple[ConcernStep, date] | None:
        """Return what was done and when; None, with the fault noted, where it cannot be put on file."""
        if not self.validate() or self.on.data is None:
            return None
        step, on = ConcernStep(self.step.data), self.on.data
        if fault := concerns.fault_in(g.site, page.concern, step, on, self.note, g.now):
            self[fault[0]].errors = [fault[1]]
            return None
        return step, on


@blueprint.get("")
@allow(*READERS)
def index() -> str:
    """List what is addressed to whoever looks."""
    found, today = concerns.listed(g.site, g.actor, g.now)
    return render_template("care/concerns.html", concerns=found, today=today)


class ConcernCardForm(fields.ActForm):
    """A card: whose, of which date, and what is on it."""

    person = fields.Choice("Whose card?", [InputRequired("Choose whose card it is")])
    on = fields.LastDate("Date on the card", [InputRequired("Enter the date on the card"), can_have_been])
    kinds = fields.ManyOf("What is ticked?", choices=fields.choices(KINDS.items()))
    words = fields.LongWords(
        "What is written on it?",
        [Length(max=LONGEST_CONCERN, message=f"Use {LONGEST_CONCERN} letters at most")],
    )
    step_off = fields.Tick("He wants a rest from call-outs. It begins when you save")

    def validate_words(self, field: fields.LongWords) -> None:
        """Ask for something to be said."""
        if not self.kinds.data and not (field.data or "").strip():
            raise ValidationError("Tick what is ticked, or write what is written")


@blueprint.route("/card/key-in", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def key_in() -> ResponseReturnValue:
    """Key in a card that a Listener gave to the coordinators of his prison."""
    form, team = ConcernCardForm(), concerns.whose_card(g.site, g.actor, g.now)
    form.person.choices = fields.choices([("", "Choose"), *((each.id, each.name) for each in team)])
    if request.method == "GET" or not form.validate() or form.on.data is None:
        return render_template("care/concern_new.html", form=form), 200 if request.method == "GET" else 422
    told = Concern(frozenset(map(ConcernKind, form.kinds.data or ())), (form.words.data or "").strip())
    whose, rests = ListenerId(form.person.data), bool(form.step_off.data)
    concerns.key_in(g.site, whose, told, form.on.data, rests, g.actor, g.now, act_key=form.act_key.data)
    flash("The card is on file, for the coordinators of this prison alone. Hand it back or destroy it.")
    return redirect(url_for("concerns.index"), 303)


@blueprint.get("/card")
@allow(Role.COORDINATOR)
def card() -> ResponseReturnValue:
    """Show cards to be printed and left with everybody."""
    passed_on = reporting_duties.of(g.site) or EVERYWHERE
    return render_template("print/care_concern_card.html", kinds=KINDS, passed_on=passed_on)


@blueprint.get("/<concern_id>")
@allow(*READERS)
def one(concern_id: str) -> str:
    """Show what one Listener told, and what was done about it."""
    page = concerns.page(g.site, concern_id, g.actor, g.now)
    form = StepForm()
    form.on.data, form.version.data = page.today, str(page.concern.version)
    return _shown(page, form)


@blueprint.post("/<concern_id>/mine")
@allow(*READERS)
def take_on(concern_id: str) -> ResponseReturnValue:
    """Take one on."""
    return _pressed(concerns.take_on, concern_id, "It is yours. Talk with him first.")


@blueprint.post("/<concern_id>/again")
@allow(*READERS)
def open_again(concern_id: str) -> ResponseReturnValue:
    """Open one that is closed again."""
    return _pressed(concerns.open_again, concern_id, "It is open again.")


@blueprint.post("/<concern_id>/steps")
@allow(*READERS)
def step(concern_id: str) -> ResponseReturnValue:
    """Note what was done about one, or that nothing more is to be done."""
    page, form = concerns.page(g.site, concern_id, g.actor, g.now), StepForm()
    done = form.read(page)
    if done is None:
        return _shown(page, form), 422
    version = seen_version(form.version.data)
    concerns.take_step(g.site, concern_id, version, *done, form.note, g.actor, g.now, act_key=form.act_key.data)
    flash("It is noted.")
    return redirect(url_for("concerns.one", concern_id=concern_id), 303)


def _pressed(press: Callable[..., None], concern_id: str, told: str) -> ResponseReturnValue:
    version = seen_version(request.form.get("version"))
    press(g.site, concern_id, version, g.actor, g.now, request.form.get("act_key"))
    flash(told)
    return redirect(url_for("concerns.one", concern_id=concern_id), 303)


def _shown(page: ConcernPage, form: StepForm) -> str:
    return render_template("care/concern.html", page=page, form=form, steps=STEPS | BUTTONS, outcomes=OUTCOMES)
