"""Nobody is left to ask for a man who waits: an event of its own, told to whoever answers for the night.

One event for each stretch without anybody: it begins when the order has run out, whatever came of it, and is over once
somebody is asked again, or could be. Answers note it themselves; that whoever could still be asked is not there any
more is found by looking (``look``): when staff take somebody off tonight's list, and by a job. What a Listener says of
his nights looks at nothing, so that the moment tells nothing of him; only where he is being asked himself is the next
asked in his place (``callout_withdrawn``). Nobody's "no" is wiped, named or counted by it (docs/evidence.md, section 4,
"When cover runs out").
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import WingId
from listeners.domain.states import CallOutEventKind, Part, StaffReason
from listeners.domain.team import Site
from listeners.services.duty_gaps import ANSWERABLE, tell
from listeners.services.nights import tonight
from listeners.services.periods import EVERY_SITE
from listeners.store import callouts_nobody, callouts_writes, people_facts
from listeners.store.callouts_events import add_event
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.callouts_nobody import WhatWasDone
from listeners.store.database import Session, act

NOBODY_LEFT, NOBODY_GOES = "nobody_left", "nobody_goes"
"""Kinds of notice: the order ran out for a man who waits; staff let no Listener go to one."""


def note(
    session: Session,
    site: Site,
    call_out_id: str,
    wing: WingId,
    actor: Actor,
    now: datetime,
    *,
    at: datetime | None = None,
) -> None:
    """Put on file that nobody is left to ask for a man, and tell of it, where this stretch is not on file already.
    ``at``: when it was, where it is put on file later. Works inside an act that no other dispatch of the site runs
    beside (1 statement, and what is told)."""
    if callouts_nobody.is_noted(site.id, call_out_id):
        return
    event_id = add_event(session, site.id, call_out_id, CallOutEventKind.NOBODY_LEFT, at or now, actor, now)
    code = next(each.code for each in site.wings if each.id == wing)
    facts: dict[str, object] = {"call_out": call_out_id, "wing": code, "at": at or now}
    tell(session, site, ANSWERABLE, f"{NOBODY_LEFT}:{event_id}", NOBODY_LEFT, facts, actor, now)


def look(session: Session, site: Site, actor: Actor, now: datetime, found: Iterable[str] | None = None) -> int:
    """Note of each request of a site for which nobody is being asked that nobody is left by now, and return of how many
    that is new; where somebody can be asked again, the stretch is over. Works inside an act that no other dispatch of
    the site runs beside (1 statement where somebody is asked for everybody); what an answer or an end has made of a
    request meanwhile is looked for again once its lock is had. ``found``: those to look at, where they are known."""
    others = sorted(call_out.id for call_out, _ in _otherwise(site, now)) if found is None else sorted(found)
    if not others:
        return 0
    for call_out_id in others:
        callouts_writes.lock_call_out(session, site.id, call_out_id)
    new = 0
    for call_out, could in _otherwise(site, now):
        if call_out.id not in others:
            continue
        if could:
            add_event(session, site.id, call_out.id, CallOutEventKind.SOMEBODY_AGAIN, now, actor, now)
        else:
            note(session, site, call_out.id, call_out.wing, actor, now)
            new += 1
    return new


def _otherwise(site: Site, now: datetime) -> list[tuple[CallOutOnFile, bool]]:
    """Return the requests for which nobody is being asked and of which it stands otherwise on file whether anybody is
    left: each with whether somebody could be asked by now (1 statement where somebody is asked for everybody)."""
    waiting = callouts_nobody.asking_nobody(site.id)
    if not waiting:
        return []
    view, found = tonight(site, now), []
    for call_out in (view.call_out(each) for each in waiting):
        if call_out is None:
            continue
        could = bool(view.ranking(call_out.wing, Part.LEAD, call_out).order)
        if could == callouts_nobody.is_noted(site.id, call_out.id):
            found.append((call_out, could))
    return found


def prisons_to_look_at(actor: Actor) -> tuple[str, ...]:
    """Return the codes of the prisons where a man waits for an answer, or nobody is being asked for him
    (1 statement).

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    return callouts_nobody.prisons_waiting()


def look_at_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Do what ``look`` does at one prison, as an act of its own where there is anything to write: as long as everything
    stands as it is on file, nobody waits for it.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    found = [call_out.id for call_out, _ in _otherwise(site, now)]
    if not found:
        return 0
    with act() as session:
        callouts_writes.one_at_a_time(session, site.id)
        return look(session, site, actor, now, found)


def tell_refused(
    session: Session,
    site: Site,
    event_id: str,
    call_out: CallOutOnFile,
    reason: StaffReason | None,
    actor: Actor,
    now: datetime,
    *,
    at: datetime | None = None,
) -> None:
    """Tell, once for each such refusal, that staff let no Listener go to a man. That is the prison's refusal, with its
    reason, and no stretch in which nobody was left: it is counted as what it is. ``reason`` None: no reason is asked.
    ``at``: when it was, where it is put on file later. Works inside an act."""
    code = next(each.code for each in site.wings if each.id == call_out.wing)
    facts: dict[str, object] = {"call_out": call_out.id, "wing": code, "at": at or now, "reason": reason}
    tell(session, site, ANSWERABLE, f"{NOBODY_GOES}:{event_id}", NOBODY_GOES, facts, actor, now)


def tell_telephoned(
    session: Session, site: Site, call_out: CallOutOnFile, at: datetime, actor: Actor, now: datetime
) -> None:
    """Tell of the telephone, given while a Listener was free, as of a refusal of that moment. Works inside an act."""
    tell_refused(session, site, f"{call_out.id}:{at:%Y%m%d%H%M%S}", call_out, None, actor, now, at=at)


def what_was_done(site: Site, call_outs: list[str], actor: Actor) -> dict[str, WhatWasDone]:
    """Return how each of these requests stands now, and what staff did for the man (1 statement, none for none).

    Raises:
        NotAllowed: the actor may not see call-outs at this site.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    return callouts_nobody.what_was_done(site.id, call_outs)
