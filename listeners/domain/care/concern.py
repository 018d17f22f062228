"""What does a Listener tell when something is wrong, to whom, and what may be done about it?

He chooses who reads it. It is never counted, raises no flag, and nobody but whom he chose learns that it is there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_CONCERN = 500
"""Letters of his own words (a design choice)."""
LONGEST_TO = 120
"""Letters of with or to whom something was done about it, and of the ground (a design choice)."""
ANSWERED_WITHIN = timedelta(days=7)
"""How long whoever it is addressed to has to do something about it, and after each step the next thing (a design
choice)."""
LONGEST_WAIT = timedelta(days=28)
"""An answer, or the next step, may be due so long after a step at most (a design choice)."""


class Addressee(StrEnum):
    """Who alone may read it."""

    BRANCH = "branch"
    OTHER_BRANCH = "other_branch"
    NATIONAL = "national"


class ConcernKind(StrEnum):
    """What is wrong, as far as a list can say it."""

    CONDITIONS = "conditions"
    RESPECT = "respect"
    ACCESS_REFUSED = "access_refused"
    DRUGS = "drugs"
    PHONES = "phones"
    INFORMATION = "information"
    PRESSURE = "pressure"
    CONFLICT = "conflict"
    OWN = "own"


class ConcernStep(StrEnum):
    """What was done about it. ``PASSED_ON``: by a legal duty or because he wants it. ``REOPENED``: it was closed."""

    TAKEN_ON = "taken_on"
    TALKED = "talked"
    RAISED = "raised"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    PASSED_ON = "passed_on"
    CLOSED = "closed"
    REOPENED = "reopened"


class ConcernOutcome(StrEnum):
    """What came of it in the end."""

    PUT_RIGHT = "put_right"
    PARTLY = "partly"
    NOT_PUT_RIGHT = "not_put_right"
    HE_LETS_IT_BE = "he_lets_it_be"


ASKED_OF_SOMEBODY = frozenset({ConcernStep.RAISED, ConcernStep.ESCALATED, ConcernStep.PASSED_ON})
"""Steps that say with whom, or to whom."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What was told: kinds, and words, either of which may be empty, not both."""

    kinds: frozenset[ConcernKind]
    words: str


@dataclass(frozen=True, slots=True)
class StepNote:
    """What was noted about a step: words (what was asked or answered, what came of it), with or to whom; for a
    passing-on also on what ground, whether he agreed, and when he was told of it. ``next_on``: by when an answer, or
    the next step, is due. ``outcome``: of a closing."""

    words: str = ""
    to: str = ""
    ground: str = ""
    agreed: bool | None = None
    told_on: date | None = None
    next_on: date | None = None
    outcome: ConcernOutcome | None = None


def due_on(told_on: date) -> date:
    """Return by which date something is to be done about it."""
    return told_on + ANSWERED_WITHIN


def step_fault(step: ConcernStep, on: date, note: StepNote, told_on: date, today: date) -> tuple[str, str] | None:
    """Return what cannot be so of a step done ``on`` a date about what was told on ``told_on``, as a field and words.
    He is told of a passing-on first: on the same date at the latest."""
    if not told_on <= on <= today:
        return "on", "Enter a date from the day it was told to today"
    if note.next_on is not None and not on <= note.next_on <= on + LONGEST_WAIT:
        return "next_on", f"Enter a date up to {LONGEST_WAIT.days} days after it, or leave it empty"
    if not note.words and step is not ConcernStep.PASSED_ON:
        return "words", "Say what was done, asked or answered"
    if not note.to and step in ASKED_OF_SOMEBODY:
        return "to", "Say with whom, or to whom"
    if step is ConcernStep.CLOSED and note.outcome is None:
        return "outcome", "Choose what came of it in the end"
    return _passing_on_fault(on, note, told_on) if step is ConcernStep.PASSED_ON else None


def due_after(step: ConcernStep, on: date, next_on: date | None, due: date, reopened_on: date | None) -> date:
    """Return by which date the next thing is to be done about what was ``due``, after a step of a date: when somebody
    said, else within 7 days of it, and of the day on which it was opened again. Taking it on does nothing about it yet,
    and of what is closed nothing is due."""
    if step in (ConcernStep.TAKEN_ON, ConcernStep.CLOSED):
        return due
    return next_on or due_on(max(on, reopened_on or on))


def _passing_on_fault(on: date, note: StepNote, told_on: date) -> tuple[str, str] | None:
    if not note.ground:
        return "ground", "Say on what ground it was passed on"
    if note.agreed is None:
        return "agreed", "Say whether he agreed"
    if note.told_on is None or not told_on <= note.told_on <= on:
        return "told_on", "Tell him first: enter the day he was told, not after it was passed on"
    return None


def pack_concern(told: Concern) -> str:
    """Return what was told as one text."""
    return json.dumps({"kinds": sorted(told.kinds), "words": told.words})


def unpack_concern(text: str) -> Concern:
    """Return what ``pack_concern`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    found = json.loads(text)
    return Concern(frozenset(map(ConcernKind, found["kinds"])), found["words"])


def pack_note(note: StepNote) -> str:
    """Return the note of a step as one text."""
    facts = {"words": note.words, "to": note.to, "ground": note.ground, "agreed": note.agreed}
    dates = {"told_on": _written(note.told_on), "next_on": _written(note.next_on)}
    return json.dumps(facts | dates | {"outcome": note.outcome})


def unpack_note(text: str) -> StepNote:
    """Return what ``pack_note`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    found = json.loads(text)
    return StepNote(
        words=found["words"],
        to=found["to"],
        ground=found["ground"],
        agreed=found["agreed"],
        told_on=_read(found["told_on"]),
        next_on=_read(found.get("next_on")),
        outcome=ConcernOutcome(found["outcome"]) if found.get("outcome") else None,
    )


def _written(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _read(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
