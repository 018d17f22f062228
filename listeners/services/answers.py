"""Somebody is asked to take a night, or to swap one: who may answer for him, and what comes of it?

Under the lock of the plan one is first; whoever presses twice, or later than another, is told so and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId
from listeners.domain.states import DutyState
from listeners.domain.team import Site
from listeners.errors import Conflict
from listeners.store import answers_facts, duties_facts, rota_writes
from listeners.store.acts import Writing, first_answer, once

TO_APPROVE = "cover_to_approve"
"""Kind of notice to the coordinators of a site that approves cover and swaps: somebody said yes."""
DECIDED = "decided "
"""How the answer of an act begins that says which decision was made before."""


class Outcome(StrEnum):
    """What came of an answer: the night is his, or they have swapped; it waits for a coordinator; his no is kept; or a
    rule stands in the way by now (``NO_REST``: too little rest or too few free nights; ``AWAY``: he is not free).

    ``ALREADY``, ``WAITS_STILL``: an earlier yes of his had done it. Of an answer that changes nothing: somebody else
    has it (``TOO_LATE``), or said yes and waits (``SPOKEN_FOR``); the night has begun; nobody is needed any more.
    """

    TAKEN = "taken"
    WAITS = "waits"
    NO = "no"
    TOO_LATE = "too_late"
    STOPPED = "stopped"
    NO_REST = "no_rest"
    AWAY = "away"
    SPOKEN_FOR = "spoken_for"
    BEGUN = "begun"
    NOT_NEEDED = "not_needed"
    ALREADY = "already"
    WAITS_STILL = "waits_still"


@dataclass(frozen=True, slots=True)
class Decided:
    """Who had decided before, by the name of the account, and when."""

    by: str
    at: datetime


Asked = TypeVar("Asked")


def answered(
    site: Site,
    listener_id: ListenerId,
    find: Callable[[], Asked],
    over: Callable[[Asked], Outcome | None],
    do: Callable[[Writing, Asked], Outcome],
    actor: Actor,
    now: datetime,
    act_key: str | None,
) -> Outcome:
    """Let an answer change what it still can, once: ``find`` reads what he is asked, ``do`` is what follows.
    ``over`` is what is so where this answer changes nothing any more; None where it still does.

    Raises:
        NotAllowed: the actor may not speak for this Listener.
        Conflict: the key is that of another form.
        What ``find`` raises where he is asked nothing.
    """
    require_to_speak_for(actor, site, listener_id)
    earlier = first_answer(actor, act_key)
    if earlier is not None:
        return _outcome(earlier)

    late = over(find())
    if late is not None:
        return late  # nobody waits for the lock to be told so

    def locked(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = find()
        return over(found) or do(session, found)

    return _outcome(once(actor, act_key, now, locked))


def _outcome(answer: str) -> Outcome:
    if answer not in set(Outcome):
        raise Conflict("the answer to another form")
    return Outcome(answer)


def require_to_speak_for(actor: Actor, site: Site, listener_id: ListenerId) -> None:
    """Let a Listener pass for himself, and a coordinator on his behalf.

    Raises:
        NotAllowed: it is anybody else.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener_id)
    require(actor, Do.WRITE, Kind.AVAILABILITY_REASON, site.id, listener_id)


def is_down(site: Site, listener_id: ListenerId, night: date) -> bool:
    """Whether a night is somebody's, however he came by it (1 statement)."""
    his = duties_facts.duties(site.id, night, night, [listener_id])
    return any(each.state is DutyState.PLANNED for each in his)


def decided_before(site: Site, asked_id: str, whom: ListenerId | None, since: datetime) -> str:
    """Return that nothing is left to decide of somebody's yes (``whom`` None: of anybody's), as the answer of an act;
    ``since``: when it was asked last, for a decision before that was about another yes.

    Raises:
        Conflict: and nobody has decided.
    """
    decision = answers_facts.decision(site.id, asked_id, whom, since)
    if decision is None:
        raise Conflict("changed meanwhile")
    return f"{DECIDED}{decision}"


def decided(site: Site, answer: str) -> Decided | None:
    """Return who had decided before and when, where the answer of an act says so (1 statement, or none)."""
    if not answer.startswith(DECIDED):
        return None
    found = answers_facts.made_by(site.id, int(answer.removeprefix(DECIDED)))
    return None if found is None else Decided(*found)
