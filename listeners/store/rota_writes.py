"""How are rotas written: drafts, their places, versions, and the duties that publishing makes or withdraws?

Every function here is called inside ``act()``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from listeners.access import Actor
from listeners.domain.nights import Span
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.states import DutyState, RotaState
from listeners.errors import Conflict, NotFound
from listeners.store import duties_rests
from listeners.store.columns import new_id
from listeners.store.duties import Duty
from listeners.store.journal import keep
from listeners.store.people import Site as SiteRow
from listeners.store.rota import Assignment, Rota
from listeners.store.rota_facts import DraftSeen, draft_seen


def lock_plan(session: Session, site_id: SiteId, listener_ids: Collection[ListenerId] = ()) -> None:
    """Let one act at a time change a site's plan (PostgreSQL; SQLite has one writer anyway), and then take the lock of
    each of these Listeners.

    It stands in nobody else's way: facts are recorded beside it, and the guards watch the duties. What a Listener says
    of his nights is no fact that a guard watches: it takes this lock too, before his duties are read, so that whoever
    puts him on a night reads what he said, or he is found to have that night.
    """
    session.execute(select(SiteRow.id).where(SiteRow.id == site_id).with_for_update(key_share=True))
    if listener_ids:
        duties_rests.lock(session, listener_ids)


def wait_at_most(session: Session, longest: timedelta) -> None:
    """Let an act fail that would wait for any lock longer than this (PostgreSQL; SQLite waits 5 s)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = {int(longest.total_seconds() * 1000)}"))


def give_way(session: Session, site_id: SiteId, seen: DraftSeen | None) -> bool:
    """Let the draft of a site, if there is one, give way to a newer one; False, and nothing is done, where it is
    another than the one ``seen``, or has changed since."""
    if draft_seen(session, site_id) != seen:
        return False
    session.execute(
        update(Rota)
        .where(Rota.site_id == site_id, Rota.state == RotaState.DRAFT)
        .values(state=RotaState.REPLACED, version=Rota.version + 1)
        .execution_options(synchronize_session=False)
    )
    return True


def add_rota(
    session: Session,
    site_id: SiteId,
    nights: tuple[date, date],
    placed: Iterable[Placed],
    papers: tuple[str, str],
    actor: Actor,
    at: datetime,
    *,
    remedies: str | None = None,
) -> Rota:
    """Add a rota of ``nights`` (the first and the last) with its assignments, not yet published.

    ``papers`` are the problem and the solution as JSON; ``remedies`` what would mend its gaps, the same.
    """
    last = session.scalar(select(func.max(Rota.ordinal)).where(Rota.site_id == site_id))
    row = Rota(
        id=new_id(),
        site_id=site_id,
        ordinal=(last or 0) + 1,
        first_night=nights[0],
        last_night=nights[1],
        state=RotaState.DRAFT,
        problem=papers[0],
        solution=papers[1],
        remedies=remedies,
        recorded_at=at,
        recorded_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    place(session, site_id, row.id, placed)
    return row


def place(session: Session, site_id: SiteId, rota_id: str, placed: Iterable[Placed]) -> None:
    """Add assignments to a draft."""
    rows = [
        {
            "id": new_id(),
            "site_id": site_id,
            "rota_id": rota_id,
            "night": each.night,
            "place": each.place,
            "wing_id": None,
            "listener_id": each.listener,
            "by_hand": each.by_hand,
        }
        for each in placed
    ]
    if rows:
        session.execute(insert(Assignment), rows)


def draft_row(session: Session, site_id: SiteId, rota_id: str, seen_version: int | None = None) -> Rota:
    """Return a draft.

    Raises:
        NotFound: the site has no such rota.
        Conflict: it is a draft no longer, or has changed since ``seen_version``.
    """
    row = session.get(Rota, rota_id)
    if row is None or row.site_id != site_id:
        raise NotFound("no such rota at this site")
    if row.state is not RotaState.DRAFT:
        raise Conflict("draft_gone")
    if seen_version is not None and row.version != seen_version:
        raise Conflict("draft_changed")
    return row


def replace_in_draft(
    session: Session, row: Rota, gone: Placed | None, new: Placed | None, actor: Actor, at: datetime
) -> None:
    """Take one assignment out of a draft and put another in; the draft's version moves."""
    if gone is not None:
        session.execute(
            delete(Assignment).where(
                Assignment.rota_id == row.id, Assignment.night == gone.night, Assignment.listener_id == gone.listener
            )
        )
    if new is not None:
        place(session, SiteId(row.site_id), row.id, [new])
    row.recorded_at, row.recorded_by = at, actor.account_id
    flag_modified(row, "recorded_at")  # two changes within one second are two versions
    session.flush()


def put_on_nights(session: Session, row: Rota, nights: Sequence[date], placed: Iterable[Placed]) -> None:
    """Let a draft hold on these nights exactly who is placed on them."""
    if nights:
        session.execute(delete(Assignment).where(Assignment.rota_id == row.id, Assignment.night.in_(nights)))
        place(session, SiteId(row.site_id), row.id, placed)


def publish_row(session: Session, row: Rota, reason: str | None, actor: Actor, at: datetime) -> None:
    """Make a draft a published version; older published versions of the same nights are replaced."""
    keep(session, row, actor, at)
    session.execute(
        update(Rota)
        .where(
            Rota.site_id == row.site_id,
            Rota.state == RotaState.PUBLISHED,
            Rota.first_night >= row.first_night,
            Rota.last_night <= row.last_night,
        )
        .values(state=RotaState.REPLACED, version=Rota.version + 1)
        .execution_options(synchronize_session=False)
    )
    row.state, row.published_at, row.published_by, row.reason = RotaState.PUBLISHED, at, actor.account_id, reason
    session.flush()


def withdraw(session: Session, duty_ids: Sequence[str], cause: str, actor: Actor, at: datetime) -> None:
    """Mark planned duties as withdrawn; the earlier version of each is kept."""
    if not duty_ids:
        return
    rows = session.scalars(
        select(Duty).where(Duty.id.in_(duty_ids), Duty.state == DutyState.PLANNED).order_by(Duty.listener_id)
    ).all()
    if len(rows) < len(duty_ids):
        raise Conflict("changed meanwhile")
    for duty in rows:
        keep(session, duty, actor, at)
        duty.state, duty.cause, duty.recorded_at, duty.recorded_by = DutyState.WITHDRAWN, cause, at, actor.account_id
    session.flush()


def add_duties(
    session: Session,
    site_id: SiteId,
    wanted: Iterable[tuple[str, Placed, Span]],
    actor: Actor,
    at: datetime,
) -> None:
    """Add planned duties, each with the version that it belongs to, in the order of their Listeners' ids; the guards
    refuse what may not be."""
    rows = [
        {
            "id": new_id(),
            "site_id": site_id,
            "rota_id": rota_id,
            "listener_id": each.listener,
            "night": each.night,
            "place": each.place,
            "wing_id": None,
            "starts_at": span.start,
            "ends_at": span.end,
            "state": DutyState.PLANNED,
            "recorded_at": at,
            "recorded_by": actor.account_id,
            "version": 1,
        }
        for rota_id, each, span in sorted(wanted, key=lambda one: (one[1].listener, one[1].night))
    ]
    if rows:
        session.execute(insert(Duty), rows)
