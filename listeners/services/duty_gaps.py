"""Which duties does a change in the team leave without anybody, and who is told? Every name here works inside an act,
but ``duties_to_come``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from listeners.access import Actor
from listeners.domain.nights import ONE_DAY, local_date
from listeners.domain.people import AvailabilityKind, ListenerId, Role, StandingFrom, standing_on
from listeners.domain.standings import periods
from listeners.domain.states import DutyState
from listeners.domain.team import Site
from listeners.store import duties_facts, notices_facts
from listeners.store.database import Session
from listeners.store.duties_facts import DutyOnFile
from listeners.store.journal import queue_notice
from listeners.store.people_writes import EmptiedDuty

NIGHTS_SHORT, NEEDS_SOMEBODY, NIGHTS_OFF = "nights_short", "needs_somebody", "nights_off"
"""Kinds of notice: to coordinators, published nights that lost somebody, and a duty whose Listener cannot do it; to a
Listener, nights that are not his any more."""
ANSWERABLE = (Role.COORDINATOR, Role.SAFER_CUSTODY)
"""Who answers for a night: for the charity, and for the prison."""


def duties_to_come(site: Site, now: datetime) -> tuple[DutyOnFile, ...]:
    """Return the planned duties that have not ended (1 statement)."""
    first = local_date(now, site.zone) - timedelta(days=1)
    return tuple(
        duty for duty in duties_facts.duties(site.id, first) if duty.state is DutyState.PLANNED and duty.ends_at > now
    )


def not_begun(duties: Iterable[DutyOnFile], now: datetime) -> tuple[DutyOnFile, ...]:
    """Return the duties that a change in the team may still empty: one that has begun is lived to its end."""
    return tuple(duty for duty in duties if duty.starts_at > now)


def tell_of_gaps(
    session: Session,
    site: Site,
    emptied: Iterable[EmptiedDuty],
    history: tuple[StandingFrom, ...],
    actor: Actor,
    now: datetime,
) -> None:
    """Tell the other coordinators which published nights are now short, and a Listener who is here today which nights
    are not his any more, if he leaves later. A duty is withdrawn once, so that nobody is told twice."""
    today = local_date(now, site.zone)
    for listener_id, duties in groupby(sorted(emptied, key=lambda duty: duty.listener), key=lambda duty: duty.listener):
        nights = sorted(duties, key=lambda duty: duty.night)
        facts: dict[str, object] = {"listener": listener_id, "nights": [duty.night for duty in nights]}
        since = _away_since(history, nights[0].night, today)
        tell_coordinators(session, site, f"{NIGHTS_SHORT}:{nights[0].id}", NIGHTS_SHORT, facts | since, actor, now)
        standing = standing_on(history, today)
        if standing is None or not standing.is_gone:
            event = f"{NIGHTS_OFF}:{nights[0].id}"
            queue_notice(session, site.id, event, NIGHTS_OFF, facts, now, listener_id=listener_id)


def _away_since(history: tuple[StandingFrom, ...], night: date, today: date) -> dict[str, object]:
    """Return from when on somebody takes no part on a night, and whether he leaves; nothing where he joins later."""
    # Whoever is gone the next day is gone before the night ends.
    until = {True: night + ONE_DAY, False: night}
    in_force = [each for each in periods(history, today) if each.from_on <= until[each.standing.is_gone]][-1:]
    away = [period for period in in_force if not period.standing.takes_part]
    return {"from": away[0].from_on, "leaves": away[0].standing.is_gone} if away else {}


def tell_of_a_night(
    session: Session,
    site: Site,
    duty_id: str,
    listener_id: ListenerId,
    night: date,
    said: AvailabilityKind,
    actor: Actor,
    now: datetime,
    is_said_again: bool = False,
) -> None:
    """Tell the other coordinators that a published duty needs somebody; it stays with its Listener until taken.

    What was taken back and is said again is news: whoever saw the first word may hold it to be settled since.
    """
    facts: dict[str, object] = {"listener": listener_id, "nights": [night], "said": said}
    event = f"{NEEDS_SOMEBODY}:{duty_id}:{said}" + (f":{now:%Y%m%d%H%M%S}" if is_said_again else "")
    tell_coordinators(session, site, event, NEEDS_SOMEBODY, facts, actor, now)


def tell_coordinators(
    session: Session, site: Site, event: str, kind: str, facts: dict[str, object], actor: Actor, now: datetime
) -> None:
    """Queue a notice for each coordinator of a site but the one who is acting, who sees it on the page."""
    tell(session, site, (Role.COORDINATOR,), event, kind, facts, actor, now)


def tell(
    session: Session,
    site: Site,
    roles: Collection[Role],
    event: str,
    kind: str,
    facts: dict[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    """Queue a notice for each account of these roles at a site but the one that is acting; once for each event."""
    for account_id in notices_facts.holders(site.id, roles, local_date(now, site.zone)):
        if account_id != actor.account_id:
            queue_notice(session, site.id, event, kind, facts, now, account_id=account_id)


def settle_notices(session: Session, site: Site, events: Collection[str], actor: Actor, now: datetime) -> None:
    """Set aside what accounts have not seen whose event begins with one of these: its matter is settled (1 statement,
    and 1 where there is any). Only for what is told to those alone who may know that it is settled."""
    notices_facts.set_void(session, site.id, list(notices_facts.waiting_about(session, site.id, events)), actor, now)
