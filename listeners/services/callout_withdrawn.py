"""Somebody is being asked for a man, and cannot come any more: the question is withdrawn, and the next is asked.

Whatever keeps him away from now on, his own word, a pause, a "no" to being a Listener or what was agreed with him: the
desk sees the same, an offer that was taken back. Whoever has said yes goes or waits on: that is a fact.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from listeners.access import SYSTEM, Kind
from listeners.domain.people import ListenerId
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.services.callout_steps import offer_next, pass_over
from listeners.services.nights import tonight
from listeners.store import callouts_facts, callouts_writes
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session, act, afterwards
from listeners.store.journal import audit


def withdraw_after(session: Session, site: Site, listeners: Collection[ListenerId], now: datetime) -> None:
    """As soon as this act is committed, which says of some Listeners when they can come or where to, withdraw each
    question to one of them who cannot any more. Under the lock of the dispatch: a question that was put beside this
    act, by what was on file before, is seen as well."""
    afterwards(session, partial(_withdraw, site, frozenset(listeners), now))


def _withdraw(site: Site, listeners: frozenset[ListenerId], now: datetime) -> None:
    with act() as session:
        callouts_writes.one_at_a_time(session, site.id)
        asked = {found[0].id: one for one in listeners if (found := _asked(site, one)) is not None}
        for call_out_id, listener in sorted(asked.items()):
            callouts_writes.lock_call_out(session, site.id, call_out_id)
            found = _asked(site, listener)  # an answer may have come before the lock
            if found is None or _may_come(site, listener, found[0], now):
                continue
            pass_over(session, site, found[1], SYSTEM, now)
            offer_next(session, site, call_out_id, found[1].part, SYSTEM, now)
            audit(session, SYSTEM, now, "ask the next", Kind.CALL_OUT, site_id=site.id, object_id=call_out_id)


def _asked(site: Site, listener: ListenerId) -> tuple[CallOutOnFile, Attended] | None:
    """Return what somebody is being asked for and has not answered, with his part in it."""
    found = callouts_facts.open_part(site.id, listener)
    return found if found is not None and found[1].state is AttendanceState.OFFERED else None


def _may_come(site: Site, listener: ListenerId, call_out: CallOutOnFile, now: datetime) -> bool:
    view = tonight(site, now, only_open=True)
    wing = next(each.code for each in site.wings if each.id == call_out.wing)
    return view.may_be_asked(listener) and view.facts.member(listener).can_reach(wing)
