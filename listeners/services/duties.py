"""How does a plan become duties that people have been told of? Used inside an act that has the lock of the plan, under
the guards of the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from listeners.access import Actor
from listeners.domain.cover import empty_places
from listeners.domain.rota.planning_facts import Placed, PlanningFacts
from listeners.domain.rota.publication import Publication, Told, span_of
from listeners.domain.states import CoverState, NightPlace
from listeners.services.cover_ends import close
from listeners.services.swap_ends import end_filled
from listeners.store import cover_facts, duties_rests, rota_writes
from listeners.store.acts import Writing
from listeners.store.cover_facts import RequestOnFile
from listeners.store.journal import queue_notice

REPLACED = "rota_changed"
"""The cause of a duty that a newer version of the rota withdrew, and the kind of notice that tells of it."""


def publish(
    session: Writing,
    facts: PlanningFacts,
    change: Publication,
    rota_id: str,
    actor: Actor,
    now: datetime,
    by_night: Mapping[date, str] | None = None,
) -> None:
    """Withdraw and add the duties of a publication and queue one notice for each Listener whom it affects. For a place
    that has somebody now nobody is asked any more.

    ``by_night`` names the versions of single nights, where the nights are more than one version.

    The locks of all of them are taken first, in ascending order of id, so that neither two publications nor a
    publication and a fact can wait for each other in a circle.

    Raises:
        Conflict: a guard refuses a duty (somebody rests, is gone, or has another duty), or a duty to withdraw has
            changed meanwhile; nothing is written then.
    """
    site_id = facts.site.id
    duties_rests.lock(session, [told.listener for told in change.told])
    rota_writes.withdraw(session, [duty.id for duty in change.withdrawn], REPLACED, actor, now)
    wanted = [((by_night or {}).get(each.night, rota_id), each, span_of(facts, each.night)) for each in change.added]
    rota_writes.add_duties(session, site_id, wanted, actor, now)
    _close_filled(session, facts, change, actor, now)
    for told in change.told:
        queue_notice(session, site_id, f"rota:{rota_id}", REPLACED, _facts(told), now, listener_id=told.listener)


def _close_filled(session: Writing, facts: PlanningFacts, change: Publication, actor: Actor, now: datetime) -> None:
    """Take back the requests for places that nobody had where no such place is empty any more: first one whose yes is
    of somebody who has the night now, then those that only ask, the latest first; and end the swaps of a place that is
    somebody else's now. Whose yes waited in vain is told."""
    waiting = [each for each in cover_facts.waiting(facts.site.id, now) if each.listener is None]
    after = [*(duty.placed for duty in change.kept), *change.added]
    has = {(each.listener, each.night) for each in after}
    filled: set[tuple[date, NightPlace]] = set()

    def kept_first(each: RequestOnFile) -> tuple[bool, bool, datetime, str]:
        return (each.taken_by, each.night) in has, each.state is CoverState.OPEN, each.opened_at, each.id

    for night in {each.night for each in change.added}:
        for place, empty in empty_places(facts, night, after).items():
            asked = sorted((each for each in waiting if (each.night, each.place) == (night, place)), key=kept_first)
            for request in asked[empty:]:
                close(session, facts.site, request, CoverState.WITHDRAWN, actor, now)
            if not empty:
                filled.add((night, place))
    end_filled(session, facts.site, filled, frozenset(after), actor, now)


def _facts(told: Told) -> dict[str, object]:
    return {"added": _nights(told.added), "withdrawn": _nights(told.withdrawn)}


def _nights(placed: tuple[Placed, ...]) -> list[list[str]]:
    return [[each.night.isoformat(), each.place.value] for each in placed]
