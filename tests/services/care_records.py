"""Short ways to put on file what care is about: call-outs with ticks, rests, overrides, offload sessions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.facts import Tick
from listeners.domain.care.offload import LedBy, Officer, OffloadKind
from listeners.domain.people import ListenerId, Role
from listeners.domain.rest_facts import RestRule
from listeners.domain.states import AttendanceState, CallOutState, DutyState, NightPlace, Part
from listeners.domain.team import Site
from listeners.store import people_facts
from listeners.store.callouts import Attendance, CallOut
from listeners.store.care.contact_facts import put_ticks
from listeners.store.care.offload_facts import Held, add
from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.duties import Duty, Rest, RestOverride
from listeners.store.rota import PolicyFact
from tests.world import MADE_AT, Prison

NOW = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
TONIGHT = date(2026, 11, 27)
SUICIDAL = Tick.SUICIDAL_FEELINGS


def ago(days: int) -> date:
    return TONIGHT - timedelta(days=days)


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """A moment some days before; Larkmoor's winter time is UTC."""
    return datetime.combine(ago(days), time(hour, minute), tzinfo=UTC)


def site_of(prison: Prison) -> Site:
    return people_facts.site(prison.id)


def held(days_ago: int, officer: Officer = Officer.NONE, kind: OffloadKind = OffloadKind.GROUP) -> Held:
    return Held(ago(days_ago), kind, LedBy.SAMARITANS, officer is Officer.NONE, officer, 60, 4)


def had_offload(
    prison: Prison, who: str, days_ago: int, officer: Officer = Officer.NONE, text: str | None = None
) -> str:
    with act() as session:
        told_at = at(days_ago, 16)
        listener = prison.listeners[who]
        return add(session, prison.id, listener, held(days_ago, officer), text, SYSTEM, told_at, on_behalf=True)


def went_out(
    prison: Prison,
    who: str,
    out: datetime,
    minutes: int = 60,
    *ticks: Tick,
    imported: bool = False,
    debriefed: bool = True,
    answered: bool = True,
    state: AttendanceState = AttendanceState.RETURNED,
) -> str:
    """One call-out from out to back; ``answered`` whether the Listener told how it was, with these ticks."""
    back = out + timedelta(minutes=minutes)
    call_id, attendance_id, listener = new_id(), new_id(), prison.listeners[who]
    night = out.date() if out.hour >= 8 else out.date() - timedelta(days=1)
    with act() as session:
        session.add(
            CallOut(
                id=call_id,
                site_id=prison.id,
                asked_at=out,
                night=night,
                wing_id=prison.wings["A"],
                state=CallOutState.ACTING if state is AttendanceState.ACTING else CallOutState.RETURNED,
                imported=imported,
                recorded_at=out,
            )
        )
        session.flush()
        session.add(
            Attendance(
                id=attendance_id,
                site_id=prison.id,
                call_out_id=call_id,
                listener_id=listener,
                part=Part.LEAD,
                state=state,
                out_at=out,
                back_at=back if state is AttendanceState.RETURNED else None,
                called_off_at=back if state is AttendanceState.CALLED_OFF else None,
                debrief_offered_at=back if debriefed else None,
                recorded_at=back,
            )
        )
        session.flush()
        if answered:
            put_ticks(session, prison.id, attendance_id, listener, frozenset(ticks), SYSTEM, back)
    return attendance_id


def owed_rest(prison: Prison, who: str, rest_from: datetime, kept: bool = True) -> None:
    with act() as session:
        session.add(
            Rest(
                id=new_id(),
                site_id=prison.id,
                listener_id=prison.listeners[who],
                night=(rest_from - timedelta(hours=12)).date(),
                rest_from=rest_from,
                rest_until=rest_from + timedelta(hours=11),
                excused_until=rest_from + timedelta(hours=11),
                rule=RestRule.DAILY_REST,
                hours=11,
                kept=kept,
                recorded_at=rest_from,
            )
        )


def was_overridden(prison: Prison, who: str, days_ago: int) -> str:
    override_id = new_id()
    with act() as session:
        session.add(
            RestOverride(
                id=override_id,
                site_id=prison.id,
                listener_id=prison.listeners[who],
                approver_id=prison.accounts[Role.COORDINATOR],
                approver_name="Coordinator",
                night=ago(days_ago),
                rule="rest",
                short_by_minutes=60,
                reason="Nobody else could be reached that night",
                consented=True,
                asked_him_at=at(days_ago, 17),
                acknowledged=True,
                expires_at=at(days_ago, 20),
                recorded_at=at(days_ago, 17),
            )
        )
    return override_id


def duty_of(prison: Prison, who: str, night: date, state: DutyState = DutyState.PLANNED) -> Duty:
    starts = datetime.combine(night, time(18, 0), tzinfo=UTC)
    return Duty(
        id=new_id(),
        site_id=prison.id,
        listener_id=ListenerId(prison.listeners[who]),
        night=night,
        place=NightPlace.FIRST,
        starts_at=starts,
        ends_at=starts + timedelta(hours=14),
        state=state,
        recorded_at=starts - timedelta(days=7),
    )


def stood_by(prison: Prison, who: str, night: date, state: DutyState = DutyState.PLANNED) -> None:
    with act() as session:
        session.add(duty_of(prison, who, night, state))


def comes_monthly(prison: Prison) -> None:
    """The branch of a prison offers offload every 31 days."""
    monthly = PolicyFact(
        site_id=prison.id,
        name="offload_every_days",
        value="31",
        from_on=ago(100),
        reason="the branch comes monthly",
        recorded_at=MADE_AT,
    )
    with act() as session:
        session.add(monthly)
