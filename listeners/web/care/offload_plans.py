"""How does the coordinator plan an offload session, and say what became of it?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from listeners.domain.care.planned import CancelledBy, Plan
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.domain.team import TeamMember
from listeners.errors import Unreadable
from listeners.services.care import offload_plans, offloads
from listeners.services.care.offload_plans import PlannedPage
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.care.offloads import CardForm
from listeners.web.care.seen import seen_version
from listeners.web.guards import allow
from listeners.web.session_fields import KINDS, LED_BY, SESSION_PLACES, one_of

LEADERS = {role: words for role, words in LED_BY.items() if role != "officer"}
"""No session is planned that protects nobody."""
PLACES = {**SESSION_PLACES, "": "Not settled yet"}
CANCELLED_BY = {
    CancelledBy.PRISON.value: "The prison",
    CancelledBy.CHARITY.value: "The charity",
    CancelledBy.LISTENER.value: "The Listener",
    CancelledBy.LEADER.value: "Whoever was to lead it",
}


class PlanForm(fields.ActForm):
    """When a session is to be, what it is, who is to lead it, where, and for whom."""

    on = fields.NextDate("On which date?", [InputRequired("Enter the date")])
    at = fields.LocalTime("At what time?", [InputRequired("Enter the time")])
    kind = one_of("What is it?", KINDS, "Choose what it is")
    led_by = one_of("Who is to lead it?", LEADERS, "Choose who is to lead it")
    place = one_of("Where is it to be?", PLACES, "Choose where it is to be", default="")
    people = fields.ManyOf(
        "For whom is it?",
        [InputRequired("Choose for whom it is")],
        description="Offload is owed to everybody here, also to whoever is not ticked.",
    )

    def offer(self, team: Iterable[TeamMember]) -> None:
        """Offer everybody of the team, and know which day and month are next."""
        self.people.choices = fields.choices((member.id, member.name) for member in team)
        self.on.settle(local_date(g.now, g.site.zone))

    def look_at(self, unreadable: Unreadable) -> None:
        """Show at the date, or at the time, why it cannot be."""
        problem = unreadable.problems[0]
        field, name = (self.at, "time") if problem.column == "time" else (self.on, "date")
        field.errors = [f"Look at the {name}: {problem.why}"]

    def told(self) -> tuple[Plan, list[ListenerId]]:
        """Return the plan and for whom it is; after the form is valid."""
        facts: tuple[Any, ...] = self.on.data, self.at.data, self.kind.data, self.led_by.data, self.place.data
        return offload_plans.told(*facts), [ListenerId(each) for each in self.people.data or ()]


class ChangeForm(PlanForm):
    """What is planned, as it shall be from now on."""

    version = HiddenField()

    def fill(self, page: PlannedPage) -> None:
        """Show what is planned."""
        plan = page.session.plan
        self.version.data, self.people.data = str(page.session.version), sorted(page.session.people)
        self.on.data, self.at.data, self.kind.data = plan.on, plan.at, plan.kind.value
        self.led_by.data, self.place.data = plan.led_by.value, plan.place or ""


class HeldForm(CardForm):
    """The card of a session that was planned, as the plan was on the page before them."""

    version = HiddenField()


class CancelForm(fields.ActForm):
    """Who cancelled a session, as it was planned on the page before them, and why."""

    version = HiddenField()
    by = one_of("Who cancelled it?", CANCELLED_BY, "Choose who cancelled it")
    why = fields.LongWords(
        "Why? You can leave this empty.",
        [Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} letters at most")],
        description="Sealed, for coordinators alone. Never name the person anybody listened to.",
    )


@blueprint.route("/offloads/plan", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def offload_plan() -> ResponseReturnValue:
    """Ask about a session that is to be, and plan it."""
    form, team = PlanForm(), offload_plans.whom_to_ask(g.site, g.actor, g.now)
    form.offer(team)
    if request.method == "GET":
        form.on.data = fields.read_date(request.args.get("on", ""))
        day = form.on.data
        there = [member.id for member in team if day is None or member.takes_part_on(day)]
        form.people.data = request.args.getlist("person") or there
        return render_template("care/offload_plan.html", form=form)
    if form.validate():
        try:
            offload_plans.plan(g.site, *form.told(), g.actor, g.now, act_key=form.act_key.data)
        except Unreadable as unreadable:
            form.look_at(unreadable)
        else:
            flash("The session is planned. Nobody is told by the program: tell them.")
            return redirect(url_for("care.offload_list"), 303)
    return render_template("care/offload_plan.html", form=form), 422


@blueprint.route("/offloads/planned/<planned_id>/change", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def offload_change(planned_id: str) -> ResponseReturnValue:
    """Ask what of a planned session shall be another, and change it."""
    form, page = ChangeForm(), offload_plans.one(g.site, planned_id, g.actor, g.now)
    form.offer(page.team)
    if request.method == "GET":
        form.fill(page)
    elif form.validate():
        told = seen_version(form.version.data), *form.told()
        try:
            offload_plans.change(g.site, planned_id, *told, g.actor, g.now, act_key=form.act_key.data)
        except Unreadable as unreadable:
            form.look_at(unreadable)
        else:
            flash("The plan is changed. Nobody is told by the program: tell them.")
            return redirect(url_for("care.offload_planned", planned_id=planned_id), 303)
    shown = render_template("care/offload_plan.html", form=form, page=page)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.route("/offloads/planned/<planned_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def offload_planned(planned_id: str) -> ResponseReturnValue:
    """Show a planned session, and key it in for everybody who came once it was held, on its day or another."""
    page = offload_plans.one(g.site, planned_id, g.actor, g.now)
    form = _card(page)
    if request.method == "GET":
        _fill(form, page)
        return _page(page, form, CancelForm(formdata=None))
    if not form.validate():
        return _page(page, form, CancelForm(formdata=None)), 422
    came = [ListenerId(each) for each in form.people.data or ()]
    held = offloads.told(**form.facts())
    already = offloads.on_file_already(g.site, came, held, g.actor)
    if already and "anyway" not in request.form:
        return _page(page, form, CancelForm(formdata=None), already), 422
    version = seen_version(form.version.data)
    offload_plans.hold(g.site, planned_id, version, came, held, g.actor, g.now, act_key=form.act_key.data)
    flash("The session is on file for everybody who came.")
    return redirect(url_for("care.offload_list"), 303)


@blueprint.post("/offloads/planned/<planned_id>/nobody")
@allow(Role.COORDINATOR)
def offload_nobody(planned_id: str) -> ResponseReturnValue:
    """Note that a planned session was held and nobody came."""
    version = seen_version(request.form.get("version"))
    offload_plans.nobody_came(g.site, planned_id, version, g.actor, g.now, request.form.get("act_key"))
    flash("It is noted that nobody came. Offload is owed to each as before: ask why, and plan another.")
    return redirect(url_for("care.offload_list"), 303)


@blueprint.post("/offloads/planned/<planned_id>/cancelled")
@allow(Role.COORDINATOR)
def offload_cancelled(planned_id: str) -> ResponseReturnValue:
    """Note that a planned session was cancelled, by whom, and why."""
    form = CancelForm()
    if not form.validate():
        page = offload_plans.one(g.site, planned_id, g.actor, g.now)
        card = _card(page, from_form=False)
        _fill(card, page)
        return _page(page, card, form), 422
    by, why = CancelledBy(form.by.data), (form.why.data or "").strip()
    version = seen_version(form.version.data)
    offload_plans.cancel(g.site, planned_id, version, by, why or None, g.actor, g.now, act_key=form.act_key.data)
    flash("It is noted that it was cancelled. Tell those it was for.")
    return redirect(url_for("care.offload_list"), 303)


@blueprint.post("/offloads/planned/<planned_id>/again")
@allow(Role.COORDINATOR)
def offload_again(planned_id: str) -> ResponseReturnValue:
    """Let a session be planned again that was not cancelled after all, or to which somebody came."""
    offload_plans.plan_again(g.site, planned_id, g.actor, g.now, request.form.get("act_key"))
    flash("It is planned again.")
    return redirect(url_for("care.offload_planned", planned_id=planned_id), 303)


def _card(page: PlannedPage, from_form: bool = True) -> HeldForm:
    form = HeldForm() if from_form else HeldForm(formdata=None)
    form.offer(page.team)
    return form


def _fill(form: HeldForm, page: PlannedPage) -> None:
    """Show what, where and when it was to be. Who came is asked: nobody is ticked because it was planned for him."""
    plan = page.session.plan
    form.version.data = str(page.session.version)
    form.on.data = plan.on if page.has_come else None  # held before its day, it was on another
    form.kind.data, form.led_by.data, form.place.data = plan.kind.value, plan.led_by.value, plan.place or ""


def _page(page: PlannedPage, form: HeldForm, cancel: CancelForm, already: tuple[ListenerId, ...] = ()) -> str:
    words = {"kinds": KINDS, "led_by": LED_BY, "places": PLACES, "cancelled_by": CANCELLED_BY}
    return render_template(
        "care/offload_planned.html", page=page, form=form, cancel=cancel, already=already, words=words
    )
