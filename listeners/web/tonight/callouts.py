"""A call-out, one question a page: which wing, who is asked, who goes, how it ends."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.access import Do, Kind, can
from listeners.domain.people import ListenerId, Role, WingId
from listeners.domain.states import AttendanceState, Part
from listeners.errors import NotFound
from listeners.services import (
    callout_after_yes,
    callout_ends,
    callout_goings,
    callout_not_gone,
    callout_start_page,
    callout_views,
    callout_wings,
    callouts,
)
from listeners.services.acts import first_answer
from listeners.services.callout_checks import may_be_only_now
from listeners.services.callout_not_gone import NeverGone
from listeners.web.guards import allow
from listeners.web.places import PLACES
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import ROUTES, NeverGoneForm, StartForm, WingForm
from listeners.web.tonight.held_forms import CHECKED, REASONS
from listeners.web.tonight.times import to_call_out


@blueprint.route("/call-out/new", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def start() -> ResponseReturnValue:
    """Ask for the wing, and offer the request to the first in order."""
    form = StartForm()
    form.offer(g.site)
    if request.method == "POST" and form.validate() and not _may_be_the_same(form):
        wing = WingId(str(form.wing.data))
        return to_call_out(callouts.start(g.site, wing, form.how, g.actor, g.now, form.act_key.data))
    page = callout_start_page.start_page(g.site, g.actor)
    form.shown.data = page.shown
    status = 422 if form.is_submitted() else 200
    return render_template("tonight/start.html", form=form, page=page), status


def _may_be_the_same(form: StartForm) -> bool:
    """Whether it must be asked if it is the same man, of a form that was not sent before."""
    if not form.tells_what_it_showed:
        return False
    there = callout_start_page.still_open(g.site, g.actor)
    is_new = first_answer(g.actor, form.act_key.data) is None
    return is_new and form.asks_whether_same(g.site, there)


@blueprint.get("/call-out/<call_out_id>")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def call_out(call_out_id: str) -> ResponseReturnValue:
    """Show where a request stands and what may be done next."""
    page = callout_views.page(g.site, call_out_id, g.actor, g.now)
    words = {"routes": ROUTES, "places": PLACES, "reasons": REASONS, "checked": CHECKED}
    more = {
        "looks_back": can(g.actor, Do.READ, Kind.AVAILABILITY_REASON, g.site.id),
        "may_be_now": may_be_only_now(page.call_out.asked_at, g.now),
    }
    return render_template("tonight/call_out.html", page=page, **more, **words)


@blueprint.route("/call-out/<call_out_id>/wing", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def wing(call_out_id: str) -> ResponseReturnValue:
    """Ask which wing it really is, and say who is not asked any more because he does not reach it; once somebody has
    gone it changes nobody's part."""
    form = WingForm()
    form.offer(g.site)
    page = callout_views.page(g.site, call_out_id, g.actor, g.now)
    if request.method == "GET":
        if not page.call_out.is_open:
            return to_call_out(call_out_id)
        return render_template("tonight/wing.html", form=form, page=page)
    if not form.validate():
        return render_template("tonight/wing.html", form=form, page=page), 422
    right = WingId(str(form.wing.data))
    done = to_call_out(callout_wings.change_wing(g.site, call_out_id, right, g.actor, g.now, form.act_key.data))
    code = next(each.code for each in g.site.wings if each.id == right)
    if page.asked is not None and not page.has_gone and not page.asked.member.can_reach(code):
        flash(f"{page.asked.member.name} does not reach {code} wing at night: he is not asked any more.")
    return done


