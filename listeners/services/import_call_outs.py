"""What would the charity's file of past call-outs change, and change it: all of its lines or none.

Call-outs are facts: two of one Listener that overlap are both recorded. A line without a return is a Listener who may
still be out where nothing later is known of him, else a return that is unknown (docs/evidence.md, section 4, rule 5).
What was ticked afterwards is for care alone: this file hands it on and never looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Protocol

from listeners.access import Actor, Do, Kind, require
from listeners.domain.import_changes import CallOutOnFile, FieldChange, call_out_changes
from listeners.domain.import_files import Source
from listeners.domain.import_look import Look, Tally
from listeners.domain.imports import CALL_OUTS, CallOutRow, Problems, call_out_row
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.errors import Unreadable
from listeners.services import rests
from listeners.services.import_reading import Reader, faults, good_lines, import_site, in_chunks
from listeners.store import duties_rests, import_facts, import_writes, people_facts
from listeners.store.columns import new_id
from listeners.store.database import Session, act
from listeners.store.import_writes import NewCallOut
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a line says was ticked after a contact; ``is_new`` where the contact itself is new."""

    listener: ListenerId
    attendance: str
    suicidal_feelings: bool
    is_new: bool


class Ticks(Protocol):
    """What keeps the ticks, sealed. Only ``services.care`` has one."""

    def on_file(self, site: Site, attendances: Collection[str]) -> dict[str, bool]:
        """Return, for each contact that has been ticked, whether suicidal feelings were."""

    def put(self, session: Session, site: Site, ticked: Sequence[Ticked], actor: Actor, now: datetime) -> None:
        """Write the ticks, inside an act."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One line, whose it is, what is on file about it (None: nothing), and what it changes, the tick apart."""

    row: CallOutRow
    listener: ListenerId
    known: CallOutOnFile | None
    fields: tuple[FieldChange, ...]
    ticks: bool


@dataclass(slots=True)
class _File:
    """The file, read at its site, with the latest time out of each Listener that it speaks of."""

    site: Site
    source: Source
    refs: dict[str, ListenerId]
    read: Reader[CallOutRow]
    latest: dict[ListenerId, datetime] = field(default_factory=dict)

    def faults(self) -> Problems:
        """Return everything that is wrong with it."""
        return faults(self.source, CALL_OUTS, self.read, self._note)

    def _note(self, row: CallOutRow) -> None:
        listener = self.refs[row.ref]
        self.latest[listener] = max(row.out_at, self.latest.get(listener, row.out_at))

    def plans(self, ticks: Ticks, tally: Tally) -> Iterator[list[_Plan]]:
        """Yield what the lines change, a chunk at a time, and count them."""
        for chunk in in_chunks(good_lines(self.source, CALL_OUTS, self.read)):
            keys = [(self.refs[row.ref], row.out_at) for row in chunk]
            on_file = import_facts.call_outs_on_file(self.site, keys)
            known = [on_file.get(key) for key in keys]
            ticked = ticks.on_file(self.site, [one.attendance for one in known if one])
            yield [
                plan
                for row, (listener, _), one in zip(chunk, keys, known, strict=True)
                if (plan := _plan(row, listener, one, ticked, tally))
            ]


def look_at_call_outs(site: Site, source: Source, ticks: Ticks, actor: Actor, now: datetime) -> Look:
    """Return what callouts.csv would do at a site. Nothing is written.

    Raises:
        NotAllowed: the actor may not record call-outs of this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    file = _file(site, source, now)
    if problems := file.faults():
        return Look(problems=problems)
    tally = Tally()
    for _plans in file.plans(ticks, tally):
        pass  # counting is all that a look does
    return tally.look()


def import_call_outs(site: Site, source: Source, ticks: Ticks, actor: Actor, now: datetime) -> Look:
    """Put callouts.csv on file at a site, reckon the rests anew, and return what it did.

    Raises:
        NotAllowed: the actor may not record call-outs of this site.
        Unreadable: the file has faults; nothing has been written.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    file = _file(site, source, now)
    if problems := file.faults():
        raise Unreadable(source.name, problems)
    with act() as session:
        duties_rests.lock(session, file.latest)
        tally = _Writer(session, file, ticks, actor, now).write()
        if tally.added or tally.changed:
            counts = {"added": tally.added, "changed": tally.changed, "same": tally.same}
            audit(session, actor, now, "call_outs_imported", Kind.CALL_OUT, site_id=site.id, detail=counts)
    return tally.look()


