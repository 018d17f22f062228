"""A prison whose jobs are killed: what is there for them to do, and has each been done once, and told once?"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from listeners.services.callout_lapses import LAPSED
from listeners.store.accounts import Account
from listeners.store.callouts import CallOut
from listeners.store.database import db
from listeners.store.records import Audit, JobRun, Notice
from tests.browser.installation import TONIGHT, Installation
from tests.jobs.processes import wait_until
from tests.kills.halves import must_be_sound
from tests.kills.processes import jobs, leads
from tests.kills.work import COORDINATORS, lapsed_request
from tests.nights import Scene
from tests.outbound.receiver import Receiver

AN_HOUR = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=5)
"""By then a message is due again that was tried as often as may be: the last pause is of 2 minutes, doubled 7 times."""
WITH_AN_ADDRESS = Notice.account_id.in_(select(Account.id).where(Account.mail.is_not(None)))


@dataclass
class JobsHouse:
    """A prison, its installation, and the mail server that its coordinators are told by."""

    installation: Installation
    scene: Scene
    server: Receiver
    now: datetime = TONIGHT
    requests: list[str] = field(default_factory=list)
    """The requests that a job is to end; of each every coordinator is told once."""

    def an_hour_later(self, requests: int = 1, later: timedelta = AN_HOUR) -> None:
        """The next hour begins, in which these requests are to be ended; what was claimed once an hour ago is due
        again."""
        self.now += later
        self.requests += [lapsed_request(self.scene, self.now) for _ in range(requests)]

    @contextmanager
    def jobs(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run a jobs process that believes it is started in this hour."""
        with jobs(self.installation, self.now) as process:
            yield process

    def leads_again(self, since: int) -> bool:
        """Whether a process has taken the lead since it was taken so often."""
        return leads(self.installation) > since

    def is_ended(self, request: str) -> bool:
        """Whether a request is on file as ended."""
        db.session.rollback()
        return db.session.get_one(CallOut, request).closed_at is not None

    def has_taken(self, messages: int) -> bool:
        """Whether the mail server has taken so many messages."""
        return len(self.server.taken) >= messages

    def is_told(self) -> bool:
        """Whether every notice to somebody with an address is on file as sent."""
        db.session.rollback()
        return db.session.scalar(select(Notice.id).where(WITH_AN_ADDRESS, Notice.sent_at.is_(None))) is None

    def works_everything_off(self) -> None:
        """Let a jobs process that nobody kills do what is left."""
        self.an_hour_later(later=LONGEST_PAUSE)
        with self.jobs():
            wait_until(lambda: self.is_ended(self.requests[-1]) and self.is_told())

    def must_have_one_effect_each(self) -> None:
        """Each request ended once, in one act with its notice and its period; each notice arrived once at a receiver
        that honours the names of messages."""
        ended = db.session.scalars(select(Audit.object_id).where(Audit.verb == "end a lapsed request"))
        assert Counter(ended) == Counter(self.requests)
        lapsed = db.session.scalars(select(Notice.event).where(WITH_AN_ADDRESS, Notice.kind == LAPSED))
        assert Counter(event.split(":")[1] for event in lapsed) == Counter(COORDINATORS * self.requests)
        hours = db.session.scalars(select(JobRun.outcome).where(JobRun.job == "requests"))
        assert sum(int(outcome.split()[1]) for outcome in hours) == len(self.requests), "a period for each effect"
        assert self.server.notices == Counter(db.session.scalars(select(Notice.id).where(WITH_AN_ADDRESS)))
        must_be_sound()
