"""What is there to be done for officers and for the jobs, when processes are killed?"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from listeners.domain.people import Role
from listeners.domain.states import CallOutState, NightPlace
from listeners.store.accounts import Account
from listeners.store.callouts import CallOut
from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.people import Listener
from tests.browser.installation import TONIGHT
from tests.duties import planned
from tests.nights import Scene

TOMORROW = TONIGHT.date()


def everybody_may_be_asked(scene: Scene) -> None:
    """All are in reserve tonight and on stand-by tomorrow, so that a return stands somebody down."""
    with act() as session:
        session.execute(update(Listener).values(reserve=True))
        for listener in scene.prison.listeners.values():
            session.add(planned(scene.site, listener, TOMORROW, NightPlace.SECOND))


def has_mail(scene: Scene) -> None:
    """The coordinator is told by mail that notices wait."""
    with act() as session:
        session.get_one(Account, scene.prison.accounts[Role.COORDINATOR]).mail = "anna@example.org"


def lapsed_request(scene: Scene, now: datetime) -> str:
    """A request of 13 hours ago for which nobody went: a job ends it and tells the coordinator. Return its id."""
    asked_at, id_ = now - timedelta(hours=13), new_id()
    with act() as session:
        session.add(
            CallOut(
                id=id_,
                site_id=scene.site.id,
                asked_at=asked_at,
                night=asked_at.date(),
                wing_id=scene.wing("B"),
                state=CallOutState.ASKED,
                recorded_at=asked_at,
            )
        )
    return id_
