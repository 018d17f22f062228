"""Which nights wait for somebody to take them, who was asked, and what can a coordinator do about it?"""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role
from listeners.domain.states import NightPlace
from listeners.services import cover as service
from listeners.services import cover_answers, cover_gaps
from listeners.services.answers import Outcome
from listeners.services.cover_page import open_cover
from listeners.web.addresses import date_in, yes_in
from listeners.web.guards import allow
from listeners.web.rota import blueprint

TOLD = {
    Outcome.TAKEN: "The night is his now. Both are told.",
    Outcome.WAITS: "He said yes. It waits for a coordinator to agree.",
    Outcome.NO: "His no is kept. He is not asked again for that night.",
    Outcome.TOO_LATE: "Somebody else has taken it.",
    Outcome.STOPPED: "He cannot take it any more: a rule stands in the way by now. Others are asked.",
}


@blueprint.get("/cover")
@allow(Role.COORDINATOR)
def cover() -> ResponseReturnValue:
    """List what waits for somebody, who was asked, in order, and who could be asked next."""
    return render_template("rota/cover.html", page=open_cover(g.site, g.actor, g.now))


@blueprint.post("/cover/of/<night>/<place>")
@allow(Role.COORDINATOR)
def cover_open(night: str, place: str) -> ResponseReturnValue:
    """Ask who can take a place: on behalf of the Listener who has it, or one that nobody has. Asked for twice it is
    asked for once, so that no key is needed."""
    on, listener = date_in(night), _sent_listener()
    if place not in set(NightPlace):
        abort(404)
    if listener:
        service.ask_for_cover(g.site, listener, on, g.actor, g.now)
        flash("It stays his until somebody takes it.")
    else:
        cover_gaps.ask_who_can(g.site, on, NightPlace(place), g.actor, g.now)
        flash("Those who can take it are asked, from 14 days before the night on.")
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/answer/<answer>")
@allow(Role.COORDINATOR)
def cover_answer(request_id: str, answer: str) -> ResponseReturnValue:
    """Put down a yes or a no on behalf of somebody who was asked."""
    says_yes, key = yes_in(answer), request.form.get("act_key")
    told = cover_answers.answer(g.site, request_id, _sent_listener(), says_yes, g.actor, g.now, key)
    flash(TOLD[told])
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/ask")
@allow(Role.COORDINATOR)
def cover_ask(request_id: str) -> ResponseReturnValue:
    """Ask one more, out of turn."""
    cover_answers.ask_one(g.site, request_id, _sent_listener(), g.actor, g.now, request.form.get("act_key"))
    flash("He is asked: a slip waits for him, and it stands on his page.")
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/decide/<answer>")
@allow(Role.COORDINATOR)
def cover_decide(request_id: str, answer: str) -> ResponseReturnValue:
    """Agree that whoever said yes has the night, or not."""
    is_approved = yes_in(answer)
    cover_answers.approve(g.site, request_id, is_approved, g.actor, g.now, request.form.get("act_key"))
    flash("The night is his now. Both are told." if is_approved else "It is not his. Others are asked.")
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/back")
@allow(Role.COORDINATOR)
def cover_back(request_id: str) -> ResponseReturnValue:
    """Take a request back on behalf of its Listener."""
    service.withdraw(g.site, request_id, g.actor, g.now, request.form.get("act_key"))
    flash("Nobody is asked for that night any more.")
    return redirect(url_for("rota.cover"), 303)


def _sent_listener() -> ListenerId:
    return ListenerId(request.form.get("listener", ""))
