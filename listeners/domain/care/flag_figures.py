"""What became of the reasons to ask at a prison: how soon was each taken up, by whom, what was done, how did it end?

Figures of the scheme, never of a person: nobody is named, and nobody compared (docs/evidence.md, sections 1 and 5).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from listeners.domain.care.care_lead import LeadPlace, days_waited
from listeners.domain.care.flag_life import REVIEWED, FollowUp, Outcome, StepKind
from listeners.domain.care.flags import FlagState
from listeners.domain.care.reasons import Group
from listeners.domain.care.small_numbers import FEWEST_IN_BRANCH, FEWEST_SPLIT

BEGINS = frozenset({StepKind.RAISE.value, StepKind.REOPEN.value})


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a flag. ``groups``: of its reasons, where it raised the flag; ``turn`` of whoever took it up, None
    where nobody had named them."""

    flag_id: str
    word: str
    at: datetime
    groups: frozenset[Group] = frozenset()
    outcome: Outcome | None = None
    turn: LeadPlace | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """One time that a flag was raised, with all that followed until it was closed or raised again."""

    raised: Happened
    followed: tuple[Happened, ...]

    def first(self, word: str) -> Happened | None:
        """Return the first step of a kind."""
        return next((each for each in self.followed if each.word == word), None)


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of each time that a flag was raised in a stretch of days.

    ``taken_after`` and ``closed_after``: days from the raise (``days_waited``), of those that were. ``causes`` counts
    in how many of these times a group was among the reasons; ``done`` in how many something was done, each once.
    ``closed_untold``: how many were closed of which nobody noted that it was gone through with the Listener.
    """

    raised: int
    again: int
    open: int
    looked_again: int
    taken_after: tuple[int, ...]
    closed_after: tuple[int, ...]
    closed_untold: int
    causes: Counter[Group]
    taken_by: Counter[LeadPlace | None]
    done: Counter[FollowUp]
    ended: Counter[Outcome]

    @property
    def waiting(self) -> int:
        """How many nobody has taken up."""
        return self.raised - len(self.taken_after)


def middle(days: Sequence[int]) -> Fraction | None:
    """Return the middle of some days; None of fewer than five (docs/evidence.md, section 7)."""
    return Fraction(median(days)) if len(days) >= FEWEST_IN_BRANCH else None


def may_split(total: int) -> bool:
    """Whether so many may be split up by what they were; fewer than ten may not (docs/evidence.md, section 7)."""
    return total >= FEWEST_SPLIT


def figures(happened: Iterable[Happened], since: datetime, zone: ZoneInfo) -> Figures:
    """Return what became of each time that a flag was raised from a moment on, given every step since then, by the
    clock of the prison."""
    times = [time for time in _times(happened) if time.raised.at >= since]
    taken = [(time, step) for time in times if (step := time.first(FlagState.TAKEN_UP)) is not None]
    closed = [(time, step) for time in times if (step := time.first(FlagState.CLOSED)) is not None]
    return Figures(
        raised=len(times),
        again=sum(time.raised.word == StepKind.REOPEN for time in times),
        open=len(times) - len(closed),
        looked_again=sum(time.first(REVIEWED) is not None for time in times),
        taken_after=tuple(sorted(days_waited(time.raised.at, step.at, zone) for time, step in taken)),
        closed_after=tuple(sorted(days_waited(time.raised.at, step.at, zone) for time, step in closed)),
        closed_untold=sum(time.first(FlagState.GONE_THROUGH) is None for time, _ in closed),
        causes=Counter(group for time in times for group in time.raised.groups),
        taken_by=Counter(step.turn for _, step in taken),
        done=Counter(kind for time in times for kind in FollowUp if time.first(kind) is not None),
        ended=Counter(step.outcome for _, step in closed if step.outcome is not None),
    )


def _times(happened: Iterable[Happened]) -> Iterable[Time]:
    of_flag: dict[str, list[Happened]] = defaultdict(list)
    for step in happened:
        of_flag[step.flag_id].append(step)
    for steps in of_flag.values():
        begins = [nth for nth, step in enumerate(steps) if step.word in BEGINS]
        for begin, end in pairwise([*begins, len(steps)]):
            yield Time(steps[begin], tuple(steps[begin + 1 : end]))
