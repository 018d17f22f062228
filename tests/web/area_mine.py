"""What does a Listener's page about himself add to the tests that look at every page?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.person_request import AskedFor
from listeners.domain.people import Role
from listeners.services.care import person_requests
from listeners.store.care import person_requests as on_file
from listeners.store.database import act, db
from tests.nights import Scene, at
from tests.services.care_records import NOW, site_of
from tests.web.areas import Area
from tests.web.route_lines import C, L, P, Route, only
from tests.world import Prison


def a_request(prison: Prison) -> Mapping[str, str]:
    """Something that Dean asked for."""
    now = clock.now()
    db.session.rollback()
    with act() as session:
        on_file.add(session, prison.id, prison.listeners["dean"], AskedFor.COPY, now.date(), SYSTEM, now)
    return {"request_id": on_file.requests(prison.id, now.date())[0].id}


def _tell_more(prison: Prison) -> None:
    for name in prison.listeners:
        himself = prison.actor(Role.LISTENER, name)
        person_requests.ask(site_of(prison), AskedFor.CORRECTION, himself, NOW)


def _tell(scene: Scene, told: list[tuple[str, AskedFor]]) -> None:
    for name, asked_for in told:
        himself = scene.prison.actor(Role.LISTENER, name)
        person_requests.ask(scene.site, asked_for, himself, at("27 Nov 13:00"))


def _live_through(prison: Prison, weeks: int) -> None:
    for week in range(weeks):
        on, now = clock.now().date() - timedelta(weeks=week), clock.now()
        with act() as session:
            request_id = on_file.add(session, prison.id, prison.listeners["sam"], AskedFor.COPY, on, SYSTEM, now)
            session.flush()
            on_file.give(session, prison.id, request_id or "", on, SYSTEM, now)


ASKED = st.lists(st.tuples(st.sampled_from(("sam", "luc", "dean")), st.sampled_from(AskedFor)), max_size=2)

AREA = Area(
    routes={
        "me.mine": Route(only(L, P)),
        "care.requests": Route(only(C)),
        "care.request_given": Route(only(C), a_request),
    },
    tell_more=_tell_more,
    tellings=ASKED,
    tell=_tell,
    live_through=_live_through,
)
