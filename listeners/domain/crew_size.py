"""How many Listeners does a night need, and how many a team, by the call-outs of the site itself?

A *night call-out* is one that touches the quiet hours, as everywhere in this program. How many come in a night is taken
to be negative binomial with a dispersion of 1: most nights none, now and then several, as after a death
(docs/evidence.md, section 3). Pure figures: no Listener and no caller is in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from math import ceil
from zoneinfo import ZoneInfo

from listeners.domain.policy_book import night_at
from listeners.domain.rest_facts import Interruption, PolicyOn
from listeners.domain.rest_nights import night_call_outs, quiet_hours

DISPERSION = 1.0
"""How unevenly call-outs come: the variance is the mean and its square over this (docs/evidence.md, section 3)."""
NIGHT_SHARE = 0.457
"""The share of all contacts that touch the quiet hours of 22:00 to 07:00, where a site has no figures of its own: those
that begin in them or up to the median length of 40 minutes before, by the hours of docs/evidence.md, section 3
(00-06: 28 per cent, 06-07: 13 / 6, 21:20-24: 35 x 160 / 360)."""
QUIET_SITE, BUSY_SITE = 0.6, 1.8
"""Contacts a day of a quiet and of a busy prison (docs/evidence.md, section 3)."""
WINDOW = 182
"""Nights looked back on: 26 weeks."""
ENOUGH = 28
"""With fewer nights of recording than these a site's own figures say too little, and the general ones are given."""
CREWS = (1, 2, 3, 4)
"""The crews that the policy allows."""
STRETCH = 28
"""Nights of the longest limit of call-outs."""
LONGEST_SHADOWING = 12
"""Weeks after which shadowing is taken to be done whatever the nights bring (a design choice of this program)."""
SURE = 0.95
"""The limit of call-outs is to hold in 19 of 20 stretches of four weeks (a design choice of this program)."""


@dataclass(frozen=True, slots=True)
class NightCalls:
    """What is on file of the call-outs of some nights: ``of_nights`` are the night call-outs, each by its night;
    ``sent`` is how many Listeners went on all of those together; ``all_hours`` counts call-outs of day and night."""

    nights: int
    of_nights: tuple[date, ...]
    sent: int
    all_hours: int


@dataclass(frozen=True, slots=True)
class CrewRow:
    """One size of crew: the share of nights on which more call-outs come than there are Listeners on stand-by, and on
    how many of the nights on file it was so (None with the general figures)."""

    crew: int
    share: float
    seen: int | None


@dataclass(frozen=True, slots=True)
class CrewFigures:
    """The crew by the call-outs. ``is_general``: the site has too few nights on file, and ``mean`` (night call-outs a
    night) is that of a prison between a quiet and a busy one; ``sent_each`` is how many go on one call-out."""

    is_general: bool
    nights: int
    mean: float
    a_day: float
    sent_each: float
    rows: tuple[CrewRow, ...]


def share_with_more(mean: float, crew: int, dispersion: float = DISPERSION) -> float:
    """Return the share of nights with more night call-outs than ``crew``; ``mean`` is of a night."""
    return max(0.0, 1.0 - sum(_chances(mean, dispersion, crew + 1)))


def crew_figures(calls: NightCalls) -> CrewFigures:
    """Return what each size of crew would meet, by the site's own night call-outs; by the general figure where fewer
    than four weeks are on file, or no call-out at all."""
    is_general = calls.nights < ENOUGH or not calls.all_hours
    a_day = (QUIET_SITE + BUSY_SITE) / 2 if is_general else calls.all_hours / calls.nights
    mean = a_day * NIGHT_SHARE if is_general else len(calls.of_nights) / calls.nights
    busy = Counter(Counter(calls.of_nights).values())
    rows = (
        CrewRow(
            crew,
            share_with_more(mean, crew),
            None if is_general else sum(nights for number, nights in busy.items() if number > crew),
        )
        for crew in CREWS
    )
    sent_each = 1.0 if is_general or not calls.of_nights else max(1.0, calls.sent / len(calls.of_nights))
    return CrewFigures(is_general, calls.nights, mean, a_day, sent_each, tuple(rows))


def general_share(contacts_a_day: float, crew: int) -> float:
    """Return the share of nights with more call-outs than the crew at a prison of so many contacts a day."""
    return share_with_more(contacts_a_day * NIGHT_SHARE, crew)


def team_for_call_outs(figures: CrewFigures, most_in_28: int) -> int:
    """Return the least team of which nobody need be past the limit of night call-outs in 28, in 19 of 20 stretches of
    four weeks: the call-outs of such a stretch, times those who go on one, shared out over everybody."""
    mean = figures.mean * STRETCH
    enough = ceil(4 * mean) + 20
    held = accumulate(_chances(mean, DISPERSION * STRETCH, enough))
    most = next((number for number, share in enumerate(held) if share >= SURE), enough)
    return ceil(most * figures.sent_each / most_in_28)


def shadowing_weeks(figures: CrewFigures, contacts: int, nights_in_28: int) -> int:
    """Return in how many weeks a new Listener on stand-by as often as the rules allow comes along to so many night
    call-outs; at most 12, for then they are shadowed by day."""
    a_week = figures.mean * nights_in_28 / 4
    return min(LONGEST_SHADOWING, ceil(contacts / a_week)) if a_week else LONGEST_SHADOWING


def _chances(mean: float, dispersion: float, count: int) -> Iterator[float]:
    """The chances of 0, 1, 2, ... (``count`` of them) of a negative binomial of this mean."""
    chance, more = (dispersion / (dispersion + mean)) ** dispersion, mean / (dispersion + mean)
    for number in range(count):
        yield chance
        chance *= (number + dispersion) / (number + 1) * more


def night_calls(
    requests: Iterable[tuple[datetime, Sequence[Interruption]]],
    first: date,
    last: date,
    policies: PolicyOn,
    zone: ZoneInfo,
) -> NightCalls:
    """Return the call-outs of the nights from ``first`` to ``last``: each request with when it was asked and the
    interruption of everybody who went. One to which nobody went counts by when it was asked: it was needed as well."""
    of_nights, sent, all_hours = [], 0, 0
    for asked_at, went in requests:
        night, at_night = _night_of(asked_at, went, policies, zone)
        if first <= night <= last:
            all_hours += 1
            of_nights += [night] if at_night else []
            sent += max(1, len(went)) if at_night else 0
    return NightCalls((last - first).days + 1, tuple(of_nights), sent, all_hours)


def _night_of(
    asked_at: datetime, went: Sequence[Interruption], policies: PolicyOn, zone: ZoneInfo
) -> tuple[date, bool]:
    at_night = [each.night for each in night_call_outs(went, policies, zone)]
    if at_night:
        return max(at_night), True
    night = night_at(policies, asked_at, zone)
    quiet = quiet_hours(night, policies(night), zone)
    return night, not went and quiet.start <= asked_at < quiet.end