def _file(site: Site, source: Source, now: datetime) -> _File:
    refs = people_facts.ids_by_ref(site.id)
    read = partial(call_out_row, site=import_site(site, refs, now))
    return _File(site, source, refs, read)


def _plan(
    row: CallOutRow, listener: ListenerId, known: CallOutOnFile | None, ticked: dict[str, bool], tally: Tally
) -> _Plan | None:
    """Count one line and return what is to be done about it, if anything."""
    if known is None:
        tally.add(row.key)
        return _Plan(row, listener, None, (), row.suicidal_feelings is not None)
    fields = call_out_changes(row, known)
    ticks = row.suicidal_feelings is not None and ticked.get(known.attendance) != row.suicidal_feelings
    # What was ticked is never shown, not even that it was: only that the column says something else.
    shown = (*fields, FieldChange("suicidal_feelings", None, None)) if ticks else fields
    return _Plan(row, listener, known, fields, ticks) if tally.compare(row.key, shown) else None


class _Writer:
    """The one transaction of an import, a chunk at a time."""

    def __init__(self, session: Session, file: _File, ticks: Ticks, actor: Actor, now: datetime) -> None:
        self.session, self.file, self.site, self.ticks = session, file, file.site, ticks
        self.actor, self.now = actor, now
        self.night_of = _nights(file.site)
        self.touched: set[ListenerId] = set()
        self.latest = import_facts.latest_starts(file.site.id)
        for listener, out_at in file.latest.items():
            self.latest[listener] = max(out_at, self.latest.get(listener, out_at))

    def write(self) -> Tally:
        """Write every line and reckon the rests of all whom it concerns.

        Who may still be out by what was on file, and went out again by the file, makes room first: the database lets
        nobody be out twice.
        """
        tally = Tally()
        import_writes.close_those_overtaken(self.session, self.site, self.latest, self.actor, self.now)
        for plans in self.file.plans(self.ticks, tally):
            self._write_chunk(plans)
            self.session.flush()
            self.session.expunge_all()
        if self.touched:
            import_writes.bound_unknown_returns(self.session, self.site, self.touched)
            rests.rederive(self.site, self.touched, self.actor, self.now)
        return tally

    def _write_chunk(self, plans: list[_Plan]) -> None:
        new, ticked = [], []
        for plan in plans:
            attendance = plan.known.attendance if plan.known else new_id()
            if plan.known is None:
                new.append(self._new(plan, attendance))
            elif plan.fields:
                known = (plan.known.id, attendance)
                import_writes.correct_call_out(self.session, self.site, plan.row, *known, self.actor, self.now)
            if plan.known is None or plan.fields:
                self.touched.add(plan.listener)
            if plan.ticks:
                feelings = plan.row.suicidal_feelings is True
                ticked.append(Ticked(plan.listener, attendance, feelings, plan.known is None))
        import_writes.add_call_outs(self.session, self.site, new, self.actor, self.now)
        self.ticks.put(self.session, self.site, ticked, self.actor, self.now)

    def _new(self, plan: _Plan, attendance: str) -> NewCallOut:
        row, last = plan.row, self.latest[plan.listener]
        state, before = AttendanceState.RETURNED, None
        if row.back_at is None:
            overtaken = row.out_at < last
            state = AttendanceState.UNKNOWN_BACK if overtaken else AttendanceState.ACTING
            before = last if overtaken else None
        return NewCallOut(row, plan.listener, self.night_of(row.asked_at), state, before, new_id(), attendance)


def _nights(site: Site) -> Callable[[datetime], date]:
    """Return what tells the night of a request, by the numbers in force on its date."""
    policies = policies_of(people_facts.policy_changes(site.id))

    return lambda asked_at: night_at(policies, asked_at, site.zone)
