"""How does a page take a file, show what it would do, and put it on file when asked? The same for every kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import Field, ValidationError

from listeners.domain.import_files import Source, lines_of
from listeners.domain.import_look import ImportKind
from listeners.services import plans, uploads
from listeners.services.uploads import Verb
from listeners.web.fields import ActForm, Upload


class UploadForm(ActForm):
    """A file to be looked at."""

    file = Upload("File")

    def validate_file(self, field: Field) -> None:
        """A file was chosen."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("Choose a file")


def take(kind: ImportKind, look: Verb, form: UploadForm) -> str:
    """Look at the uploaded file and return the id under which what was found is kept; after the form is valid."""
    sent: FileStorage = form.file.data
    stream = cast(BinaryIO, sent.stream)

    def lines() -> Iterator[bytes]:
        stream.seek(0)
        return lines_of(stream)

    source = Source(sent.filename or "", lines)
    return uploads.look_at(g.site, kind, source, look, g.actor, g.now, form.act_key.data)


def show(
    upload_id: str, kinds: tuple[ImportKind, ...], confirm_address: str, start_address: str
) -> ResponseReturnValue:
    """Show what an uploaded file of one of these kinds would do, or has done."""
    upload = uploads.upload(g.site, upload_id, g.actor, kinds)
    who = plans.names(g.actor, g.site)
    page = render_template(
        "rota/import_look.html", upload=upload, who=who, confirm=confirm_address, start=start_address
    )
    return page, 422 if upload.faults else 200


def put_on_file(upload_id: str, verbs: Mapping[ImportKind, Verb], address: str) -> ResponseReturnValue:
    """Put an uploaded file on file and show what it has done."""
    upload = uploads.upload(g.site, upload_id, g.actor, tuple(verbs))
    uploads.confirm(g.site, upload_id, verbs[upload.kind], g.actor, g.now, request.form.get("act_key"))
    return redirect(address, 303)
