"""What does time do to requests for cover and to offers to swap, with nobody pressing anything?"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.states import CoverState, SwapState
from listeners.services.cover import ask_on, go_on_where_stopped
from listeners.services.cover_ends import close
from listeners.store import cover_facts, people_facts, rota_writes, swap_facts, swap_writes
from listeners.store.database import act
from listeners.store.journal import audit


def work_off(site_code: str, actor: Actor, now: datetime) -> tuple[int, int]:
    """Ask whoever is next, also in the stead of somebody who said yes and cannot take the night any more while he waits
    for a coordinator; and close the requests and the offers of nights that have begun, and the offers of whoever has
    not the night any more: the job. Return how many were asked and how many closed. Twice changes nothing more.

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
        over = [
            each for each in swap_facts.unfinished(site.id) if not (each.is_open_at(now) or each.may_be_agreed_to(now))
        ]
        for offer in over:
            swap_writes.set_state(session, offer.id, SwapState.LAPSED, actor, now)
        waiting = {each.id: len(each.asked) for each in ahead}
        go_on_where_stopped(session, site, actor, now)
        asked = sum(len(each.asked) - waiting[each.id] for each in ask_on(session, site, waiting, actor, now))
        closed = len(begun) + len(over)
        if asked or closed:
            detail = {"asked": asked, "closed": closed}
            audit(session, actor, now, "cover_worked_off", Kind.ROTA, site_id=site.id, detail=detail)
    return asked, closed
