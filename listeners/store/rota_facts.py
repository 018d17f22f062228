"""What is on file that a rota depends on? One site's facts of a stretch of nights, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Date,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from listeners.domain.feasts import FeastServed
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.planning_facts import Draft, DutyOnFile, Placed, PlaceToTake, RestOnFile, Said
from listeners.domain.rota.told import Told
from listeners.domain.said import PAUSE, Rule, SaidOn
from listeners.domain.states import DutyState, NightPlace, PlanKind, PlanState, RotaState, SwapState
from listeners.store.availability_facts import Sayings, cannot_do, said_columns, sayings_in
from listeners.store.columns import UtcDateTime
from listeners.store.cover import CoverRequest, SwapOffer
from listeners.store.cover_facts import HOLDER, UNDER_WAY
from listeners.store.database import db
from listeners.store.duties import Duty, Rest
from listeners.store.duties_facts import LIVED_ALL_THE_SAME
from listeners.store.rota import IS_CHANGE, Assignment, PlanRequest, Rota


@dataclass(frozen=True, slots=True)
class PlanNights:
    """What is known of the nights: duties that were not withdrawn, rests not yet over, and what was said, its reasons
    still sealed in it; who had a night of a feast in the years before; the id of the request that the planner works
    on, or will; and that of the repair proposed, and when it was asked for. Of all nights ahead: the
    places that others are asked to take, and the next night of each swap that waits for a coordinator."""

    duties: tuple[DutyOnFile, ...]
    rests: tuple[RestOnFile, ...]
    said: Sayings
    feasts: tuple[FeastServed, ...]
    under_way: str | None
    proposed: str | None
    proposed_at: datetime | None
    to_take: tuple[PlaceToTake, ...]
    swaps_to_agree: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class RotasOnFile:
    """The draft, where there is one, each published version in order, and the nights that were changed by hand after
    they had been published."""

    draft: Draft | None
    published: tuple[Told, ...]
    changed: frozenset[date]


def plan_nights(
    site_id: SiteId, first: date, last: date, rests_after: datetime, feasts: Sequence[date] = ()
) -> PlanNights:
    """Return duties and what was said of the nights from ``first`` to ``last``, the rests that end after a moment, and
    who stood on nights of ``feasts`` long ago (1 statement)."""
    asked = {"site": site_id, "first": first, "last": last, "after": rests_after, "feasts": list(feasts)}
    duties: list[DutyOnFile] = []
    rests: list[RestOnFile] = []
    served: list[FeastServed] = []
    plans: dict[bool, tuple[str, datetime]] = {}
    to_take: list[PlaceToTake] = []
    swaps: list[date] = []
    said: list[Any] = []
    for what, *row in db.session.execute(_PLAN_NIGHTS, asked).all():
        if what == "duty":
            duties.append(_duty_of(*row[:8]))
        elif what == "said":
            said.append((*row[:3], *row[8:10], row[3], row[6], *row[10:]))
        elif what == "rest":
            rests.append(RestOnFile(ListenerId(row[1]), row[6], row[7]))
        elif what == "feast":
            served.append(FeastServed(ListenerId(row[1]), row[2]))
        elif what == "cover":
            to_take.append(PlaceToTake(row[2], NightPlace(row[3]), row[1], row[5]))
        elif what == "swap":
            swaps.append(row[2])
        else:
            plans[row[4] == PlanState.PROPOSED] = row[0], row[6]
    proposed = plans.get(True, (None, None))
    return PlanNights(
        tuple(sorted(duties, key=lambda duty: (duty.night, duty.place, duty.id))),
        tuple(rests),
        sayings_in(said, first, last),
        tuple(sorted(served)),
        plans[False][0] if False in plans else None,
        proposed[0],
        proposed[1],
        tuple(sorted(to_take, key=lambda each: (each.night, each.place))),
        tuple(sorted(swaps)),
    )


def _duties() -> Select[*tuple[Any, ...]]:
    return select(
        literal("duty").label("what"),
        Duty.id.label("id"),
        Duty.listener_id.label("listener_id"),
        Duty.night.label("night"),
        type_coerce(Duty.place, String).label("word"),
        type_coerce(Duty.state, String).label("state"),
        Duty.cause.label("cause"),
        Duty.starts_at.label("begins"),
        Duty.ends_at.label("ends"),
        *_UNSAID,
    ).where(Duty.site_id == _SITE, Duty.night.between(_FIRST, _LAST), Duty.state != DutyState.WITHDRAWN)


def _rests() -> Select[*tuple[Any, ...]]:
    nothing = cast(null(), String)
    return select(
        literal("rest"),
        Rest.id,
        Rest.listener_id,
        Rest.night,
        nothing,
        nothing,
        nothing,
        Rest.rest_from,
        Rest.rest_until,
        *_UNSAID,
    ).where(Rest.site_id == _SITE, Rest.in_force, Rest.rest_until > bindparam("after"))


def _planning() -> Select[*tuple[Any, ...]]:
    nothing, never = cast(null(), String), cast(null(), UtcDateTime)
    return select(
        literal("plan"),
        PlanRequest.id,
        nothing,
        PlanRequest.first_night,
        nothing,
        type_coerce(PlanRequest.state, String),
        nothing,
        PlanRequest.asked_at,
        never,
        *_UNSAID,
    ).where(
        PlanRequest.site_id == _SITE,
        PlanRequest.kind.in_((PlanKind.PLAN, PlanKind.REPAIR)),
        PlanRequest.state.in_((PlanState.WAITING, PlanState.RUNNING, PlanState.PROPOSED)),
    )


def _feasts() -> Select[*tuple[Any, ...]]:
    """Who stood on a night long ago: a duty that stands or was lived, of which he had not said that he cannot do it."""
    nothing, never = cast(null(), String), cast(null(), UtcDateTime)
    stood = or_(
        Duty.state == DutyState.PLANNED,
        and_(Duty.state == DutyState.STOOD_DOWN, Duty.cause.endswith(LIVED_ALL_THE_SAME)),
    )
    return select(
        literal("feast"),
        Duty.id,
        Duty.listener_id,
        Duty.night,
        nothing,
        nothing,
        nothing,
        never,
        never,
        *_UNSAID,
    ).where(Duty.site_id == _SITE, Duty.night.in_(bindparam("feasts", expanding=True)), stood, ~cannot_do())


def _to_take() -> Select[*tuple[Any, ...]]:
    """The places of nights ahead that others are asked to take."""
    return (
        select(
            literal("cover"),
            CoverRequest.id,
            HOLDER,
            CoverRequest.night,
            type_coerce(CoverRequest.place, String),
            type_coerce(CoverRequest.state, String),
            CoverRequest.taken_by,
            CoverRequest.starts_at,
            CoverRequest.ends_at,
            *_UNSAID,
        )
        .outerjoin(Duty, Duty.id == CoverRequest.duty_id)
        .where(
            CoverRequest.site_id == _SITE,
            CoverRequest.state.in_(UNDER_WAY),
            CoverRequest.starts_at > bindparam("after"),
        )
    )


def _swaps() -> Select[*tuple[Any, ...]]:
    """The swaps of nights ahead, by the first, that wait for a coordinator to agree."""
    one, other = aliased(Duty), aliased(Duty)
    nothing = cast(null(), String)
    return (
        select(
            literal("swap"),
            SwapOffer.id,
            nothing,
            case((one.night < other.night, one.night), else_=other.night),
            nothing,
            type_coerce(SwapOffer.state, String),
            nothing,
            one.starts_at,
            other.starts_at,
            *_UNSAID,
        )
        .join(one, one.id == SwapOffer.duty_id)
        .join(other, other.id == SwapOffer.for_duty_id)
        .where(
            SwapOffer.site_id == _SITE,
            SwapOffer.state == SwapState.TO_APPROVE,
            *(each.state == DutyState.PLANNED for each in (one, other)),
            *(each.starts_at > bindparam("after") for each in (one, other)),
        )
    )


def _said() -> Iterator[Select[*tuple[Any, ...]]]:
    """What was said of the nights, its reasons still sealed in it."""
    nothing, never = cast(null(), String), cast(null(), UtcDateTime)
    for part in said_columns(False, with_reasons=True):
        id_, listener, night, until, weekdays, kind, at, *others = part.selected_columns
        yield part.with_only_columns(
            literal("said"), id_, listener, night, kind, nothing, nothing, at, never, until, weekdays, *others
        )


_UNSAID = tuple(cast(null(), kind) for kind in (Date, String, Boolean, Boolean, Boolean, LargeBinary))
"""What every other part has in the columns of what was said alone."""
_SITE: BindParameter[str] = bindparam("site")
_FIRST: BindParameter[date] = bindparam("first")
_LAST: BindParameter[date] = bindparam("last")
_PLAN_NIGHTS = union_all(_duties(), _rests(), _planning(), _feasts(), _to_take(), _swaps(), *_said())
"""Put together once: it is asked for by every page of the rota."""


def _duty_of(
    id_: str,
    who: str,
    night: date,
    place: str,
    state: str,
    cause: str | None,
    begins: datetime,
    ends: datetime,
) -> DutyOnFile:
    found_later = cause is not None and cause.endswith(LIVED_ALL_THE_SAME)
    return DutyOnFile(
        id=id_,
        listener=ListenerId(who),
        night=night,
        place=NightPlace(place),
        starts_at=begins,
        ends_at=ends,
        state=DutyState(state),
        was_lived=state == DutyState.STOOD_DOWN and found_later,
    )


def said_of(site_id: SiteId, sayings: Sayings, reasons_from: date | None = None) -> tuple[Said, ...]:
    """Return what counts for each night; with the reasons of nights from ``reasons_from`` on, where that is given:
    whoever asks may read them. That he rests from call-outs is a reason too."""
    opened: dict[str, str] = {}

    def reason(each: SaidOn) -> str:
        if reasons_from is None or each.night < reasons_from:
            return ""
        if isinstance(each.word, Rule) and each.word.is_pause:
            return PAUSE
        if each.word.id not in opened:
            opened[each.word.id] = sayings.reason(site_id, each.word)
        return opened[each.word.id]

    away = sayings.of_many
    return tuple(
        Said(each.listener, each.night, each.kind, reason(each), (each.listener, each.night) in away)
        for each in sayings.settled
    )


def rotas_around(site_id: SiteId, first: date, last: date) -> RotasOnFile:
    """Return the draft with its assignments, and what is published, of the nights from ``first`` to ``last``
    (1 statement)."""
    rows = db.session.execute(_ROTAS_AROUND, {"site": site_id, "first": first, "last": last}).all()
    told = [row for row in rows if row.state is RotaState.PUBLISHED]
    versions = (Told(row.first_night, row.last_night, row.published_at, row.is_change) for row in told)
    changed = frozenset(row.first_night for row in told if row.is_change)
    return RotasOnFile(_draft_in(rows), tuple(versions), changed)


_FIRST_ROW = func.row_number().over(partition_by=Rota.id) == 1
"""What belongs to a rota and is long comes with one of its rows alone."""
_ROTAS_AROUND = (
    select(
        Rota.id,
        Rota.ordinal,
        Rota.version,
        Rota.first_night,
        Rota.last_night,
        Rota.state,
        IS_CHANGE.label("is_change"),
        Rota.published_at,
        Assignment.night,
        Assignment.place,
        Assignment.listener_id,
        Assignment.by_hand,
        case((_FIRST_ROW, Rota.remedies)).label("remedies"),
        case((_FIRST_ROW & (Rota.state == RotaState.DRAFT), Rota.problem)).label("asked"),
    )
    .outerjoin(Assignment, (Assignment.rota_id == Rota.id) & (Rota.state == RotaState.DRAFT))
    .where(
        Rota.site_id == _SITE,
        Rota.state.in_((RotaState.DRAFT, RotaState.PUBLISHED)),
        Rota.first_night <= _LAST,
        Rota.last_night >= _FIRST,
    )
    .order_by(Rota.ordinal, Assignment.night, Assignment.place, Assignment.listener_id)
)


def _draft_in(rows: Any) -> Draft | None:
    drafted = [row for row in rows if row.state is RotaState.DRAFT]
    if not drafted:
        return None
    head = drafted[-1]
    placed = (
        Placed(row.night, row.place, ListenerId(row.listener_id), row.by_hand)
        for row in drafted
        if row.id == head.id and row.night is not None
    )
    remedies = next((row.remedies for row in drafted if row.id == head.id and row.remedies is not None), None)
    asked = next((row.asked for row in drafted if row.id == head.id and row.asked is not None), None)
    nights = head.first_night, head.last_night
    return Draft(head.id, head.ordinal, head.version, *nights, tuple(placed), remedies, asked)


def draft_now(site_id: SiteId) -> tuple[date, date] | None:
    """Return the first and last night of the draft of a site; None where there is none (1 statement)."""
    row = db.session.execute(
        select(Rota.first_night, Rota.last_night)
        .where(Rota.site_id == site_id, Rota.state == RotaState.DRAFT)
        .order_by(Rota.ordinal.desc())
    ).first()
    return None if row is None else (row.first_night, row.last_night)


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """The draft that a site had in hand at a moment, and its version then: a change of it moves the version."""

    id: str
    version: int


def draft_seen(session: Session, site_id: SiteId) -> DraftSeen | None:
    """Return the draft that a site has in hand; None where there is none (1 statement)."""
    row = session.execute(
        select(Rota.id, Rota.version)
        .where(Rota.site_id == site_id, Rota.state == RotaState.DRAFT)
        .order_by(Rota.ordinal.desc())
        .limit(1)
    ).first()
    return None if row is None else DraftSeen(row.id, row.version)


def draft_asked(site_id: SiteId, rota_id: str) -> tuple[date, date, str] | None:
    """Return the first and last night of a draft, and the problem (JSON) that it was planned from; None where it is
    none (1 statement)."""
    row = db.session.execute(
        select(Rota.first_night, Rota.last_night, Rota.problem).where(
            Rota.site_id == site_id, Rota.id == rota_id, Rota.state == RotaState.DRAFT
        )
    ).first()
    return None if row is None else (row.first_night, row.last_night, row.problem)
