"""By which rule, which facts and which arithmetic does somebody rest until then?

Codes and numbers, of which ``templates/macros/rest.html`` makes one sentence, wherever a rest is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.domain.nights import Span
from listeners.domain.rest_facts import Interruption, PolicyOn, Rest, Resting, RestRule


@dataclass(frozen=True, slots=True)
class Why:
    """The arithmetic of one rest. ``rule`` is None where a return was never entered and the rest is only assumed;
    ``happened``: from when to when he was out (or, where it began anew, what fell into it; empty where it is not
    kept); ``waited`` those of it in which he was woken and waited, and did not leave his cell; ``unbroken`` the longest
    unbroken rest of the night, ``under`` how many hours of it make a broken one."""

    rule: RestRule | None
    happened: tuple[Span, ...]
    unbroken: timedelta | None
    under: int
    hours: int
    rest_from: datetime
    rest_until: datetime
    excused_until: datetime | None
    kept: bool
    waited: tuple[Span, ...] = ()


def why(rest: Resting, policies: PolicyOn, interruptions: Iterable[Interruption] = ()) -> Why:
    """Return the arithmetic of a rest, by the numbers that were in force for its night. ``interruptions``: his, by
    which who only waited is told from who was out."""
    under, moments = policies(rest.night).unbroken_hours, (rest.rest_from, rest.rest_until, rest.excused_until)
    if isinstance(rest, Rest):
        return Why(
            rest.rule,
            rest.happened,
            rest.unbroken,
            under,
            rest.hours,
            *moments,
            rest.kept,
            _waited(rest, interruptions),
        )
    return Why(None, (), None, under, rest.hours, *moments, kept=True)


def _waited(rest: Rest, interruptions: Iterable[Interruption]) -> tuple[Span, ...]:
    spans = {Span(each.start, each.end) for each in interruptions if each.only_waited and each.end is not None}
    return tuple(span for span in rest.happened if span in spans)


def whys(rests: Iterable[Resting], policies: PolicyOn, interruptions: Collection[Interruption] = ()) -> tuple[Why, ...]:
    """Return the arithmetic of several rests, in order of their start."""
    in_order = sorted(rests, key=lambda rest: (rest.rest_from, rest.rest_until))
    return tuple(why(each, policies, interruptions) for each in in_order)
