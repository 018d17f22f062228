"""Is nothing put on file of a concern that has moved on since it was read, also where both come in one moment?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from listeners.domain.care.concern import Addressee, ConcernOutcome, ConcernStep, StepNote
from listeners.domain.people import Role
from listeners.errors import Conflict
from listeners.services.care import concerns
from listeners.store.care.concerns import ConcernStepDone
from listeners.store.database import db, joined
from tests.at_once import wait_for_waiting
from tests.services.care_records import NOW, TONIGHT, site_of
from tests.web.area_concerns import told_by
from tests.world import World


def test_a_step_that_waited_for_another_is_refused(app: Flask, world: World) -> None:
    prison = world.larkmoor
    concern_id = told_by(prison, "sam", Addressee.BRANCH, on=TONIGHT)
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)

    def seen() -> int:
        version = concerns.listed(site, who, NOW)[0][0].version
        db.session.rollback()
        return version

    def step(kind: ConcernStep, version: int) -> str:
        note = StepNote("words", outcome=ConcernOutcome.PUT_RIGHT)
        concerns.take_step(site, concern_id, version, kind, TONIGHT, note, who, NOW)
        return "done"

    def meanwhile(kind: ConcernStep, version: int) -> str:
        with app.app_context():
            try:
                return step(kind, version)
            except Conflict as refused:
                return str(refused)
            finally:
                db.session.remove()

    both = ((ConcernStep.TAKEN_ON, "changed meanwhile"), (ConcernStep.CLOSED, "concern_closed"))
    for kind, refusal in both:
        version = seen()
        with ThreadPoolExecutor(1) as pool:
            with joined():
                step(kind, version)
                late = pool.submit(meanwhile, kind, version)
                wait_for_waiting(1)
            assert late.result(timeout=60) == refusal
    done = select(ConcernStepDone.step).order_by(ConcernStepDone.ordinal)
    assert list(db.session.scalars(done)) == [kind for kind, _ in both]
