"""What did Listeners of a made-up prison tell when something was wrong, and what was done about it?

After the accounts are made: a coordinator and the national office act here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM, Actor
from listeners.domain.care.concern import Addressee, Concern, ConcernKind, ConcernOutcome, ConcernStep, StepNote
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.services.care.concerns import CONCERN_WAITS
from listeners.store import notices_facts, people_facts
from listeners.store.care import concern_facts
from listeners.store.database import Session, act
from listeners.store.journal import queue_notice

LEAST = 10
"""In a team that is smaller nobody tells anything: who it was would be no secret to the reader of a demonstration."""
PASSED_ON = StepNote("He asked for it.", "the security department", "he wants it to be known", True)


@dataclass(frozen=True, slots=True)
class _Story:
    """What one of the team (by his place in it) told so many days ago, and what was done how many days after."""

    place: int
    days_ago: int
    to: Addressee
    told: Concern
    steps: tuple[tuple[int, ConcernStep, StepNote], ...] = ()


_TAKEN_ON, _TALKED = (0, ConcernStep.TAKEN_ON, StepNote()), ConcernStep.TALKED
STORIES = (
    _Story(6, 2, Addressee.BRANCH, Concern(frozenset({ConcernKind.CONDITIONS}), "The room is cold at night.")),
    _Story(
        8,
        12,
        Addressee.BRANCH,
        Concern(frozenset({ConcernKind.ACCESS_REFUSED}), "Men on C wing are told that nobody is free."),
        (
            _TAKEN_ON,
            (1, _TALKED, StepNote("He wants it raised without his name.")),
            (3, ConcernStep.RAISED, StepNote("What are officers of C wing told?", "the custodial manager")),
        ),
    ),
    _Story(
        9,
        60,
        Addressee.BRANCH,
        Concern(frozenset({ConcernKind.PHONES}), "I am asked to carry things when I am let out at night."),
        (
            _TAKEN_ON,
            (1, _TALKED, StepNote("He is afraid, and wants to move to another wing.")),
            (2, ConcernStep.PASSED_ON, PASSED_ON),
            (9, ConcernStep.ANSWERED, StepNote("He is moved, and nobody was told why.")),
            (16, ConcernStep.CLOSED, StepNote("He is well, and listens again.", outcome=ConcernOutcome.PUT_RIGHT)),
        ),
    ),
    _Story(5, 9, Addressee.NATIONAL, Concern(frozenset({ConcernKind.RESPECT}), "We are not asked, we are ordered.")),
)


def add_concerns(site: Site, on: date, moment: datetime) -> None:
    """Put on file what was told in a prison, and what was done."""
    team = people_facts.team(site.id)
    coordinators = notices_facts.coordinators(site.id, on)
    if len(team) < LEAST or not coordinators:
        return
    who = Actor(coordinators[0], "", site.id, ())
    with act() as session:
        for story in STORIES:
            _tell(session, site, team[story.place].id, story, on, who, moment)


def _tell(
    session: Session, site: Site, listener: ListenerId, story: _Story, on: date, who: Actor, moment: datetime
) -> None:
    told_on, ago = on - timedelta(days=story.days_ago), timedelta(days=story.days_ago)
    concern_id = concern_facts.add(
        session, site.id, listener, story.told, story.to, None, told_on, SYSTEM, moment - ago
    )
    for days, step, note in story.steps:
        after = timedelta(days=days)
        said = replace(note, told_on=told_on + after if step is ConcernStep.PASSED_ON else None)
        concern_facts.add_step(session, concern_id, step, told_on + after, said, who, moment - ago + after)
    if story.to is Addressee.BRANCH and not story.steps and who.account_id is not None:
        event = f"{CONCERN_WAITS}:{concern_id}"
        queue_notice(session, site.id, event, CONCERN_WAITS, {}, moment, account_id=who.account_id)
