"""Rest today for work, education and the wings; load for the Monday morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.access import Do, Kind, can
from listeners.domain.nights import read_near_date
from listeners.domain.people import Role
from listeners.services import load as loads
from listeners.services import notices, rest_days
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
    """Show who rests on a date and from which sessions each is excused; what is no date is asked for again, over
    today's list."""
    written = request.args.get("on", "")
    asked = _read(written)
    on = asked or rest_days.today(g.site, g.now)
    is_wrong = bool(written) and asked is None
    days = rest_days.on(g.site, on, g.actor, g.now)
    shown = render_template(
        "tonight/rest.html",
        on=on,
        days=days,
        written=written if is_wrong else None,
        records=can(g.actor, Do.WRITE, Kind.CALL_OUT, g.site.id),
    )
    return (shown, 422) if is_wrong else shown


@blueprint.get("/rest/slips")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def slips() -> ResponseReturnValue:
    """Print a slip for each man to show at his work."""
    asked = request.args.get("on")
    on = date_in(asked) if asked else rest_days.today(g.site, g.now)
    return render_template("print/rest_slips.html", on=on, days=rest_days.on(g.site, on, g.actor, g.now))


@blueprint.get("/load")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def load() -> ResponseReturnValue:
    """Show nights, call-outs and hours by name against the policy's limits."""
    page = loads.page(g.site, g.actor, g.now)
    by = request.args.get("by", "name")
    rows = sorted(page.rows, key=BY[by], reverse=True) if by in BY else page.rows
    waiting = notices.count_waiting(g.actor, g.site) if Role.SAFER_CUSTODY in g.actor.roles else 0
    return render_template("tonight/load.html", page=page, rows=rows, by=by if by in BY else "name", waiting=waiting)


def _read(written: str) -> date | None:
    """Return the date that somebody wrote into the box; None: it is none that a prison looks at."""
    found = read_date(written)
    return read_near_date(found.isoformat()) if found else None
