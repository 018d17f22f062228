"""Which jobs are there, when is each due, and what does it do? The one list."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from threading import Event

from flask import current_app

from listeners.access import SYSTEM
from listeners.jobs import checkins
from listeners.jobs.job import EARLY, Job, Period, at_each, begun_from
from listeners.jobs.planning import Now, plan_all_waiting
from listeners.outbound.mail import sender
from listeners.services import (
    callout_lapses,
    callout_long,
    callout_nobody,
    callout_withdrawn,
    cover_job,
    outbox,
    periods,
    rests,
    returns_asked,
    shadowing,
    sheets_chased,
    sheets_printed,
    team_warnings,
    uploads,
)
from listeners.services.care import concerns_late, decisions, flags, leads, second_looks

LOG = logging.getLogger("listeners.jobs")
PLANS = "plans"
"""The job that has a look of its own every second: a coordinator waits for it."""
NIGHT_OVER = time(9, 0)
"""No stand-by night ends later: the policy bounds it."""
LATER_THAT_MORNING = time(10, 0)
"""After returns that are missing were taken for rests."""
AN_HOUR, HALF_AN_HOUR, A_DAY = "%Y-%m-%dT%H", "%Y-%m-%dT%H:%M", "%Y-%m-%d"
"""How the hour, the minute and the date of a moment are written in the key of a period."""


def _hour(now: datetime) -> str:
    return f"{now:{AN_HOUR}}"


def _half_hour(now: datetime) -> str:
    return f"{now.replace(minute=now.minute - now.minute % 30):{HALF_AN_HOUR}}"


def _raise_flags(site_code: str, now: Now) -> str:
    return "; ".join(str(run) for run in flags.raise_flags(site_code, SYSTEM, now()))


def _tell_of_looks(site_code: str, now: Now) -> str:
    return f"{site_code}: {second_looks.tell_site(site_code, SYSTEM, now())} to look at again"


def _tell_of_renewals(site_code: str, now: Now) -> str:
    return f"{site_code}: {decisions.tell_site(site_code, SYSTEM, now())} to ask again"


def _tell_of_late(site_code: str, now: Now) -> str:
    concerns_late.tell_site(site_code, SYSTEM, now())
    return f"{site_code}: looked"


def _tell_of_waiting(site_code: str, now: Now) -> str:
    return f"{site_code}: told of {leads.tell_site(site_code, SYSTEM, now())} that wait"


def _treat_as_resting(site_code: str, now: Now) -> str:
    return f"{site_code}: {rests.settle_site(site_code, SYSTEM, now())} stood down"


def _ask_at_unlock(site_code: str, now: Now) -> str:
    return f"{site_code}: {returns_asked.ask(site_code, SYSTEM, now())} to ask"


def _count_differences(site_code: str, now: Now) -> str:
    rests_off, duties_off = rests.differences(site_code, SYSTEM, now())
    if rests_off or duties_off:
        LOG.warning("at %s %d rests and %d nights are not as the facts give them", site_code, rests_off, duties_off)
    return f"{site_code}: {rests_off} rests, {duties_off} nights not as the facts give them"


def _end_lapsed(site_code: str, now: Now) -> str:
    return f"{site_code}: {callout_lapses.lapse_site(site_code, SYSTEM, now())} ended"


def _tell_of_long(site_code: str, now: Now) -> str:
    return f"{site_code}: {callout_long.tell_of_long(site_code, SYSTEM, now())} out too long"


def _ask_on(site_code: str, now: Now) -> str:
    asked, closed = cover_job.work_off(site_code, SYSTEM, now())
    return f"{site_code}: {asked} asked, {closed} closed"


def _warn_of_team(site_code: str, now: Now) -> str:
    warned = team_warnings.warn_site(site_code, SYSTEM, now())
    return f"{site_code}: {warned} to warn of, {shadowing.tell_at_site(site_code, SYSTEM, now())} shadow"


def _chase_sheet(site_code: str, now: Now) -> str:
    return f"{site_code}: {'chased' if sheets_chased.chase(site_code, SYSTEM, now()) else 'printed'}"


def _each(stretch: str, do: Callable[[Now], str]) -> Callable[[datetime], tuple[Period, ...]]:
    """One period for each hour or day of UTC (``stretch``), and the same effect in each."""
    return lambda now: (Period(f"{now:{stretch}}", do),)


def _close_sign_ins(now: Now) -> str:
    return f"{periods.close_stale_sign_ins(SYSTEM, now())} closed"


def _forget_uploads(now: Now) -> str:
    return f"{uploads.forget_old(SYSTEM, now())} forgotten"


def _forget_sheets(now: Now) -> str:
    return f"{sheets_printed.forget_old(SYSTEM, now())} forgotten"


def _forget_form_keys(now: Now) -> str:
    return f"{periods.forget_form_keys(SYSTEM, now())} forgotten"


def _tell_of_nobody(site_code: str, now: Now) -> str:
    withdrawn = callout_withdrawn.look_at_site(site_code, SYSTEM, now())
    left = callout_nobody.look_at_site(site_code, SYSTEM, now())
    return f"{site_code}: {withdrawn} withdrawn, {left} with nobody left"


def _nobody_left(now: datetime) -> Iterator[Period]:
    codes = callout_nobody.prisons_to_look_at(SYSTEM)
    yield from (Period(code, partial(_tell_of_nobody, code)) for code in codes)
    if not codes:
        yield Period("now", lambda tell: "no man waits for an answer")


def _plans(now: datetime) -> Iterator[Period]:
    yield Period("now", lambda tell: f"{plan_all_waiting(tell, Event())} planned")


def _outbox(now: datetime) -> Iterator[Period]:
    settings = current_app.config["LISTENERS"]
    send = sender(settings.mail_server, settings.mail_from)
    if send is not None:
        yield Period("now", lambda tell: f"{outbox.send_waiting(SYSTEM, send, settings.public_address, tell())} sent")


JOBS: tuple[Job, ...] = (
    Job(PLANS, "solve the rotas that coordinators asked for", "at once", _plans, on_file=False),
    Job(
        "flags",
        "look at each team for reasons to ask how somebody is",
        "daily from 05:00 local",
        at_each(begun_from(EARLY), _raise_flags),
    ),
    Job(
        "leads",
        "tell the second coordinator, then the branch lead, of a reason to ask that nobody has taken up",
        "daily from 05:00 local",
        at_each(begun_from(EARLY), _tell_of_waiting),
        one_act=True,
    ),
    Job(
        "team",
        "tell of a small team, a rising load, and who has shadowed enough",
        "daily from 05:00 local",
        at_each(begun_from(EARLY), _warn_of_team),
    ),
    Job(
        "looks",
        "tell for whom a second look is due",
        "daily from 05:00 local",
        at_each(begun_from(EARLY), _tell_of_looks),
        one_act=True,
    ),
    checkins.JOB,
    Job(
        "decisions",
        "tell whose yes to being a Listener is half a year old",
        "daily from 05:00 local",
        at_each(begun_from(EARLY), _tell_of_renewals),
        one_act=True,
    ),
    Job(
        "concerns",
        "tell whoever may read it that something told to him is late",
        "daily from 05:00 local",
        at_each(begun_from(EARLY), _tell_of_late),
        one_act=True,
    ),
    Job(
        "returns",
        "treat as resting whose return was never entered",
        "daily from 09:00 local",
        at_each(begun_from(NIGHT_OVER), _treat_as_resting),
        one_act=True,
    ),
    Job(
        "unlock",
        "tell whose return was never entered",
        "daily from the end of the night, local",
        at_each(partial(returns_asked.unlocked, SYSTEM), _ask_at_unlock),
        one_act=True,
    ),
    Job(
        "check",
        "count rests and nights that are not as the facts give them",
        "daily from 10:00 local",
        at_each(begun_from(LATER_THAT_MORNING), _count_differences),
    ),
    Job(
        "requests",
        "end requests for which nobody went in 12 hours",
        "hourly",
        at_each(begun_from(time.min), _end_lapsed, _hour),
        one_act=True,
    ),
    Job(
        "nobody",
        "ask the next where whoever is asked cannot come any more, and tell that nobody is left to ask",
        "at once",
        _nobody_left,
        on_file=False,
    ),
    Job(
        "long",
        "tell of a call-out of more than 6 hours",
        "each half hour",
        at_each(begun_from(time.min), _tell_of_long, _half_hour),
        one_act=True,
    ),
    Job(
        "cover",
        "ask the next to take a night, and end requests of nights begun",
        "hourly",
        at_each(begun_from(time.min), _ask_on, _hour),
        one_act=True,
    ),
    Job(
        "sheets",
        "tell that tonight's sheet is not printed, or says what is not so any more",
        "each half hour from lock-up to midnight, local",
        at_each(partial(sheets_chased.locked_up, SYSTEM), _chase_sheet, _half_hour),
        one_act=True,
    ),
    Job("copies", "forget copies of sheets after 7 days", "hourly", _each(AN_HOUR, _forget_sheets), one_act=True),
    Job("outbox", "tell by mail that a notice waits, where an address is set", "at once", _outbox, on_file=False),
    Job(
        "sign-ins", "close sign-ins that nobody uses any more", "hourly", _each(AN_HOUR, _close_sign_ins), one_act=True
    ),
    Job(
        "form-keys",
        "forget the keys of forms that nobody can send again",
        "daily",
        _each(A_DAY, _forget_form_keys),
        one_act=True,
    ),
    Job(
        "uploads", "forget files that were uploaded a day ago", "hourly", _each(AN_HOUR, _forget_uploads), one_act=True
    ),
)

BY_NAME = {job.name: job for job in JOBS}
