"""Which periods of which jobs are done? One row each, written with or after the effect, never committed before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from listeners.store.database import db
from listeners.store.records import JobRun


@dataclass(frozen=True, slots=True)
class RunOnFile:
    """The latest period of a job that is done."""

    job: str
    period: str
    at: datetime
    outcome: str


def is_done(job: str, period: str) -> bool:
    """Whether a period of a job is on file (1 statement)."""
    return db.session.get(JobRun, (job, period)) is not None


def write_off(session: Session, job: str, period: str, at: datetime, outcome: str) -> None:
    """Put a period on file inside an act; the act is refused where somebody else has done so."""
    fill_in(claim(session, job, period, at), outcome)


def claim(session: Session, job: str, period: str, at: datetime) -> JobRun:
    """Put a period on file at the head of the act that does it, its outcome still to be filled in: another process
    that means to do it waits here, and is refused once this act is committed."""
    run = JobRun(job=job, period=period, at=at, outcome="")
    session.add(run)
    session.flush()
    return run


def fill_in(run: JobRun, outcome: str) -> None:
    """Note what came of a period that was put on file in this act; longer words than the column takes are cut."""
    run.outcome = outcome[:300]


def latest() -> dict[str, RunOnFile]:
    """Return the latest run of each job (1 statement)."""
    newest = select(JobRun.job, func.max(JobRun.at).label("at")).group_by(JobRun.job).subquery()
    rows = db.session.execute(
        select(JobRun.job, JobRun.period, JobRun.at, JobRun.outcome)
        .join(newest, (newest.c.job == JobRun.job) & (newest.c.at == JobRun.at))
        .order_by(JobRun.job, JobRun.period)
    )
    return {row.job: RunOnFile(*row) for row in rows}
