"""How does a Listener say that he was not let go? It is counted, and his name is not kept with it."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.services.care import refusals_told
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN
from listeners.web.refusal_form import RefusalForm


@blueprint.route("/refused", methods=["GET", "POST"])
@allow(*OWN)
def refused() -> ResponseReturnValue:
    """Ask on which day it was and what was said, and write it down."""
    form = RefusalForm()
    form.offer(None, g.now, g.site.zone)
    if request.method == "POST":
        said = form.read(lambda on: refusals_told.fault(g.site, on, True, g.now))
        if said is not None:
            refusals_told.tell_own(g.site, *said, g.actor, g.now, act_key=form.act_key.data)
            return redirect(url_for("me.thanks"), 303)
    shown = render_template("me/refused.html", form=form, seen=in_three_lines(Kind.OWN_CONTACT))
    return (shown, 422) if request.method == "POST" else shown
