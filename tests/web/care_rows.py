"""Rows of care that a page can be about, for the tests that open every page: made where they are missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.flag_life import Step, StepKind
from listeners.domain.care.flags import Level
from listeners.domain.care.offload import LedBy, Officer, OffloadKind
from listeners.domain.care.reasons import Code, Group, Reason
from listeners.domain.refusals_told import RefusalTold
from listeners.domain.work_told import Department, Said, WorkTold
from listeners.store import refusals_told_facts, regime_facts
from listeners.store.callouts import Attendance
from listeners.store.care import flag_facts, offload_facts
from listeners.store.care.offload_facts import Held
from listeners.store.database import act, db
from listeners.store.duties import RestOverride
from tests.services.care_records import was_overridden, went_out
from tests.world import Prison

REASON = Reason(Group.SUPPORT, Code.NO_PROTECTED_OFFLOAD, 40, 32, 40, ("no_protected_offload:2026-10-18",))
"""As it was kept before a reason had the date from which its days are counted."""


def a_flag(prison: Prison) -> Mapping[str, str]:
    """A page about Dean's flag."""
    return {"flag_id": flag_about(prison, "dean")}


def flag_about(prison: Prison, name: str) -> str:
    """The flag about somebody by first name; raised where there is none."""
    listener = prison.listeners[name]
    db.session.rollback()
    found = flag_facts.flag_of(prison.id, listener)
    if found is not None:
        return found.id
    step = Step(StepKind.RAISE, Level.FLAG, (REASON,), (REASON,), frozenset(REASON.keys))
    with act() as session:
        return flag_facts.write_step(session, prison.id, listener, step, None, SYSTEM, clock.now())[0]


def an_offload(prison: Prison) -> Mapping[str, str]:
    """A page about a session of Dean's, with a text."""
    dean, now = prison.listeners["dean"], clock.now()
    db.session.rollback()
    found = [each for each in offload_facts.offloads(prison.id).get(dean, ()) if each.has_text]
    if found:
        return {"offload_id": found[0].id}
    held = Held(now.date() - timedelta(days=1), OffloadKind.GROUP, LedBy.SAMARITANS, True, Officer.NONE, 60)
    with act() as session:
        return {"offload_id": offload_facts.add(session, prison.id, dean, held, "words", SYSTEM, now, on_behalf=False)}


def a_call(prison: Prison) -> Mapping[str, str]:
    """A page about a call-out that Dean went on lately."""
    dean, lately = prison.listeners["dean"], clock.now() - timedelta(days=7)
    db.session.rollback()
    back = select(Attendance.id).where(Attendance.listener_id == dean, Attendance.back_at > lately)
    found = db.session.scalar(back.order_by(Attendance.back_at))
    return {"call_id": found or went_out(prison, "dean", clock.now() - timedelta(days=1), answered=False)}


def a_work_told(prison: Prison) -> Mapping[str, str]:
    """A page about work that Dean did in a rest."""
    dean, now = prison.listeners["dean"], clock.now()
    worked = WorkTold(now - timedelta(hours=3), now, Said.MADE, Department.KITCHENS, may_name=False)
    with act() as session:
        return {"work_id": regime_facts.add(session, prison.id, dean, worked, SYSTEM, now, by_himself=True)}


def a_refusal_told(prison: Prison) -> Mapping[str, str]:
    """A page about a refusal that a Listener told of."""
    now = clock.now()
    with act() as session:
        refusals_told_facts.add(session, prison.id, RefusalTold(now, None), None, now)
    return {"told_id": refusals_told_facts.told_since(prison.id, now)[0].id}


def a_call_of_a_listener(prison: Prison) -> Mapping[str, str]:
    """A page about a call-out of Dean's, under his name."""
    return {"listener_id": prison.listeners["dean"], **a_call(prison)}


def a_second_look(prison: Prison) -> Mapping[str, str]:
    """A page about the second look after it."""
    return {**a_call_of_a_listener(prison), "look": "second"}


def an_override(prison: Prison) -> Mapping[str, str]:
    """A page about the night on which Dean was let go unrested."""
    db.session.rollback()
    found = db.session.scalar(select(RestOverride.id).where(RestOverride.listener_id == prison.listeners["dean"]))
    return {"override_id": found or was_overridden(prison, "dean", 1)}
