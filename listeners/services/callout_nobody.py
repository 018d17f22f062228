"""Nobody is left to ask for a man who waits: an event of its own, told to whoever answers for the night.

One event for each stretch without anybody: it begins when the order has run out, and is over once somebody is asked
again. Nobody's "no" is wiped, named or counted by it (docs/evidence.md, section 4, "When cover runs out").
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import WingId
from listeners.domain.states import CallOutEventKind, StaffReason
from listeners.domain.team import Site
from listeners.services.duty_gaps import ANSWERABLE, tell
from listeners.store import callouts_nobody
from listeners.store.callouts_events import add_event
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.callouts_nobody import WhatWasDone
from listeners.store.database import Session

NOBODY_LEFT, NOBODY_GOES = "nobody_left", "nobody_goes"
"""Kinds of notice: the order ran out for a man who waits; staff let no Listener go to one."""


def note(session: Session, site: Site, call_out_id: str, wing: WingId, actor: Actor, now: datetime) -> None:
    """Put on file that nobody is left to ask for a man, and tell of it, where this stretch is not on file already.
    Works inside an act that no other dispatch of the site runs beside (1 statement, and what is told)."""
    if callouts_nobody.is_noted(session, site.id, call_out_id):
        return
    event_id = add_event(session, site.id, call_out_id, CallOutEventKind.NOBODY_LEFT, now, actor, now)
    code = next(each.code for each in site.wings if each.id == wing)
    facts: dict[str, object] = {"call_out": call_out_id, "wing": code, "at": now}
    tell(session, site, ANSWERABLE, f"{NOBODY_LEFT}:{event_id}", NOBODY_LEFT, facts, actor, now)


def tell_refused(
    session: Session,
    site: Site,
    event_id: str,
    call_out: CallOutOnFile,
    reason: StaffReason,
    actor: Actor,
    now: datetime,
) -> None:
    """Tell, once for each such refusal, that staff let no Listener go to a man. That is the prison's refusal, with its
    reason, and no stretch in which nobody was left: it is counted as what it is. Works inside an act."""
    code = next(each.code for each in site.wings if each.id == call_out.wing)
    facts: dict[str, object] = {"call_out": call_out.id, "wing": code, "at": now, "reason": reason}
    tell(session, site, ANSWERABLE, f"{NOBODY_GOES}:{event_id}", NOBODY_GOES, facts, actor, now)


def what_was_done(site: Site, call_outs: list[str], actor: Actor) -> dict[str, WhatWasDone]:
    """Return how each of these requests stands now, and what staff did for the man (1 statement, none for none).

    Raises:
        NotAllowed: the actor may not see call-outs at this site.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    return callouts_nobody.what_was_done(site.id, call_outs)
