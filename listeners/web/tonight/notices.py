"""What is safer custody still to be told of the nights? Coordinators have a page of their own."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import notices as service
from listeners.web.guards import allow
from listeners.web.night_notices import notices_page
from listeners.web.tonight import blueprint


@blueprint.get("/notices")
@allow(Role.SAFER_CUSTODY)
def notices() -> ResponseReturnValue:
    """List what this account is still to be told."""
    return notices_page("tonight/notices.html", service.notices_for(g.actor, g.site, g.now), waiting=True)


@blueprint.get("/notices/history")
@allow(Role.SAFER_CUSTODY)
def notices_history() -> ResponseReturnValue:
    """List what this account has seen, the latest first."""
    seen = service.notices_for(g.actor, g.site, g.now, waiting=False)
    return notices_page("tonight/notices.html", seen, waiting=False)


@blueprint.post("/notices")
@allow(Role.SAFER_CUSTODY)
def notices_seen() -> ResponseReturnValue:
    """Mark notices as seen."""
    service.see(g.site, request.form.get("notice", "").split()[: service.MOST_SHOWN], g.actor, g.now)
    return redirect(url_for("tonight.notices"), 303)
