"""Which refusals were told of afterwards, and how does the coordinator put one on file?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services.care import refusals_told
from listeners.web.addresses import date_in
from listeners.web.care import blueprint
from listeners.web.guards import allow
from listeners.web.refusal_form import WHY, RefusalForm


@blueprint.route("/refusals", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def refusals() -> ResponseReturnValue:
    """Show what was told of the last weeks, and ask about more."""
    form, asked = RefusalForm(), request.args.get("on")
    form.offer(date_in(asked) if asked is not None else None, g.now, g.site.zone)
    if request.method == "POST":
        said = form.read(lambda on: refusals_told.fault(g.site, on, False, g.now))
        if said is not None:
            refusals_told.tell_for(g.site, *said, g.actor, g.now, act_key=form.act_key.data)
            flash("It is on file, and counted with the others.")
            return redirect(url_for("care.refusals"), 303)
    shown = render_template("care/refusals.html", told=refusals_told.of(g.site, g.actor, g.now), form=form, why=WHY)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.post("/refusals/<told_id>/taken-back")
@allow(Role.COORDINATOR)
def refusal_taken_back(told_id: str) -> ResponseReturnValue:
    """Take back what was told by mistake."""
    refusals_told.take_back(g.site, told_id, g.actor, g.now, request.form.get("act_key"))
    flash("It is taken back, and not counted.")
    return redirect(url_for("care.refusals"), 303)
