"""How does a Listener say that he talked with his buddy? One button, and nothing more is asked or kept."""

from __future__ import annotations

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.services.care import buddies
from listeners.web import fields
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN


@blueprint.route("/buddy", methods=["GET", "POST"])
@allow(*OWN)
def buddy() -> ResponseReturnValue:
    """Ask whether they talked, and note that they did."""
    form = fields.ActForm()
    if request.method == "POST":
        if not form.validate():
            abort(400)
        buddies.tell(g.site, g.actor, g.now, act_key=form.act_key.data)
        return redirect(url_for("me.thanks"), 303)
    name = buddies.own(g.site, g.actor, g.now)
    return render_template("me/buddy.html", form=form, name=name, seen=in_three_lines(Kind.OFFLOAD))
