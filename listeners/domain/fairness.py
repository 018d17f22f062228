"""How much has each Listener carried, what is each one's fair share, and how much does a night weigh?

One definition for the planner, the board, dispatch and the load page (docs/evidence.md, section 4,
"Load carried"). Everything is reckoned in exact fractions; only the sum is rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from listeners.domain.load import CallOutFact
from listeners.domain.nights import ONE_DAY, is_holiday_night, nights_between
from listeners.domain.people import ListenerId, away_dates
from listeners.domain.policy import Policy
from listeners.domain.team import TeamMember

FRIDAY, SATURDAY = 4, 5
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Member:
    """One Listener as fairness sees them.

    ``share`` is per cent of a full part. ``away`` holds the dates of ``away_span`` on leave, paused, gone or
    otherwise unavailable; every date before ``joined_on`` is away as well. Why makes no difference.
    """

    listener: ListenerId
    share: int
    joined_on: date
    away: frozenset[date]
    nights: frozenset[date]
    call_outs: tuple[CallOutFact, ...]

    @classmethod
    def of(
        cls,
        who: TeamMember,
        said_no: Iterable[date],
        span: tuple[date, date],
        nights: frozenset[date],
        call_outs: tuple[CallOutFact, ...] = (),
    ) -> Member:
        """Return somebody of a team who said no to some nights, as fairness sees him from the first to the last date
        of ``span``."""
        away = away_dates(who.standings, said_no, *span)
        return cls(who.id, who.share, who.joined_on, away, nights, call_outs)

    def is_away_on_all(self, days: Iterable[date]) -> bool:
        """Whether all of these days are away."""
        return all(day < self.joined_on or day in self.away for day in days)


@dataclass(frozen=True, slots=True)
class Balance:
    """One Listener's place in the fairness table, in points; ``over`` is negative for who has carried
    less."""

    listener: ListenerId
    carried: int
    fair_share: Fraction

    @property
    def over(self) -> Fraction:
        """How much more than the fair share is carried."""
        return self.carried - self.fair_share


def night_weight(night: date, bank_holidays: frozenset[date], policy: Policy) -> int:
    """Return what a night on stand-by weighs: a holiday night most, then Friday and Saturday, then the
    others."""
    if is_holiday_night(night, bank_holidays):
        return policy.weight_holiday
    return policy.weight_weekend if night.weekday() in (FRIDAY, SATURDAY) else policy.weight_weekday


def call_out_weight(call_out: CallOutFact, policy: Policy) -> int:
    """Return what a call-out adds: nothing by day; at night the policy's weight (2), and 1 for each full
    elapsed hour beyond the first. While no return is recorded its length adds nothing."""
    if not call_out.at_night:
        return 0
    return policy.weight_night_call_out + max(0, call_out.length // ONE_HOUR - 1)


def carried_loads(
    team: Iterable[Member], before: date, policy: Policy, bank_holidays: frozenset[date]
) -> dict[ListenerId, int]:
    """Return the load carried by each of the team over the policy's window (56 nights) before ``before``.

    ``before`` is the first planned night; for dispatch and the load page it is tonight. ``team`` holds
    everybody who was there in the window, also who has left since, because the mean of a week is that of
    those present in it. A whole Monday-to-Sunday week away counts as that mean x share / 100, or as what was
    carried in it where that is more; of a week that the window cuts, the part inside counts. Halves are
    rounded up.
    """
    members = tuple(team)
    window = frozenset(nights_between(before - timedelta(days=policy.load_window_nights), before - ONE_DAY))
    own, lifted = _own_and_lifted(members, window, policy, bank_holidays)
    return {who.listener: rounded(own[who.listener].total() + lifted.get(who.listener, 0)) for who in members}


def weeks_away(
    team: Iterable[Member], window: frozenset[date], policy: Policy, bank_holidays: frozenset[date]
) -> dict[ListenerId, Fraction]:
    """Return for how much more the whole weeks away of each who has any count among the nights of ``window`` than was,
    or is to be, carried in them: by the same rule as ``carried_loads``, for nights that are only planned yet."""
    return _own_and_lifted(tuple(team), window, policy, bank_holidays)[1]


def weeks_away_ahead(team: Iterable[Member], load_of: Mapping[date, int]) -> dict[ListenerId, Fraction]:
    """Return for how much the whole weeks away of each of the team will count among nights that are still to be
    planned: what the others carry in them on average x share / 100, by the same rule once every place is filled.

    ``load_of`` is what all the places of each of these nights weigh together. Nothing is said where nobody is there.
    """
    members, weeks = tuple(team), Counter[date]()
    for night, load in load_of.items():
        weeks[_monday(night)] += load
    found = {who.listener: Fraction(0) for who in members}
    for monday, load in weeks.items():
        days = tuple(nights_between(monday, monday + 6 * ONE_DAY))
        away = [who for who in members if who.is_away_on_all(days)]
        for who in away if len(away) < len(members) else ():
            found[who.listener] += Fraction(load * who.share, (len(members) - len(away)) * 100)
    return found


def _own_and_lifted(
    members: Sequence[Member], window: frozenset[date], policy: Policy, bank_holidays: frozenset[date]
) -> tuple[dict[ListenerId, Counter[date]], dict[ListenerId, Fraction]]:
    weeks = {monday: tuple(nights_between(monday, monday + 6 * ONE_DAY)) for monday in set(map(_monday, window))}
    own = {member.listener: _by_week(member, window, policy, bank_holidays) for member in members}
    begins = min(weeks, default=None)
    away = {
        who.listener: [monday for monday, days in weeks.items() if who.is_away_on_all(days)]
        if who.away or (begins is not None and begins < who.joined_on)
        else []
        for who in members
    }
    means = {
        monday: _mean_of_present([own[who][monday] for who in own if monday not in away[who]])
        for monday in {monday for mondays in away.values() for monday in mondays}
    }
    lifted = {
        who.listener: sum(_lifted(who, own[who.listener], means, away[who.listener]), Fraction(0))
        for who in members
        if away[who.listener]
    }
    return own, lifted


def away_span(before: date, policy: Policy) -> tuple[date, date]:
    """Return the first and last date for which ``Member.away`` must be known: whole weeks, also where the
    window cuts them."""
    first, last = before - timedelta(days=policy.load_window_nights), before - ONE_DAY
    return _monday(first), _monday(last) + timedelta(days=6)


def balances(carried: Mapping[ListenerId, int], shares: Mapping[ListenerId, int]) -> tuple[Balance, ...]:
    """Return each eligible Listener's fair share of all that the eligible have carried, and how far off they
    are.

    ``shares`` names everybody eligible, per cent each, also those who have carried nothing: dividing by only
    those with a duty would call one person doing everything perfectly balanced (docs/evidence.md, section 9,
    lesson 1).
    """
    whole = sum(shares.values())
    total = sum(carried.get(listener, 0) for listener in shares)
    return tuple(
        Balance(listener, carried.get(listener, 0), Fraction(total * share, whole))
        for listener, share in shares.items()
    )


def furthest_off(of_all: Iterable[Balance]) -> Fraction:
    """Return by how much, in points, anybody is over or under the fair share at most."""
    return max((abs(balance.over) for balance in of_all), default=Fraction(0))


def _monday(night: date) -> date:
    return night - timedelta(days=night.weekday())


def _by_week(member: Member, window: frozenset[date], policy: Policy, bank_holidays: frozenset[date]) -> Counter[date]:
    """Return what a Listener carried in each week of the window, by its Monday."""
    carried: Counter[date] = Counter()
    for night in member.nights & window:
        carried[_monday(night)] += night_weight(night, bank_holidays, policy)
    for call_out in member.call_outs:
        if call_out.night in window:
            carried[_monday(call_out.night)] += call_out_weight(call_out, policy)
    return carried


def _mean_of_present(carried: Sequence[int]) -> Fraction:
    return Fraction(sum(carried), len(carried)) if carried else Fraction(0)


def _lifted(
    who: Member, carried: Counter[date], means: Mapping[date, Fraction], away: Iterable[date]
) -> Iterator[Fraction]:
    """Yield by how much each week away counts for more than what was carried in it."""
    return (max(Fraction(0), means[monday] * who.share / 100 - carried[monday]) for monday in away)


def rounded(points: Fraction | int) -> int:
    """Points as a whole number; halves go up."""
    return points if isinstance(points, int) else floor(points + Fraction(1, 2))
