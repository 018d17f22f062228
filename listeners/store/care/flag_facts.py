"""Which flags are on file, and how is one written? Its reasons, the facts it was ever raised on and every note are
sealed; its state and level are not."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from listeners.access import Actor
from listeners.domain.care.flag_life import FlagOnFile, Outcome, Step, StepKind
from listeners.domain.care.flags import FlagState, Level
from listeners.domain.care.packed import pack, pack_keys, unpack, unpack_keys
from listeners.domain.care.reasons import Reason
from listeners.domain.care.unanswered import Moved
from listeners.domain.people import AccountId, ListenerId, SiteId
from listeners.errors import Conflict, NotFound
from listeners.store import keyring
from listeners.store.accounts import Account
from listeners.store.care.wellbeing import Flag, FlagStep
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.duties import RestOverride
from listeners.store.duties_overrides import TAKEN_BACK_UNUSED
from listeners.store.people import Site


@dataclass(frozen=True, slots=True)
class StoredFlag:
    """A Listener's flag as it is stored; what is sealed opens on asking."""

    id: str
    site_id: SiteId
    listener: ListenerId
    state: FlagState
    level: Level
    raised_at: datetime
    owner: AccountId | None
    owner_name: str | None
    outcome: Outcome | None
    review_on: date | None
    version: int
    reasons_sealed: bytes
    known_sealed: bytes

    def reasons(self) -> tuple[Reason, ...]:
        """Return the reasons that held when the flag was last raised or added to."""
        return unpack(keyring.unseal(self.reasons_sealed, self.site_id, "flag", "reasons", self.id))

    def on_file(self) -> FlagOnFile:
        """Return the same as the rules see it."""
        known = keyring.unseal(self.known_sealed, self.site_id, "flag", "known", self.id)
        return FlagOnFile(self.state, self.level, unpack_keys(known))


