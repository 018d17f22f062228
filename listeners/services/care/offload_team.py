"""Where does everybody of a team stand with offload: who is due, overdue or was last not alone, how regular is it, and
what is planned?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.offload import (
    Due,
    OffloadState,
    OnTime,
    Start,
    last_unprotected,
    offload_state,
    on_time,
    on_time_together,
)
from listeners.domain.care.planned import Settled, settled
from listeners.domain.care.proposal import Proposal, days_ahead, propose
from listeners.domain.care.reconciled import ToldTwice, told_differently
from listeners.domain.care.regularity import Regularity, regularity, together
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import policies_of
from listeners.domain.team import Site, TeamMember
from listeners.services.care.facts import in_order_told, sessions, still_here
from listeners.services.care.readings import note_reading
from listeners.store import availability_facts, duties_facts, night_facts, people_facts
from listeners.store.care import offload_facts, offload_plans
from listeners.store.care.offload_facts import OffloadOnFile, OffloadsTold
from listeners.store.care.offload_plans import PlannedOnFile

SHARE_DAYS = 182
"""The share on time is that of the last 26 weeks."""


@dataclass(frozen=True, slots=True)
class OffloadRow:
    """Where one Listener stands: the next session, the last one held, and the unbroken run of unprotected ones.
    ``every_days`` are the days in force for him, ``own_days`` those that were agreed with him, if any; ``due_days``
    those by which the next is owed: of one that is overdue, those that were in force when it was."""

    member: TeamMember
    every_days: int
    own_days: int | None
    due_days: int
    state: OffloadState
    last: OffloadOnFile | None
    unprotected: int
    on_time: OnTime
    regularity: Regularity


@dataclass(frozen=True, slots=True)
class Differing:
    """A session that a Listener and a card tell differently, in the last 26 weeks."""

    member: TeamMember
    told: ToldTwice


@dataclass(frozen=True, slots=True)
class OffloadTeam:
    """The offload of one site's team as of ``today``: the longest overdue first, then by date."""

    today: date
    every_days: int
    rows: tuple[OffloadRow, ...]
    share: OnTime
    differ: tuple[Differing, ...]
    """Of which it is not settled whether an officer was near, the newest first."""
    regularity: Regularity
    """That of the last 26 weeks, of everybody together."""
    planned: tuple[PlannedOnFile, ...]
    """Those of which it is not on file what became of them, the earliest first."""
    settled: Settled
    """What became of those that were planned for a day of the last 26 weeks."""
    proposal: Proposal | None
    """A date for those who are overdue, and for whom none is planned; with those who are due by it."""
    became: tuple[PlannedOnFile, ...]
    """Those of the last 26 weeks of which it is on file what became of them, the newest first."""

    def planned_for(self, listener: ListenerId) -> date | None:
        """Return on which day from today on the next session is planned for somebody."""
        return next_plan(self.planned, listener, self.today)

    @property
    def nothing_on_file(self) -> tuple[OffloadRow, ...]:
        """Those of whom no session is on file though some were owed: a share that is low by them may tell of the file,
        not of the offloads."""
        return tuple(row for row in self.rows if row.last is None and row.on_time.owed)

    def standing(self, due: Due) -> tuple[OffloadRow, ...]:
        """Return those who are due, overdue or not yet due."""
        return tuple(row for row in self.rows if row.state.due is due)


