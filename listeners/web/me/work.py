"""How does a Listener say that he worked while he should have rested? His rest begins anew, and nobody asks why."""

from __future__ import annotations

from functools import partial

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.services.care import works
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN
from listeners.web.work_form import WorkForm


@blueprint.route("/work", methods=["GET", "POST"])
@allow(*OWN)
def work() -> ResponseReturnValue:
    """Ask when and where he worked and whether he had to, and write it down."""
    form = WorkForm()
    form.offer(g.now, g.site.zone)
    if request.method == "POST":
        told = form.read(g.site.zone, partial(works.faults, by_himself=True, now=g.now))
        if told is not None:
            works.tell_own(g.site, told, g.actor, g.now, act_key=form.act_key.data)
            return redirect(url_for("me.thanks"), 303)
    shown = render_template("me/work.html", form=form, seen=in_three_lines(Kind.OWN_CONTACT))
    return (shown, 422) if request.method == "POST" else shown
