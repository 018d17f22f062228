"""Is nothing put on file of a concern after it was closed, also where both come in the same moment?"""

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


def test_a_step_that_waited_for_the_closing_is_refused(app: Flask, world: World) -> None:
    prison = world.larkmoor
    concern_id = told_by(prison, "sam", Addressee.BRANCH, on=TONIGHT)
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)
    db.session.rollback()

    def step(kind: ConcernStep) -> str:
        concerns.take_step(
            site, concern_id, kind, TONIGHT, StepNote("words", outcome=ConcernOutcome.PUT_RIGHT), who, NOW
        )
        return "done"

    def meanwhile() -> str:
        with app.app_context():
            try:
                return step(ConcernStep.TALKED)
            except Conflict as refused:
                return str(refused)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        with joined():
            step(ConcernStep.CLOSED)
            late = pool.submit(meanwhile)
            wait_for_waiting(1)
        assert late.result(timeout=60) == "concern_closed"
    assert list(db.session.scalars(select(ConcernStepDone.step))) == [ConcernStep.CLOSED]
