"""Does somebody want to be a Listener, having been told what it can do to him; and when is he asked again?

"Not now" and "no" cost nothing and are no facts about how somebody is: nothing is counted from them, and no reason is
asked. What is told beforehand is docs/briefing.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from listeners.domain.nights import local_date, not_of_the_last_year

RENEWED_AFTER = timedelta(weeks=26)
"""He is asked again half a year after his yes. Design choice: the study names the renewal and no interval."""
LOUDER_AFTER = timedelta(days=28)
"""So long after that the coordinator is told once more (a design choice, as long as the look back of a reason)."""
HARD_DAYS = 28
"""Something hard of the last so many days is a reason to ask again, until he has answered since (as the reasons to ask
how he is look back)."""
BROKEN_RESTS = 2
"""So many rests not kept are hard (docs/evidence.md, section 5: two are urgent)."""
BY_LENGTH = 60
"""Letters that the name of whoever explained may have."""


class Answer(StrEnum):
    """What he says."""

    YES = "yes"
    NOT_NOW = "not_now"
    NO = "no"


class Topic(StrEnum):
    """What was gone through with him: the headings of the briefing."""

    WORK = "work"
    HARM = "harm"
    HELP = "help"
    STOP = "stop"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Decision:
    """His answer, what was gone through with him, and who did; nobody (an empty ``by``): he read it by himself."""

    answer: Answer
    explained: frozenset[Topic]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is on file: the day on which he said it, the moment at which it came on file, and how many of his
    were there before it."""

    on: date
    recorded_at: datetime
    decision: Decision
    before: int = 0

    @property
    def is_yes(self) -> bool:
        """Whether he wants to be a Listener."""
        return self.decision.answer is Answer.YES

    @property
    def renewal_on(self) -> date:
        """The day on which he is to be asked again, after a yes."""
        return self.on + RENEWED_AFTER


class Stage(StrEnum):
    """What is to be done about the decision of somebody, the most pressing first."""

    ASK_AGAIN = "ask_again"
    TO_DECIDE = "to_decide"
    RENEW = "renew"
    TO_CONFIRM = "to_confirm"
    DECIDED = "decided"
    NOT_NOW = "not_now"


def stage(last: Decided | None, held: bool, hard_at: datetime | None, today: date, zone: ZoneInfo) -> Stage:
    """Return what is to be done about somebody: ``last`` is the latest of his decisions, ``hard_at`` when the latest
    hard thing was. Of whoever is held, or has not said yes, nothing more is asked. He who was in the team before
    decisions were recorded here is to confirm; he takes part meanwhile."""
    if last is not None and not last.is_yes:
        return Stage.NOT_NOW
    if held:
        return Stage.TO_DECIDE
    if hard_at is not None and not (last is not None and _since(last, hard_at, zone)):
        return Stage.ASK_AGAIN
    if last is None:
        return Stage.TO_CONFIRM
    return Stage.RENEW if last.renewal_on <= today else Stage.DECIDED


def _since(last: Decided, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether he decided after a moment; on its day whatever came on file after it."""
    on = local_date(moment, zone)
    return last.on > on or (last.on == on and last.recorded_at >= moment)


def is_loud(last: Decided, today: date) -> bool:
    """Whether a renewal has been due for so long that the coordinator is told once more."""
    return last.renewal_on + LOUDER_AFTER <= today


def hard(attempts: Iterable[datetime], broken: Iterable[datetime], now: datetime) -> datetime | None:
    """Return when the latest hard thing of the last 28 days was: a contact about an attempt or a death, or a rest not
    kept that was the second at least; None: there was none."""
    since = now - timedelta(days=HARD_DAYS)
    found = [at for at in attempts if since <= at <= now]
    rests = sorted(at for at in broken if since <= at <= now)
    return max(found + rests[BROKEN_RESTS - 1 :], default=None)


def decision_fault(told: Decision, on: date, today: date) -> str | None:
    """Return why a decision cannot go on file: its day, or a yes of which nobody knows who has told him beforehand what
    the work can do to him. "Not now" and "no" need nothing."""
    if fault := not_of_the_last_year(on, today):
        return fault
    if told.answer is Answer.YES and not (told.by and Topic.HARM in told.explained):
        return "a yes counts only when somebody has gone through with him what it can do to him"
    return None


def by_himself(answer: Answer) -> Decision:
    """Return what he says on his own page, with the whole briefing before him."""
    return Decision(answer, frozenset(Topic))


def latest(decided: Iterable[Decided]) -> Decided | None:
    """Return the one that counts: of the latest day, and of that day the one that came on file last."""
    return max(decided, key=lambda each: (each.on, each.before), default=None)


def is_last(told: Decision, on: date, before: Iterable[Decided]) -> bool:
    """Whether nothing that he said on a later day goes on in place of this. A later yes leaves an earlier one as it is:
    it may have been a wish of his own, and the one that was explained is the one that counts."""
    is_yes = told.answer is Answer.YES
    return not any(each.on > on and not (is_yes and each.is_yes) for each in before)


def pack_decision(told: Decision) -> str:
    """Return a decision as one text."""
    facts = {"answer": told.answer.value, "explained": sorted(told.explained), "by": told.by}
    return json.dumps(facts, separators=(",", ":"))


def unpack_decision(text: str) -> Decision:
    """Return the decision that ``pack_decision`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    try:
        facts = json.loads(text)
        return Decision(Answer(facts["answer"]), frozenset(Topic(each) for each in facts["explained"]), facts["by"])
    except (KeyError, TypeError) as error:
        raise ValueError("not a decision") from error
