"""Who takes part once those are left out who rest from call-outs by their own word?

A coordinator's pause is a standing, a Listener's own a word about every night. Whoever counts a team counts both alike,
and so whoever goes by day alone, as was agreed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from listeners.domain.nights import ONE_DAY
from listeners.domain.people import Standing, StandingFrom, standing_on
from listeners.domain.said import Rule
from listeners.domain.team import TeamMember

Pause = tuple[date, date | None]
"""The first night of a rest of somebody's own word, and the last; None: it has no end yet."""


def with_pauses(team: Iterable[TeamMember], pauses: Iterable[Rule]) -> tuple[TeamMember, ...]:
    """Return the team with each pause of somebody's own word as a standing from its first night on. ``pauses`` may hold
    other rules, which change nothing. Whoever has gone by then has gone all the same."""
    of_one: dict[str, list[Pause]] = {}
    for rule in pauses:
        if rule.is_firm:
            of_one.setdefault(rule.listener, []).append((rule.from_on, rule.until_on))
    return tuple(_paused(member, of_one.get(member.id, ())) for member in team)


def _paused(member: TeamMember, pauses: Iterable[Pause]) -> TeamMember:
    history = standings_with(member.standings, pauses)
    return member if history is member.standings else replace(member, standings=history)


def standings_with(history: tuple[StandingFrom, ...], pauses: Iterable[Pause]) -> tuple[StandingFrom, ...]:
    """Return the standings of one Listener with each pause of his own word as a standing."""
    for pause in pauses:
        history = _with_pause(history, pause)
    return history


def _with_pause(history: tuple[StandingFrom, ...], pause: Pause) -> tuple[StandingFrom, ...]:
    first, last = pause
    held = standing_on(history, first)
    if held is None or not held.takes_part:
        return history
    within = [fact for fact in history if first <= fact.from_on and (last is None or fact.from_on <= last)]
    kept = tuple(fact for fact in history if fact not in within or fact.standing.is_gone)
    paused = (*kept, StandingFrom(Standing.PAUSED, first))
    after = None if last is None else standing_on(history, last + ONE_DAY)
    if last is None or after is None or any(fact.from_on == last + ONE_DAY for fact in history):
        return paused
    return *paused, StandingFrom(after, last + ONE_DAY)
