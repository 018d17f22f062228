"""Which pages need no sign-in?"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from listeners.services import health
from listeners.web.auth import blueprint
from listeners.web.guards import public


@blueprint.get("/help")
@public()
def help_page() -> ResponseReturnValue:
    """Say what this is, how to get in, and what to do when it does not work."""
    return render_template("auth/help.html")


@blueprint.get("/left")
@public()
def left() -> ResponseReturnValue:
    """Say nothing but that nobody is signed in."""
    return render_template("auth/left.html")


@blueprint.get("/sent")
@public()
def sent() -> ResponseReturnValue:
    """Say that what was sent late is done, and that nobody is signed in: the same whatever it was."""
    return render_template("auth/sent.html")


@blueprint.get("/health")
@public(knows_who=False)
def is_healthy() -> ResponseReturnValue:
    """Tell a machine whether the server and its database answer."""
    ok = health.answers()
    return {"ok": ok}, 200 if ok else 503
