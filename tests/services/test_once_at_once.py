"""Is each of them on file once, also where two come at once: a Listener's buddy, plan, open request of a kind, talk of
a day, and a prison's list of what must be passed on?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from listeners.domain.care.person_request import AskedFor
from listeners.domain.care.support_plan import SupportPlan
from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import Role
from listeners.errors import Conflict, Unreadable
from listeners.services.care import buddies, person_requests, reporting_duties, support_plans
from listeners.services.care.support_plans import Agreed
from listeners.store.care.buddies import Buddy, BuddyTalk
from listeners.store.care.person_requests import PersonRequest
from listeners.store.care.reporting_duties import ReportingDuty
from listeners.store.care.support_plans import SupportPlanRow
from listeners.store.database import Base, db, joined
from tests.at_once import wait_for_waiting
from tests.services.care_records import NOW, site_of
from tests.world import World


def while_the_first_goes_on(app: Flask, first: Callable[[], None], second: Callable[[], None]) -> str:
    """Begin the second act before the first is committed, and return what became of it."""

    def meanwhile() -> str:
        with app.app_context():
            try:
                second()
                return "done"
            except (Conflict, Unreadable):
                return "refused"
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:
        with joined():
            first()
            late = pool.submit(meanwhile)
            wait_for_waiting(1)
        return late.result(timeout=60)


def on_file(table: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_whoever_is_paired_in_this_moment_gets_no_second_buddy(app: Flask, world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    who, (sam, ravi, luc) = prison.actor(Role.COORDINATOR), (prison.listeners[name] for name in ("sam", "ravi", "luc"))
    late = while_the_first_goes_on(
        app,
        lambda: buddies.pair_up(site, sam, ravi, who, NOW),
        lambda: buddies.pair_up(site, luc, sam, who, NOW),
    )
    assert (late, on_file(Buddy)) == ("refused", 1)


def test_asked_for_twice_in_a_moment_it_is_one_request_and_no_error(app: Flask, world: World) -> None:
    site, sam = site_of(world.larkmoor), world.larkmoor.actor(Role.LISTENER)

    def ask() -> None:
        person_requests.ask(site, AskedFor.COPY, sam, NOW)

    assert (while_the_first_goes_on(app, ask, ask), on_file(PersonRequest)) == ("done", 1)


def test_of_two_plans_agreed_in_a_moment_the_second_takes_no_place(app: Flask, world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    plan = Agreed(OwnLimits(in_7=2), SupportPlan("", frozenset(), "A walk"), NOW.date() + timedelta(weeks=4))

    def agree() -> None:
        support_plans.agree(site, prison.listeners["sam"], plan, None, prison.actor(Role.COORDINATOR), NOW)

    assert (while_the_first_goes_on(app, agree, agree), on_file(SupportPlanRow)) == ("refused", 1)


def test_two_buddies_who_tell_of_a_talk_in_one_moment_are_both_thanked_for_it(app: Flask, world: World) -> None:
    prison, site = world.larkmoor, site_of(world.larkmoor)
    sam, ravi = (prison.actor(Role.LISTENER, name) for name in ("sam", "ravi"))
    one, other = prison.listeners["sam"], prison.listeners["ravi"]
    buddies.pair_up(site, one, other, prison.actor(Role.COORDINATOR), NOW)
    late = while_the_first_goes_on(app, lambda: buddies.tell(site, sam, NOW), lambda: buddies.tell(site, ravi, NOW))
    assert (late, on_file(BuddyTalk)) == ("done", 1)


def test_of_two_first_lists_of_what_must_be_passed_on_the_later_is_refused(app: Flask, world: World) -> None:
    site, who = site_of(world.larkmoor), world.larkmoor.actor(Role.COORDINATOR)

    def save(*lines: str) -> None:
        reporting_duties.save(site, lines, (), who, NOW)

    late = while_the_first_goes_on(app, lambda: save("A weapon"), lambda: save("A plan to escape", "A fire"))
    assert (late, on_file(ReportingDuty)) == ("refused", 1)
    db.session.rollback()
    assert reporting_duties.of(site) == ("A weapon",)
