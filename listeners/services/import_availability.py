"""What would the charity's file of what Listeners said about nights change, and change it: all of its lines or none.

A file says, and never withdraws: what is not in it stays. What was withdrawn and stands in a file is said again. A
night on which its Listener already has a duty is a fact like every other; others are asked to take it, and the
coordinators are told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter

from listeners.access import Actor, Do, Kind, require
from listeners.domain.import_changes import FieldChange, availability_changes
from listeners.domain.import_files import Source, columns_of
from listeners.domain.import_look import Look, NightShort, Tally
from listeners.domain.imports import AVAILABILITY, AvailabilityRow, Header, Problems, availability_row
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.said import NightsChanged
from listeners.domain.team import Site
from listeners.domain.who_went import HisNight
from listeners.errors import Unreadable
from listeners.services.availability import seek
from listeners.services.callout_withdrawn import withdraw_after
from listeners.services.duty_gaps import duties_to_come
from listeners.services.import_reading import Reader, faults, good_lines, import_site, in_chunks
from listeners.store import availability_facts, import_facts, import_writes, people_facts, rota_writes
from listeners.store.database import Session, act
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
    def duty(self) -> HisNight:
        """Whose line it is, and of which night."""
        return self.listener, self.row.on

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
        before = _counting(site, duties)
        on_duty: list[_Plan] = []
        for plans in file.plans(tally):
            _write(session, file, plans, actor, now)
            on_duty.extend(plan for plan in plans if plan.duty in duties)
            session.flush()
            session.expunge_all()
        tally.asked.extend(_seek(session, site, on_duty, duties, before, actor, now))
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


def _duties(site: Site, now: datetime) -> frozenset[HisNight]:
    return frozenset((duty.listener, duty.night) for duty in duties_to_come(site, now))


def _counting(site: Site, duties: Collection[HisNight]) -> dict[HisNight, AvailabilityKind]:
    """What counts for the nights on which somebody has a duty, where something is said (1 statement)."""
    if not duties:
        return {}
    nights = [night for _, night in duties]
    said = availability_facts.sayings(site.id, min(nights), max(nights))
    return {(each.listener, each.night): each.kind for each in said.settled if (each.listener, each.night) in duties}


def _seek(
    session: Session,
    site: Site,
    plans: Iterable[_Plan],
    duties: Collection[HisNight],
    before: Mapping[HisNight, AvailabilityKind],
    actor: Actor,
    now: datetime,
) -> Iterator[NightShort]:
    """End, for each Listener of whose duties these lines say something, as his own word about those nights would
    (``availability.seek``), and yield the nights for which somebody else is sought."""
    after, by_ref = _counting(site, duties), attrgetter("row.ref")
    for ref, lines in groupby(sorted(plans, key=by_ref), key=by_ref):
        of_his = [
            plan for plan in lines if _needs_somebody(plan, duties) or before.get(plan.duty) is not after.get(plan.duty)
        ]
        if not of_his:
            continue
        counts = {plan.row.on: after.get(plan.duty) for plan in of_his}
        again = {plan.row.on for plan in of_his if plan.on_file is not None}
        no = [plan.row.on for plan in of_his if before.get(plan.duty) is AvailabilityKind.UNAVAILABLE]
        changed = NightsChanged(of_his[0].listener, counts, again, no)
        for night in seek(session, site, changed, actor, now):
            yield NightShort(ref, night)


def _needs_somebody(plan: _Plan, duties: Collection[HisNight]) -> bool:
    """Whether a line takes back, or would rather not do, a night that its Listener has a duty on."""
    said_no = plan.is_said_now and plan.row.kind is not AvailabilityKind.PREFER
    return said_no and plan.duty in duties


def _write(session: Session, file: _File, plans: list[_Plan], actor: Actor, now: datetime) -> None:
    new = []
    for plan in plans:
        reason = plan.row.reason if file.says_reason else None
        if plan.on_file is None:
            new.append(Saying(plan.listener, plan.row.on, plan.row.kind, reason))
        else:
            import_writes.correct_availability(session, file.site, plan.on_file, reason, actor, now)
    import_writes.add_availability(session, file.site, new, actor, now)
