"""Which calendar does a secret link open? The one page that answers without a sign-in."""

from __future__ import annotations

import logging
import re

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue

from listeners.services import feed_reading
from listeners.web.guards import public

blueprint = Blueprint("feeds", __name__)
SECRET = re.compile(r"(/feeds/)[^\s/?]+")
"""The part of an address that opens a calendar."""


def without_secret(record: logging.LogRecord) -> bool:
    """Take the secret of a link out of a line of the log before it is written; a fault of the program names the address
    that it happened on."""
    record.msg, record.args = SECRET.sub(r"\1…", record.getMessage()), ()
    return True


@blueprint.get("/feeds/<token>.ics")
@public(knows_who=False)
def calendar(token: str) -> ResponseReturnValue:
    """Hand out a calendar, or say the same 404 of a link that never was and of one that is revoked."""
    text = feed_reading.read(token, g.now)
    return abort(404) if text is None else Response(text, mimetype="text/calendar")
