"""How does the standing of a Listener change, and what would a change do?

A change of standing begins today or later. It empties the duties on nights on which the Listener then takes no part,
and says which nights are now short; coordinators and, while he is here, the Listener are told once. Staff are told
nothing: they see who is available.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Kind
from listeners.domain.nights import ONE_DAY, local_date
from listeners.domain.people import ListenerId, Standing, StandingFrom, arrives, may_be_given
from listeners.domain.standings import facts_of_change, last_day_here, periods, taken_back
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound
from listeners.services import holds
from listeners.services.duty_gaps import duties_to_come, not_begun
from listeners.services.pins import follow_standing
from listeners.services.team_changes import as_nights, empty_nights, require_team_changes
from listeners.store import duties_rests, people_page, people_writes
from listeners.store.acts import once
from listeners.store.database import Session
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class Emptied:
    """A night that a change would empty of its Listener, and how many others are then still down for it."""

    night: date
    left: int


@dataclass(frozen=True, slots=True)
class StandingLook:
    """What a change of standing would do. ``is_change`` false: he has that standing on that date already.
    ``access_until``: the last day on which he may sign in (None: it goes on, or there is nothing to end)."""

    is_change: bool
    emptied: tuple[Emptied, ...]
    access_until: date | None

    @property
    def last_night(self) -> date | None:
        """The last night that he may be given, where he goes: it ends on the last day on which he is here."""
        return None if self.access_until is None else self.access_until - ONE_DAY


def look_at(site: Site, listener_id: ListenerId, wanted: StandingFrom, actor: Actor, now: datetime) -> StandingLook:
    """Return what a change of standing would do (4 statements). Nothing is written.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site.
    """
    require_team_changes(actor, site)
    member = people_page.person(site, listener_id).member
    today = local_date(now, site.zone)
    history = (*member.standings, *facts_of_change(member.standings, wanted, today))
    ahead = duties_to_come(site, now)
    nights = [
        duty.night
        for duty in not_begun(ahead, now)
        if duty.listener == listener_id and not may_be_given(history, member.joined_on, duty.night)
    ]
    others = Counter(duty.night for duty in ahead if duty.listener != listener_id)
    return StandingLook(
        is_change=periods(history, today) != periods(member.standings, today),
        emptied=tuple(Emptied(night, others[night]) for night in sorted(nights)),
        access_until=last_day_here(history, today),
    )


def change(
    site: Site,
    listener_id: ListenerId,
    standing: Standing,
    from_on: date,
    seen_standings: int,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Give a Listener a standing from today or a later date; return the published nights that are now short. A going
    that was known for another day ahead moves to this one. Whoever comes back from another prison is held until his
    yes is written down here.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site.
        Conflict: the date is past ("date_past"), he has that standing then already ("standing_same"), or the standings
            changed after they were read.
    """
    require_team_changes(actor, site)

    def do(session: Session) -> str:
        duties_rests.lock(session, [listener_id])  # before the standings are compared: the next to change sees this
        found = people_page.person(site, listener_id)
        if len(found.standings) != seen_standings:
            raise Conflict("changed meanwhile")
        today = local_date(now, site.zone)
        if from_on < today:
            raise Conflict("date_past")
        before = found.member.standings
        added = facts_of_change(before, StandingFrom(standing, from_on), today)
        history = (*before, *added)
        if periods(history, today) == periods(before, today):
            raise Conflict("standing_same")
        answer = empty_nights(session, site, found.member, found.member.joined_on, history, actor, now)
        for each in added:
            people_writes.add_standing(session, site, listener_id, each.standing, each.from_on, actor, now)
        follow_standing(session, listener_id, history, today, now)
        if arrives(before, added, today):
            holds.hold_arrived_in(session, site, listener_id, found.member.prison_number, actor, now)
        kind = Kind.STANDING
        audit(session, actor, now, "standing_changed", kind, site_id=site.id, subject_id=listener_id)
        return answer

    return as_nights(once(actor, act_key, now, do))


def take_back(
    site: Site,
    listener_id: ListenerId,
    from_on: date,
    seen_standings: int,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Take back a change of standing that is still ahead: what held before it goes on.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        NotFound: nobody of that id is at this site, or there is nothing to go back to.
        Conflict: as for ``change``.
    """
    require_team_changes(actor, site)
    before = taken_back(people_page.person(site, listener_id).member.standings, from_on)
    if before is None:
        raise NotFound("no standing before that date")
    return change(site, listener_id, before.standing, from_on, seen_standings, actor, now, act_key)
