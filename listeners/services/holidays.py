"""Which dates are bank holidays where a prison stands?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from listeners.domain.nights import ONE_DAY

COUNTRIES = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
"""The parts of the United Kingdom that a site may be in, by the code on file; each has bank holidays of its own."""


EVES = {24: "Christmas Eve", 31: "New Year’s Eve"}
"""Days of December that are no bank holiday and weigh as one at night."""
IN_LIEU = " (observed)"
"""How the package marks a day in lieu."""


@lru_cache(maxsize=64)
def bank_holidays(country: str, years: tuple[int, ...]) -> frozenset[date]:
    """Return the bank holidays of a part of the United Kingdom in some years, days in lieu included.

    Raises:
        KeyError: no such part.
    """
    return frozenset(_named(country, years))


@lru_cache(maxsize=64)
def _named(country: str, years: tuple[int, ...]) -> Mapping[date, str]:
    """Return the bank holidays with their names.

    Dates are the ones of the package ``holidays``, which is loaded when first asked.

    Raises:
        KeyError: no such part.
    """
    if country not in COUNTRIES:
        raise KeyError(country)
    from holidays import country_holidays

    return dict(country_holidays("GB", subdiv=country, years=years))


def bank_holidays_around(country: str, first: date, last: date) -> frozenset[date]:
    """Return the bank holidays of the years from ``first`` to ``last``, the day after ``last`` included."""
    return bank_holidays(country, tuple(range(first.year, last.year + 2)))


def holiday_of_night(country: str, night: date) -> str:
    """Return which holiday makes a night weigh as one: that of its date, the eve that it is, or that of the morning
    after; nothing where it is no holiday night."""
    names = _named(country, tuple(range(night.year, (night + ONE_DAY).year + 1)))
    if night in names:
        return _words(names[night])
    if night.month == 12 and night.day in EVES:
        return EVES[night.day]
    return f"the next day is {_words(names[night + ONE_DAY])}" if night + ONE_DAY in names else ""


def _words(name: str) -> str:
    return f"the day in lieu of {name.removesuffix(IN_LIEU)}" if name.endswith(IN_LIEU) else name.replace("'", "’")
