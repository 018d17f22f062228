"""The night sheet as a file: right when the server is down, with all that the night needs on the first page of A4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listeners import clock
from listeners.access import SYSTEM
from listeners.cli.dates import DATE
from listeners.errors import Problem, Unreadable

if TYPE_CHECKING:
    from flask import Flask

PLACE_OF_STYLES = "<!-- styles -->"
STYLES = ("vendor/govuk-frontend.min.css", "listeners.css")


@click.command("night-sheet")
@click.option("--site", "code", required=True, metavar="CODE", help="The prison code, such as LKI.")
@click.option("--night", type=DATE, metavar="DATE", help="The date it begins on (tonight).")
@click.option("-o", "output", metavar="FILE.html", type=click.Path(path_type=Path, dir_okay=False), help="Write here.")
@click.pass_obj
def night_sheet(open_app: Callable[[], Flask], code: str, night: date | None, output: Path | None) -> None:
    """Print the sheet of one night."""
    from flask import g, render_template

    from listeners.services import night_sheets, sites

    app = open_app()
    with app.app_context():
        site = sites.by_code(code, SYSTEM)
        g.site = site
        sheet = night_sheets.sheet(site, SYSTEM, clock.now(), night).on_paper
        page = render_template("print/night_sheet.html", sheet=sheet)
        styles = "\n".join((Path(str(app.static_folder)) / name).read_text(encoding="utf-8") for name in STYLES)
    whole = page.replace(PLACE_OF_STYLES, f"<style>\n{styles}\n</style>")
    if output is None:
        click.echo(whole)
    else:
        _write(output, whole)


def _write(output: Path, page: str) -> None:
    """Write the page whole, or not at all: yesterday's sheet is better than half of tonight's."""
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_text(page, encoding="utf-8")
        part.replace(output)
    except OSError as error:
        raise Unreadable(str(output), (Problem(None, None, error.strerror or "cannot be written"),)) from None
