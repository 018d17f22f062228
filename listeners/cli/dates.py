"""How is a date given on the command line?"""

from __future__ import annotations

from datetime import date

import click

from listeners.domain.nights import FIRST_YEAR, LAST_YEAR, read_near_date


class LocalDate(click.ParamType["date"]):
    """A date written YYYY-MM-DD, of a year that a prison plans or looks back on."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or refuse it by name."""
        if isinstance(value, date):
            return value
        found = read_near_date(value)
        if found is None:
            self.fail(
                f"{value!r} is not a date such as 2026-11-27, of the years {FIRST_YEAR} to {LAST_YEAR}.", param, ctx
            )
        return found


DATE = LocalDate()
