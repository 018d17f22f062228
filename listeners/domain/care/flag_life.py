"""What becomes of a flag: who may move it where, what may be done about it, and when is it raised again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from listeners.domain.care.flags import Assessment, FlagState, Level, keys_of, new_reasons
from listeners.domain.care.reasons import Reason


class FollowUp(StrEnum):
    """What was done about a flag."""

    REST_OFFERED = "rest_offered"
    EXTRA_OFFLOAD = "extra_offload"
    HEALTHCARE = "healthcare"
    CONDITIONS_RAISED = "conditions_raised"


class Outcome(StrEnum):
    """How a flag ended."""

    SUPPORT_IN_PLACE = "support_in_place"
    CONDITIONS_CHANGED = "conditions_changed"
    NOTHING_WANTED = "nothing_wanted"
    RECORD_WRONG = "record_wrong"
    GONE = "gone"


class MoveFault(StrEnum):
    """Why a flag may not be moved, or a follow-up not noted."""

    NOT_FROM_HERE = "not_from_here"
    OUTCOME_MISSING = "outcome_missing"
    OUTCOME_TOO_EARLY = "outcome_too_early"
    CLOSED = "closed"
    CONSENT_MISSING = "consent_missing"
    DAY_OUT_OF_REACH = "day_out_of_reach"


REVIEWED = "reviewed"
"""The step of a flag that somebody looked at again."""
REVIEW_WITHIN_DAYS = 56
"""How far ahead somebody may put the day on which to look again (design choice: two of the periods that reasons are
counted in)."""

# Going through it together is never compelled: a Listener who does not want to talk is no bar to closing.
MOVES: dict[FlagState, frozenset[FlagState]] = {
    FlagState.RAISED: frozenset({FlagState.TAKEN_UP}),
    FlagState.TAKEN_UP: frozenset({FlagState.GONE_THROUGH, FlagState.CLOSED}),
    FlagState.GONE_THROUGH: frozenset({FlagState.CLOSED}),
    FlagState.CLOSED: frozenset(),
}
"""Where a person may move a flag from each state. Only ``next_step`` raises a closed one again."""


class StepKind(StrEnum):
    """What the daily run does with one Listener's flag."""

    RAISE = "raise"
    ADD = "add"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class FlagOnFile:
    """The flag that a Listener has, open or closed; ``known`` holds the keys of every fact it was ever raised
    on."""

    state: FlagState
    level: Level
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What to write: the level, all reasons that hold, which of them are new, and the keys known from now
    on."""

    kind: StepKind
    level: Level
    reasons: tuple[Reason, ...]
    new: tuple[Reason, ...]
    known: frozenset[str]


def fault_in_move(state: FlagState, to: FlagState, outcome: Outcome | None) -> MoveFault | None:
    """Return why a person may not move a flag; None when they may. Closing needs an outcome, nothing else has
    one."""
    if to not in MOVES[state]:
        return MoveFault.NOT_FROM_HERE
    if to is FlagState.CLOSED and outcome is None:
        return MoveFault.OUTCOME_MISSING
    if to is not FlagState.CLOSED and outcome is not None:
        return MoveFault.OUTCOME_TOO_EARLY
    return None


def fault_in_talk(told_on: date, raised_on: date, today: date) -> str | None:
    """Return why nobody can have gone through a flag with its Listener on a day, in words; None: it can be.
    ``raised_on`` is the day on which it was raised for the first time."""
    if told_on < raised_on:
        return "it was raised later"
    return "it has not been yet" if told_on > today else None


def fault_in_follow_up(state: FlagState, kind: FollowUp, consent: bool) -> MoveFault | None:
    """Return why a follow-up may not be noted: the flag is closed, nobody has taken it up, or healthcare was
    brought in without the Listener's consent."""
    if state is FlagState.CLOSED:
        return MoveFault.CLOSED
    if state is FlagState.RAISED:
        return MoveFault.NOT_FROM_HERE
    if kind is FollowUp.HEALTHCARE and not consent:
        return MoveFault.CONSENT_MISSING
    return None


def fault_in_review(state: FlagState, today: date, again_on: date | None) -> MoveFault | None:
    """Return why it may not be noted that a flag was looked at again: it is closed, nobody has taken it up, or the day
    on which to look the next time (None: none is set) is not from tomorrow to 56 days ahead."""
    if state is FlagState.CLOSED:
        return MoveFault.CLOSED
    if state is FlagState.RAISED:
        return MoveFault.NOT_FROM_HERE
    if again_on is not None and not 0 < (again_on - today).days <= REVIEW_WITHIN_DAYS:
        return MoveFault.DAY_OUT_OF_REACH
    return None


def next_step(found: Assessment, on_file: FlagOnFile | None) -> Step | None:
    """Return what the daily run must write for one Listener; None where no fact is new.

    The same facts never raise a flag twice, nor reopen a closed one. While a flag is open its level does not
    fall: somebody should still look as soon as was first said.
    """
    if found.level is None:
        return None
    known = on_file.known if on_file else frozenset()
    new = new_reasons(found.reasons, known)
    if not new:
        return None
    if on_file is None:
        kind, level = StepKind.RAISE, found.level
    elif on_file.state is FlagState.CLOSED:
        kind, level = StepKind.REOPEN, found.level
    else:
        kind = StepKind.ADD
        level = Level.URGENT if Level.URGENT in (on_file.level, found.level) else Level.FLAG
    return Step(kind, level, found.reasons, new, known | keys_of(found.reasons))
