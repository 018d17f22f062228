"""No Listener goes to a man: what is done for him instead, and when?"""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.domain.states import CHECKS
from listeners.errors import NotFound
from listeners.services import callout_checks, callout_ends, callout_not_done, callout_opened_again, callout_views
from listeners.services.acts import first_answer
from listeners.services.callout_not_gone import WayBack
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import NeverGoneForm
from listeners.web.tonight.held_forms import CHECKED, InsteadForm, MarkForm
from listeners.web.tonight.times import to_call_out


@blueprint.route("/call-out/<call_out_id>/telephone", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def telephone(call_out_id: str) -> ResponseReturnValue:
    """Ask when the telephone was given, the orderly officer told, and since when staff check on him, of what is not on
    file yet; while somebody could be asked, whether it is given all the same. An open request ends by it."""
    page = callout_views.page(g.site, call_out_id, g.actor, g.now)
    one, form = page.call_out, InsteadForm()
    is_second = request.method == "POST" and first_answer(g.actor, request.form.get("act_key")) is not None
    if is_second or not (page.may_be_without or page.lacks):
        return to_call_out(call_out_id)
    form.ask_for(CHECKS if one.is_open else page.lacks)
    if request.method == "GET":
        form.begin(one.asked_at, g.now, g.site.zone)
        return render_template("tonight/telephone.html", form=form, page=page)
    times = form.read(one.asked_at, g.now, g.site.zone)
    if times is None:
        return render_template("tonight/telephone.html", form=form, page=page), 422
    if one.is_open:
        callout_ends.telephone(g.site, call_out_id, g.actor, g.now, form.act_key.data, times=times)
    else:
        callout_checks.done(g.site, call_out_id, times, g.actor, g.now, form.act_key.data)
    return to_call_out(call_out_id)


@blueprint.route("/call-out/<call_out_id>/checked/<what>", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def checked(call_out_id: str, what: str) -> ResponseReturnValue:
    """Ask when staff did their part for a man to whom no Listener went; one press says that it was now."""
    page = callout_views.page(g.site, call_out_id, g.actor, g.now)
    kind = next((each for each in page.checks if each == what), None)
    if kind is None:
        raise NotFound("a Listener went, or goes")
    form, now, there = MarkForm(), request.form.get("now") == "yes", page.checks[kind]
    on_file = None if there is None else there.at
    form.look_at(on_file, g.now)
    if request.method == "POST":
        at = form.take(g.now, g.site.zone) if now else form.moment if form.read(g.site.zone) else None
        says_why = form.says_why(on_file, g.now)
        if at is not None and (now or form.is_possible(callout_checks.faults(page.call_out, at, g.now))) and says_why:
            its = (g.site, call_out_id, {kind: at}, g.actor, g.now)
            callout_checks.done(*its, form.act_key.data, reason=form.why.data or "")
            return to_call_out(call_out_id)
    else:
        form.fill(on_file or g.now, g.site.zone)
    words = CHECKED[kind]
    shown = {"form": form, "page": page, "kind": kind, "words": words, "on_file": on_file}
    return render_template("tonight/checked.html", **shown), 422 if request.method == "POST" else 200


@blueprint.route("/call-out/<call_out_id>/checked/<what>/not-done", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def not_done(call_out_id: str, what: str) -> ResponseReturnValue:
    """Ask whether one thing that staff are on file as having done was pressed by mistake, and take it back."""
    form, page = NeverGoneForm(), callout_views.page(g.site, call_out_id, g.actor, g.now)
    kind = next((each for each in page.checks if each == what), None)
    if kind is None:
        raise NotFound("a Listener went, or goes")
    done = page.checks[kind]
    if done is None:
        return to_call_out(call_out_id)
    way = callout_not_done.way_back(g.site, done, g.actor, g.now)
    why = form.answer(way)
    if why is None:
        shown = {"form": form, "page": page, "words": CHECKED[kind], "done": done, "way": way}
        return render_template("tonight/not_done.html", **shown), 422 if form.is_submitted() else 200
    callout_not_done.not_done(g.site, call_out_id, kind, why, g.actor, g.now, form.act_key.data)
    return to_call_out(call_out_id)


@blueprint.route("/call-out/<call_out_id>/telephone/taken-back", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def telephone_back(call_out_id: str) -> ResponseReturnValue:
    """Ask whether the telephone, or that the man wants no Listener, was pressed by mistake, and take it back; what is
    not fresh any more needs a coordinator, and a reason."""
    form, page = NeverGoneForm(), callout_views.page(g.site, call_out_id, g.actor, g.now)
    one = page.call_out
    if not callout_opened_again.may_be_taken_back(one, g.now, night_is_over=page.night_is_over):
        return to_call_out(call_out_id)
    way = callout_opened_again.way_back(g.site, one, g.actor, g.now)
    why = form.answer(way)
    if why is None:
        is_fresh, his = way is WayBack.PRESS, callout_opened_again.waited(one)
        whose = page.names[his.id] if his is not None and is_fresh else None
        asks, opens = is_fresh or not page.night_is_over, callout_opened_again.opens(one, g.now)
        words = {"way": way, "whose": whose, "asks": asks, "opens": opens}
        return render_template("tonight/telephone_back.html", form=form, page=page, **words), (
            422 if form.is_submitted() else 200
        )
    return to_call_out(callout_opened_again.open_again(g.site, call_out_id, why, g.actor, g.now, form.act_key.data))


@blueprint.post("/call-out/<call_out_id>/wants-nobody")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def wants_nobody(call_out_id: str) -> ResponseReturnValue:
    """A man to whom no Listener went no longer wants anybody, or that was pressed by mistake."""
    is_so, key = request.form.get("still_wants") != "yes", request.form.get("act_key")
    return to_call_out(callout_checks.no_longer_wanted(g.site, call_out_id, is_so, g.actor, g.now, key))
