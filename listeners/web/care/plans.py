"""What was agreed with each Listener, and how does a coordinator put on file what both agree on?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import InputRequired, Optional

from listeners.domain.care.support_plan import SupportPlan, plan_faults
from listeners.domain.nights import local_date
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import ListenerId, Role
from listeners.domain.sentences import listed
from listeners.domain.states import ContactPlace
from listeners.services.care import support_plans
from listeners.services.care.support_plans import Agreed, PlanPage
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.fields import choices
from listeners.web.filters import night
from listeners.web.guards import allow
from listeners.web.places import PLACES

FIRST_LOOK = timedelta(weeks=4)
"""When a new plan is proposed to be looked at (a design choice)."""
ONLY = {"": "Night and day", Only.BY_NIGHT.value: "Only by night", Only.BY_DAY.value: "Only by day"}


class PlanForm(fields.ActForm):
    """The limits, what is for the two of them, when they look at it again, and that he agrees; and which plan was seen
    in force (empty: none)."""

    seen = HiddenField()
    in_7 = fields.Number("Most nights in any 7 (empty: the prison’s own limit)", [Optional()])
    in_28 = fields.Number("Most nights in any 28 (empty: the prison’s own limit)", [Optional()])
    only = fields.OneOf("When he goes", choices=choices(ONLY.items()), default="")
    not_wings = fields.ManyOf("Wings that he does not go to")
    not_places = fields.ManyOf("Places where he would rather not listen", choices=choices(PLACES.items()))
    not_asked = fields.LongWords("What he is not to be asked, and what not to talk of (may be empty)")
    words = fields.LongWords("What else you agreed (may be empty)")
    review_on = fields.LocalDate("When you look at it together again", [InputRequired("Enter the day")])
    agrees = fields.Tick("He agrees to all of it", [InputRequired("Go through it with him, and tick when he agrees")])

    def __init__(self, page: PlanPage) -> None:
        super().__init__()
        self._on_file = page.member.reaches_on_file
        self.not_wings.choices = choices((wing.code, f"{wing.code} wing") for wing in g.site.wings)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each answer, and then what may be agreed."""
        if not super().validate(extra_validators):
            return False
        wings = frozenset(wing.code for wing in g.site.wings)
        agreed, today = self.agreed, local_date(g.now, g.site.zone)
        faults = list(plan_faults(agreed.plan, agreed.limits, self._on_file, wings, agreed.review_on, today))
        for field, words in faults:
            self[field].errors = [*self[field].errors, words]
        return not faults

    @property
    def agreed(self) -> Agreed:
        """What was entered, once every answer is one."""
        limits = OwnLimits(
            self.in_7.data,
            self.in_28.data,
            Only(self.only.data) if self.only.data else None,
            frozenset(self.not_wings.data or ()),
        )
        places = frozenset(map(ContactPlace, self.not_places.data or ()))
        plan = SupportPlan((self.not_asked.data or "").strip(), places, (self.words.data or "").strip())
        return Agreed(limits, plan, self.review_on.data)  # type: ignore[arg-type]

    def show(self, page: PlanPage) -> None:
        """Begin with what was agreed; a day to look again is proposed, and he is asked anew whether he agrees."""
        self.review_on.data = local_date(g.now, g.site.zone) + FIRST_LOOK
        if page.plan is None or (agreed := page.agreed) is None:
            return
        self.seen.data = page.plan.id
        limits, plan = agreed.limits, agreed.plan
        self.in_7.data, self.in_28.data = limits.in_7, limits.in_28
        self.only.data = limits.only.value if limits.only else ""
        self.not_wings.data = sorted(limits.not_wings)
        self.not_places.data = [place.value for place in ContactPlace if place in plan.not_places]
        self.not_asked.data, self.words.data = plan.not_asked, plan.words


@blueprint.get("/support-plans")
@allow(Role.COORDINATOR)
def plans() -> ResponseReturnValue:
    """List who has a plan, and which of them are to be looked at."""
    return render_template("care/plans.html", lines=support_plans.team(g.site, g.actor, g.now), only=ONLY)


@blueprint.route("/people/<listener_id>/support-plan", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def plan(listener_id: str) -> ResponseReturnValue:
    """Show what was agreed, to print for him, and agree anew."""
    page = support_plans.of(g.site, ListenerId(listener_id), g.actor, g.now)
    form = PlanForm(page)
    if request.method == "GET":
        form.show(page)
    elif form.validate():
        whose, seen = page.member.id, form.seen.data or None
        needed = support_plans.agree(g.site, whose, form.agreed, seen, g.actor, g.now, form.act_key.data)
        others = "" if not needed else f" Others are asked for {listed([night(each) for each in needed])}."
        flash(f"The plan is on file, and its limits hold from now on.{others}")
        return redirect(url_for("care.plan", listener_id=page.member.id), 303)
    shown = render_template("care/plan.html", page=page, form=form, only=ONLY, places=PLACES)
    return shown, 200 if request.method == "GET" else 422


@blueprint.post("/people/<listener_id>/support-plan/end")
@allow(Role.COORDINATOR)
def plan_end(listener_id: str) -> ResponseReturnValue:
    """End a plan with all its limits."""
    seen, act_key = request.form.get("seen", ""), request.form.get("act_key")
    support_plans.end(g.site, ListenerId(listener_id), seen, g.actor, g.now, act_key)
    flash("The plan has ended. From now on he is planned and asked like everybody.")
    return redirect(url_for("care.plan", listener_id=listener_id), 303)
