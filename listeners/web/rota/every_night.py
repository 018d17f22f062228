"""How does the coordinator key in what a Listener says of every such night, and that he rests or has come back?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.import_fields import text_cell
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.services import availability_rules, people
from listeners.services.nights import night_of
from listeners.web.every_forms import EveryForm
from listeners.web.fields import OneOf, OwnWords, choices
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.nights import SAID_WORDS
from listeners.web.rota.people_forms import AsInFile
from listeners.web.rota.words import needed_words


class EveryNightForm(EveryForm):
    """What he says of every such night, and why where he told."""

    says = OneOf(
        "What he says about them",
        choices=choices((kind, words) for kind, words in SAID_WORDS.items() if kind != "nothing"),
        default="unavailable",
    )
    reason = OwnWords(
        "Why (may be empty)",
        [AsInFile(text_cell, "The reason")],
        description="Only coordinators read this. Never write about a caller.",
    )


@blueprint.route("/people/<listener_id>/nights/every", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_every(listener_id: str) -> ResponseReturnValue:
    """Ask what he says of every such night, and write it down."""
    whom = ListenerId(listener_id)
    person, form = people.on_nights(g.site, whom, g.actor, g.now), EveryNightForm()
    form.settle(night_of(g.site, g.now))
    if request.method == "GET":
        form.from_on.data = form.tonight
    elif form.validate():
        wanted, reason = form.wanted(AvailabilityKind(form.says.data)), form.reason.data or ""
        needed = availability_rules.say(g.site, whom, wanted, reason, g.actor, g.now, form.act_key.data)
        rather_not = needed if wanted.kind is AvailabilityKind.AVOID else ()
        return back_with_nights(listener_id, "It is on file.", needed, rather_not=rather_not)
    seen = in_three_lines(Kind.AVAILABILITY_REASON)
    shown = render_template("rota/every_night.html", person=person, form=form, seen=seen)
    return shown, 200 if request.method == "GET" else 422


@blueprint.post("/people/<listener_id>/nights/every/end")
@allow(Role.COORDINATOR)
def person_every_end(listener_id: str) -> ResponseReturnValue:
    """End what he says of every such night."""
    rule_id, key = request.form.get("rule", ""), request.form.get("act_key")
    availability_rules.end(g.site, ListenerId(listener_id), rule_id, g.actor, g.now, key)
    return back_with_nights(listener_id, "It has ended: from tonight on it counts no more.", ())


@blueprint.route("/people/<listener_id>/pause", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_pause(listener_id: str) -> ResponseReturnValue:
    """Say what a rest from call-outs is and what ends his, and write down that he wants one from now."""
    if request.method == "GET":
        pause = people.pause(g.site, ListenerId(listener_id), g.actor, g.now)
        return render_template("rota/person_pause.html", pause=pause)
    member = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now).member
    needed = availability_rules.pause(g.site, member.id, g.actor, g.now, request.form.get("act_key"))
    words = f"{member.name} rests from call-outs from now on, until he comes back."
    return back_with_nights(listener_id, words, needed, "rota.person")


@blueprint.post("/people/<listener_id>/pause/over")
@allow(Role.COORDINATOR)
def person_returns(listener_id: str) -> ResponseReturnValue:
    """Write down that he has come back."""
    member = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now).member
    availability_rules.come_back(g.site, member.id, g.actor, g.now, request.form.get("act_key"))
    words = f"{member.name} has come back: he can be asked and planned again, from tonight on."
    return back_with_nights(listener_id, words, (), "rota.person")


def back_with_nights(
    listener_id: str,
    words: str,
    needed: Sequence[date],
    to: str = "rota.person_nights",
    rather_not: Sequence[date] = (),
) -> ResponseReturnValue:
    """Go on and say what was done, and which of his own nights others are asked to take."""
    flash(f"{words} {needed_words(needed, rather_not)}".strip())
    return redirect(url_for(to, listener_id=listener_id), 303)
