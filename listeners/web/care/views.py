"""What needs the coordinator today, and what is on file about one person?"""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role
from listeners.services.care import look
from listeners.web.care import blueprint
from listeners.web.guards import allow


@blueprint.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show who is to be looked at, urgent first, then offload and debriefs."""
    return render_template("care/index.html", page=look.today(g.site, g.actor, g.now))


@blueprint.get("/people/<listener_id>")
@allow(Role.COORDINATOR)
def person(listener_id: str) -> ResponseReturnValue:
    """Show what care has on file about one Listener."""
    return render_template("care/person.html", page=look.person(g.site, ListenerId(listener_id), g.actor, g.now))


@blueprint.get("/print/call-card")
@allow(Role.COORDINATOR)
def call_card() -> ResponseReturnValue:
    """Show the paper card on which a Listener ticks how a call was."""
    return render_template("print/care_call_card.html")


@blueprint.get("/print/briefing")
@allow(Role.COORDINATOR)
def briefing() -> ResponseReturnValue:
    """Show what somebody should know before he decides whether to be a Listener: the words of docs/briefing.md."""
    return render_template("print/care_briefing.html")
