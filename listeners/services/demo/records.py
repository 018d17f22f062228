"""How does a simulated history get on file: duties served, call-outs gone on, ticks, offload sessions?

Every function here is called inside ``act()``, with its session. Rests are not written here: they follow from the
call-outs by the program's own rules.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from listeners.domain.care.facts import Tick
from listeners.domain.care.offload import LedBy, Officer, OffloadKind, SessionPlace
from listeners.domain.care.packed import pack_ticks
from listeners.domain.nights import night_now, overnight
from listeners.domain.policy import Policy
from listeners.domain.states import AttendanceState, CallOutState, DutyState, Part, Route
from listeners.domain.team import Site, TeamMember
from listeners.services.demo.history import History, SentOut, Served
from listeners.store import keyring
from listeners.store.callouts import Attendance, CallOut
from listeners.store.care.wellbeing import ContactTicks, Offload
from listeners.store.columns import new_id
from listeners.store.database import Session
from listeners.store.duties import Duty

DEBRIEF_OFFERED = 0.97
TICKED = 0.85
ATTEMPT_OR_DEATH = 0.015
NEED_BEYOND = 0.08
LATEST_OFFLOAD_DAYS_AGO = 5


def add_duties(session: Session, site: Site, policy: Policy, served: list[Served]) -> None:
    """Add the duties of the nights served."""
    for one in served:
        span = overnight(one.night, policy.stand_by_from, policy.stand_by_until, site.zone)
        session.add(
            Duty(
                id=new_id(),
                site_id=site.id,
                listener_id=one.listener,
                night=one.night,
                place=one.place,
                starts_at=span.start,
                ends_at=span.end,
                state=DutyState.PLANNED,
                recorded_at=span.start - timedelta(days=14),
            )
        )


def add_call_outs(session: Session, site: Site, policy: Policy, history: History, chance: random.Random) -> None:
    """Add the call-outs that somebody went on, with the ticks made afterwards."""
    wings = {wing.code: wing.id for wing in site.wings}
    for went in history.went:
        call_out = _call_out(site, policy, went, wings, chance)
        session.add(call_out)
        session.flush()
        attendance = _attendance(site, went, call_out.id, chance)
        session.add(attendance)
        session.flush()
        if chance.random() < TICKED:
            session.add(_ticks(site, went, attendance, chance))


def _call_out(site: Site, policy: Policy, went: SentOut, wings: Mapping[str, str], chance: random.Random) -> CallOut:
    return CallOut(
        id=new_id(),
        site_id=site.id,
        asked_at=went.asked.at,
        night=night_now(went.asked.at, policy.stand_by_until, site.zone),
        wing_id=wings[went.asked.wing],
        route=chance.choice((Route.CELL_BELL, Route.OFFICER, Route.OFFICER, Route.DIRECT)),
        place=went.asked.place,
        state=CallOutState.CLOSED,
        outcome="returned",
        closed_at=went.back_at,
        recorded_at=went.asked.at,
    )


def _attendance(site: Site, went: SentOut, call_out_id: str, chance: random.Random) -> Attendance:
    return Attendance(
        id=new_id(),
        site_id=site.id,
        call_out_id=call_out_id,
        listener_id=went.listener,
        part=Part.LEAD,
        state=AttendanceState.RETURNED,
        offered_at=went.asked.at,
        answered_at=went.asked.at,
        out_at=went.out_at,
        back_at=went.back_at,
        debrief_offered_at=went.back_at if chance.random() < DEBRIEF_OFFERED else None,
        recorded_at=went.back_at,
    )


def _ticks(site: Site, went: SentOut, attendance: Attendance, chance: random.Random) -> ContactTicks:
    ticks = {
        Tick.SUICIDAL_FEELINGS: went.asked.suicidal_feelings,
        Tick.ATTEMPT_OR_DEATH: chance.random() < ATTEMPT_OR_DEATH,
        Tick.NEED_BEYOND_LISTENING: chance.random() < NEED_BEYOND,
    }
    row = ContactTicks(
        id=new_id(),
        site_id=site.id,
        listener_id=went.listener,
        attendance_id=attendance.id,
        recorded_at=went.back_at + timedelta(hours=12),
    )
    ticked = frozenset(tick for tick, is_set in ticks.items() if is_set)
    row.ticks = keyring.seal(pack_ticks(ticked), site.id, "contact_ticks", "ticks", row.id)
    return row


def add_offloads(
    session: Session,
    site: Site,
    team: tuple[TeamMember, ...],
    every_days: int,
    chance: random.Random,
    first: date,
    on: date,
    now: datetime,
) -> None:
    """Add offload sessions: a group every cadence that most come to, some with an officer near, some cancelled."""
    day = on - timedelta(days=LATEST_OFFLOAD_DAYS_AGO)
    while day >= first:
        held = chance.random() > 0.05
        officer = chance.choices((Officer.NONE, Officer.EARSHOT, Officer.PRESENT), (90, 6, 4))[0]
        for member in team if held else ():
            if member.takes_part_on(day) and chance.random() < 0.9:
                session.add(_offload(site, member, day, officer, chance, now))
        day -= timedelta(days=every_days)


def _offload(
    site: Site, member: TeamMember, day: date, officer: Officer, chance: random.Random, now: datetime
) -> Offload:
    return Offload(
        id=new_id(),
        site_id=site.id,
        listener_id=member.id,
        on_date=day,
        kind=OffloadKind.GROUP if chance.random() < 0.7 else OffloadKind.SINGLE,
        led_by=LedBy.SAMARITANS if chance.random() < 0.8 else LedBy.COORDINATOR,
        place=SessionPlace.LISTENER_ROOM if officer is Officer.NONE else SessionPlace.OFFICE,
        private=officer is Officer.NONE,
        officer=officer,
        minutes=chance.choice((30, 45, 60, 60, 90)),
        useful=chance.choice((None, 3, 4, 4, 5)),
        recorded_at=now,
    )
