"""What would the charity's file of its team change, and change it: all of its lines or none.

Looking writes nothing and tells every fault; importing a file with faults raises them. The same file again changes
nothing; a changed line about somebody known is a correction; nobody is removed by not being in a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from listeners.access import Actor, Kind
from listeners.domain.import_changes import FieldChange, new_person, person_changes, standing_changes_from
from listeners.domain.import_files import Source
from listeners.domain.import_look import Look, NightShort, Tally
from listeners.domain.imports import PEOPLE, ImportSite, PersonRow, Problems, Row, person_row
from listeners.domain.nights import local_date
from listeners.domain.people import StandingFrom, arrives, is_gone_by, may_be_given
from listeners.domain.people_details import Details
from listeners.domain.standings import facts_of_change
from listeners.domain.team import Site, TeamMember
from listeners.errors import Problem, Unreadable
from listeners.services import cover, holds
from listeners.services.callout_withdrawn import withdraw_after
from listeners.services.duty_gaps import duties_to_come, not_begun, tell_of_gaps
from listeners.services.import_reading import faults, import_site
from listeners.services.pins import follow_standing
from listeners.services.team_changes import require_team_changes
from listeners.store import duties_rests, people_facts, people_writes
from listeners.store.database import Session, act
from listeners.store.journal import audit
from listeners.store.people_writes import EmptiedDuty


@dataclass(frozen=True, slots=True)
class _Plan:
    """One line, who it is about (None: somebody new), and what it changes."""

    row: PersonRow
    member: TeamMember | None
    fields: tuple[FieldChange, ...]
    today: date

    @property
    def standing_from(self) -> date | None:
        """From when the line's standing holds; None where it changes none."""
        if self.member is None:
            return self.row.joined_on
        if all(change.column != "standing" for change in self.fields):
            return None
        return standing_changes_from(self.member, self.row.joined_on, self.today)

    @property
    def known(self) -> tuple[StandingFrom, ...]:
        """The standings before the line."""
        return self.member.standings if self.member else ()

    @property
    def added(self) -> tuple[StandingFrom, ...]:
        """The standings that the line adds."""
        if self.standing_from is None:
            return ()
        return facts_of_change(self.known, StandingFrom(self.row.standing, self.standing_from), self.today)

    @property
    def history(self) -> tuple[StandingFrom, ...]:
        """The standings when the line is on file."""
        return (*self.known, *self.added)

    @property
    def who(self) -> str:
        """The id of the Listener of this line, the ref of somebody new."""
        return self.member.id if self.member else self.row.ref

    @property
    def arrives(self) -> bool:
        """Whether the Listener comes to this prison by the line."""
        return arrives(self.known, self.added, self.today)

    @property
    def corrects_number(self) -> bool:
        """Whether the line puts right the prison number of somebody who is in this prison's scheme already."""
        is_other = self.member is not None and self.member.prison_number != self.row.prison_number
        return is_other and not self.arrives and not is_gone_by(self.history, self.today)

    def takes_part(self, night: date) -> bool:
        """Whether the Listener will take part on a night when the line is on file."""
        return may_be_given(self.history, self.row.joined_on, night)


def look_at_people(site: Site, source: Source, actor: Actor, now: datetime) -> Look:
    """Return what people.csv would do at a site. Nothing is written.

    Raises:
        NotAllowed: the actor may not change the team of this site.
    """
    require_team_changes(actor, site)
    team = people_facts.team(site.id)
    rows, problems = _read(site, source, team, now)
    if problems:
        return Look(problems=problems)
    today = local_date(now, site.zone)
    plans = _plans(rows, team, today)
    tally = _tally(plans)
    tally.held = len(_held(site, plans, now))
    changing = {plan.member.id: plan for plan in plans if plan.member and plan.fields}
    for duty in not_begun(duties_to_come(site, now), now):
        plan = changing.get(duty.listener)
        if plan is not None and not plan.takes_part(duty.night):
            tally.short.append(NightShort(plan.row.ref, duty.night))
    return tally.look()


def import_people(site: Site, source: Source, actor: Actor, now: datetime) -> Look:
    """Put people.csv on file at a site and return what it did, the published nights that are now short included.

    Raises:
        NotAllowed: the actor may not change the team of this site.
        Unreadable: the file has faults; nothing has been written.
    """
    require_team_changes(actor, site)
    team = people_facts.team(site.id)
    rows, problems = _read(site, source, team, now)
    if problems:
        raise Unreadable(source.name, problems)
    today = local_date(now, site.zone)
    if _tally(_plans(rows, team, today)).look().changes_nothing:
        return Look(same=len(rows))
    with act() as session:
        plans = _plans(rows, people_facts.team(site.id), today)
        tally, left = _tally(plans), list[EmptiedDuty]()
        # All at once, ascending: two acts never wait for each other in a circle, whatever the order of the lines.
        duties_rests.lock(session, [plan.member.id for plan in plans if plan.member and plan.fields])
        held = _held(site, plans, now)  # under the lock, or it would hold whoever is given a night meanwhile
        tally.held = len(held)
        for plan in plans:
            if plan.member is None or plan.fields:
                emptied = _write(session, site, plan, plan.row.ref in held, actor, now)
                tally.short.extend(NightShort(plan.row.ref, duty.night) for duty in emptied)
                left.extend(emptied)
        cover.open_left(session, site, left, actor, now)
        withdraw_after(session, site, [plan.member.id for plan in plans if plan.member and plan.fields], now)
        audit(session, actor, now, "people_imported", Kind.STANDING, site_id=site.id, detail=_detail(tally, plans))
    return tally.look()


