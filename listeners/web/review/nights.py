"""How long did men wait, month by month and wing by wing, and what came of the nights as planned? A page and a file."""

from __future__ import annotations

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.outbound.csv_file import csv_text
from listeners.services import night_figures, night_figures_lines
from listeners.services.night_figures import NightFigures
from listeners.web.addresses import month_in
from listeners.web.guards import allow
from listeners.web.review import LOOKS, blueprint


@blueprint.get("/review/nights")
@allow(*LOOKS)
def nights() -> ResponseReturnValue:
    """Show how a month's requests were answered, wing by wing, beside the months before it."""
    return render_template("review/nights.html", page=_asked_for())


@blueprint.get("/review/nights.csv")
@allow(*LOOKS)
def nights_file() -> ResponseReturnValue:
    """Hand out the same figures as a file, a line for each number."""
    page = _asked_for()
    if page is None:
        abort(404)
    rows = [night_figures_lines.row(page.prison.code, each) for each in night_figures_lines.lines(page)]
    headers = {"Content-Disposition": f'attachment; filename="nights-{page.prison.code}-{page.month:%Y-%m}.csv"'}
    return Response(csv_text([night_figures_lines.COLUMNS, *rows]), mimetype="text/csv", headers=headers)


def _asked_for() -> NightFigures | None:
    asked = request.args.get("month")
    month = month_in(asked) if asked is not None else None
    return night_figures.night_figures(g.actor, g.now, request.args.get("prison"), month)
