"""Somebody is being asked for a man, and cannot come any more: the question is withdrawn, and the next is asked.

Whatever keeps him away from now on, his own word, a pause, a "no" to being a Listener or what was agreed with him: the
desk sees the same, an offer that was taken back. Whoever has said yes goes or waits on: that is a fact. Where it could
not be done at once, because the database was busy, a job does it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from listeners.access import SYSTEM, Actor, Do, Kind, require
from listeners.domain.people import ListenerId, WingId
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.services.callout_steps import offer_next, pass_over
from listeners.services.nights import tonight
from listeners.store import callouts_asked, callouts_facts, callouts_writes, people_facts
from listeners.store.callouts_asked import Question
from listeners.store.callouts_facts import Attended
from listeners.store.database import Session, act, afterwards
from listeners.store.journal import audit


def withdraw_after(session: Session, site: Site, listeners: Collection[ListenerId], now: datetime) -> None:
    """As soon as this act is committed, which says of some Listeners when they can come or where to, withdraw each
    question to one of them who cannot any more. A question that was put beside this act, by what was on file before, is
    seen as well; where none of them is being asked, nothing is locked or written."""
    afterwards(session, partial(_follow, site, frozenset(listeners), now))


def look_at_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Withdraw at one prison each question to somebody who cannot come any more, for whom that was not done at once,
    and return how many there were; twice changes nothing more. Whoever could have come when he was asked is left alone:
    that the day has turned to night since is no word of his, and must not tell of what was agreed with him.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    cannot = frozenset(
        each.listener
        for each in callouts_asked.questions(site.id)
        if not any(_may_come(site, each.listener, each.wing, at) for at in (now, each.at))
    )
    return _withdraw(site, cannot, now) if cannot else 0


def _follow(site: Site, listeners: frozenset[ListenerId], now: datetime) -> None:
    if not callouts_asked.asks_none(site.id, listeners):
        _withdraw(site, listeners, now)


def _withdraw(site: Site, listeners: Collection[ListenerId], now: datetime) -> int:
    withdrawn = 0
    with act() as session:
        callouts_writes.one_at_a_time(session, site.id)
        for each in callouts_asked.questions(site.id):
            if each.listener not in listeners:
                continue
            callouts_writes.lock_call_out(session, site.id, each.call_out)
            one = _asked(site, each)
            if one is None or _may_come(site, each.listener, each.wing, now):
                continue
            pass_over(session, site, one, SYSTEM, now)
            offer_next(session, site, each.call_out, one.part, SYSTEM, now)
            audit(session, SYSTEM, now, "ask the next", Kind.CALL_OUT, site_id=site.id, object_id=each.call_out)
            withdrawn += 1
    return withdrawn


def _asked(site: Site, question: Question) -> Attended | None:
    """Return somebody's part in what he is being asked for, unless an answer came before the lock."""
    found = callouts_facts.open_part(site.id, question.listener)
    is_asked = found is not None and found[0].id == question.call_out and found[1].state is AttendanceState.OFFERED
    return found[1] if found is not None and is_asked else None


def _may_come(site: Site, listener: ListenerId, wing: WingId, at: datetime) -> bool:
    """Return whether somebody may be asked at a moment, by what is on file now, and reaches a wing; nobody may who is
    not of the team, nor to a wing that is not the site's."""
    view = tonight(site, at, only_open=True)
    member = next((each for each in view.facts.team if each.id == listener), None)
    codes = (each.code for each in site.wings if each.id == wing)
    return member is not None and view.may_be_asked(listener) and any(member.can_reach(code) for code in codes)
