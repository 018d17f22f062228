"""A call-out that was written on paper is keyed in, days late or not."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role, WingId
from listeners.services import callout_paper, paper_lines
from listeners.services.paper_parts import PaperRecord
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
    if found is None:
        return render_template("tonight/paper.html", form=form), 422
    asked_at, out_at, back_at, yes_at = found
    listener, wing = ListenerId(form.listener.data or ""), WingId(str(form.wing.data))
    of_talk = form.where, form.debrief.was_offered
    record = PaperRecord(listener, wing, asked_at, out_at, back_at, *of_talk, yes_at=yes_at)
    others = callout_paper.overlapping(g.site, listener, out_at, back_at, g.actor, g.now)
    there = paper_lines.unlike(g.site, paper_lines.line_of(record), g.actor, g.now)
    team = {str(member.id): member.name for member in asked.team}
    if not form.is_meant(found, asked.policy, g.now, others, there, team):
        return render_template("tonight/paper.html", form=form), 422
    is_same = form.same.answer
    call_out_id = callout_paper.on_paper(g.site, record, g.actor, g.now, form.act_key.data, is_same=is_same)
    flash("It is on file. This is what follows from it.")
    attendance_id = callout_paper.part_keyed(g.site, record, g.actor)
    return to_what_follows(call_out_id, attendance_id, form.act_key.data)
