"""What do concerns add to the tests that look at every page?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st
from sqlalchemy import select

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.concern import Addressee, Concern, ConcernKind, ConcernStep, StepNote
from listeners.domain.people import Role
from listeners.services.care import concerns
from listeners.store.care import concern_facts
from listeners.store.care.concerns import ConcernTold
from listeners.store.database import act, db
from tests.nights import FRIDAY, Scene, at
from tests.services.care_records import NOW, ago, site_of
from tests.web.areas import Area
from tests.web.route_lines import C, L, N, P, Route, only
from tests.world import Prison

ABOUT_DRUGS = Concern(frozenset({ConcernKind.DRUGS}), "words")


def a_concern(prison: Prison) -> Mapping[str, str]:
    """A page about what Dean told to his coordinators."""
    db.session.rollback()
    row = ConcernTold
    found = db.session.scalar(select(row.id).where(row.site_id == prison.id, row.addressed_to == Addressee.BRANCH))
    return {"concern_id": found or told_by(prison, "dean", Addressee.BRANCH)}


def told_by(
    prison: Prison,
    name: str,
    to: Addressee,
    elsewhere: Prison | None = None,
    words: str = "words",
    on: date | None = None,
) -> str:
    """Put on file what somebody told on a date (today), and return its id."""
    now, whom = clock.now(), prison.listeners[name]
    told = Concern(frozenset({ConcernKind.DRUGS}), words)
    with act() as session:
        to_site = elsewhere.id if elsewhere else None
        return concern_facts.add(session, prison.id, whom, told, to, to_site, on or now.date(), SYSTEM, now)


def plant(prison: Prison) -> None:
    """A concern to the coordinators of the prison, with a step."""
    told, who = Concern(frozenset(ConcernKind), "canaryconcern"), prison.actor(Role.COORDINATOR)
    concerns.tell(site_of(prison), told, Addressee.BRANCH, None, False, prison.actor(Role.LISTENER), NOW)
    (concern,) = concerns.listed(site_of(prison), who, NOW)[0]
    note = StepNote("canaryraised", "canarypassedto", "canaryground", True, ago(0))
    concerns.take_step(site_of(prison), concern.id, concern.version, ConcernStep.PASSED_ON, ago(0), note, who, NOW)


def tell_more(prison: Prison) -> None:
    """Every Listener tells his coordinators something."""
    for name in prison.listeners:
        whom = prison.actor(Role.LISTENER, name)
        concerns.tell(site_of(prison), ABOUT_DRUGS, Addressee.BRANCH, None, False, whom, NOW)


TELLINGS = st.lists(
    st.tuples(st.sampled_from(("sam", "luc", "dean")), st.frozensets(st.sampled_from(ConcernKind), min_size=1)),
    max_size=3,
)


def tell(scene: Scene, told: list[tuple[str, frozenset[ConcernKind]]]) -> None:
    """Tell the national office some of them."""
    for name, kinds in told:
        with act() as session:
            concern_facts.add(
                session,
                scene.site.id,
                scene.who(name),
                Concern(kinds, ""),
                Addressee.NATIONAL,
                None,
                FRIDAY,
                SYSTEM,
                at("27 Nov 13:00"),
            )


def live_through(prison: Prison, weeks: int) -> None:
    """Tell and note something each week."""
    for week in range(weeks):
        concern_id = told_by(prison, "dean", Addressee.BRANCH)
        told_by(prison, "sam", Addressee.NATIONAL)
        on = clock.now().date() - timedelta(weeks=week)
        with act() as session:
            concern_facts.add_step(session, concern_id, ConcernStep.TALKED, on, StepNote("words"), SYSTEM, clock.now())


AREA = Area(
    routes={
        "me.concern": Route(only(L, P)),
        "care.reporting_duties": Route(only(C)),
        "concerns.index": Route(only(C, N)),
        "concerns.key_in": Route(only(C)),
        "concerns.card": Route(only(C)),
        "concerns.one": Route(only(C, N), a_concern, hidden_from=only(N)),
        "concerns.take_on": Route(only(C, N), a_concern, hidden_from=only(N)),
        "concerns.open_again": Route(only(C, N), a_concern, hidden_from=only(N)),
        "concerns.step": Route(only(C, N), a_concern, hidden_from=only(N)),
    },
    sealed=frozenset({"concern.told", "concern_step.note"}),
    canaries=("canaryconcern", "canaryraised", "canarypassedto", "canaryground"),
    plant=plant,
    tell_more=tell_more,
    tellings=TELLINGS,
    tell=tell,
    live_through=live_through,
)
