"""The job that invites everybody to check in, and reminds everybody once."""

from __future__ import annotations

from listeners.access import SYSTEM
from listeners.jobs.job import EARLY, Job, at_each, begun_from
from listeners.jobs.planning import Now
from listeners.services.care import checkin_asked


def _ask(site_code: str, now: Now) -> str:
    return f"{site_code}: {checkin_asked.ask_site(site_code, SYSTEM, now())} asked"


JOB = Job(
    "checkins",
    "invite everybody to a check-in on Monday, and remind everybody on Thursday",
    "daily from 05:00 local",
    at_each(begun_from(EARLY), _ask),
    one_act=True,
)
