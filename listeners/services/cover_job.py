"""What does time do to requests for cover and to offers to swap, with nobody pressing anything?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import able_to_take
from listeners.domain.states import CoverReply, CoverState, SwapState
from listeners.domain.team import Site
from listeners.services.cover import ask_on, close
from listeners.services.place_changes import as_told, facts_around
from listeners.store import cover_facts, cover_writes, people_facts, rota_writes, swap_facts, swap_writes
from listeners.store.acts import Writing
from listeners.store.cover_facts import RequestOnFile
from listeners.store.database import act
from listeners.store.journal import audit


def work_off(site_code: str, actor: Actor, now: datetime) -> tuple[int, int]:
    """Ask whoever is next, also in the stead of somebody who said yes and cannot take the night any more while he waits
    for a coordinator; and close the requests and the offers of nights that have begun, and the offers of which a duty
    is not theirs any more: the job. Return how many were asked and how many closed. Twice changes nothing more.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    if not cover_facts.unfinished(site.id) and not swap_facts.unfinished(site.id):
        return 0, 0
    with act() as session:
        rota_writes.lock_plan(session, site.id)
        requests = cover_facts.unfinished(site.id)
        begun = [each for each in requests if not each.waits_at(now)]
        ahead = [each for each in requests if each.waits_at(now)]
        for request in begun:
            close(session, site, request, CoverState.LAPSED, actor, now)
        over = [each for each in swap_facts.unfinished(site.id) if not each.waits_at(now)]
        for offer in over:
            swap_writes.set_state(session, offer.id, SwapState.LAPSED, actor, now)
        _reopen(session, site, ahead, actor, now)
        waiting = {each.id: len(each.asked) for each in ahead}
        asked = sum(len(each.asked) - waiting[each.id] for each in ask_on(session, site, waiting, actor, now))
        closed = len(begun) + len(over)
        if asked or closed:
            detail = {"asked": asked, "closed": closed}
            audit(session, actor, now, "cover_worked_off", Kind.ROTA, site_id=site.id, detail=detail)
    return asked, closed


def _reopen(session: Writing, site: Site, requests: Sequence[RequestOnFile], actor: Actor, now: datetime) -> None:
    """Open those again whose yes waits for a coordinator and cannot be agreed to any more: a rule stops him by now."""
    waits = [each for each in requests if each.state is CoverState.TO_APPROVE]
    if not waits:
        return
    facts = as_told(facts_around(site, [each.night for each in waits], now))
    for each in waits:
        taker = each.taken_by
        if taker is not None and taker not in able_to_take(facts, each.night, each.place, each.whose):
            close(session, site, each, CoverState.OPEN, actor, now)
            cover_writes.put_reply(session, each.id, taker, CoverReply.STOPPED, actor, now)
