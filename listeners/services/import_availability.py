"""What would the charity's file of what Listeners said about nights change, and change it: all of its lines or none.

A file says, and never withdraws: what is not in it stays. What was withdrawn and stands in a file is said again. A
night on which its Listener already has a duty is a fact like every other; others are asked to take it, and the
coordinators are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from listeners.access import Actor, Do, Kind, require
from listeners.domain.import_changes import FieldChange, availability_changes
from listeners.domain.import_files import Source, columns_of
from listeners.domain.import_look import Look, NightShort, Tally
from listeners.domain.imports import AVAILABILITY, AvailabilityRow, Header, Problems, availability_row
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.team import Site
from listeners.errors import Unreadable
from listeners.services import cover
from listeners.services.callout_withdrawn import withdraw_after
from listeners.services.duty_gaps import duties_to_come, tell_of_a_night
from listeners.services.import_reading import Reader, faults, good_lines, import_site, in_chunks
from listeners.store import import_facts, import_writes, people_facts, rota_writes
from listeners.store.database import Session, act
from listeners.store.duties_facts import DutyOnFile
from listeners.store.import_writes import Saying
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class _Plan:
    """One line, whose it is, the id of what is on file (None: nothing) and what the line changes of it."""

    row: AvailabilityRow
    listener: ListenerId
    on_file: str | None
    fields: tuple[FieldChange, ...]

    @property
    def is_said_now(self) -> bool:
        """Whether the line says something that was not in force before."""
        return self.on_file is None or any(change.column == "kind" for change in self.fields)


@dataclass(frozen=True, slots=True)
class _File:
    """The file, read at its site: who has which ref, how a line is read, and whether it speaks of reasons."""

    site: Site
    source: Source
    refs: dict[str, ListenerId]
    read: Reader[AvailabilityRow]
    says_reason: bool

    def faults(self) -> Problems:
        """Return everything that is wrong with it."""
        return faults(self.source, AVAILABILITY, self.read)

    def plans(self, tally: Tally) -> Iterator[list[_Plan]]:
        """Yield what the lines change, a chunk at a time, and count them."""
        for chunk in in_chunks(good_lines(self.source, AVAILABILITY, self.read)):
            nights = {row.on for row in chunk}
            on_file = import_facts.availability_on_file(self.site.id, nights, {self.refs[row.ref] for row in chunk})
            plans = []
            for row in chunk:
                listener = self.refs[row.ref]
                known = on_file.get((listener, row.on, row.kind))
                if known is None:
                    tally.add(row.key)
                    plans.append(_Plan(row, listener, None, ()))
                elif tally.compare(row.key, fields := availability_changes(row, known, says_reason=self.says_reason)):
                    plans.append(_Plan(row, listener, known.id, fields))
                else:
                    continue
                tally.read_words(row.key, row.reason)
            yield plans


def look_at_availability(site: Site, source: Source, actor: Actor, now: datetime) -> Look:
    """Return what availability.csv would do at a site. Nothing is written.

    Raises:
        NotAllowed: the actor may not say for others when they can.
    """
    _require(actor, site)
    file = _file(site, source, now)
    if problems := file.faults():
        return Look(problems=problems)
    tally, duties = Tally(), _duties(site, now)
    for plans in file.plans(tally):
        tally.asked.extend(NightShort(plan.row.ref, plan.row.on) for plan in plans if _needs_somebody(plan, duties))
    return tally.look()


def import_availability(site: Site, source: Source, actor: Actor, now: datetime) -> Look:
    """Put availability.csv on file at a site and return what it did.

    Raises:
        NotAllowed: the actor may not say for others when they can.
        Unreadable: the file has faults; nothing has been written.
    """
    look = look_at_availability(site, source, actor, now)
    if look.problems:
        raise Unreadable(source.name, look.problems)
    if look.changes_nothing:
        return look
    with act() as session:
        file, tally = _file(site, source, now), Tally()
        rota_writes.lock_plan(session, site.id, file.refs.values())
        duties = _duties(site, now)
        wanting: list[DutyOnFile] = []
        for plans in file.plans(tally):
            _write(session, file, plans, actor, now)
            for plan in plans:
                if _needs_somebody(plan, duties):
                    row, duty = plan.row, duties[plan.listener, plan.row.on]
                    tally.asked.append(NightShort(row.ref, row.on))
                    again = plan.on_file is not None
                    tell_of_a_night(session, site, duty.id, plan.listener, row.on, row.kind, actor, now, again)
                    wanting.append(duty)
            session.flush()
            session.expunge_all()
        cover.open_for(session, site, wanting, actor, now)
        withdraw_after(session, site, file.refs.values(), now)
        counts = {"added": tally.added, "changed": tally.changed, "same": tally.same}
        audit(session, actor, now, "availability_imported", Kind.AVAILABLE, site_id=site.id, detail=counts)
    return tally.look()


def _require(actor: Actor, site: Site) -> None:
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id)
    require(actor, Do.WRITE, Kind.AVAILABILITY_REASON, site.id)


def _file(site: Site, source: Source, now: datetime) -> _File:
    refs = people_facts.ids_by_ref(site.id)
    read = partial(availability_row, site=import_site(site, refs, now))
    header = columns_of(source, AVAILABILITY)
    return _File(site, source, refs, read, isinstance(header, Header) and "reason" in header.names)


def _duties(site: Site, now: datetime) -> dict[tuple[ListenerId, date], DutyOnFile]:
    return {(duty.listener, duty.night): duty for duty in duties_to_come(site, now)}


def _needs_somebody(plan: _Plan, duties: Mapping[tuple[ListenerId, date], object]) -> bool:
    """Whether a line takes back, or would rather not do, a night that its Listener has a duty on."""
    said_no = plan.is_said_now and plan.row.kind is not AvailabilityKind.PREFER
    return said_no and (plan.listener, plan.row.on) in duties


def _write(session: Session, file: _File, plans: list[_Plan], actor: Actor, now: datetime) -> None:
    new = []
    for plan in plans:
        reason = plan.row.reason if file.says_reason else None
        if plan.on_file is None:
            new.append(Saying(plan.listener, plan.row.on, plan.row.kind, reason))
        else:
            import_writes.correct_availability(session, file.site, plan.on_file, reason, actor, now)
    import_writes.add_availability(session, file.site, new, actor, now)
