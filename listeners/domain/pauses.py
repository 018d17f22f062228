"""Who takes part once those are left out who rest from call-outs by their own word?

A coordinator's pause is a standing, a Listener's own a word about every night. Whoever counts a team counts both alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from listeners.domain.nights import ONE_DAY
from listeners.domain.people import Standing, StandingFrom, standing_on
from listeners.domain.said import Rule
from listeners.domain.team import TeamMember


def with_pauses(team: Iterable[TeamMember], pauses: Iterable[Rule]) -> tuple[TeamMember, ...]:
    """Return the team with each pause of somebody's own word as a standing from its first night on. ``pauses`` may hold
    other rules, which change nothing. Whoever has gone by then has gone all the same."""
    of_one: dict[str, list[Rule]] = {}
    for rule in pauses:
        if rule.is_pause:
            of_one.setdefault(rule.listener, []).append(rule)
    return tuple(_paused(member, of_one.get(member.id, ())) for member in team)


def _paused(member: TeamMember, pauses: Iterable[Rule]) -> TeamMember:
    history = member.standings
    for pause in pauses:
        history = _with_pause(history, pause)
    return member if history is member.standings else replace(member, standings=history)


def _with_pause(history: tuple[StandingFrom, ...], pause: Rule) -> tuple[StandingFrom, ...]:
    held = standing_on(history, pause.from_on)
    if held is None or not held.takes_part:
        return history
    last = pause.until_on
    within = [fact for fact in history if pause.from_on <= fact.from_on and (last is None or fact.from_on <= last)]
    kept = tuple(fact for fact in history if fact not in within or fact.standing.is_gone)
    paused = (*kept, StandingFrom(Standing.PAUSED, pause.from_on))
    after = None if last is None else standing_on(history, last + ONE_DAY)
    if last is None or after is None or any(fact.from_on == last + ONE_DAY for fact in history):
        return paused
    return *paused, StandingFrom(after, last + ONE_DAY)