@blueprint.post("/call-out/<call_out_id>/<attendance_id>/going")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def going(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """He says yes and goes; a page that does not say that he goes beside somebody asked him to go alone, and one that
    does not say that he is one more beside the lead asked him to be the only one."""
    before = callout_views.page(g.site, call_out_id, g.actor, g.now) if request.form.get("after_all") == "yes" else None
    knows = {"knows_of_lead": request.form.get("beside") == "yes", "knows_of_second": request.form.get("more") == "yes"}
    callout_goings.going(g.site, call_out_id, attendance_id, g.actor, g.now, _key(), **knows)
    return to_call_out(call_out_id, before)


@blueprint.post("/call-out/<call_out_id>/<attendance_id>/waits")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def waits(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """He says yes, and waits to be unlocked."""
    return to_call_out(callout_goings.waits(g.site, call_out_id, attendance_id, g.actor, g.now, _key()))


@blueprint.post("/call-out/<call_out_id>/<attendance_id>/not-going")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def not_going(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """He says no, or does not answer: the next is asked."""
    answer = AttendanceState.DECLINED if request.form.get("answer") == "no" else AttendanceState.NO_ANSWER
    return to_call_out(callouts.not_going(g.site, call_out_id, attendance_id, answer, g.actor, g.now, _key()))


@blueprint.route("/call-out/<call_out_id>/<attendance_id>/did-not-go", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def did_not_go(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Ask what is right when somebody who was sent did not go, and correct it; what is not fresh any more needs a
    coordinator, and a reason."""
    form, his = NeverGoneForm(), (g.site, call_out_id, attendance_id, g.actor, g.now)
    is_first = request.method == "POST" and first_answer(g.actor, _key()) is None
    lacks_why = is_first and callout_not_gone.asks_why(*his) and not form.validate()
    if request.method == "GET" or lacks_why:
        part = callout_views.follows(*his)
        way = callout_not_gone.way_back(g.site, part.went.part, g.actor, g.now)
        seen = callout_not_gone.which_going(part.went.part)
        return render_template("tonight/did_not_go.html", part=part, way=way, seen=seen, form=form), (
            422 if lacks_why else 200
        )
    said = NeverGone(request.form.get("still_asked") == "yes", form.reason.data or "", request.form.get("seen", ""))
    return to_call_out(callout_not_gone.did_not_go(g.site, call_out_id, attendance_id, said, g.actor, g.now, _key()))


@blueprint.post("/call-out/<call_out_id>/<attendance_id>/stays")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def stays(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """He said yes and waits, and does not go after all: no reason is asked."""
    return to_call_out(callout_after_yes.stays(g.site, call_out_id, attendance_id, g.actor, g.now, _key()))


@blueprint.post("/call-out/<call_out_id>/<attendance_id>/not-needed")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def stop_asking(call_out_id: str, attendance_id: str) -> ResponseReturnValue:
    """Nobody goes beside the lead after all."""
    return to_call_out(callouts.stop_asking(g.site, call_out_id, attendance_id, g.actor, g.now, _key()))


@blueprint.post("/call-out/<call_out_id>/ask")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def ask(call_out_id: str) -> ResponseReturnValue:
    """Ask somebody of the officer's choice, or somebody to go beside the lead."""
    part, whom = request.form.get("part", ""), request.form.get("listener")
    if part not in set(Part):
        raise NotFound("no such part in a call-out")
    listener = ListenerId(whom) if whom else None
    return to_call_out(callouts.ask(g.site, call_out_id, Part(part), listener, g.actor, g.now, _key()))


@blueprint.route("/call-out/<call_out_id>/called-off", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def call_off(call_out_id: str) -> ResponseReturnValue:
    """Ask whether it is the man who asked that no longer wants a Listener: then the request ends."""
    if request.method == "GET":
        page = callout_views.page(g.site, call_out_id, g.actor, g.now)
        if not page.may_be_called_off:
            flash("It cannot be called off any more: it has ended, or somebody has been with him and is back.")
            return to_call_out(call_out_id)
        return render_template("tonight/call_off.html", page=page)
    return to_call_out(callout_ends.call_off(g.site, call_out_id, g.actor, g.now, _key()))


def _key() -> str | None:
    return request.form.get("act_key")
