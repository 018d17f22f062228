"""How long did men wait, and what came of the nights as planned? The command ``listeners numbers``.

``--csv`` is a stable interface: ``prison,month,wing,figure,value``, a line for each number; ``wing`` is empty for the
whole prison, ``value`` where there was nothing to count.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import click

from listeners import clock
from listeners.access import SYSTEM
from listeners.cli.dates import DATE

if TYPE_CHECKING:
    from flask import Flask

    from listeners.services.night_figures_lines import Line


class Month(click.ParamType["date"]):
    """A month written YYYY-MM."""

    name = "month"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return its first day, or refuse it by name."""
        if isinstance(value, date):
            return value
        try:
            return DATE.convert(f"{value}-01", param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not a month such as 2026-11.", param, ctx)


@click.command()
@click.option("--site", "code", required=True, metavar="CODE", help="The prison code, such as LKI.")
@click.option("--month", type=Month(), metavar="YYYY-MM", help="The month (this one).")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, a line for each number.")
@click.pass_obj
def numbers(open_app: Callable[[], Flask], code: str, month: date | None, as_csv: bool) -> None:
    """Count waits, refusals, planned against real."""
    from listeners.services import night_figures, night_figures_lines, sites

    with open_app().app_context():
        site = sites.by_code(code, SYSTEM)
        page = night_figures.night_figures(SYSTEM, clock.now(), site.code, month)
        found = night_figures_lines.lines(page) if page is not None else ()
    if as_csv:
        _write_csv(code, found)
    else:
        _write_words(found)


def _write_csv(code: str, found: Iterable[Line]) -> None:
    from listeners.services.night_figures_lines import COLUMNS, row

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row(code, each) for each in found)


def _write_words(found: Iterable[Line]) -> None:
    for (month, wing), of_one in groupby(found, key=lambda each: (each.month, each.wing)):
        click.echo(f"{month:%Y-%m}, {'the whole prison' if wing is None else f'wing {wing}'}")
        for each in of_one:
            value = "nothing to count" if each.value is None else each.value
            click.echo(f"  {each.figure.replace('_', ' ')}: {value}")
