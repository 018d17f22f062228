"""Is a team that shrinks noticed in time: small today or by a date on file, a quarter more for those who are left?"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from listeners.domain.load import Served
from listeners.domain.people import ListenerId, Standing, StandingFrom
from listeners.domain.team import TeamMember
from listeners.domain.team_ahead import sizes_ahead
from listeners.domain.team_warnings import SmallTeam, load_rise, small_team

TODAY = date(2026, 11, 23)
JOINED = date(2026, 1, 5)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def member(number: int, *changes: tuple[Standing, date], joined_on: date = JOINED) -> TeamMember:
    history = ((Standing.ACTIVE, joined_on), *changes)
    return TeamMember(
        ListenerId(f"l{number}"),
        f"L{number:02}",
        "A Name",
        "A1234AA",
        "LKI-A-1-001",
        "A",
        None,
        100,
        joined_on,
        False,
        (),
        tuple(StandingFrom(*each) for each in history),
    )


def team(size: int, *leaving: date) -> tuple[TeamMember, ...]:
    """Of so many, one leaves on each of these dates."""
    gone = [member(number, (Standing.LEFT, on)) for number, on in enumerate(leaving)]
    return (*gone, *(member(number) for number in range(len(gone), size)))


def served(people: tuple[TeamMember, ...], nights: int) -> dict[ListenerId, Served]:
    """So many nights of the last twelve weeks, shared out over the team."""
    found: dict[ListenerId, set[date]] = {each.id: set() for each in people}
    for number in range(nights):
        found[people[number % len(people)].id].add(days(-1 - number // 2))
    return {who: Served(who, frozenset(on), ()) for who, on in found.items()}


def test_a_team_of_enough_is_not_small_and_one_that_will_be_is_told_from_when() -> None:
    assert small_team(team(10), TODAY, 10) is None
    assert small_team(team(11, days(20), days(40)), TODAY, 10) == SmallTeam(days(40), 9, 10)


def test_a_small_team_is_small_since_it_fell_and_whoever_follows_makes_it_no_news() -> None:
    people = team(12, days(-50), days(-30), days(-9), days(-2), days(30))

    assert small_team(people, TODAY, 10) == SmallTeam(days(-9), 8, 10)
    assert small_team(team(4), TODAY, 10) == SmallTeam(None, 4, 10)


def test_only_the_active_make_a_team() -> None:
    shadowing = member(90, (Standing.SHADOWING, JOINED))
    paused = member(91, (Standing.PAUSED, days(-3)))
    later = member(92, joined_on=days(9))

    assert small_team((*team(9), shadowing, paused), TODAY, 10) == SmallTeam(days(-3), 9, 10)
    assert small_team((*team(9), later), TODAY, 10) == SmallTeam(None, 9, 10)


def test_a_quarter_more_for_those_who_are_left_is_told_and_less_is_not() -> None:
    ten = team(10, days(0), days(0))
    nine = team(10, days(0))

    rise = load_rise(ten, served(ten, 168), TODAY, 56)
    assert rise is not None
    assert (rise.since, rise.before, rise.coming) == (days(0), Fraction(56, 10), Fraction(7))
    assert load_rise(nine, served(nine, 168), TODAY, 56) is None


def test_who_leaves_in_the_middle_of_the_coming_weeks_counts_for_the_days_that_he_is_there() -> None:
    people = team(8, days(14), days(14), days(14), days(14))
    rise = load_rise(people, served(people, 168), TODAY, 56)

    assert rise is not None and (rise.since, rise.before, rise.coming) == (days(14), Fraction(7), Fraction(56, 6))


def test_a_larger_crew_or_nights_that_stayed_empty_are_no_team_that_shrinks() -> None:
    people = team(8)

    assert load_rise(people, served(people, 168), TODAY, 84) is None
    assert load_rise(people, served(people, 60), TODAY, 56) is None
    assert load_rise(people, {}, TODAY, 56) is None
    assert load_rise((), {}, TODAY, 56) is None


def test_the_size_of_a_team_changes_on_the_days_on_file() -> None:
    people = (*team(3, days(5)), member(9, joined_on=days(7)), member(8, (Standing.PAUSED, days(5))))

    assert [(size.from_on, size.people) for size in sizes_ahead(people, TODAY)] == [
        (TODAY, 4),
        (days(5), 2),
        (days(7), 3),
    ]