def team(site: Site, actor: Actor, now: datetime) -> OffloadTeam:
    """Return where everybody of a site's team stands with offload (7 statements, the row of this reading
    included).

    Raises:
        NotAllowed: the actor may not read offloads of this site.
    """
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    note_reading(actor, site.id, Kind.OFFLOAD, now)
    today = local_date(now, site.zone)
    every_days = policies_of(people_facts.policy_changes(site.id))(today).offload_every_days
    on_file = offload_facts.told_of(site.id, since=share_from(today))
    here, plans = still_here(night_facts.team(site), today), offload_plans.planned(site.id, share_from(today))
    rows = tuple(row_of(site, member, on_file, today, every_days) for member in here)
    planned = tuple(each for each in plans if each.is_open)
    return OffloadTeam(
        today=today,
        every_days=every_days,
        rows=tuple(sorted(rows, key=lambda row: (row.state.due_on, row.member.name))),
        share=on_time_together(row.on_time for row in rows),
        differ=_differing(on_file.sessions, here, today),
        regularity=together(row.regularity for row in rows),
        planned=planned,
        settled=settled((each.became for each in plans), today),
        proposal=_proposal(site, rows, planned, on_file, now),
        became=tuple(each for each in reversed(plans) if not each.is_open),
    )


def next_plan(planned: Iterable[PlannedOnFile], listener: ListenerId, today: date) -> date | None:
    """Return on which day from today on the next of some sessions is planned for somebody."""
    return min((each.plan.on for each in planned if listener in each.people and each.plan.on >= today), default=None)


def share_from(today: date) -> date:
    """Return the first of the days that the share on time is about."""
    return today - timedelta(days=SHARE_DAYS - 1)


def row_of(site: Site, member: TeamMember, told: OffloadsTold, today: date, of_site: int) -> OffloadRow:
    """Return where one Listener stands with offload, by what is on file of him: sessions ``since`` share_from are
    enough. ``of_site``: how often offload is owed at his prison, in days."""
    start = Start(member.joined_on, site.recording_since)
    on_file, cadence = told.of(member.id), told.cadence(member.id, of_site)
    held = sessions(on_file)
    state = offload_state(held, start, today, cadence)
    return OffloadRow(
        member=member,
        every_days=cadence.on(today),
        own_days=cadence.own_on(today),
        due_days=cadence.on(state.due_on),
        state=state,
        last=next((each for each in on_file if each.held.on <= today), None),
        unprotected=len(last_unprotected(held, today)),
        on_time=on_time(held, start, cadence, share_from(today), today),
        regularity=regularity(held, start, share_from(today), today),
    )


def _proposal(
    site: Site, rows: tuple[OffloadRow, ...], planned: tuple[PlannedOnFile, ...], on_file: OffloadsTold, now: datetime
) -> Proposal | None:
    """A date for whoever is overdue with nothing planned, by plain availability and the rests ahead; with whoever is
    due by it and has nothing planned by his due date (2 statements)."""
    today = local_date(now, site.zone)
    plans = {row.member.id: next_plan(planned, row.member.id, today) for row in rows}
    overdue = [row.member.id for row in rows if row.state.due is Due.OVERDUE and plans[row.member.id] is None]
    due = {row.member.id: row.state.due_on for row in rows if row.state.due is not Due.OVERDUE}
    due = {who: by for who, by in due.items() if (plan := plans[who]) is None or plan > by}
    days = days_ahead(today)
    away = {who: set(dates) for who, dates in availability_facts.said_no(site.id, days[0], days[-1]).items()}
    for who, rests in duties_facts.rests(site.id, ending_after=now).items():
        for each in rests:
            begins, ends = (local_date(at, site.zone) for at in (each.rest.rest_from, each.rest.rest_until))
            away.setdefault(who, set()).update(day for day in days if begins <= day <= ends)
    held_on = {each.held.on for told in on_file.sessions.values() for each in told}
    return propose(overdue, away, held_on, today, due)


def _differing(
    on_file: dict[ListenerId, tuple[OffloadOnFile, ...]], here: tuple[TeamMember, ...], today: date
) -> tuple[Differing, ...]:
    found = [
        Differing(member, told)
        for member in here
        for told in told_differently(each.fact for each in in_order_told(on_file.get(member.id, ())))
        if share_from(today) <= told.own.on
    ]
    return tuple(sorted(found, key=lambda each: (each.told.own.on, each.member.name), reverse=True))
