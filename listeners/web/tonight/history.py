"""Everything that was entered of a call-out: by whom, when, and why it was put right."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import callout_history
from listeners.web.guards import allow
from listeners.web.places import PLACES
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import ROUTES
from listeners.web.tonight.held_forms import CHECKED, REASONS
from listeners.web.tonight.paper_line_form import ENDED


@blueprint.get("/call-out/<call_out_id>/versions")
@allow(Role.COORDINATOR)
def versions(call_out_id: str) -> ResponseReturnValue:
    """Show who entered what of a call-out, and what was put right since."""
    found = callout_history.history(g.site, call_out_id, g.actor)
    codes = {str(code): words for each in (PLACES, ENDED, ROUTES) for code, words in each.items()}
    words = {"words": codes, "reasons": REASONS, "checked": CHECKED, "moments": callout_history.MOMENTS}
    return render_template("tonight/versions.html", history=found, **words)
