"""How did each prison treat its Listeners in a stretch of time? Counts alone; no row of a person leaves this file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from listeners.domain.nights import Span
from listeners.domain.people import SiteId
from listeners.store.accounts import SignIn
from listeners.store.database import db
from listeners.store.duties import Rest, RestOverride
from listeners.store.people import Site


@dataclass(frozen=True, slots=True)
class Conduct:
    """What happened at one prison: rests that ended, those of them that were kept, overrides given, sign-ins."""

    site_id: SiteId
    name: str
    rests: int
    kept: int
    overrides: int
    sign_ins: int

    @property
    def not_kept(self) -> int:
        """Rests that were broken by a call-out, a duty or work."""
        return self.rests - self.kept


def conduct(site_ids: frozenset[SiteId] | None, span: Span) -> tuple[Conduct, ...]:
    """Return the counts of these sites (None: of every one) in a stretch of time, by name (4 statements)."""
    rests = {
        id_: (count, kept)
        for id_, count, kept in db.session.execute(
            select(Rest.site_id, func.count(), func.sum(case((Rest.kept.is_(True), 1), else_=0)))
            .where(Rest.in_force.is_(True), _within(Rest.rest_until, span))
            .group_by(Rest.site_id)
        )
    }
    overrides = _counts(RestOverride.site_id, _within(RestOverride.recorded_at, span))
    sign_ins = _counts(SignIn.site_id, _within(SignIn.started_at, span))
    chosen = select(Site.id, Site.name).order_by(Site.name)
    if site_ids is not None:
        chosen = chosen.where(Site.id.in_(site_ids))
    return tuple(
        Conduct(SiteId(id_), name, *rests.get(id_, (0, 0)), overrides.get(id_, 0), sign_ins.get(id_, 0))
        for id_, name in db.session.execute(chosen)
    )


def _counts(site_id: InstrumentedAttribute[Any], which: ColumnElement[bool]) -> dict[str, int]:
    rows = db.session.execute(select(site_id, func.count()).where(which).group_by(site_id))
    return {id_: count for id_, count in rows if id_ is not None}


def _within(moment: InstrumentedAttribute[datetime], span: Span) -> ColumnElement[bool]:
    return (moment >= span.start) & (moment < span.end)
