"""The sheet says how a request ended: what becomes of the refusal, or of the telephone, that is on file of it?

What did not happen counts no more: it stays on file, replaced by another event, with the sheet as the reason. Every
name here works inside an act that has the locks of the line (``paper_requests.lock``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor
from listeners.domain.nights import to_the_minute
from listeners.domain.states import CallOutEventKind, StaffReason
from listeners.domain.team import Site
from listeners.services import callout_nobody
from listeners.services.callout_checks import take_back
from listeners.services.callout_corrections import FROM_THE_SHEET, is_other, to_keep
from listeners.services.callout_opened_again import INSTEAD
from listeners.services.callout_steps import Outcome
from listeners.store import callouts_events
from listeners.store.callouts_events import EventOnFile, add_event, put_right
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import Session


@dataclass(frozen=True, slots=True)
class Refusal:
    """Staff let no Listener go: why, when, and whose part in the call-out it was (None: nobody had said yes)."""

    reason: StaffReason
    at: datetime
    of: str | None


def refusals(site: Site, there: CallOutOnFile) -> list[EventOnFile]:
    """Return how often staff let no Listener go, as it counts now (1 statement)."""
    happened = callouts_events.events(site.id, there.id)
    return [each for each in happened if each.kind is CallOutEventKind.REFUSED]


def _it_ended_by(site: Site, there: CallOutOnFile) -> list[EventOnFile]:
    """Return the refusals by which a request has ended: those of its last minute; after an earlier one another was
    asked."""
    if there.outcome != Outcome.REFUSED_BY_STAFF or there.closed_at is None:
        return []
    return [each for each in refusals(site, there) if not is_other(each.at, there.closed_at)]


def staff_refused(
    session: Session, site: Site, there: CallOutOnFile, said: Refusal, actor: Actor, now: datetime
) -> None:
    """Note a refusal, unless it is on file; that of nobody becomes that of him who is named, and one by which the
    request has ended otherwise becomes this one. That no Listener goes to the man is told once (``callout_nobody``)."""
    of_them = refusals(site, there)
    known = [each for each in of_them if each.reason is said.reason and not is_other(each.at, said.at)]
    if any(said.of in (None, each.attendance_id) for each in known):
        return
    other = [] if known else _it_ended_by(site, there)
    replaced = next((each for each in known if each.attendance_id is None), None) or next(iter(other), None)
    kind = CallOutEventKind.REFUSED
    if replaced is None:
        event_id = add_event(
            session, site.id, there.id, kind, said.at, actor, now, reason=said.reason, attendance_id=said.of
        )
    else:
        its = (site.id, there.id, replaced.id, kind, to_keep(replaced.at, said.at), actor, now)
        event_id = put_right(session, *its, why=FROM_THE_SHEET, reason=said.reason, attendance_id=said.of)
    take_back(session, site, there.id, other[1:], actor, now, FROM_THE_SHEET)
    if there.outcome != Outcome.REFUSED_BY_STAFF:
        callout_nobody.tell_refused(session, site, event_id, there, said.reason, actor, now, at=said.at)


def not_refused(session: Session, site: Site, there: CallOutOnFile, actor: Actor, now: datetime) -> None:
    """A request that ended by a refusal, by what is on file, ended otherwise: that refusal counts no more."""
    _count_no_more(session, site, there, _it_ended_by(site, there), actor, now)


def somebody_went(
    session: Session,
    site: Site,
    there: CallOutOnFile,
    actor: Actor,
    now: datetime,
    reason: str | None = FROM_THE_SHEET,
) -> None:
    """A Listener went: what staff did for the man instead counts no more. That they did not let go whoever went in the
    end, or anybody, was a delay where it was before he went, and else did not happen; of another man it stays.
    ``reason``: why it is put right."""
    outs = {each.id: each.out_at for each in there.attended if each.out_at is not None}
    if not outs:
        return
    happened = callouts_events.events(site.id, there.id)
    take_back(session, site, there.id, (each for each in happened if each.kind in INSTEAD), actor, now, reason)
    for each in happened:
        if each.kind is not CallOutEventKind.REFUSED or each.attendance_id not in {None, *outs}:
            continue
        out_at = min(outs.values()) if each.attendance_id is None else outs[each.attendance_id]
        if to_the_minute(each.at) > out_at:
            _count_no_more(session, site, there, [each], actor, now, reason)
            continue
        its = (site.id, there.id, each.id, CallOutEventKind.DELAYED, each.at, actor, now)
        put_right(session, *its, why=reason, reason=each.reason, attendance_id=each.attendance_id)


def _count_no_more(
    session: Session,
    site: Site,
    there: CallOutOnFile,
    those: list[EventOnFile],
    actor: Actor,
    now: datetime,
    reason: str | None = FROM_THE_SHEET,
) -> None:
    for each in those:
        its = (site.id, there.id, each.id, CallOutEventKind.REFUSAL_TAKEN_BACK, now, actor, now)
        put_right(session, *its, why=reason, attendance_id=each.attendance_id)
