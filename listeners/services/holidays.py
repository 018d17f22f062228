"""Which dates are bank holidays where a prison stands?"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

COUNTRIES = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
"""The parts of the United Kingdom that a site may be in, by the code on file; each has bank holidays of its own."""


@lru_cache(maxsize=64)
def bank_holidays(country: str, years: tuple[int, ...]) -> frozenset[date]:
    """Return the bank holidays of a part of the United Kingdom in some years, days in lieu included.

    Dates are the ones of the package ``holidays``, which is loaded when first asked.

    Raises:
        KeyError: no such part.
    """
    if country not in COUNTRIES:
        raise KeyError(country)
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv=country, years=years))


def bank_holidays_around(country: str, first: date, last: date) -> frozenset[date]:
    """Return the bank holidays of the years from ``first`` to ``last``, the day after ``last`` included."""
    return bank_holidays(country, tuple(range(first.year, last.year + 2)))
