"""By which rule, which facts and which arithmetic does somebody rest until then?

Codes and numbers, of which ``templates/macros/rest.html`` makes one sentence, wherever a rest is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.domain.nights import Span, to_the_minute
from listeners.domain.rest_facts import Interruption, PolicyOn, Rest, Resting, RestRule


@dataclass(frozen=True, slots=True)
class Why:
    """The arithmetic of one rest. ``rule`` is None where a return was never entered and the rest is only assumed;
    ``happened``: from when to when he was out (or, where it began anew, what fell into it; empty where it is not
    kept); ``called_out``, where it began anew, his last call-out before it, which staff know of; ``waited`` those of
    both in which he was woken and waited, and did not leave his cell; ``said_yes`` those that began with his yes, a
    minute or more before he went; ``woken``, where the rest is only assumed, his waiting to be unlocked that it stands
    for, where it is no going; ``unbroken`` the longest unbroken rest of the night, ``under`` how many hours of it
    make a broken one."""

    rule: RestRule | None
    happened: tuple[Span, ...]
    unbroken: timedelta | None
    under: int
    hours: int
    rest_from: datetime
    rest_until: datetime
    excused_until: datetime | None
    kept: bool
    called_out: Span | None = None
    waited: frozenset[Span] = frozenset()
    said_yes: frozenset[Span] = frozenset()
    woken: Interruption | None = None


def why(rest: Resting, policies: PolicyOn, interruptions: Iterable[Interruption] = ()) -> Why:
    """Return the arithmetic of a rest, by the numbers that were in force for its night. ``interruptions``: his, by
    which who only waited is told from who was out, and from when to when he was called out from what he did besides."""
    under, moments = policies(rest.night).unbroken_hours, (rest.rest_from, rest.rest_until, rest.excused_until)
    if not isinstance(rest, Rest):
        woken = next((each for each in interruptions if each.id in rest.because and each.only_waited), None)
        return Why(None, (), None, under, rest.hours, *moments, kept=True, woken=woken)
    spans = {Span(each.start, each.end): each for each in interruptions if each.end is not None}
    return Why(
        rest.rule,
        rest.happened,
        rest.unbroken,
        under,
        rest.hours,
        *moments,
        rest.kept,
        _called_out_before(rest, spans) if rest.rule is RestRule.RESTARTED else None,
        frozenset(span for span, each in spans.items() if each.only_waited),
        frozenset(span for span, each in spans.items() if _said_yes_before(each)),
    )


def _called_out_before(rest: Rest, spans: Iterable[Span]) -> Span | None:
    before = (span for span in spans if span.end <= rest.rest_from)
    return max(before, key=lambda span: (span.end, span.start), default=None)


def _said_yes_before(one: Interruption) -> bool:
    """Whether he said yes, and went in a later minute and came back: then "out" is not what the stretch was."""
    if one.accepted_at is None or one.out_at is None or one.back_at is None:
        return False
    return to_the_minute(one.accepted_at) < to_the_minute(one.out_at)


def why_until(rests: Iterable[Resting], policies: PolicyOn, interruptions: Iterable[Interruption] = ()) -> Why | None:
    """Return the one arithmetic that staff are told of somebody who rests: that of the rest which ends last; None where
    he does not rest. A rest that ended earlier stands beside it nowhere: two ends for one man are one too many, and
    whatever made the later one may be his own word (docs/decisions/0028)."""
    last = max(rests, key=lambda rest: (rest.rest_until, rest.rest_from), default=None)
    return None if last is None else why(last, policies, interruptions)
