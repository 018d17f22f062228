"""Who takes over from somebody who is out?"""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role
from listeners.services import callout_relays, callout_views
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.times import HAND_OVER, to_call_out


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/hand-over", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def hand_over(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Ask who takes over; one press and he goes, and the other is back. Then the questions of a return are asked of
    him: whether he was offered a talk, and where they talked."""
    if request.method == "POST":
        whom, key = ListenerId(request.form.get("listener", "")), request.form.get("act_key")
        callout_relays.hand_over(g.site, call_out_id, attendance_id, whom, g.actor, g.now, key)
        asks = url_for("tonight.back", call_out_id=call_out_id, attendance_id=attendance_id, after=HAND_OVER)
        return redirect(asks, 303)
    page = callout_views.page(g.site, call_out_id, g.actor, g.now)
    went = next((each for each in page.out if each.part.id == attendance_id), None)
    if went is None or attendance_id not in page.relays:
        return to_call_out(call_out_id)
    return render_template("tonight/hand_over.html", page=page, went=went)
