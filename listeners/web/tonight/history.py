"""The versions of a call-out: what was on file before, who put it right, and why."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import callout_history
from listeners.web.guards import allow
from listeners.web.places import PLACES
from listeners.web.tonight import blueprint
from listeners.web.tonight.paper_line_form import ENDED


@blueprint.get("/call-out/<call_out_id>/versions")
@allow(Role.COORDINATOR)
def versions(call_out_id: str) -> ResponseReturnValue:
    """Show what was put right about a call-out."""
    found = callout_history.history(g.site, call_out_id, g.actor)
    return render_template("tonight/versions.html", history=found, words={**PLACES, **ENDED})
