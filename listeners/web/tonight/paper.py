"""A call-out that was written on paper is keyed in, days late or not."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role, WingId
from listeners.services import callout_paper
from listeners.services.callout_paper import Overlapping, PaperRecord
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.paper_form import PaperForm
from listeners.web.tonight.times import to_what_follows


@blueprint.route("/paper", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR)
def paper() -> ResponseReturnValue:
    """Ask for one line of a night sheet, and put it on file whatever it means for the rota."""
    asked = callout_paper.paper_page(g.site, g.actor, g.now)
    form = PaperForm(night=asked.night) if request.method == "GET" else PaperForm()
    form.offer(g.site, asked.team)
    if request.method == "GET":
        return render_template("tonight/paper.html", form=form)
    found = form.read(g.site.zone, asked.policy)
    listener = ListenerId(form.listener.data or "")
    others = callout_paper.overlapping(g.site, listener, *found[1:], g.actor, g.now) if found else Overlapping()
    if found is None or not form.is_meant(found, asked.policy, g.now, others):
        return render_template("tonight/paper.html", form=form), 422
    record = PaperRecord(listener, WingId(str(form.wing.data)), *found, form.where, form.debrief.was_offered)
    call_out_id = callout_paper.on_paper(g.site, record, g.actor, g.now, form.act_key.data)
    flash("It is on file. This is what follows from it.")
    attendance_id = callout_paper.part_keyed(g.site, record, g.actor)
    return to_what_follows(call_out_id, attendance_id, form.act_key.data)
