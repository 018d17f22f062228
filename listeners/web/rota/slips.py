"""Which slips are to be printed and handed over to Listeners, and what is the coordinator still to be told?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import notices as service
from listeners.web.guards import allow
from listeners.web.night_notices import notices_page
from listeners.web.rota import blueprint


@blueprint.get("/slips")
@allow(Role.COORDINATOR)
def slips() -> ResponseReturnValue:
    """List the slips that wait, to be printed and ticked when handed over."""
    return render_template("rota/slips.html", slips=service.slips(g.site, g.actor, g.now))


@blueprint.get("/slips/print")
@allow(Role.COORDINATOR)
def slips_print() -> ResponseReturnValue:
    """Show the slips that wait, several on a sheet."""
    return render_template("print/slips.html", slips=service.slips(g.site, g.actor, g.now))


@blueprint.get("/slips/history")
@allow(Role.COORDINATOR)
def slips_history() -> ResponseReturnValue:
    """List the slips handed over, the latest first."""
    return render_template("rota/slips_history.html", slips=service.slips_handed_over(g.site, g.actor))


@blueprint.post("/slips")
@allow(Role.COORDINATOR)
def slips_hand_over() -> ResponseReturnValue:
    """Tick the chosen slips as handed over."""
    chosen = [lines.split() for lines in request.form.getlist("slip")[: service.MOST_SLIPS]]
    handed = service.hand_over(g.site, chosen, g.actor, g.now, request.form.get("act_key"))
    if handed:
        flash(f"{handed} handed over.")
    elif chosen:
        flash("Somebody has ticked what you chose already, or it does not hold any more.", "nothing")
    else:
        flash("No slip was ticked. Tick those that you have handed over.", "nothing")
    return redirect(url_for("rota.slips"), 303)


@blueprint.get("/notices")
@allow(Role.COORDINATOR)
def notices() -> ResponseReturnValue:
    """List what this account is still to be told."""
    return notices_page("rota/notices.html", service.notices_for(g.actor, g.site, g.now), waiting=True)


@blueprint.get("/notices/history")
@allow(Role.COORDINATOR)
def notices_history() -> ResponseReturnValue:
    """List what this account has seen, the latest first."""
    seen = service.notices_for(g.actor, g.site, g.now, waiting=False)
    return notices_page("rota/notices.html", seen, waiting=False)


@blueprint.post("/notices")
@allow(Role.COORDINATOR)
def notices_seen() -> ResponseReturnValue:
    """Mark notices as seen."""
    service.see(g.site, request.form.get("notice", "").split()[: service.MOST_SHOWN], g.actor, g.now)
    return redirect(url_for("rota.notices"), 303)