def _read(site: Site, source: Source, team: tuple[TeamMember, ...], now: datetime) -> tuple[list[PersonRow], Problems]:
    rows: list[PersonRow] = []
    wings = frozenset(wing.code for wing in site.wings)
    known = {member.ref: member for member in team}
    read = partial(_line, site=import_site(site, (), now), wings=wings, known=known)
    return rows, faults(source, PEOPLE, read, rows.append)


def _line(
    number: int, row: Row, site: ImportSite, wings: frozenset[str], known: Mapping[str, TeamMember]
) -> PersonRow | Problems:
    """Return one line, or what is wrong with it, also that no wing is left to which he goes."""
    found = person_row(number, row, site)
    if isinstance(found, PersonRow) and found.ref in known and known[found.ref].is_left_no_wing(found.reaches, wings):
        return (Problem(number, "reaches", "leaves no wing to which he goes, as was agreed with him"),)
    return found


def _plans(rows: list[PersonRow], team: tuple[TeamMember, ...], today: date) -> list[_Plan]:
    known = {member.ref: member for member in team}
    plans = []
    for row in rows:
        member = known.get(row.ref)
        fields = person_changes(row, member, today) if member else ()
        plans.append(_Plan(row, member, fields, today))
    return plans


def _tally(plans: list[_Plan]) -> Tally:
    tally = Tally()
    for plan in plans:
        if plan.member is None:
            tally.add(plan.row.ref, new_person(plan.row))
        else:
            tally.compare(plan.row.ref, plan.fields)
    return tally


def _held(site: Site, plans: list[_Plan], now: datetime) -> frozenset[str]:
    """Return the refs of those whom their number holds (``holds``) when the whole file is on file: who comes, and whose
    number is put right. Numbers that two men had of each other hold neither."""
    writes = [plan for plan in plans if plan.member is None or plan.fields]
    asks = [plan for plan in writes if plan.arrives or plan.corrects_number]
    rows = people_facts.rows_by_number({plan.row.prison_number for plan in asks})
    kept = holds.kept_by_corrections(site, now) if any(plan.corrects_number for plan in asks) else ()
    for plan in writes:
        if plan.member is not None:
            rows[plan.member.prison_number].discard(plan.who)
    for plan in writes:
        rows[plan.row.prison_number].add(plan.who)
    return frozenset(
        plan.row.ref
        for plan in asks
        if (plan.arrives or plan.who not in kept) and len(rows[plan.row.prison_number]) > 1
    )


def _detail(tally: Tally, plans: list[_Plan]) -> dict[str, object]:
    """The counts, and which wings were reached before by those for whom that changes."""
    reached = {plan.row.ref: change.old for plan in plans for change in plan.fields if change.column == "reaches"}
    return {"added": tally.added, "changed": tally.changed, "same": tally.same, "reached": reached}


def _write(
    session: Session, site: Site, plan: _Plan, is_held: bool, actor: Actor, now: datetime
) -> tuple[EmptiedDuty, ...]:
    """Put one line on file: duties that it makes unlawful go first, or the database would refuse the standing."""
    row, emptied = plan.row, tuple[EmptiedDuty, ...]()
    if plan.member is None:
        listener_id = people_writes.add_listener(session, site, row.ref, _details(row, None), actor, now)
    else:
        listener_id = plan.member.id
        emptied = people_writes.empty_duties(session, listener_id, plan.takes_part, actor, now)
        details = _details(row, plan.member)
        people_writes.correct_listener(session, site, listener_id, details, actor, now, keep_dates=True)
    for each in plan.added:
        people_writes.add_standing(session, site, listener_id, each.standing, each.from_on, actor, now)
    if plan.added:
        follow_standing(session, listener_id, plan.history, plan.today, now)
    if is_held:
        holds.hold_known_in(session, site, listener_id, actor, now)
    tell_of_gaps(session, site, emptied, plan.history, actor, now)
    return emptied


def _details(row: PersonRow, member: TeamMember | None) -> Details:
    known = member.reserve if member else False
    return Details(
        name=row.name,
        prison_number=row.prison_number,
        cell=row.cell,
        reaches=row.reaches,
        share=row.share,
        joined_on=row.joined_on,
        reserve=known if row.reserve is None else row.reserve,
    )
