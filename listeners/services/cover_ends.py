"""A request for cover ends, or is opened again, without its being taken: who is told that his yes was in vain?"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor
from listeners.domain.notices import NOT_HIS
from listeners.domain.states import CoverState
from listeners.domain.team import Site
from listeners.store import cover_writes
from listeners.store.acts import Writing
from listeners.store.cover_facts import RequestOnFile
from listeners.store.journal import queue_notice

YES_IN_VAIN = "cover_not_his"
"""Kind of notice to a Listener: he said yes to a night and waited, and it is not his."""


def close(session: Writing, site: Site, found: RequestOnFile, state: CoverState, actor: Actor, now: datetime) -> None:
    """Move a request on without its being taken, inside an act; who said yes and waited learns that it is not his. (His
    slip is dropped where he is down for that night another way.)"""
    cover_writes.set_state(session, found.id, state, actor, now)
    if found.state is CoverState.TO_APPROVE:
        facts: dict[str, object] = {NOT_HIS: found.night}
        event = f"{YES_IN_VAIN}:{found.id}:{now:%Y%m%d%H%M%S}"
        queue_notice(session, site.id, event, YES_IN_VAIN, facts, now, listener_id=found.taken_by)
