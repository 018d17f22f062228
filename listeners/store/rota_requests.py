"""What has the planner been asked, how far is it, and what came of it?

A request is claimed by an UPDATE that repeats its old state: one row changed means that it is yours. The moment of the
claim goes with everything that is done about it afterwards: whoever has lost a claim, because another process took the
lead and claimed again, changes nothing any more. Writing functions are called inside ``act()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, and_, select, update
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.domain.states import PlanKind, PlanState
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.rota import PlanRequest
from listeners.store.rota_facts import DraftSeen

UNDER_WAY = (PlanState.WAITING, PlanState.RUNNING)


@dataclass(frozen=True, slots=True)
class RequestOnFile:
    """One request to the planner. ``best`` and ``bound`` are those of its present stage; ``failure`` and ``answer`` are
    JSON."""

    id: str
    kind: PlanKind
    site_id: SiteId
    first_night: date
    nights: int
    seconds: int
    state: PlanState
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    stage: str | None
    best: int | None
    bound: int | None
    cancel_asked: bool
    failure: str | None
    rota_id: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repair that was worked out: the problem as it was stated, its solution, and what would mend what it leaves, as
    JSON."""

    id: str
    first_night: date
    nights: int
    problem: str
    solution: str
    remedies: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A request that one process has taken, and when: the two together are the claim."""

    request_id: str
    at: datetime


_COLUMNS = (
    PlanRequest.id,
    PlanRequest.kind,
    PlanRequest.site_id,
    PlanRequest.first_night,
    PlanRequest.nights,
    PlanRequest.seconds,
    PlanRequest.state,
    PlanRequest.asked_at,
    PlanRequest.started_at,
    PlanRequest.ended_at,
    PlanRequest.stage,
    PlanRequest.best,
    PlanRequest.bound,
    PlanRequest.cancel_asked,
    PlanRequest.failure,
    PlanRequest.rota_id,
    PlanRequest.answer,
)


def request(site_id: SiteId, request_id: str) -> RequestOnFile | None:
    """Return a request of a site (1 statement)."""
    row = db.session.execute(
        select(*_COLUMNS).where(PlanRequest.site_id == site_id, PlanRequest.id == request_id)
    ).first()
    return None if row is None else _on_file(row)


def problem_of(site_id: SiteId, request_id: str) -> str:
    """Return what the planner was asked, as JSON (1 statement)."""
    which = (PlanRequest.site_id == site_id, PlanRequest.id == request_id)
    return db.session.execute(select(PlanRequest.problem).where(*which)).scalar_one()


def latest(site_id: SiteId, kind: PlanKind) -> RequestOnFile | None:
    """Return the request of a kind that a site made last (1 statement)."""
    return _latest(PlanRequest.site_id == site_id, PlanRequest.kind == kind)


def latest_answered(site_id: SiteId, kind: PlanKind) -> RequestOnFile | None:
    """Return the last request of a kind that has an answer on file (1 statement)."""
    return _latest(PlanRequest.site_id == site_id, PlanRequest.kind == kind, PlanRequest.answer.is_not(None))


def _latest(*which: ColumnElement[bool]) -> RequestOnFile | None:
    row = db.session.execute(
        select(*_COLUMNS).where(*which).order_by(PlanRequest.asked_at.desc(), PlanRequest.id).limit(1)
    ).first()
    return None if row is None else _on_file(row)


def under_way(session: Session, site_id: SiteId, kind: PlanKind = PlanKind.PLAN) -> str | None:
    """Return the id of the request of a kind that waits or runs at a site."""
    return session.scalar(
        select(PlanRequest.id)
        .where(PlanRequest.site_id == site_id, PlanRequest.kind == kind, PlanRequest.state.in_(UNDER_WAY))
        .order_by(PlanRequest.asked_at)
        .limit(1)
    )


def add(
    session: Session,
    site_id: SiteId,
    nights: tuple[date, int],
    seconds: int,
    problem: str,
    actor: Actor,
    at: datetime,
    kind: PlanKind = PlanKind.PLAN,
    draft: DraftSeen | None = None,
) -> str:
    """Add a request for ``nights`` (the first, and how many) and return its id; ``draft`` is what its plan replaces."""
    row = PlanRequest(
        id=new_id(),
        kind=kind,
        site_id=site_id,
        asked_at=at,
        asked_by=actor.account_id,
        first_night=nights[0],
        nights=nights[1],
        seconds=seconds,
        problem=problem,
        state=PlanState.WAITING,
        cancel_asked=False,
        draft_id=None if draft is None else draft.id,
        draft_version=None if draft is None else draft.version,
    )
    session.add(row)
    session.flush()
    return row.id


def draft_of(session: Session, request_id: str) -> DraftSeen | None:
    """Return the draft that was in hand when a request was made, as it was then; None where there was none."""
    row: Any = session.execute(
        select(PlanRequest.draft_id, PlanRequest.draft_version).where(PlanRequest.id == request_id)
    ).one()
    return None if row.draft_id is None else DraftSeen(*row)


def next_waiting() -> str | None:
    """Return the id of the request that has waited longest (1 statement)."""
    return db.session.scalar(
        select(PlanRequest.id)
        .where(PlanRequest.state == PlanState.WAITING)
        .order_by(PlanRequest.asked_at, PlanRequest.id)
        .limit(1)
    )


def claim(session: Session, request_id: str, at: datetime) -> tuple[RequestOnFile, str] | None:
    """Take a waiting request as running and return it with its problem; None where somebody else has it."""
    if not _move(session, request_id, PlanState.WAITING, state=PlanState.RUNNING, started_at=at):
        return None
    row = session.execute(select(*_COLUMNS).where(PlanRequest.id == request_id)).one()
    problem = session.execute(select(PlanRequest.problem).where(PlanRequest.id == request_id)).scalar_one()
    return _on_file(row), problem


def progress(session: Session, claim: Claim, stage: str, best: int | None, bound: int | None) -> bool:
    """Store how far the planner is; return whether the plan is still wanted."""
    running = _move_claimed(session, claim, stage=stage, best=best, bound=bound)
    return running and not session.scalar(select(PlanRequest.cancel_asked).where(PlanRequest.id == claim.request_id))


def is_wanted(claim: Claim) -> bool:
    """Whether a request still runs under this claim and has not been cancelled (1 statement)."""
    return db.session.scalar(_cancel_asked(claim)) is False


def hold(session: Session, claim: Claim) -> bool:
    """Keep a claim to the end of the act; return whether its request still runs under it and has not been cancelled."""
    return session.scalar(_cancel_asked(claim).with_for_update()) is False


def end_reading() -> None:
    """End the read transaction, so that the next question is answered from what is on file by then."""
    db.session.rollback()


def end(
    session: Session,
    claim: Claim,
    state: PlanState,
    at: datetime,
    *,
    rota_id: str | None = None,
    failure: str | None = None,
    answer: str | None = None,
    remedies: str | None = None,
) -> bool:
    """End a claimed request; return whether it was still running under this claim."""
    came_of_it = {"rota_id": rota_id, "failure": failure, "answer": answer, "remedies": remedies}
    return _move_claimed(session, claim, state=state, ended_at=at, **came_of_it)


def proposal(session: Session, site_id: SiteId, request_id: str, *, changes: bool = True) -> Proposal | None:
    """Return a repair that is proposed, or with ``changes`` off one that was worked out and changes nothing; None where
    it is no longer, or never was (1 statement)."""
    found = PlanRequest.state == PlanState.PROPOSED
    if not changes:
        found = and_(PlanRequest.state == PlanState.DONE, PlanRequest.rota_id.is_(None))
    row: Any = session.execute(
        select(
            PlanRequest.id,
            PlanRequest.first_night,
            PlanRequest.nights,
            PlanRequest.problem,
            PlanRequest.answer,
            PlanRequest.remedies,
        ).where(
            PlanRequest.site_id == site_id,
            PlanRequest.id == request_id,
            PlanRequest.kind == PlanKind.REPAIR,
            PlanRequest.answer.is_not(None),
            found,
        )
    ).first()
    return None if row is None else Proposal(*row)


def remedies_of_last_repair(site_id: SiteId) -> tuple[str, date, int, str] | None:
    """Return the last repair of a site, its first night and how many, and what would mend what it leaves (JSON); None
    where it has been accepted or left, or nothing was found (1 statement)."""
    asked = PlanRequest
    row: Any = db.session.execute(
        select(asked.id, asked.first_night, asked.nights, asked.remedies, asked.state, asked.rota_id)
        .where(asked.site_id == site_id, asked.kind == PlanKind.REPAIR, asked.answer.is_not(None))
        .order_by(asked.asked_at.desc(), asked.id)
        .limit(1)
    ).first()
    holds = row is not None and (row.state is PlanState.PROPOSED or (row.state is PlanState.DONE and not row.rota_id))
    return (row.id, row.first_night, row.nights, row.remedies) if holds and row.remedies is not None else None


def add_proposal(
    session: Session,
    site_id: SiteId,
    nights: tuple[date, int],
    papers: tuple[str, str, str | None],
    actor: Actor,
    at: datetime,
) -> str:
    """Add a repair that was worked out without a request, as one that is proposed, and return its id; ``papers`` are
    the problem, the solution and what would mend what it leaves, as JSON."""
    request_id = add(session, site_id, nights, 0, papers[0], actor, at, PlanKind.REPAIR)
    _move(
        session,
        request_id,
        PlanState.WAITING,
        site_id,
        state=PlanState.PROPOSED,
        started_at=at,
        ended_at=at,
        answer=papers[1],
        remedies=papers[2],
    )
    return request_id


def settle(session: Session, site_id: SiteId, request_id: str, rota_id: str | None) -> bool:
    """End a proposed repair: accepted, with the first version that came of it, or left as it is. Return whether it was
    still proposed."""
    state = PlanState.DONE if rota_id else PlanState.CANCELLED
    return _move(session, request_id, PlanState.PROPOSED, site_id, state=state, rota_id=rota_id)


def set_aside(session: Session, site_id: SiteId) -> None:
    """Let a proposed repair of a site, if there is one, give way to what is asked anew."""
    session.execute(
        update(PlanRequest)
        .where(PlanRequest.site_id == site_id, PlanRequest.state == PlanState.PROPOSED)
        .values(state=PlanState.CANCELLED)
        .execution_options(synchronize_session=False)
    )


def release(session: Session, claim: Claim, at: datetime) -> bool:
    """Let a claimed request wait again, or end where it was cancelled; return whether it was still running under this
    claim."""
    return _move_claimed(session, claim, **(_AGAIN if hold(session, claim) else _cancelled(at)))


def cancel(session: Session, site_id: SiteId, request_id: str, at: datetime) -> bool:
    """Cancel a request that waits, or ask for the end of one that runs; return whether it was under way."""
    waiting = _move(
        session, request_id, PlanState.WAITING, site_id, state=PlanState.CANCELLED, ended_at=at, cancel_asked=True
    )
    return waiting or _move(session, request_id, PlanState.RUNNING, site_id, cancel_asked=True)


def put_back(session: Session, at: datetime) -> int:
    """Let every request that runs wait again; cancelled ones end. Return how many there were.

    For whoever has just taken the lead: of those that ran, no process leads any more, and their claims are void.
    """
    stopped = session.execute(
        update(PlanRequest)
        .where(PlanRequest.state == PlanState.RUNNING, PlanRequest.cancel_asked.is_(True))
        .values(**_cancelled(at))
        .execution_options(synchronize_session=False)
    )
    again = session.execute(
        update(PlanRequest)
        .where(PlanRequest.state == PlanState.RUNNING)
        .values(**_AGAIN)
        .execution_options(synchronize_session=False)
    )
    return _changed(stopped) + _changed(again)


def _on_file(row: Any) -> RequestOnFile:
    return RequestOnFile(*row)


_AGAIN: dict[str, Any] = {
    "state": PlanState.WAITING,
    "started_at": None,
    "stage": None,
    "best": None,
    "bound": None,
}


def _cancelled(at: datetime) -> dict[str, Any]:
    return {"state": PlanState.CANCELLED, "ended_at": at}


def _cancel_asked(claim: Claim) -> Select[bool]:
    return select(PlanRequest.cancel_asked).where(
        PlanRequest.id == claim.request_id,
        PlanRequest.state == PlanState.RUNNING,
        PlanRequest.started_at == claim.at,
    )


def _move_claimed(session: Session, claim: Claim, **values: Any) -> bool:
    done = session.execute(
        update(PlanRequest)
        .where(
            PlanRequest.id == claim.request_id,
            PlanRequest.state == PlanState.RUNNING,
            PlanRequest.started_at == claim.at,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return _changed(done) == 1


def _move(session: Session, request_id: str, old: PlanState, site_id: SiteId | None = None, **values: Any) -> bool:
    where = [PlanRequest.id == request_id, PlanRequest.state == old]
    if site_id is not None:
        where.append(PlanRequest.site_id == site_id)
    done = session.execute(
        update(PlanRequest).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    return _changed(done) == 1


def _changed(done: Any) -> int:
    return done.rowcount if isinstance(done, CursorResult) else 0
