"""What does a short check-in say, and how is it written as one text, to be sealed?

The questions are the program's own. There is no score, no band and no sum: a coordinator reads five answers. A question
that is left out and "I would rather not say" are no answers, and nothing follows from either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKS_SHOWN = 4
"""So many weeks of check-ins stand before the coordinator; a card may be as old (a design choice)."""
THURSDAY = 3


class Item(StrEnum):
    """What is asked about the last seven days."""

    SLEEP = "sleep"
    THOUGHTS = "thoughts"
    ON_EDGE = "on_edge"
    AVOIDING = "avoiding"
    SUPPORT = "support"


class HowMuch(StrEnum):
    """How much something was so; ``RATHER_NOT`` says nothing."""

    NOT_AT_ALL = "0"
    A_LITTLE = "1"
    A_LOT = "2"
    NEARLY_ALWAYS = "3"
    RATHER_NOT = "rather_not"


class WantsRest(StrEnum):
    """Whether he would like a rest from call-outs; ``RATHER_NOT`` says nothing."""

    YES = "yes"
    NO = "no"
    RATHER_NOT = "rather_not"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The answers to the five questions, in the order of ``Item``, and about a rest; None: left out."""

    answers: tuple[HowMuch | None, ...]
    rest: WantsRest | None = None

    def of(self, item: Item) -> HowMuch | None:
        """Return the answer to one question."""
        return self.answers[tuple(Item).index(item)]

    def over(self, earlier: CheckIn) -> CheckIn:
        """Return what counts where he has told something earlier in the week: what is answered here, and what was
        answered there of whatever is left out here."""
        pairs = zip(self.answers, earlier.answers, strict=True)
        return CheckIn(tuple(was if now is None else now for now, was in pairs), self.rest or earlier.rest)


_LETTERS: dict[HowMuch | WantsRest | None, str] = {None: ".", WantsRest.YES: "y", WantsRest.NO: "n"} | {
    answer: "-" if answer is HowMuch.RATHER_NOT else answer.value for answer in HowMuch
}


def pack(check_in: CheckIn) -> str:
    """Return a check-in as a text, a letter for each question, so that its length tells nothing."""
    rest = "-" if check_in.rest is WantsRest.RATHER_NOT else _LETTERS[check_in.rest]
    return "".join(_LETTERS[answer] for answer in check_in.answers) + rest


def unpack(text: str) -> CheckIn:
    """Return the check-in that ``pack`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    if len(text) != len(Item) + 1:
        raise ValueError("not a check-in")
    answers, rest = text[:-1], text[-1]
    wants = {".": None, "-": WantsRest.RATHER_NOT, "y": WantsRest.YES, "n": WantsRest.NO}
    if rest not in wants:
        raise ValueError("not a check-in")
    return CheckIn(tuple(_how_much(letter) for letter in answers), wants[rest])


def _how_much(letter: str) -> HowMuch | None:
    if letter == ".":
        return None
    return HowMuch.RATHER_NOT if letter == "-" else HowMuch(letter)


def week_of(on: date) -> date:
    """Return the Monday of a date's week: there is one check-in of somebody for each week."""
    return on - timedelta(days=on.weekday())


def weeks_shown(today: date) -> tuple[date, ...]:
    """Return the Mondays of this week and the three before it, the latest first."""
    return tuple(week_of(today) - timedelta(weeks=back) for back in range(WEEKS_SHOWN))


def read_by(on: date) -> date:
    """Return by when a coordinator reads what is told on a date: the next Thursday after it (a design choice)."""
    return on + timedelta(days=(THURSDAY - on.weekday() - 1) % 7 + 1)


def card_fault(on: date, today: date) -> str | None:
    """Return what cannot be so of the date on a card: ahead, or before the weeks that are shown; None: it can be."""
    if on > today:
        return "it is still to come"
    return f"only the last {WEEKS_SHOWN} weeks are shown" if on < weeks_shown(today)[-1] else None
