"""A swap ends without being made: who is told that his yes was in vain?

Another Listener reads nothing here of how somebody is away: a place that a rest or a pause has emptied ends a swap when
somebody else has it, as one whose Listener said that he cannot does.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from listeners.access import Actor
from listeners.domain.notices import NOT_HIS
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.states import NightPlace, SwapState
from listeners.domain.team import Site
from listeners.store import swap_facts, swap_writes
from listeners.store.acts import Writing
from listeners.store.journal import queue_notice
from listeners.store.swap_facts import OfferOnFile

YES_IN_VAIN = "swap_not_made"
"""Kind of notice to a Listener: he said yes to a swap and waited, and it is not made."""


def end(session: Writing, site: Site, found: OfferOnFile, state: SwapState, actor: Actor, now: datetime) -> None:
    """Move an offer on without its being done, inside an act; who said yes and waited learns that it is not made."""
    swap_writes.set_state(session, found.id, state, actor, now)
    if found.state is SwapState.TO_APPROVE:
        gives, takes = found.one.placed.night, found.other.placed
        facts: dict[str, object] = {NOT_HIS: gives, "swap": [takes.night, gives]}
        event = f"{YES_IN_VAIN}:{found.id}:{now:%Y%m%d%H%M%S}"
        queue_notice(session, site.id, event, YES_IN_VAIN, facts, now, listener_id=takes.listener)


def end_filled(
    session: Writing,
    site: Site,
    filled: Collection[tuple[date, NightPlace]],
    after: Collection[Placed],
    actor: Actor,
    now: datetime,
) -> None:
    """End the swaps that wait for a coordinator and cannot be any more: the place that is offered is one of these, of
    which none is empty, and whoever offered it has it no longer in the plan ``after`` (1 statement, or none). Whoever
    offered is told nothing of where the other's night went."""
    for found in swap_facts.unfinished(site.id) if filled else ():
        gives = found.one.placed
        is_gone = (gives.night, gives.place) in filled and gives not in after
        if is_gone and found.state is SwapState.TO_APPROVE:
            end(session, site, found, SwapState.NOT_MADE, actor, now)
