"""When did the man ask, when did a Listener say yes, from when to when did they talk?"""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.errors import NotFound
from listeners.services import callout_marks, callout_views
from listeners.services.callout_marks import Mark
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.held_forms import MarkForm
from listeners.web.tonight.times import to_call_out


@blueprint.route("/call-out/<call_out_id>/asked", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def asked(call_out_id: str) -> ResponseReturnValue:
    """Ask when the man asked, and correct it."""
    form, page = MarkForm(), callout_views.page(g.site, call_out_id, g.actor, g.now)
    form.look_at(page.call_out.asked_at, g.now)
    if request.method == "GET":
        form.fill(page.call_out.asked_at, g.site.zone)
        return render_template("tonight/asked.html", form=form, page=page)
    at = form.moment if form.read(g.site.zone) else None
    says_why = form.says_why(page.call_out.asked_at, g.now)
    if at is None or not form.is_possible(callout_marks.asked_faults(page.call_out, at, g.now)) or not says_why:
        return render_template("tonight/asked.html", form=form, page=page), 422
    callout_marks.asked(g.site, call_out_id, at, g.actor, g.now, form.act_key.data, reason=form.why.data or "")
    return to_call_out(call_out_id)


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/noted/<what>", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def noted(call_out_id: str, attendance_id: str, what: str) -> ResponseReturnValue:
    """Ask when he said yes, or when they began or finished; one press says that it was now."""
    part = callout_views.follows(g.site, call_out_id, attendance_id, g.actor, g.now)
    one = part.went.part
    mark = next((each for each in Mark if each == what), None)
    if mark is None or (mark is not Mark.ACCEPTED and one.out_at is None):
        raise NotFound("nothing of the kind is noted")
    form, now, there = MarkForm(), request.form.get("now") == "yes", callout_marks.noted(one, mark)
    form.look_at(there, g.now)
    if request.method == "POST":
        at = form.take(g.now, g.site.zone) if now else form.moment if form.read(g.site.zone) else None
        faults = [] if at is None or now else callout_marks.mark_faults(part.call_out, one, mark, at, g.now)
        says_why = form.says_why(there, g.now)
        if at is not None and form.is_possible(faults) and says_why:
            his = (g.site, call_out_id, attendance_id, mark, at)
            callout_marks.mark(*his, g.actor, g.now, form.act_key.data, reason=form.why.data or "")
            return to_call_out(call_out_id)
    else:
        form.fill(there or one.back_at or g.now, g.site.zone)
    status = 422 if request.method == "POST" else 200
    return render_template("tonight/noted.html", form=form, part=part, mark=mark, on_file=there), status
