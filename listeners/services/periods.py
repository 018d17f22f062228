"""Which periods are there for the jobs, which are done, and what do the small jobs do?

A period is put on file in the act of its effect where that is one, and after it where it is many: then the effect may
happen twice, and changes nothing the second time. It is never put on file before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from listeners.access import Actor, Device, Do, Kind, require
from listeners.access.sessions import LIMITS, SEND_WITHIN
from listeners.domain.nights import at_local, local_date
from listeners.domain.people import SiteId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import policies_of
from listeners.domain.team import Site
from listeners.services.sign_ins import NOTE_SEEN_EVERY
from listeners.store import acts, job_runs, people_facts, stale_sign_ins
from listeners.store.database import act, joined
from listeners.store.job_runs import RunOnFile

FORM_KEYS_KEPT = timedelta(days=2)
"""A form is good as long as the sign-in that it belongs to, 12 h at most (``access.sessions``); then its key is too."""
EVERY_SITE = SiteId("")
"""At no site may any role write a key: what requires that is open to SYSTEM alone."""


@dataclass(frozen=True, slots=True)
class SiteDay:
    """A date at a prison, by its own clock."""

    site_code: str
    on: date

    @property
    def key(self) -> str:
        """The name of the period."""
        return f"{self.site_code} {self.on.isoformat()}"


def days_begun(actor: Actor, at: time, now: datetime) -> tuple[SiteDay, ...]:
    """Return today at each prison where the clock on the wall has reached ``at``; one period for each local date, also
    on the days on which the clocks change.

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    return _days_begun(actor, lambda site, today: at, now)


def days_begun_by_policy(actor: Actor, at: Callable[[Policy], time], now: datetime) -> tuple[SiteDay, ...]:
    """The same where ``at`` is a number of each prison's own policy of that date.

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    return _days_begun(actor, lambda site, today: at(policies_of(people_facts.policy_changes(site.id))(today)), now)


def _days_begun(actor: Actor, at: Callable[[Site, date], time], now: datetime) -> tuple[SiteDay, ...]:
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    found = []
    for site in (people_facts.site(site_id) for site_id in people_facts.site_ids()):
        today = local_date(now, site.zone)
        if at_local(today, at(site, today), site.zone) <= now:
            found.append(SiteDay(site.code, today))
    return tuple(found)


def is_done(actor: Actor, job: str, period: str) -> bool:
    """Whether a period of a job is on file.

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    return job_runs.is_done(job, period)


def do_once(actor: Actor, job: str, period: str, effect: Callable[[], str], now: datetime) -> str:
    """Do the effect of a period and put it on file, both in one act, and return its outcome.

    Every act inside ``effect`` is a part of that one. Where another process does the same period, this one waits for
    it to end before it begins.

    Raises:
        NotAllowed: the actor is not SYSTEM.
        Conflict: somebody else has done the period, or the effect was refused; nothing of it stays.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with joined() as session:
        run = job_runs.claim(session, job, period, now)
        outcome = effect()
        job_runs.fill_in(run, outcome)
    return outcome


def write_off(actor: Actor, job: str, period: str, outcome: str, now: datetime) -> None:
    """Put a period of a job on file, after its effect.

    Raises:
        NotAllowed: the actor is not SYSTEM.
        Conflict: somebody else has done so.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        job_runs.write_off(session, job, period, now, outcome)


def latest(actor: Actor) -> dict[str, RunOnFile]:
    """Return the latest run of each job.

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    return job_runs.latest()


def close_stale_sign_ins(actor: Actor, now: datetime) -> int:
    """Close every sign-in that has stood idle or open for too long, and return how many there were.

    Nobody could have used them any more; closing them keeps a clock that is set back from bringing one to life.

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        return sum(
            stale_sign_ins.close_stale(
                session, device, now - limits.absolute, now - max(limits.idle, SEND_WITHIN) - NOTE_SEEN_EVERY, now
            )
            for device, limits in ((Device(name), LIMITS[name]) for name in LIMITS)
        )


def forget_form_keys(actor: Actor, now: datetime) -> int:
    """Forget the keys of forms that nobody can send again any more, and return how many there were.

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        return acts.forget_before(session, now - FORM_KEYS_KEPT)
