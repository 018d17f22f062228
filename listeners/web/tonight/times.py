"""When did he go, when was he back, and what follows from it?"""

from __future__ import annotations

from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from listeners.domain.people import Role
from listeners.domain.states import AttendanceState
from listeners.errors import NotFound
from listeners.services import (
    callout_after_yes,
    callout_corrections,
    callout_not_back,
    callout_times,
    callout_views,
    callout_went,
)
from listeners.services.callout_times import Return
from listeners.services.callout_views import CallOutPage, Follows
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import NeverGoneForm
from listeners.web.tonight.time_forms import BackForm, OutForm

HAND_OVER = "hand-over"
"""What has just been pressed, in the address: somebody took over from him, so that his return is on file."""
YES, NO = "yes", "no"
"""In the address of what follows: whether a talk was offered has just been answered so, and is not asked for again.
What is on file of it is told to no officer."""


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/out", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def out(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Ask when he went, and correct it."""
    part = _of_out(call_out_id, attendance_id)
    form, on_file = OutForm(), part.went.part.out_at
    form.look_at(on_file, g.now)
    if request.method == "GET":
        form.fill(part.went.part.out_at or g.now, g.site.zone)
        return render_template("tonight/out.html", form=form, part=part)
    possible = form.read(g.site.zone) and form.refuse(
        lambda out_at: callout_times.out_faults(g.site, part.went.part, out_at, g.actor, g.now),
        near=part.call_out.asked_at,
    )
    says_why = form.says_why(on_file, g.now)
    if not possible or not says_why or not form.is_meant(part.call_out.asked_at) or form.moment is None:
        return render_template("tonight/out.html", form=form, part=part), 422
    his = (g.site, call_out_id, attendance_id)
    callout_times.went_out(*his, form.moment, g.actor, g.now, form.act_key.data, reason=form.why.data or "")
    return to_call_out(call_out_id)


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/went", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def went(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Ask when somebody who said yes was let out, or went all the same, and record it; once the night is over, or the
    request had ended, ask when he was back."""
    part, form = _part(call_out_id, attendance_id, was_held=True), OutForm()
    one, his = part.went.part, (g.site, call_out_id, attendance_id)
    on_file = callout_went.end_on_file(one)
    form.look_at(on_file, g.now)
    if request.method == "GET":
        if one.state is not AttendanceState.ACCEPTED and not callout_went.may_be_entered(one):
            return to_call_out(call_out_id)
        form.begin(one.accepted_at or g.now if part.night_is_over or on_file else None, g.now, g.site.zone)
        return render_template("tonight/went.html", form=form, part=part)
    held_against = callout_went.as_never_ended(one)
    possible = form.read(g.site.zone) and form.refuse(
        lambda out_at: callout_times.out_faults(g.site, held_against, out_at, g.actor, g.now),
        near=part.call_out.asked_at,
    )
    says_why = form.says_why(on_file, g.now)
    if not possible or not says_why or not form.is_meant(part.call_out.asked_at) or form.moment is None:
        return render_template("tonight/went.html", form=form, part=part), 422
    before = callout_views.page(g.site, call_out_id, g.actor, g.now) if part.call_out.is_open else None
    callout_after_yes.went(*his, form.moment, g.actor, g.now, form.act_key.data, reason=form.why.data or "")
    if before is not None and not part.night_is_over:
        return to_call_out(call_out_id, before)
    return redirect(url_for("tonight.back", call_out_id=call_out_id, attendance_id=attendance_id), 303)


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/back", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def back(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Ask when he was back, and record it: his rest follows at once."""
    form = BackForm()
    part = _of_out(call_out_id, attendance_id, form.act_key.data if form.is_submitted() else None)
    form.offer(g.site, part.call_out.place)
    on_file = part.went.part.back_at or part.went.part.called_off_at
    form.look_at(on_file, g.now)
    if request.method == "GET":
        form.begin(part, g.now, g.site.zone)
        relieved = request.args.get("after") == HAND_OVER and on_file is not None
        return render_template("tonight/back.html", form=form, part=part, relieved=relieved)
    possible = form.read(g.site.zone) and form.is_possible(part, g.now)
    moved = callout_corrections.is_moved(part.call_out, form.where, g.now)
    if not form.says_why(on_file, g.now, also=moved) or not possible or form.moment is None:
        return render_template("tonight/back.html", form=form, part=part), 422
    said = Return(form.moment, form.where, form.debrief.was_offered, form.reason)
    callout_times.returned(g.site, call_out_id, attendance_id, said, g.actor, g.now, form.act_key.data)
    talk = None if said.debrief_offered is None else YES if said.debrief_offered else NO
    return to_what_follows(call_out_id, attendance_id, form.act_key.data, talk)


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/not-back", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def not_back(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Ask whether he is out still, though he is on file as back, and take it back."""
    part, form = _of_out(call_out_id, attendance_id), NeverGoneForm()
    if not callout_not_back.may_be_out_still(g.site, part.call_out, part.went.part):
        return to_call_out(call_out_id)
    way = callout_not_back.way_back(g.site, part.went.part, g.actor, g.now)
    why = form.answer(way)
    if why is None:
        shown = {"form": form, "part": part, "way": way}
        return render_template("tonight/not_back.html", **shown), 422 if form.is_submitted() else 200
    callout_not_back.not_back(g.site, call_out_id, attendance_id, why, g.actor, g.now, form.act_key.data)
    return to_call_out(call_out_id)


@blueprint.get("/call-out/<call_out_id>/<attendance_id>/follows")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def follows(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Show what follows from his return; ``sent`` is the key of the form that recorded it, ``talk`` that it answered
    whether a talk was offered."""
    part = _part(call_out_id, attendance_id, request.args.get("sent"))
    talk, one = request.args.get("talk"), part.went.part
    end, within = one.back_at or one.called_off_at, timedelta(hours=part.policy.debrief_within_hours)
    shown = {
        "offers": part.goes_back_now(g.now) and talk not in (YES, NO),
        "was_offered": talk == YES,
        "charity_offers_by": None if end is None else end + within,
    }
    return render_template("tonight/follows.html", part=part, **shown)


def to_call_out(call_out_id: str, before: CallOutPage | None = None) -> Response:
    """Go on to the page of a call-out; ``before``: as it was before somebody went after all, so that it is said who is
    not asked any more: an officer may stand at his door."""
    if before is not None and before.asked is not None and before.asked_part is not None:
        now = callout_views.page(g.site, call_out_id, g.actor, g.now).asked_part
        if now is None or now.id != before.asked_part.id:
            flash(f"{before.asked.member.name} is not asked any more: tell him.")
    return redirect(url_for("tonight.call_out", call_out_id=call_out_id), 303)


def to_what_follows(call_out_id: str, attendance_id: str, sent: str | None, talk: str | None = None) -> Response:
    """Go on from the form that recorded a part in a call-out to what follows from it."""
    here = url_for("tonight.follows", call_out_id=call_out_id, attendance_id=attendance_id, sent=sent, talk=talk)
    return redirect(here, 303)


def _of_out(call_out_id: str, attendance_id: str, sent: str | None = None) -> Follows:
    part = _part(call_out_id, attendance_id, sent)
    if part.went.part.out_at is None:
        raise NotFound("he has not gone")
    return part


def _part(call_out_id: str, attendance_id: str, sent: str | None = None, *, was_held: bool = False) -> Follows:
    return callout_views.follows(g.site, call_out_id, attendance_id, g.actor, g.now, sent, was_held=was_held)
