"""What is on file of how one prison treated its Listeners since a moment? 7 statements, however long the history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, literal, or_, select, union_all

from listeners.domain.people import SiteId
from listeners.domain.review import CountedPart, ReviewFacts
from listeners.domain.states import AttendanceState, DutyState
from listeners.domain.team import Site, SiteName
from listeners.domain.work_told import told_once
from listeners.store import night_figures_facts, people, regime_facts
from listeners.store.availability_facts import cannot_do
from listeners.store.callouts import Attendance, CallOut
from listeners.store.callouts_facts import INTERRUPTING
from listeners.store.callouts_taken_back import DID_NOT_GO
from listeners.store.database import db
from listeners.store.duties import Duty, Rest, RestOverride
from listeners.store.duties_facts import LIVED_ALL_THE_SAME
from listeners.store.duties_overrides import TAKEN_BACK_UNUSED
from listeners.store.records import Audit
from listeners.store.rota import PolicyFact


def prisons(site_ids: frozenset[SiteId] | None) -> tuple[SiteName, ...]:
    """Return these sites (None: every one), by name (1 statement)."""
    wanted = select(people.Site.id, people.Site.code, people.Site.name).order_by(people.Site.name, people.Site.code)
    if site_ids is not None:
        wanted = wanted.where(people.Site.id.in_(site_ids))
    return tuple(SiteName(SiteId(id_), code, name) for id_, code, name in db.session.execute(wanted))


def happened(site: Site, since: datetime, first_night: date, telephone: tuple[str, str]) -> ReviewFacts:
    """Return what happened at a site since a moment, and on which nights from ``first_night`` on somebody was on
    stand-by. ``telephone``: the outcomes that say that the telephone was given, while somebody was free and while
    nobody was."""
    rests = db.session.execute(
        select(Rest.rest_until, Rest.kept).where(Rest.site_id == site.id, Rest.in_force, Rest.rest_until >= since)
    )
    nights = db.session.scalars(
        select(Duty.night)
        .where(
            Duty.site_id == site.id,
            Duty.night >= first_night,
            or_(Duty.state == DutyState.PLANNED, Duty.cause.endswith(LIVED_ALL_THE_SAME)),
            ~cannot_do(),  # he was not on, as if he had been paused
        )
        .distinct()
    )
    moments = _moments(site.id, since)
    return ReviewFacts(
        went=tuple(_went(site.id, since)),
        not_served=night_figures_facts.not_served(site.id, since, telephone),
        rests=tuple((until, kept) for until, kept in rests),
        overrides=moments[_OVERRIDE],
        overrides_back=moments[_OVERRIDE_BACK],
        taken_back=moments[_NEVER_WENT],
        manned=frozenset(nights),
        rule_changes=_rule_changes(site.id, since),
        recording_since=site.recording_since,
        worked_in_rest=told_once(regime_facts.worked_in_rest(site.id, since)),
    )


def _went(site_id: SiteId, since: datetime) -> Iterable[CountedPart]:
    rows: Iterable[Any] = db.session.execute(
        select(
            Attendance.listener_id,
            CallOut.night,
            Attendance.part,
            CallOut.asked_at,
            Attendance.out_at,
            Attendance.back_at,
            Attendance.state,
            Attendance.debrief_offered_at,
            Attendance.debrief_unknown,
            CallOut.imported,
            CallOut.recorded_at,
        )
        .join(CallOut, (CallOut.site_id == Attendance.site_id) & (CallOut.id == Attendance.call_out_id))
        .where(Attendance.site_id == site_id, Attendance.out_at >= since, Attendance.state.in_(INTERRUPTING))
    )
    for by, night, part, asked_at, out_at, back_at, state, *rest in rows:
        ended = state not in (AttendanceState.UNKNOWN_BACK, AttendanceState.ACTING)
        yield CountedPart(by, night, part, asked_at, out_at, back_at, ended, *rest)


def _rule_changes(site_id: SiteId, since: datetime) -> tuple[datetime, ...]:
    """When a number was changed: one change may put several dates on file."""
    at = PolicyFact.recorded_at
    wanted = select(PolicyFact.name, at).where(PolicyFact.site_id == site_id, at >= since).distinct()
    return tuple(when for _, when in db.session.execute(wanted))


_OVERRIDE, _OVERRIDE_BACK, _NEVER_WENT = "override", "override_back", "never_went"


def _moments(site_id: SiteId, since: datetime) -> dict[str, tuple[datetime, ...]]:
    """When somebody was let go unrested; when that was taken back before anybody had gone by it; and when somebody was
    recorded as never gone (1 statement)."""
    override, back = RestOverride, Audit
    of_override = case((TAKEN_BACK_UNUSED, _OVERRIDE_BACK), else_=_OVERRIDE)
    wanted = union_all(
        select(of_override, override.recorded_at).where(override.site_id == site_id, override.recorded_at >= since),
        select(literal(_NEVER_WENT), back.at).where(back.site_id == site_id, back.at >= since, back.verb == DID_NOT_GO),
    )
    rows = db.session.execute(wanted).all()
    return {each: tuple(at for what, at in rows if what == each) for each in (_OVERRIDE, _OVERRIDE_BACK, _NEVER_WENT)}
