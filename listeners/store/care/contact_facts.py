"""Which contacts has each Listener had, and what did he tick after them? Ticks stay sealed until they are needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, ScalarSelect, Select, func, select, union_all
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.domain.care.facts import ContactSource, Tick
from listeners.domain.care.packed import pack_ticks, unpack_ticks
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rest_facts import Interruption
from listeners.domain.states import AttendanceState
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.callouts import Attendance, CallOut
from listeners.store.callouts_facts import INTERRUPTING, IS_INTERRUPTION
from listeners.store.care.own_contacts import OwnContactRow, SealedOwn
from listeners.store.care.wellbeing import ContactTicks
from listeners.store.columns import NO_FLAG, NO_MOMENT, NO_WORD, new_id
from listeners.store.database import db
from listeners.store.journal import keep


@dataclass(frozen=True, slots=True)
class ContactOnFile:
    """One Listener's part in one call-out, with the ticks made after it, sealed; None where none were made.

    ``night`` is that of the call-out. ``listened`` is false where the caller changed their mind, and where he waited
    and was never let out: he met nobody. ``taken_back``: it is on file that he never went, but he ticked; his word is
    kept, and as nothing else is known of it the contact counts from the moment the man asked, with no length and no
    end. ``ticked_now``: he ticked since he was last sent.
    """

    id: str
    listener: ListenerId
    night: date
    imported: bool
    debrief_unknown: bool
    listened: bool
    interruption: Interruption
    debrief_offered_at: datetime | None
    sealed: tuple[str, bytes] | None
    taken_back: bool
    ticked_now: bool

    @property
    def source(self) -> ContactSource:
        """How it came to be on file."""
        if self.imported:
            return ContactSource.IMPORTED
        return ContactSource.PAPER if self.debrief_unknown else ContactSource.CALL_OUT

    def ticks(self, site_id: SiteId) -> frozenset[Tick]:
        """Return what was ticked, opened.

        Raises:
            Unopened: another key, or it has been changed.
        """
        if self.sealed is None:
            return frozenset()
        row_id, sealed = self.sealed
        return unpack_ticks(keyring.unseal(sealed, site_id, "contact_ticks", "ticks", row_id))


@dataclass(frozen=True, slots=True)
class ToldOf:
    """By Listener: what he went on, the newest first, and the contacts to which no officer called him."""

    calls: Mapping[ListenerId, tuple[ContactOnFile, ...]]
    own: Mapping[ListenerId, tuple[SealedOwn, ...]]


@dataclass(frozen=True, slots=True)
class FirstRecords:
    """From which night on a site's contacts are on file, imported ones included, and those recorded here, which owe a
    debrief whether or not one was ever offered; None where there is none."""

    contacts: date | None
    debriefs: date | None


def contacts(
    site_id: SiteId, first: date, listener_ids: Iterable[ListenerId] | None = None
) -> dict[ListenerId, tuple[ContactOnFile, ...]]:
    """Return what each Listener went on from the night ``first``, the newest first (1 statement); with it whatever he
    ticked about, though it is on file that he never went."""
    return _by_listener(db.session.execute(_went(site_id, first, listener_ids).order_by(_HAPPENED.desc())))


def told_of(site_id: SiteId, first: date, listener_ids: Iterable[ListenerId] | None = None) -> ToldOf:
    """Return the same, and beside it the contacts from that date to which no officer called him, still sealed (1
    statement for both). They stand apart, so that neither rest nor load nor a debrief can follow from one."""
    row = OwnContactRow
    own = select(*_OWN_COLUMNS).where(row.site_id == site_id, row.in_force, row.on_date >= first)
    if listener_ids is not None:
        own = own.where(row.listener_id.in_(tuple(listener_ids)))
    both: CompoundSelect[*tuple[Any, ...]] = union_all(_went(site_id, first, listener_ids), own)
    rows = db.session.execute(both.order_by(both.selected_columns.happened.desc())).all()
    told: dict[ListenerId, list[SealedOwn]] = defaultdict(list)
    for each in rows:
        if each.state is None:
            told[ListenerId(each.listener_id)].append(SealedOwn(each.id, each.night, each.ticks))
    return ToldOf(
        _by_listener(each for each in rows if each.state is not None),
        {listener: tuple(found) for listener, found in told.items()},
    )


def _went(site_id: SiteId, first: date, listener_ids: Iterable[ListenerId] | None) -> Select[*tuple[Any, ...]]:
    went, call, ticked = Attendance, CallOut, ContactTicks
    chosen = (
        select(*_COLUMNS)
        .join(call, call.id == went.call_out_id)
        .outerjoin(ticked, ticked.attendance_id == went.id)
        .where(went.site_id == site_id, call.night >= first, IS_INTERRUPTION | ticked.id.is_not(None))
    )
    return chosen if listener_ids is None else chosen.where(went.listener_id.in_(tuple(listener_ids)))


def _by_listener(rows: Iterable[Any]) -> dict[ListenerId, tuple[ContactOnFile, ...]]:
    found: dict[ListenerId, list[ContactOnFile]] = defaultdict(list)
    for row in rows:
        contact = _contact(row)
        found[contact.listener].append(contact)
    return {listener: tuple(contacts_of) for listener, contacts_of in found.items()}


_TICKED_NOW = ContactTicks.recorded_at >= func.coalesce(Attendance.answered_at, ContactTicks.recorded_at)
"""Ticks from before he was last sent are of an earlier going that was taken back."""
_HAPPENED = func.coalesce(Attendance.out_at, Attendance.accepted_at, CallOut.asked_at).label("happened")
_COLUMNS = (
    Attendance.id,
    Attendance.listener_id,
    CallOut.night,
    CallOut.imported,
    CallOut.asked_at,
    Attendance.state,
    Attendance.accepted_at,
    Attendance.out_at,
    Attendance.back_at,
    Attendance.called_off_at,
    Attendance.back_before,
    Attendance.debrief_offered_at,
    Attendance.debrief_unknown,
    ContactTicks.id.label("ticks_id"),
    ContactTicks.ticks,
    _TICKED_NOW.label("ticked_now"),
    _HAPPENED,
)
_OWN_COLUMNS = (
    OwnContactRow.id,
    OwnContactRow.listener_id,
    OwnContactRow.on_date,
    NO_FLAG,  # imported
    NO_MOMENT,  # asked_at
    NO_WORD,  # state: of no call-out
    *(NO_MOMENT for _ in range(6)),  # its times, and when a debrief was offered
    NO_FLAG,  # debrief_unknown
    NO_WORD,  # ticks_id
    OwnContactRow.told,
    NO_FLAG,  # ticked_now
    NO_MOMENT,  # happened: sealed
)
"""A contact of his own, in the columns of a call-out."""


def _contact(row: Any) -> ContactOnFile:
    went = row.state in INTERRUPTING and (row.out_at or row.accepted_at) is not None
    times = (row.accepted_at, row.out_at, row.back_at, row.called_off_at, row.back_before)
    nothing_known = (row.asked_at, None, None, None, row.asked_at)
    return ContactOnFile(
        id=row.id,
        listener=ListenerId(row.listener_id),
        night=row.night,
        imported=row.imported,
        debrief_unknown=row.debrief_unknown,
        listened=_met_somebody(row),
        interruption=Interruption(row.id, *(times if went else nothing_known)),
        debrief_offered_at=row.debrief_offered_at,
        sealed=None if row.ticks_id is None else (row.ticks_id, row.ticks),
        taken_back=not went,
        ticked_now=bool(row.ticked_now),
    )


def _met_somebody(row: Any) -> bool:
    """Whether he was with a man who asked, by what is on file, or by what he ticked."""
    if row.state is AttendanceState.UNKNOWN_BACK:
        return row.out_at is not None or row.ticks_id is not None
    return row.state not in (AttendanceState.CALLED_OFF, AttendanceState.ACCEPTED)


def first_records(site_id: SiteId) -> FirstRecords:
    """Return since when contacts are on file at a site, and since when a debrief is owed (1 statement)."""
    row = db.session.execute(select(*first_nights(site_id))).one()
    return FirstRecords(row[0], row[1])


def first_nights(site_id: SiteId) -> tuple[ScalarSelect[date], ScalarSelect[date]]:
    """Return what asks for the two nights of ``FirstRecords``."""
    every = select(func.min(CallOut.night)).where(CallOut.site_id == site_id)
    return every.scalar_subquery(), every.where(~CallOut.imported).scalar_subquery()


def attendance_row(session: Session, site_id: SiteId, attendance_id: str) -> Attendance:
    """Return the row of somebody's part in a call-out, inside an act.

    Raises:
        NotFound: nobody went on such a call-out at this site.
    """
    row = session.get(Attendance, attendance_id)
    if row is None or row.site_id != site_id or row.state not in INTERRUPTING:
        raise NotFound("no such call-out")
    return row


def listener_of(session: Session, site_id: SiteId, attendance_id: str) -> ListenerId:
    """Return who went, inside an act.

    Raises:
        NotFound: nobody went on such a call-out at this site.
    """
    return ListenerId(attendance_row(session, site_id, attendance_id).listener_id)


def put_debrief(session: Session, row: Attendance, at: datetime, actor: Actor, now: datetime) -> None:
    """Record when a debrief was offered, inside an act; the earlier version is kept."""
    keep(session, row, actor, now)
    row.debrief_offered_at = at
    row.recorded_at, row.recorded_by = now, actor.account_id


def is_ticked(session: Session, site_id: SiteId, attendance_id: str) -> bool:
    """Whether ticks have been made since he was sent on this contact, inside an act."""
    ticked = ContactTicks
    found = session.scalar(
        select(ticked.id)
        .join(Attendance, Attendance.id == ticked.attendance_id)
        .where(ticked.site_id == site_id, ticked.attendance_id == attendance_id, _TICKED_NOW)
    )
    return found is not None


def put_ticks(
    session: Session,
    site_id: SiteId,
    attendance_id: str,
    listener_id: ListenerId,
    ticks: frozenset[Tick],
    actor: Actor,
    now: datetime,
    *,
    anew: bool = False,
) -> bool:
    """Write what was ticked after a contact, sealed as one, inside an act; return whether that is new.

    Ticks that differ from what is on file are a correction, and the earlier version is kept. ``anew``: he was sent
    again after an earlier going was taken back; what he ticked after that one stays, for a tick left out says nothing.
    """
    row = session.scalar(
        select(ContactTicks).where(ContactTicks.site_id == site_id, ContactTicks.attendance_id == attendance_id)
    )
    if row is None:
        row = ContactTicks(id=new_id(), site_id=site_id, listener_id=listener_id, attendance_id=attendance_id)
        session.add(row)
    else:
        earlier = unpack_ticks(keyring.unseal(row.ticks, site_id, "contact_ticks", "ticks", row.id))
        if earlier == ticks and not anew:
            return False
        ticks = ticks | earlier if anew else ticks
        keep(session, row, actor, now)
    row.ticks = keyring.seal(pack_ticks(ticks), site_id, "contact_ticks", "ticks", row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    return True
