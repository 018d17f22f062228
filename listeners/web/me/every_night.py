"""How does a Listener say something of every such night: each Tuesday, while he is at court or at work?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.people import AvailabilityKind
from listeners.services import availability, availability_rules
from listeners.services.own_page import not_on, own_nights
from listeners.web.every_forms import EveryForm, every_words
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.said_back import SAID_BACK, avoided, soon, still_off, tell_back
from listeners.web.me.views import OWN
from listeners.web.session_fields import one_of

SAID = {
    AvailabilityKind.UNAVAILABLE.value: "I can’t do them",
    AvailabilityKind.AVOID.value: "I would rather not do them",
    AvailabilityKind.PREFER.value: "I would like to do them",
}


class OwnEveryForm(EveryForm):
    """What he says of every such night; nobody asks why."""

    said = one_of("What do you want to say?", SAID, "Choose what you want to say", default="unavailable")


@blueprint.route("/nights/every", methods=["GET", "POST"])
@allow(*OWN)
def every() -> ResponseReturnValue:
    """Ask what he says of every such night, and write it down; show what he says now."""
    page, form = own_nights(g.site, g.actor, g.now), OwnEveryForm()
    tonight = page.tonight
    form.settle(tonight)
    whom = g.actor.listener_id
    if request.method == "GET":
        form.from_on.data = tonight
    elif form.validate():
        wanted = form.wanted(AvailabilityKind(form.said.data))
        needed = availability_rules.say(g.site, whom, wanted, "", g.actor, g.now, form.act_key.data)
        his = avoided(dict.fromkeys(needed, wanted.kind))
        can = [] if wanted.kind is AvailabilityKind.UNAVAILABLE else soon(tonight, wanted)
        words = [f"{every_words(wanted)}: {SAID_BACK[wanted.kind].lower()}."]
        tell_back([*words, *still_off(not_on(g.site, can, g.actor))], needed, page, his)
        return redirect(url_for("me.night_said"), 303)
    said = availability.of(g.site, whom, tonight, tonight, g.actor)
    shown = render_template(
        "me/every_night.html",
        form=form,
        every=[(rule, every_words(rule)) for rule in said.every],
        seen=in_three_lines(Kind.AVAILABLE),
    )
    return (shown, 422) if request.method == "POST" else shown


@blueprint.post("/nights/every/end")
@allow(*OWN)
def end_every() -> ResponseReturnValue:
    """End what he says of every such night."""
    tonight = own_nights(g.site, g.actor, g.now).tonight
    said = availability.of(g.site, g.actor.listener_id, tonight, tonight, g.actor)
    rule_id, key = request.form.get("rule", ""), request.form.get("act_key")
    availability_rules.end(g.site, g.actor.listener_id, rule_id, g.actor, g.now, key)
    can = [night for rule in said.every if rule.id == rule_id for night in soon(tonight, rule)]
    flash(" ".join(("It is ended, from tonight on.", *still_off(not_on(g.site, can, g.actor)))))
    return redirect(url_for("me.night_said"), 303)
