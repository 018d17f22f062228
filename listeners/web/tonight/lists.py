"""Load for the Monday morning."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import load as loads
from listeners.services import notices
from listeners.services.load import LoadRow
from listeners.web.guards import allow
from listeners.web.tonight import blueprint

BY: dict[str, Callable[[LoadRow], float]] = {
    "nights": lambda row: row.load.last_28.nights,
    "call-outs": lambda row: row.load.last_28.call_outs,
    "hours": lambda row: row.load.last_28.out.total_seconds(),
}
"""What the load page may be sorted by when somebody asks for it; it comes in name order."""


@blueprint.get("/load")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def load() -> ResponseReturnValue:
    """Show nights, call-outs and hours by name against the policy's limits."""
    page = loads.page(g.site, g.actor, g.now)
    by = request.args.get("by", "name")
    rows = sorted(page.rows, key=BY[by], reverse=True) if by in BY else page.rows
    waiting = notices.count_waiting(g.actor, g.site, g.now) if Role.SAFER_CUSTODY in g.actor.roles else 0
    return render_template("tonight/load.html", page=page, rows=rows, by=by if by in BY else "name", waiting=waiting)
