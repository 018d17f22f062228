"""When is somebody who leaves to be asked how it was, and what may he say? Once when he goes, and once outside.

Nobody has to. That he would rather not is put on file like a talk, and he is not asked again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from listeners.domain.nights import not_of_the_last_year
from listeners.domain.people import Standing, StandingFrom, is_gone_by
from listeners.domain.standings import When, next_going, periods

LONGEST_EXIT = 300
"""Letters of each of his own words (a design choice)."""
BEFORE, WITHIN = timedelta(days=28), timedelta(days=56)
"""A talk when he goes is due from so long before, until so long after he is gone (a design choice)."""
OUTSIDE_FROM, OUTSIDE_WITHIN = timedelta(days=28), timedelta(days=182)
"""A talk outside: from so long after he is gone, until so long (a design choice)."""


class ExitKind(StrEnum):
    """When he goes, or outside after his release."""

    LEAVING = "leaving"
    RELEASED = "released"


class Came(StrEnum):
    """What came of it."""

    HELD = "held"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"


class Feeling(StrEnum):
    """What is asked about the whole time (docs/evidence.md, section 2, A10)."""

    RESPECTED = "respected"
    SUPPORTED = "supported"
    USED = "used"


class Felt(StrEnum):
    """How far it was so; ``RATHER_NOT`` says nothing."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    RATHER_NOT = "rather_not"


@dataclass(frozen=True, slots=True)
class ExitTalk:
    """What came of a talk, what he says of each ``Feeling`` in its order (None: left out), and in his own words what
    was good, what was hard and what he would change."""

    came: Came
    felt: tuple[Felt | None, ...] = (None,) * len(Feeling)
    good: str = ""
    hard: str = ""
    change: str = ""

    @property
    def says_something(self) -> bool:
        """Whether anything is answered."""
        return any(self.felt) or bool(self.good or self.hard or self.change)


@dataclass(frozen=True, slots=True)
class Due:
    """A talk that is due until a date, with somebody who is, or will be, gone on another."""

    kind: ExitKind
    gone_on: date
    until: date


@dataclass(frozen=True, slots=True)
class TalkOn:
    """That a talk of a kind is on file, of a date; whatever came of it."""

    kind: ExitKind
    on: date


def due(history: tuple[StandingFrom, ...], on_file: Collection[TalkOn], today: date) -> tuple[Due, ...]:
    """Return the talks that are due with somebody: one when he goes, and where he has not gone to another prison, one
    outside. Whatever is on file of one, it is due no more; what is on file of an earlier going does not count."""
    lived = periods(history, today)
    now = next((each for each in lived if each.when is When.NOW and each.standing.is_gone), None)
    going = now or next_going(history, today)
    if going is None:
        return ()
    gone_on = going.from_on
    returns = (each.from_on for each in lived if each.from_on < gone_on and each.before and each.before.is_gone)
    came_back = max(returns, default=date.min)
    wanted = [(Due(ExitKind.LEAVING, gone_on, gone_on + WITHIN), gone_on - BEFORE)]
    if going.standing is Standing.LEFT:
        wanted.append((Due(ExitKind.RELEASED, gone_on, gone_on + OUTSIDE_WITHIN), gone_on + OUTSIDE_FROM))
    return tuple(
        each
        for each, begins in wanted
        if begins <= today <= each.until
        and not any(talk.kind is each.kind and talk.on >= came_back for talk in on_file)
    )


def exit_fault(at: TalkOn, talk: ExitTalk, history: tuple[StandingFrom, ...], today: date) -> tuple[str, str] | None:
    """Return what cannot be put on file of a talk with somebody of such a history, as a field and words; None: all of
    it can. Nobody is talked with outside on a date on which he is of the team; that he would rather not be he may say
    on any."""
    if (fault := not_of_the_last_year(at.on, today)) is not None:
        return "on", f"Look at the date: {fault}"
    is_outside = at.kind is ExitKind.RELEASED and talk.came is Came.HELD
    if is_outside and not is_gone_by(history, at.on):
        return "kind", "On that date he was still here. If he was not, write down first, under Team, when he left"
    if talk.came is Came.HELD or not talk.says_something:
        return None
    return "came", "If you did not talk, leave the answers empty"


def pack_exit(talk: ExitTalk) -> str:
    """Return a talk as one text."""
    facts = {"came": talk.came, "felt": talk.felt, "good": talk.good, "hard": talk.hard, "change": talk.change}
    return json.dumps(facts)


def unpack_exit(text: str) -> ExitTalk:
    """Return the talk that ``pack_exit`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    try:
        facts = json.loads(text)
        felt = tuple(None if each is None else Felt(each) for each in facts["felt"])
        return ExitTalk(Came(facts["came"]), felt, facts["good"], facts["hard"], facts["change"])
    except (KeyError, TypeError) as error:
        raise ValueError("not a talk with somebody who leaves") from error
