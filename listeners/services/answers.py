"""Somebody is asked to take a night, or to swap one: who may answer for him, and what comes of it?

Under the lock of the plan one is first; whoever presses twice, or later than another, is told so and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.store import rota_writes
from listeners.store.acts import Writing, first_answer, once

TO_APPROVE = "cover_to_approve"
"""Kind of notice to the coordinators of a site that approves cover and swaps: somebody said yes."""


class Outcome(StrEnum):
    """What came of an answer: the night is his, or they have swapped; it waits for a coordinator; he said no; somebody
    was first; or a rule stands in the way by now."""

    TAKEN = "taken"
    WAITS = "waits"
    NO = "no"
    TOO_LATE = "too_late"
    STOPPED = "stopped"


class Answerable(Protocol):
    """What somebody is asked."""

    def takes(self, says_yes: bool, now: datetime) -> bool:
        """Whether such an answer still changes anything."""


Asked = TypeVar("Asked", bound=Answerable)


def answered(
    site: Site,
    listener_id: ListenerId,
    says_yes: bool,
    find: Callable[[], Asked],
    do: Callable[[Writing, Asked], Outcome],
    actor: Actor,
    now: datetime,
    act_key: str | None,
) -> Outcome:
    """Let an answer change what it still can, once: ``find`` reads what he is asked, ``do`` is what follows.

    Raises:
        NotAllowed: the actor may not speak for this Listener.
        What ``find`` raises where he is asked nothing.
    """
    require_to_speak_for(actor, site, listener_id)
    earlier = first_answer(actor, act_key)
    if earlier is not None:
        return Outcome(earlier)
    late = Outcome.TOO_LATE if says_yes else Outcome.NO
    if not find().takes(says_yes, now):
        return late  # nobody waits for the lock to be told so

    def locked(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = find()
        return do(session, found) if found.takes(says_yes, now) else late

    return Outcome(once(actor, act_key, now, locked))


def require_to_speak_for(actor: Actor, site: Site, listener_id: ListenerId) -> None:
    """Let a Listener pass for himself, and a coordinator on his behalf.

    Raises:
        NotAllowed: it is anybody else.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener_id)
    require(actor, Do.WRITE, Kind.AVAILABILITY_REASON, site.id, listener_id)
