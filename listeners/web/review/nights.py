"""How long did men wait, month by month and wing by wing, and what came of the nights as planned? A page and a file."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.services import night_figures
from listeners.services.night_figures import NightFigures
from listeners.web.addresses import month_in
from listeners.web.guards import allow
from listeners.web.review import LOOKS, blueprint


@blueprint.get("/review/nights")
@allow(*LOOKS)
def nights() -> ResponseReturnValue:
    """Show how a month's requests were answered, wing by wing, beside the months before it."""
    return render_template("review/nights.html", page=_asked_for())


def _asked_for() -> NightFigures | None:
    asked = request.args.get("month")
    month = month_in(asked) if asked is not None else None
    return night_figures.night_figures(g.actor, g.now, request.args.get("prison"), month)
