"""How does the coordinator put call-outs of the past on file? They hold what was ticked, so their page is here."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.import_look import ImportKind
from listeners.domain.people import Role
from listeners.services.care import imports
from listeners.web import uploads
from listeners.web.care import blueprint
from listeners.web.guards import allow

VERBS = {ImportKind.CALL_OUTS: imports.import_call_outs}


@blueprint.get("/import")
@allow(Role.COORDINATOR)
def import_start() -> ResponseReturnValue:
    """Take callouts.csv."""
    return _start(uploads.UploadForm())


@blueprint.post("/import")
@allow(Role.COORDINATOR)
def import_call_outs() -> ResponseReturnValue:
    """Look at an uploaded callouts.csv."""
    form = uploads.UploadForm()
    if not form.validate():
        return _start(form), 422
    upload_id = uploads.take(ImportKind.CALL_OUTS, imports.look_at_call_outs, form)
    return redirect(url_for("care.import_look", upload_id=upload_id), 303)


@blueprint.get("/import/<upload_id>")
@allow(Role.COORDINATOR)
def import_look(upload_id: str) -> ResponseReturnValue:
    """Show what an uploaded file would do, or has done."""
    confirm = url_for("care.import_confirm", upload_id=upload_id)
    return uploads.show(upload_id, tuple(VERBS), confirm, url_for("care.import_start"))


@blueprint.post("/import/<upload_id>")
@allow(Role.COORDINATOR)
def import_confirm(upload_id: str) -> ResponseReturnValue:
    """Put an uploaded file on file."""
    return uploads.put_on_file(upload_id, VERBS, url_for("care.import_look", upload_id=upload_id))


def _start(form: uploads.UploadForm) -> str:
    return render_template("care/import.html", form=form, seen=in_three_lines(Kind.CONTACT_TICKS))
