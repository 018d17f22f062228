"""Who asked for a copy of what is held about him, or for a correction, and was it given?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.services.care import person_requests
from listeners.web.care import blueprint
from listeners.web.guards import allow


@blueprint.get("/requests")
@allow(Role.COORDINATOR)
def requests() -> ResponseReturnValue:
    """List who asked, and by when it is to be given."""
    rows = person_requests.team_requests(g.site, g.actor, g.now)
    return render_template("care/requests.html", rows=rows, today=local_date(g.now, g.site.zone))


@blueprint.post("/requests/<request_id>/given")
@allow(Role.COORDINATOR)
def request_given(request_id: str) -> ResponseReturnValue:
    """Note that it was given to him in person today."""
    person_requests.given(g.site, request_id, g.actor, g.now, request.form.get("act_key"))
    flash("It is noted as given today.")
    return redirect(url_for("care.requests"), 303)
