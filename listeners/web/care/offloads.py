"""Who is due for offload, and how does the coordinator key in a card, correct a session, or read a text?"""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField, ValidationError
from wtforms.validators import InputRequired

from listeners.domain.people import ListenerId, Role
from listeners.domain.team import TeamMember
from listeners.services.care import offload_plans, offload_team, offloads
from listeners.services.care.offloads import OffloadOnFile
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.care.seen import seen_version
from listeners.web.guards import allow
from listeners.web.session_fields import LENGTHS, OTHER, DatedSessionForm


class CardForm(DatedSessionForm):
    """The card of a session: who was there, and the facts."""

    asked_first = ("people", "on")
    people = fields.ManyOf("Who was there?", [InputRequired("Choose who was there")])

    def offer(self, team: Iterable[TeamMember]) -> None:
        """Offer everybody of the team."""
        self.people.choices = fields.choices((member.id, member.name) for member in team)

    def validate_useful(self, field: Field) -> None:
        """How much use it was is each Listener's own: one card, one answer."""
        if field.data and len(self.people.data or ()) > 1:
            raise ValidationError("Leave this at “rather not say” for a group: each card has its own answer")


class CorrectionForm(DatedSessionForm):
    """The facts of a session as they should have been."""

    version = HiddenField()

    def fill(self, told: OffloadOnFile) -> None:
        """Show what is on file."""
        held, minutes = told.held, str(told.held.minutes)
        self.version.data = str(told.version)
        self.on.data, self.kind.data, self.led_by.data = held.on, held.kind.value, held.led_by.value
        self.present.data, self.place.data = sorted(held.present), held.place or ""
        self.private.data, self.officer.data = "yes" if held.private else "no", held.officer.value
        self.length.data = minutes if minutes in LENGTHS else OTHER
        self.other_length.data = held.minutes if self.length.data == OTHER else None
        self.useful.data = str(held.useful or "") if told.on_behalf else ""


@blueprint.get("/offloads")
@allow(Role.COORDINATOR)
def offload_list() -> ResponseReturnValue:
    """Show who is due, overdue and was last not alone, and the share on time."""
    return render_template("care/offloads.html", page=offload_team.team(g.site, g.actor, g.now))


@blueprint.route("/offloads/new", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def key_in() -> ResponseReturnValue:
    """Key in a paper card, for one or for a whole group."""
    form = CardForm()
    form.offer(offload_plans.whom_to_ask(g.site, g.actor, g.now))
    if request.method == "GET":
        form.people.data = request.args.getlist("person")
        return render_template("care/offload_new.html", form=form, already=())
    if not form.validate():
        return render_template("care/offload_new.html", form=form, already=()), 422
    people = [ListenerId(each) for each in form.people.data or ()]
    told = offloads.told(**form.facts())
    already = offloads.on_file_already(g.site, people, told, g.actor)
    if already and "anyway" not in request.form:
        return render_template("care/offload_new.html", form=form, already=already), 422
    offloads.key_in(g.site, people, told, g.actor, g.now, act_key=form.act_key.data)
    flash(f"The session is on file for {len(set(people))} Listener{'' if len(set(people)) == 1 else 's'}.")
    return redirect(url_for("care.offload_list"), 303)


@blueprint.route("/offloads/<offload_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def correct(offload_id: str) -> ResponseReturnValue:
    """Correct the facts of a session; the earlier version is kept."""
    form = CorrectionForm()
    if request.method == "GET" or not form.validate():
        told = offloads.one(g.site, offload_id, g.actor, g.now)
        if request.method == "GET":
            form.fill(told)
        shown = render_template("care/offload_correct.html", form=form, told=told)
        return shown, 200 if request.method == "GET" else 422
    version = seen_version(form.version.data)
    held = offloads.told(**form.facts())
    whose = offloads.correct(g.site, offload_id, version, held, g.actor, g.now, act_key=form.act_key.data)
    flash("The session is corrected. What stood there before is kept.")
    return redirect(url_for("care.person", listener_id=whose), 303)


@blueprint.post("/offloads/<offload_id>/apart")
@allow(Role.COORDINATOR)
def apart(offload_id: str) -> ResponseReturnValue:
    """Hold a card apart from what its Listener told of that day, or let it be the same session again."""
    is_apart = "same" not in request.form
    offloads.hold_apart(g.site, offload_id, is_apart, g.actor, g.now, act_key=request.form.get("act_key"))
    flash("They count as two sessions." if is_apart else "They count as one session.")
    return redirect(url_for("care.offload_list"), 303)


@blueprint.get("/offloads/<offload_id>/text")
@allow(Role.COORDINATOR)
def text(offload_id: str) -> ResponseReturnValue:
    """Show what a Listener wrote; each reading is noted before it is shown."""
    told, words = offloads.read_text(g.site, offload_id, g.actor, g.now)
    return render_template("care/offload_text.html", told=told, words=words)
