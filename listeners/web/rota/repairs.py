"""How does the coordinator have what is published repaired, look at it before and after, and accept it as one act?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from listeners.domain.people import Role
from listeners.domain.states import PlanState
from listeners.services import plans, repairs
from listeners.web.fields import ActForm, OwnWords
from listeners.web.guards import allow
from listeners.web.rota import blueprint

WHY = "Somebody who was down cannot do it any more"
"""What stands as the reason in the form until the coordinator writes another."""


BETWEEN = "; "
"""Stands between the yeses in the form."""


class AcceptForm(ActForm):
    """Yes, what the history says of it, and which yeses waited for its nights when it was shown."""

    reason = OwnWords(
        "Why the published nights change",
        [DataRequired("Say why published nights change"), Length(max=300, message="At most 300 characters")],
        description="Stands in the history. Nobody who is told reads it.",
    )
    yeses = HiddenField()


@blueprint.post("/repairs")
@allow(Role.COORDINATOR)
def repair_ask() -> ResponseReturnValue:
    """Have a repair worked out."""
    request_id = repairs.ask(g.actor, g.site, g.now, act_key=request.form.get("act_key"))
    return redirect(url_for("rota.plan_progress", request_id=request_id), 303)


@blueprint.route("/repairs/<request_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def repair(request_id: str) -> ResponseReturnValue:
    """Show what a repair changes, before and after, and whom it tells; and accept all of it."""
    form = AcceptForm(reason=WHY)
    if form.validate_on_submit():
        seen, key = (form.yeses.data or "").split(BETWEEN), form.act_key.data
        repairs.accept(g.actor, g.site, request_id, form.reason.data or "", g.now, act_key=key, seen_yeses=seen)
        flash("The rota is repaired. Everybody affected has a slip to be handed over.")
        return redirect(url_for("rota.index"), 303)
    if plans.follow(g.actor, g.site, request_id).state is not PlanState.PROPOSED:
        return redirect(url_for("rota.plan_progress", request_id=request_id), 303)
    page = repairs.preview(g.actor, g.site, request_id, g.now)
    form.yeses.data = BETWEEN.join(page.yeses)
    shown = render_template(
        "rota/repair.html",
        form=form,
        page=page,
        request_id=request_id,
        who={member.id: member for member in page.facts.team},
        told=sorted(page.change.told, key=lambda each: page.facts.refs[each.listener]),
        frozen=sorted(page.facts.frozen),
    )
    return shown, 422 if form.is_submitted() else 200


@blueprint.post("/repairs/<request_id>/leave")
@allow(Role.COORDINATOR)
def repair_leave(request_id: str) -> ResponseReturnValue:
    """Leave what is published as it is."""
    plans.follow(g.actor, g.site, request_id)
    repairs.leave(g.actor, g.site, request_id, g.now)
    flash("The rota stays as it was.", "nothing")
    return redirect(url_for("rota.index"), 303)
