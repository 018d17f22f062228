"""Tonight: who is asked next, who is out, who rests; and the check at lock-up."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Do, Kind, can
from listeners.domain.people import ListenerId, Role
from listeners.services import lockup, tonight_page
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import CellForm
from listeners.web.tonight.held_forms import CHECKED


@blueprint.get("")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY, fresh=False)
def index() -> ResponseReturnValue:
    """Show tonight."""
    page = tonight_page.page(g.site, g.actor, g.now)
    return render_template(
        "tonight/index.html",
        board=page.board,
        sheet=page.sheet,
        to_chase=page.to_chase,
        checked=CHECKED,
        records=can(g.actor, Do.WRITE, Kind.CALL_OUT, g.site.id),
    )


@blueprint.post("/here/<listener_id>")
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def here(listener_id: str) -> ResponseReturnValue:
    """Take somebody off tonight's list, or put him back; no reason is asked."""
    is_here = request.form.get("here") == "yes"
    member = lockup.one_of_tonight(g.site, ListenerId(listener_id), g.actor, g.now)
    lockup.not_here(g.site, member.id, is_here, g.actor, g.now, request.form.get("act_key"))
    flash(f"{member.name} is on tonight's list again." if is_here else f"{member.name} is off tonight's list.")
    return redirect(url_for("tonight.index"), 303)


@blueprint.route("/cell/<listener_id>", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, fresh=False)
def cell(listener_id: str) -> ResponseReturnValue:
    """Ask which cell one of tonight's Listeners is in now, and record it."""
    form = CellForm()
    member = lockup.one_of_tonight(g.site, ListenerId(listener_id), g.actor, g.now)
    if request.method == "GET":
        return render_template("tonight/cell.html", form=form, member=member)
    if not form.validate() or not form.is_one_of(g.site):
        return render_template("tonight/cell.html", form=form, member=member), 422
    recorded = lockup.change_cell(g.site, member.id, form.cell.data or "", g.actor, g.now, form.act_key.data)
    flash(f"{member.name} is in {recorded}.")
    return redirect(url_for("tonight.index"), 303)
