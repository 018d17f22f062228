"""How does the coordinator put the charity's files of the team and of the nights on file?"""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.import_look import ImportKind
from listeners.domain.people import Role
from listeners.services import import_availability, imports
from listeners.web import uploads
from listeners.web.guards import allow
from listeners.web.rota import blueprint

LOOKS = {ImportKind.PEOPLE: imports.look_at_people, ImportKind.AVAILABILITY: import_availability.look_at_availability}
VERBS = {ImportKind.PEOPLE: imports.import_people, ImportKind.AVAILABILITY: import_availability.import_availability}


@blueprint.get("/import")
@allow(Role.COORDINATOR)
def import_start() -> ResponseReturnValue:
    """Show which files can be put on file, and take one."""
    return _start({kind: uploads.UploadForm(prefix=kind.value) for kind in LOOKS})


@blueprint.post("/import/people")
@allow(Role.COORDINATOR)
def import_people() -> ResponseReturnValue:
    """Look at an uploaded people.csv."""
    return _take(ImportKind.PEOPLE)


@blueprint.post("/import/availability")
@allow(Role.COORDINATOR)
def import_nights() -> ResponseReturnValue:
    """Look at an uploaded availability.csv."""
    return _take(ImportKind.AVAILABILITY)


@blueprint.get("/import/files/<upload_id>")
@allow(Role.COORDINATOR)
def import_look(upload_id: str) -> ResponseReturnValue:
    """Show what an uploaded file would do, or has done."""
    confirm = url_for("rota.import_confirm", upload_id=upload_id)
    return uploads.show(upload_id, tuple(VERBS), confirm, url_for("rota.import_start"))


@blueprint.post("/import/files/<upload_id>")
@allow(Role.COORDINATOR)
def import_confirm(upload_id: str) -> ResponseReturnValue:
    """Put an uploaded file on file."""
    return uploads.put_on_file(upload_id, VERBS, url_for("rota.import_look", upload_id=upload_id))


def _take(kind: ImportKind) -> ResponseReturnValue:
    form = uploads.UploadForm(prefix=kind.value)
    if not form.validate():
        others = {each: uploads.UploadForm(formdata=None, prefix=each.value) for each in LOOKS if each is not kind}
        return _start({**others, kind: form}), 422
    upload_id = uploads.take(kind, LOOKS[kind], form)
    return redirect(url_for("rota.import_look", upload_id=upload_id), 303)


def _start(forms: dict[ImportKind, uploads.UploadForm]) -> str:
    people, availability = forms[ImportKind.PEOPLE], forms[ImportKind.AVAILABILITY]
    return render_template("rota/import.html", people=people, availability=availability, site=g.site)
