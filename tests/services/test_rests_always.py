"""Whatever call-outs and work happen, in whatever order they are recorded: does nobody begin a night unrested?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listeners.access import SYSTEM
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.rest import rests_owed
from listeners.domain.states import DutyState
from listeners.domain.team import Site
from listeners.domain.work_told import Department, Said, WorkTold
from listeners.errors import Conflict, Unreadable
from listeners.services import callout_paper, rests
from listeners.services.care import works
from listeners.services.paper_parts import PaperRecord
from listeners.store import callouts_facts, duties_facts, regime_facts
from listeners.store.database import act
from tests.duties import add_duty
from tests.nights import Scene, at, scene_of
from tests.size import sized
from tests.world import World, add_listener

BEGINS = at("1 Nov 00:00")
NUMBERS = count(100)
MINUTES_OF_TWO_WEEKS = 14 * 24 * 60


@dataclass(frozen=True)
class Out:
    """A call-out of the two weeks: minutes after they begin, and how long; None where the return is not recorded."""

    minute: int
    length: int | None


@dataclass(frozen=True)
class Worked:
    """Work of the two weeks that is told: minutes after they begin, and how long."""

    minute: int
    length: int


@dataclass(frozen=True)
class Plan:
    """A night of the two weeks is published, if the database lets it."""

    night: int


@dataclass(frozen=True)
class MorningAfter:
    """The daily job looks for returns that were never entered."""

    minute: int


outs = st.builds(Out, st.integers(0, MINUTES_OF_TWO_WEEKS), st.none() | st.integers(0, 16 * 60))
worked = st.builds(Worked, st.integers(0, MINUTES_OF_TWO_WEEKS - 16 * 60), st.integers(1, 16 * 60))
plans = st.builds(Plan, st.integers(0, 16))
mornings = st.builds(MorningAfter, st.integers(0, MINUTES_OF_TWO_WEEKS))


def happens(scene: Scene, listener: ListenerId, event: Out | Worked | Plan | MorningAfter, now: datetime) -> None:
    """Let one thing happen; a plan may be refused, a fact never, unless it cannot have been."""
    if isinstance(event, Plan):
        with suppress(Conflict):
            add_duty(scene.site, listener, BEGINS.date() + timedelta(days=event.night))
    elif isinstance(event, MorningAfter):
        with act():
            rests.settle(scene.site, SYSTEM, now)
    elif isinstance(event, Worked):
        starts = BEGINS + timedelta(minutes=event.minute)
        told = WorkTold(
            starts, starts + timedelta(minutes=event.length), Said.MADE, Department.KITCHENS, may_name=False
        )
        works.tell_for(scene.site, listener, told, SYSTEM, now)
    else:
        out = BEGINS + timedelta(minutes=event.minute)
        back = None if event.length is None else out + timedelta(minutes=event.length)
        with suppress(Unreadable):
            record = PaperRecord(listener, scene.wing("B"), out, out, back)
            callout_paper.on_paper(scene.site, record, SYSTEM, now)


def owed_by_the_facts(site: Site, listener: ListenerId, now: datetime) -> list[tuple[datetime, datetime, bool]]:
    happened = callouts_facts.interruptions(site.id, [listener]).get(listener, [])
    at_work = regime_facts.works(site.id, [listener]).get(listener, [])
    owed = rests_owed(happened, at_work, lambda night: Policy(), site.zone, now)
    return sorted((rest.rest_from, rest.rest_until, rest.kept) for rest in owed)


@settings(
    max_examples=sized(200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(outs | outs | worked | plans | mornings, min_size=2, max_size=14))
def test_no_planned_duty_begins_inside_a_rest_whatever_call_outs_and_work_happen(
    world: World, events: list[Out | Worked | Plan | MorningAfter]
) -> None:
    scene = scene_of(world.larkmoor)
    number = next(NUMBERS)
    with act() as session:
        listener = add_listener(session, "LKI", scene.site.id, world.larkmoor.wings, number, f"Somebody {number}")
    now = BEGINS + timedelta(minutes=MINUTES_OF_TWO_WEEKS)
    for event in events:
        happens(scene, listener, event, now)
        in_force = duties_facts.rests(scene.site.id, listener_ids=[listener]).get(listener, [])
        on_file = sorted((each.rest.rest_from, each.rest.rest_until, each.rest.kept) for each in in_force)
        duties = duties_facts.duties(scene.site.id, date.min, None, [listener])
        standing = [duty for duty in duties if duty.state is DutyState.PLANNED]

        assert on_file == owed_by_the_facts(scene.site, listener, now)
        assert not [
            (duty.night, begins, until)
            for duty in standing
            for begins, until, _ in on_file
            if begins <= duty.starts_at < until
        ]
