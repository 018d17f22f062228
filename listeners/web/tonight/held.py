"""Staff cannot let a Listener go: why, and what happens now?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.services import callout_after_yes, callout_let_go, callout_refusals, callout_views, callouts_ended
from listeners.services.callout_not_gone import WayBack
from listeners.services.callout_refusals import WhatNow
from listeners.services.callout_views import CallOutPage
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import NeverGoneForm
from listeners.web.tonight.held_forms import REASONS, HeldForm, NotLetOutForm
from listeners.web.tonight.times import to_call_out


@blueprint.route("/call-out/<call_out_id>/not-let-go", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def not_let_go(call_out_id: str) -> ResponseReturnValue:
    """Ask why staff cannot let a Listener go, and what happens now."""
    form, page = HeldForm(), callout_views.page(g.site, call_out_id, g.actor, g.now)
    one = callout_refusals.held(page.call_out)
    name = page.names[one.id] if one is not None else None
    form.offer(_words(page, name))
    if request.method == "POST" and form.validate():
        callout_refusals.staff_cannot(g.site, call_out_id, form.said, g.actor, g.now, form.act_key.data)
        return to_call_out(call_out_id)
    if request.method == "GET":
        if not page.may_be_held:
            return to_call_out(call_out_id)
        form.part.data = one.id if one is not None else ""
    return render_template("tonight/not_let_go.html", form=form, page=page, name=name), (
        422 if request.method == "POST" else 200
    )


@blueprint.route("/call-out/<call_out_id>/not-let-go/<event_id>", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def let_go_after_all(call_out_id: str, event_id: str) -> ResponseReturnValue:
    """Ask whether it was pressed by mistake that staff cannot let a Listener go, and take it back; what is not fresh
    any more needs a coordinator, and a reason."""
    form, page = NeverGoneForm(), callout_views.page(g.site, call_out_id, g.actor, g.now)
    event = callout_let_go.event_of(page.happened, event_id)
    if event is None:
        return to_call_out(call_out_id)
    way = callout_let_go.way_back(g.site, event, g.actor, g.now)
    why = form.answer(way)
    if why is None:
        ended = callout_let_go.ended_by(page.call_out, event, page.happened)
        opens = ended and callout_let_go.opens(page.call_out, event, g.now, night_is_over=page.night_is_over)
        his = page.call_out.one(event.attendance_id or "")
        waits = way is WayBack.PRESS and his is not None and his.accepted_at is not None
        shown = {"form": form, "page": page, "event": event, "way": way, "opens": opens, "waits_again": waits}
        shown |= {"reason": REASONS[event.reason] if event.reason else "", "whose": page.whose(event)}
        return render_template("tonight/let_go_after_all.html", **shown), 422 if form.is_submitted() else 200
    callout_let_go.take_back(g.site, call_out_id, event_id, why, g.actor, g.now, form.act_key.data)
    return to_call_out(call_out_id, page)


@blueprint.post("/call-out/<call_out_id>/not-let-go/<event_id>/can-go")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def goes_after_all(call_out_id: str, event_id: str) -> ResponseReturnValue:
    """Staff, who hold a Listener, can let him go after all."""
    key, before = request.form.get("act_key"), callout_views.page(g.site, call_out_id, g.actor, g.now)
    callout_let_go.goes_after_all(g.site, call_out_id, event_id, g.actor, g.now, key)
    return to_call_out(call_out_id, before)


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/not-let-out", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def not_let_out(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Ask, of a night that is over, why staff never let somebody out who had said yes, and record their refusal."""
    form, his = NotLetOutForm(), (g.site, call_out_id, attendance_id)
    form.offer()
    if request.method == "POST" and form.validate():
        callout_after_yes.not_let_out(*his, form.said, g.actor, g.now, form.act_key.data)
        if callouts_ended.may_open(g.site, call_out_id, g.actor, g.now):
            return to_call_out(call_out_id)
        flash("It is recorded. The coordinator and safer custody are told.")
        return redirect(url_for("tonight.index"), 303)
    part = callout_views.follows(*his, g.actor, g.now)
    if part.went.part.state is not AttendanceState.ACCEPTED or not part.night_is_over:
        return to_call_out(call_out_id)
    status = 422 if request.method == "POST" else 200
    return render_template("tonight/not_let_out.html", form=form, part=part), status


def _words(page: CallOutPage, name: str | None) -> dict[WhatNow, str]:
    nobody = f"{name} does not go: whoever is out stays out" if page.out else "No Listener goes to him"
    words = {
        WhatNow.WAITS: f"{name} waits: it only takes longer",
        WhatNow.ANOTHER: f"Another Listener is asked, not {name}",
        WhatNow.NOBODY: nobody,
    }
    return {each: words[each] for each in callout_refusals.ways(page.call_out)}
