"""What came of a talk after a call-out, and when is the second look due?

A talk is offered before the return or within a day, and again seven days later: effects straight after a night and a
week after it differ (docs/evidence.md, section 5). Nobody is made to talk: what somebody declines, or would rather not
say, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from listeners.domain.nights import local_date

SECOND_LOOK_AFTER = timedelta(days=7)
"""docs/evidence.md, section 5."""


class Look(StrEnum):
    """The first talk, or the second look a week later."""

    FIRST = "first"
    SECOND = "second"


class Answer(StrEnum):
    """What he said to the offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Talk:
    """What came of one offer: the answer, and the date of the talk; None while he has agreed and it is still to be."""

    answer: Answer
    held_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether he has agreed, and the talk is still to be held."""
        return self.answer is Answer.ACCEPTED and self.held_on is None


@dataclass(frozen=True, slots=True)
class TalkOnFile:
    """One offer after one call-out, on which date, and what came of it."""

    offered_on: date
    talk: Talk


def second_look_on(ended: datetime, zone: ZoneInfo) -> date:
    """Return the local date on which a call-out that ended at a moment is looked at again."""
    return local_date(ended, zone) + SECOND_LOOK_AFTER


def talk_fault(talk: Talk, offered_on: date, ended_on: date, today: date) -> tuple[str, str] | None:
    """Return what cannot be so, as a field and words; None where all of it can."""
    if not ended_on <= offered_on <= today:
        return "offered_on", "Enter a date from the day of the call to today"
    if talk.held_on is not None and talk.answer is not Answer.ACCEPTED:
        return "held_on", "A talk is held only with somebody who agreed to it"
    if talk.held_on is not None and not offered_on <= talk.held_on <= today:
        return "held_on", "Enter a date from the day of the offer to today"
    return None