@dataclass(frozen=True, slots=True)
class StepOnFile:
    """Something that happened to a flag: what, when, by whom (None: the daily run), and its note, opened."""

    word: str
    at: datetime
    by: str | None
    note: Mapping[str, str]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons that were new then; none for what a person did."""
        return unpack(self.note["reasons"]) if "reasons" in self.note else ()

    @property
    def told_on(self) -> date | None:
        """On which date it was gone through with the Listener."""
        return date.fromisoformat(self.note["told_on"]) if "told_on" in self.note else None

    @property
    def again_on(self) -> date | None:
        """On which date it was to be looked at again, as it was said then."""
        return date.fromisoformat(self.note["again_on"]) if self.note.get("again_on") else None


def _chosen(site_id: SiteId) -> Select[Flag, str | None]:
    return (
        select(Flag, Account.name)
        .outerjoin(Account, Account.id == Flag.owner_id)
        .where(Flag.site_id == site_id)
        .options(undefer(Flag.reasons), undefer(Flag.known))
    )


def flags(site_id: SiteId) -> dict[ListenerId, StoredFlag]:
    """Return the flag of each Listener of a site, open or closed (1 statement)."""
    rows = db.session.execute(_chosen(site_id))
    return {ListenerId(row.listener_id): _stored(row, owner) for row, owner in rows}


def flag(site_id: SiteId, flag_id: str) -> StoredFlag:
    """Return one flag of a site (1 statement).

    Raises:
        NotFound: there is none of that id at this site.
    """
    found = db.session.execute(_chosen(site_id).where(Flag.id == flag_id)).first()
    if found is None:
        raise NotFound("no such flag")
    return _stored(*found)


def flag_of(site_id: SiteId, listener_id: ListenerId) -> StoredFlag | None:
    """Return the flag of a Listener, open or closed (1 statement)."""
    found = db.session.execute(_chosen(site_id).where(Flag.listener_id == listener_id)).first()
    return None if found is None else _stored(*found)


def untaken(site_id: SiteId) -> tuple[tuple[str, datetime], ...]:
    """Return the flags of a site that nobody has taken up, each with when it was raised, the oldest first (1
    statement)."""
    rows = db.session.execute(
        select(Flag.id, Flag.raised_at)
        .where(Flag.site_id == site_id, Flag.state == FlagState.RAISED)
        .order_by(Flag.raised_at, Flag.id)
    )
    return tuple((flag_id, raised_at) for flag_id, raised_at in rows)


def raised_or_taken(since: datetime) -> tuple[Moved, ...]:
    """Return, of every prison, when flags were raised and taken up from a moment on (1 statement)."""
    raised = {StepKind.RAISE.value, StepKind.REOPEN.value}
    rows = db.session.execute(
        select(FlagStep.flag_id, FlagStep.step, FlagStep.recorded_at, Site.timezone)
        .join(Site, Site.id == FlagStep.site_id)
        .where(FlagStep.step.in_([*sorted(raised), FlagState.TAKEN_UP.value]), FlagStep.recorded_at >= since)
        .order_by(FlagStep.recorded_at, FlagStep.id)
    )
    return tuple(Moved(flag_id, step in raised, at, ZoneInfo(zone)) for flag_id, step, at, zone in rows)


def row_of(session: Session, site_id: SiteId, flag_id: str) -> Flag:
    """Return the row of a flag of a site, to be changed inside an act.

    Raises:
        NotFound: there is none of that id at this site.
    """
    found = session.scalar(
        select(Flag)
        .where(Flag.site_id == site_id, Flag.id == flag_id)
        .options(undefer(Flag.reasons), undefer(Flag.known))
    )
    if found is None:
        raise NotFound("no such flag")
    return found


def steps_of(site_id: SiteId, listener_id: ListenerId) -> tuple[StepOnFile, ...]:
    """Return what happened to a Listener's flag, the newest first (1 statement)."""
    rows = db.session.execute(
        select(FlagStep, Account.name)
        .join(Flag, (Flag.site_id == FlagStep.site_id) & (Flag.id == FlagStep.flag_id))
        .outerjoin(Account, Account.id == FlagStep.recorded_by)
        .where(FlagStep.site_id == site_id, Flag.listener_id == listener_id)
        .options(undefer(FlagStep.note))
        .order_by(FlagStep.ordinal.desc())
    )
    return tuple(StepOnFile(row.step, row.recorded_at, by, _note_of(row)) for row, by in rows)


def noticed_at(site_id: SiteId, flag_id: str) -> datetime | None:
    """Return when the reasons that stand in a flag were found: as it was raised, or as the last was added (1
    statement)."""
    found = (FlagStep.step.in_([each.value for each in StepKind]), FlagStep.flag_id == flag_id)
    last = select(FlagStep.recorded_at).where(FlagStep.site_id == site_id, *found)
    return db.session.scalar(last.order_by(FlagStep.ordinal.desc()).limit(1))


def first_raised_at(site_id: SiteId, flag_id: str) -> datetime:
    """Return when a flag of a site was raised for the first time, however often it was raised again since (1
    statement).

    Raises:
        NotFound: there is none of that id at this site.
    """
    mine = FlagStep.site_id == site_id, FlagStep.flag_id == flag_id, FlagStep.step == StepKind.RAISE.value
    found = db.session.scalar(select(func.min(FlagStep.recorded_at)).where(*mine))
    if found is None:
        raise NotFound("no such flag")
    return found


def every_step(site_id: SiteId, since: datetime) -> Iterator[tuple[str, AccountId | None, StepOnFile]]:
    """Yield what happened to any flag of a site from a moment on, of each flag in order: the flag, and by which account
    (1 statement)."""
    rows = db.session.scalars(
        select(FlagStep)
        .where(FlagStep.site_id == site_id, FlagStep.recorded_at >= since)
        .options(undefer(FlagStep.note))
        .order_by(FlagStep.flag_id, FlagStep.ordinal)
    )
    for row in rows:
        by = AccountId(row.recorded_by) if row.recorded_by else None
        yield row.flag_id, by, StepOnFile(row.step, row.recorded_at, None, _note_of(row))


