"""Is whoever a Listener chose told that something is late, once, and does nobody else learn of it?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.care.concern import Addressee, ConcernStep, StepNote
from listeners.domain.people import Role
from listeners.errors import NotAllowed
from listeners.jobs.table import JOBS
from listeners.services.care import concerns, concerns_late
from listeners.store.database import db
from listeners.store.records import Notice
from tests.services.care_records import NOW, ago, site_of
from tests.web.area_concerns import told_by
from tests.world import World


def told() -> list[tuple[str, str | None, str]]:
    db.session.rollback()
    rows = db.session.execute(select(Notice.site_id, Notice.account_id, Notice.facts).where(Notice.kind == LATE))
    return [(site, account, facts) for site, account, facts in rows]


LATE = concerns_late.CONCERN_LATE


def test_those_who_may_read_it_are_told_once_for_each_date_and_no_more_than_that(world: World) -> None:
    larkmoor, fenwick = world.larkmoor, world.fenwick
    for days, to in ((8, Addressee.BRANCH), (8, Addressee.NATIONAL), (7, Addressee.BRANCH)):
        told_by(larkmoor, "sam", to, on=ago(days))
    elsewhere = told_by(larkmoor, "sam", Addressee.OTHER_BRANCH, fenwick, on=ago(8))
    for _ in "ab":
        concerns_late.tell_site("LKI", SYSTEM, NOW)
    own, other = (prison.accounts[Role.COORDINATOR] for prison in (larkmoor, fenwick))
    assert sorted(told()) == sorted([(larkmoor.id, own, "{}"), (fenwick.id, other, "{}")])

    whom = fenwick.actor(Role.COORDINATOR)
    concerns.take_step(site_of(fenwick), elsewhere, 1, ConcernStep.TALKED, ago(0), StepNote("words"), whom, NOW)
    for days in (7, 8):
        concerns_late.tell_site("LKI", SYSTEM, NOW + timedelta(days=days))
    assert [site for site, _, _ in told()].count(fenwick.id) == 2


def test_only_background_work_looks_through_them_and_its_record_has_no_number(world: World) -> None:
    with pytest.raises(NotAllowed):
        concerns_late.tell_site("LKI", world.larkmoor.actor(Role.COORDINATOR), NOW)
    (job,) = (each for each in JOBS if each.name == "concerns")
    told_by(world.larkmoor, "sam", Addressee.BRANCH, on=ago(9))
    db.session.rollback()
    periods = list(job.due(NOW))
    assert {period.do(lambda: NOW) for period in periods} == {"LKI: looked", "FNI: looked"}
    assert len(told()) == 1
