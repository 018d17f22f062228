"""The night sheet: to be looked at, printed before lock-up, and looked up again for a week."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import night_sheets, sheets_printed
from listeners.web.guards import allow
from listeners.web.tonight import blueprint


@blueprint.get("/sheet")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY, fresh=False)
def sheets() -> ResponseReturnValue:
    """Show what would be printed now."""
    return render_template("tonight/sheet.html", sheet=night_sheets.sheet(g.site, g.actor, g.now).on_paper)


@blueprint.post("/sheet/print")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY, fresh=False)
def print_sheet() -> ResponseReturnValue:
    """Note that the sheet is printed, and show exactly what is kept of it, to be printed."""
    sheet_id = sheets_printed.print_sheet(g.site, g.actor, g.now, request.form.get("act_key"))
    return redirect(url_for("tonight.printed", sheet_id=sheet_id), 303)


@blueprint.get("/sheets")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY, fresh=False)
def copies() -> ResponseReturnValue:
    """List what was printed in the last week."""
    return render_template("tonight/sheets.html", kept=sheets_printed.kept(g.site, g.actor, g.now))


@blueprint.get("/sheets/<sheet_id>")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY, fresh=False)
def printed(sheet_id: str) -> ResponseReturnValue:
    """Show a sheet as it was printed."""
    sheet = sheets_printed.copy_of(g.site, sheet_id, g.actor, g.now)
    return render_template("tonight/printed.html", sheet=sheet)
