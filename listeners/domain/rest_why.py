"""By which rule, which facts and which arithmetic does somebody rest until then?

Codes and numbers, of which ``templates/macros/rest.html`` makes one sentence, wherever a rest is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.domain.nights import Span
from listeners.domain.rest_facts import PolicyOn, Rest, Resting, RestRule


@dataclass(frozen=True, slots=True)
class Why:
    """The arithmetic of one rest. ``rule`` is None where a return was never entered and the rest is only assumed;
    ``happened``: from when to when he was out (or, where it began anew, what fell into it; empty where it is not
    kept); ``unbroken`` the longest unbroken rest of the night, ``under`` how many hours of it make a broken one."""

    rule: RestRule | None
    happened: tuple[Span, ...]
    unbroken: timedelta | None
    under: int
    hours: int
    rest_from: datetime
    rest_until: datetime
    excused_until: datetime | None
    kept: bool


def why(rest: Resting, policies: PolicyOn) -> Why:
    """Return the arithmetic of a rest, by the numbers that were in force for its night."""
    under, moments = policies(rest.night).unbroken_hours, (rest.rest_from, rest.rest_until, rest.excused_until)
    if isinstance(rest, Rest):
        return Why(rest.rule, rest.happened, rest.unbroken, under, rest.hours, *moments, rest.kept)
    return Why(None, (), None, under, rest.hours, *moments, kept=True)


def whys(rests: Iterable[Resting], policies: PolicyOn) -> tuple[Why, ...]:
    """Return the arithmetic of several rests, in order of their start."""
    return tuple(why(each, policies) for each in sorted(rests, key=lambda rest: (rest.rest_from, rest.rest_until)))
