"""Which nights wait for somebody to take them, who was asked, and what can a coordinator do about it?"""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role
from listeners.domain.states import NightPlace
from listeners.services import cover as service
from listeners.services import cover_answers, cover_gaps
from listeners.services.cover_page import open_cover
from listeners.services.cover_told import of_request
from listeners.web.addresses import date_in, yes_in
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.cover_words import answer_words, asked_words, decided_words, has_it_words
from listeners.web.rota.words import others_asked


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
        flash(f"{others_asked(on, 'Others')} to take {night_words(on)}.")
    else:
        cover_gaps.ask_who_can(g.site, on, NightPlace(place), g.actor, g.now)
        flash(f"{others_asked(on, 'Those who can')} to take {night_words(on)}, {place}.")
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/answer/<answer>")
@allow(Role.COORDINATOR)
def cover_answer(request_id: str, answer: str) -> ResponseReturnValue:
    """Put down a yes or a no on behalf of somebody who was asked."""
    says_yes, key = yes_in(answer), request.form.get("act_key")
    whom = _sent_listener()
    came_of_it = cover_answers.answer(g.site, request_id, whom, says_yes, g.actor, g.now, key)
    flash(answer_words(of_request(g.site, request_id, g.actor), whom, came_of_it))
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/ask")
@allow(Role.COORDINATOR)
def cover_ask(request_id: str) -> ResponseReturnValue:
    """Ask one more, out of turn."""
    whom = _sent_listener()
    cover_answers.ask_one(g.site, request_id, whom, g.actor, g.now, request.form.get("act_key"))
    told = of_request(g.site, request_id, g.actor)
    flash(asked_words(told, whom, g.now))
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/decide/<answer>")
@allow(Role.COORDINATOR)
def cover_decide(request_id: str, answer: str) -> ResponseReturnValue:
    """Agree that whoever said yes has the night, or not."""
    is_approved, whom, key = yes_in(answer), _sent_listener(), request.form.get("act_key")
    earlier = cover_answers.approve(g.site, request_id, is_approved, g.actor, g.now, key, whom or None)
    told = of_request(g.site, request_id, g.actor)
    if earlier is not None:
        flash(decided_words(earlier, told), "nothing")
    elif is_approved:
        flash(has_it_words(told, told.said_yes))
    else:
        flash(f"{told.name(whom)} does not have {night_words(told.night)}. {others_asked(told.night, 'Others')}.")
    return redirect(url_for("rota.cover"), 303)


@blueprint.post("/cover/<request_id>/back")
@allow(Role.COORDINATOR)
def cover_back(request_id: str) -> ResponseReturnValue:
    """Take a request back on behalf of its Listener."""
    service.withdraw(g.site, request_id, g.actor, g.now, request.form.get("act_key"))
    flash(f"Nobody is asked to take {night_words(of_request(g.site, request_id, g.actor).night)} any more.")
    return redirect(url_for("rota.cover"), 303)


def _sent_listener() -> ListenerId:
    return ListenerId(request.form.get("listener", ""))
