"""What is there to be done for officers and for the jobs, when processes are killed?"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from listeners.domain.people import Role
from listeners.domain.states import CallOutState, NightPlace
from listeners.store.accounts import Account, AccountGrant
from listeners.store.callouts import CallOut
from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.people import Listener
from tests.browser.installation import TONIGHT
from tests.duties import planned
from tests.nights import Scene
from tests.world import MADE_AT, STARTED_ON, UNUSABLE

TOMORROW = TONIGHT.date()
COORDINATORS = 5


def everybody_may_be_asked(scene: Scene) -> None:
    """All are in reserve tonight and on stand-by tomorrow, so that a return stands somebody down."""
    with act() as session:
        session.execute(update(Listener).values(reserve=True))
        for listener in scene.prison.listeners.values():
            session.add(planned(scene.site, listener, TOMORROW, NightPlace.SECOND))


def coordinators_have_mail(scene: Scene) -> None:
    """Several coordinators are told by mail that notices wait."""
    with act() as session:
        session.get_one(Account, scene.prison.accounts[Role.COORDINATOR]).mail = "anna@example.org"
        for number in range(1, COORDINATORS):
            account = Account(
                id=new_id(),
                username=f"coordinator{number}",
                name=f"Coordinator {number}",
                password=UNUSABLE,
                fs_uniquifier=new_id(),
                mail=f"coordinator{number}@example.org",
                created_at=MADE_AT,
            )
            session.add(account)
            session.flush()
            here = {"account_id": account.id, "site_id": scene.site.id, "from_on": STARTED_ON}
            session.add(AccountGrant(id=new_id(), role=Role.COORDINATOR, **here))


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