def _note_of(row: FlagStep) -> Mapping[str, str]:
    if row.note is None:
        return {}
    found: dict[str, str] = json.loads(keyring.unseal(row.note, row.site_id, "flag_step", "note", row.id))
    return found


def write_step(
    session: Session,
    site_id: SiteId,
    listener_id: ListenerId,
    step: Step,
    seen: StoredFlag | None,
    actor: Actor,
    now: datetime,
) -> tuple[str, int]:
    """Write what the daily run found about one Listener, inside an act: the flag, and what happened to it. Return the
    flag's id and the number of the step. ``seen`` is the flag as it was when the step was decided.

    Raises:
        Conflict: somebody has moved the flag since then.
    """
    row = Flag(id=new_id(), site_id=site_id, listener_id=listener_id)
    if seen is not None:
        row = row_of(session, site_id, seen.id)
        if row.version != seen.version:
            raise Conflict("changed meanwhile")
    if seen is None or seen.state is FlagState.CLOSED:
        row.raised_at, row.state = now, FlagState.RAISED
        row.owner_id, row.outcome, row.review_on = None, None, None
    row.level = step.level
    row.reasons = keyring.seal(pack(step.reasons), site_id, "flag", "reasons", row.id)
    row.known = keyring.seal(pack_keys(step.known), site_id, "flag", "known", row.id)
    row.recorded_at, row.recorded_by = now, actor.account_id
    session.add(row)
    session.flush()
    return row.id, add_step(session, site_id, row.id, step.kind.value, {"reasons": pack(step.new)}, actor, now)


def add_step(
    session: Session,
    site_id: SiteId,
    flag_id: str,
    word: str,
    note: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> int:
    """Add what happened to a flag, its note sealed, inside an act; return its number."""
    mine = FlagStep.site_id == site_id, FlagStep.flag_id == flag_id
    number = (session.scalar(select(func.max(FlagStep.ordinal)).where(*mine)) or 0) + 1
    row = FlagStep(
        id=new_id(),
        site_id=site_id,
        flag_id=flag_id,
        step=word,
        ordinal=number,
        recorded_at=now,
        recorded_by=actor.account_id,
    )
    if note:
        row.note = keyring.seal(json.dumps(dict(note)), site_id, "flag_step", "note", row.id)
    session.add(row)
    return number


def overrides(site_id: SiteId, first: date) -> dict[ListenerId, list[tuple[date, datetime, datetime]]]:
    """Return each override from the night ``first`` on: its night, when it was made and until when it stood; none that
    was taken back before anybody had gone by it (1
    statement)."""
    found: dict[ListenerId, list[tuple[date, datetime, datetime]]] = defaultdict(list)
    made = RestOverride
    rows = db.session.execute(
        select(made.listener_id, made.night, made.recorded_at, made.expires_at)
        .where(made.site_id == site_id, made.night >= first, ~TAKEN_BACK_UNUSED)
        .order_by(made.night, made.recorded_at)
    )
    for listener_id, night, recorded_at, expires_at in rows:
        found[ListenerId(listener_id)].append((night, recorded_at, expires_at))
    return found


def _stored(row: Flag, owner_name: str | None) -> StoredFlag:
    return StoredFlag(
        id=row.id,
        site_id=SiteId(row.site_id),
        listener=ListenerId(row.listener_id),
        state=row.state,
        level=row.level,
        raised_at=row.raised_at,
        owner=AccountId(row.owner_id) if row.owner_id else None,
        owner_name=owner_name,
        outcome=row.outcome,
        review_on=row.review_on,
        version=row.version,
        reasons_sealed=row.reasons,
        known_sealed=row.known,
    )
