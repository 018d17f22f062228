"""Rest today for work, education and the wings; load for the Monday morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import load as loads
from listeners.services import rest_days
from listeners.services.load import LoadRow
from listeners.web.addresses import date_in
from listeners.web.fields import read_date
from listeners.web.guards import allow
from listeners.web.tonight import blueprint

BY: dict[str, Callable[[LoadRow], float]] = {
    "nights": lambda row: row.load.last_28.nights,
    "call-outs": lambda row: row.load.last_28.call_outs,
    "hours": lambda row: row.load.last_28.out.total_seconds(),
}
"""What the load page may be sorted by when somebody asks for it; it comes in name order."""


@blueprint.get("/rest")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def rest() -> ResponseReturnValue:
    """Show who rests on a date and from which sessions each is excused."""
    on = _date()
    return render_template("tonight/rest.html", on=on, days=rest_days.on(g.site, on, g.actor, g.now))


@blueprint.get("/rest/slips")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def slips() -> ResponseReturnValue:
    """Print a slip for each man to show at his work."""
    on = _date()
    return render_template("print/rest_slips.html", on=on, days=rest_days.on(g.site, on, g.actor, g.now))


@blueprint.get("/load")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def load() -> ResponseReturnValue:
    """Show nights, call-outs and hours by name against the policy's limits."""
    page = loads.page(g.site, g.actor, g.now)
    by = request.args.get("by", "name")
    rows = sorted(page.rows, key=BY[by], reverse=True) if by in BY else page.rows
    return render_template("tonight/load.html", page=page, rows=rows, by=by if by in BY else "name")


def _date() -> date:
    """Return the date that the address asks for, today where it asks for none."""
    asked = request.args.get("on")
    if not asked:
        return rest_days.today(g.site, g.now)
    written = read_date(asked)
    return date_in(written.isoformat() if written else asked)
