"""The call-outs that have ended, to find one again."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.nights import read_near_date
from listeners.domain.people import Role
from listeners.services import callouts_ended
from listeners.web.fields import read_date
from listeners.web.guards import allow
from listeners.web.tonight import blueprint


@blueprint.get("/call-outs")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def ended() -> ResponseReturnValue:
    """List the call-outs of this night and the one before that have ended, or those of a night that was chosen; what is
    no date is asked for again, over tonight's."""
    written = request.args.get("on", "")
    typed = read_date(written)
    on = read_near_date(typed.isoformat()) if typed is not None else None
    is_wrong = bool(written) and on is None
    page = callouts_ended.ended(g.site, g.actor, g.now, on)
    shown = render_template("tonight/ended.html", page=page, written=written if is_wrong else None)
    return (shown, 422) if is_wrong else shown
