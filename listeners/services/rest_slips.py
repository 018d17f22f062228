"""Which slip does a Listener get to show at his work, and what becomes of the one that it replaces?

Works inside the act that recorded the fact. A slip that still waits and is no longer true is set aside; where it was
handed over already the new one says which slip it replaces, and where no work is missed any more a slip says that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from listeners.access import Actor
from listeners.domain.people import ListenerId
from listeners.domain.rest_facts import Rest
from listeners.domain.states import NoticeState
from listeners.domain.team import Site
from listeners.services.stand_downs import Told
from listeners.store import notices_facts
from listeners.store.database import db
from listeners.store.journal import queue_notice


def renew(
    site: Site, listener: ListenerId, gone: Iterable[Rest], added: Iterable[Rest], actor: Actor, now: datetime
) -> None:
    """Queue a slip for each new rest that excuses from work, and set aside those of the rests that are gone. A rest
    that changed in nothing that its slip says keeps its slip."""
    new = {_event(listener, rest): rest for rest in added if rest.excused_until is not None}
    old = {_event(listener, rest) for rest in gone if rest.excused_until is not None}
    given = _set_aside(site, listener, old - new.keys(), actor, now)
    useful = [(event, rest) for event, rest in new.items() if event not in old and _is_ahead(rest, now)]
    for event, rest in useful:
        facts = {"rest_until": rest.rest_until, "excused_until": rest.excused_until, "replaces": given}
        # The moment is part of it: a time may be put right and put back, and each is told.
        queue_notice(db.session(), site.id, f"{event}{now:%Y%m%d%H%M%S}", Told.REST, facts, now, listener_id=listener)
    if given is not None and not useful:
        event = f"{Told.REST_OFF}:{listener}:{given:%Y%m%d%H%M%S}:{now:%Y%m%d%H%M%S}"
        queue_notice(db.session(), site.id, event, Told.REST_OFF, {"replaces": given}, now, listener_id=listener)


def _set_aside(
    site: Site, listener: ListenerId, events: Collection[str], actor: Actor, now: datetime
) -> datetime | None:
    """Set aside the slips of these rests that wait; return when the latest was made of those handed over that still
    excuse from work, None where there is none."""
    slips = notices_facts.about(db.session(), listener, events)
    waiting = [slip.id for slip in slips if slip.state is NoticeState.WAITING]
    notices_facts.set_void(db.session(), site.id, waiting, actor, now)
    given = [s.created_at for s in slips if s.state is NoticeState.HANDED_OVER and s.facts["excused_until"] > now]
    return max(given, default=None)


def _event(listener: ListenerId, rest: Rest) -> str:
    return f"{Told.REST}:{listener}:{rest.rest_from:%Y%m%d%H%M}:{rest.excused_until:%Y%m%d%H%M}:"


def _is_ahead(rest: Rest, now: datetime) -> bool:
    return rest.excused_until is not None and rest.excused_until > now
