"""The team as the coordinator keeps it: details, standing, and the duties that a change empties."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.domain.cells import Cell
from listeners.domain.people import ListenerId, Role, Standing, StandingFrom
from listeners.domain.people_details import Details
from listeners.domain.states import DutyState, NightPlace
from listeners.domain.team import Site
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services import people, standings
from listeners.store import people_facts
from listeners.store.database import db
from listeners.store.duties import Duty
from listeners.store.people import Listener
from listeners.store.records import Notice
from tests.duties import add_duty
from tests.kept import earlier_versions
from tests.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY, FRIDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 29)
SAM = Details(
    name="Sam Okoro",
    prison_number="A1001AA",
    cell=Cell("LKI", "B", "2", "001"),
    reaches=None,
    share=100,
    joined_on=date(2026, 6, 1),
    reserve=False,
    works=("AM", "PM"),
)


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


@pytest.fixture
def sam(world: World) -> ListenerId:
    return world.larkmoor.listeners["sam"]


def states(*duties: str) -> list[DutyState]:
    return [db.session.get_one(Duty, duty).state for duty in duties]


def test_a_pause_from_a_date_ahead_empties_the_nights_from_then_on_and_says_which(site: Site, sam: ListenerId) -> None:
    before, on, after = (add_duty(site, sam, night) for night in (date(2026, 11, 25), FRIDAY, SUNDAY))

    short = standings.change(site, sam, Standing.PAUSED, FRIDAY, 1, SYSTEM, NOW)

    assert short == (FRIDAY, SUNDAY)
    assert states(before, on, after) == [DutyState.PLANNED, DutyState.WITHDRAWN, DutyState.WITHDRAWN]
    assert earlier_versions(db.session(), db.session.get_one(Duty, on))[0]["state"] == "planned"
    found = people.person(site, sam, SYSTEM, NOW)
    assert (found.standing, [duty.night for duty in found.nights]) == (Standing.ACTIVE, [date(2026, 11, 25)])


def test_a_going_empties_the_night_that_ends_on_its_day_and_says_why(site: Site, sam: ListenerId) -> None:
    kept, ends_on_it = add_duty(site, sam, date(2026, 11, 25)), add_duty(site, sam, date(2026, 11, 28))
    gone = StandingFrom(Standing.LEFT, SUNDAY)
    looked = standings.look_at(site, sam, gone, SYSTEM, NOW)
    assert ([each.night for each in looked.emptied], looked.last_night) == ([date(2026, 11, 28)], FRIDAY)

    assert standings.change(site, sam, Standing.LEFT, SUNDAY, 1, SYSTEM, NOW) == (date(2026, 11, 28),)
    assert states(kept, ends_on_it) == [DutyState.PLANNED, DutyState.WITHDRAWN]
    told = db.session.scalars(select(Notice.facts).where(Notice.kind == "nights_short")).one()
    assert (json.loads(told)["from"], json.loads(told)["leaves"]) == (SUNDAY.isoformat(), True)
    leaves = people.person(site, sam, SYSTEM, NOW).leaves
    assert leaves is not None and leaves.last_night == FRIDAY


def test_a_duty_that_has_begun_is_lived_to_its_end(site: Site, sam: ListenerId) -> None:
    tonight = add_duty(site, sam, TODAY)
    standings.change(site, sam, Standing.LEFT, TODAY, 1, SYSTEM, datetime(2026, 11, 20, 19, 0, tzinfo=UTC))

    assert states(tonight) == [DutyState.PLANNED]


def test_what_a_withdrawn_duty_says_is_the_same_whether_he_paused_or_left(site: Site, world: World) -> None:
    sam, luc = world.larkmoor.listeners["sam"], world.larkmoor.listeners["luc"]
    duties = [add_duty(site, sam, FRIDAY), add_duty(site, luc, FRIDAY, NightPlace.SECOND)]
    standings.change(site, sam, Standing.PAUSED, TODAY, 1, SYSTEM, NOW)
    standings.change(site, luc, Standing.LEFT, TODAY, 1, SYSTEM, NOW)

    assert [db.session.get_one(Duty, duty).cause for duty in duties] == ["not_available"] * 2


def test_staff_are_told_nothing_and_everybody_else_once(site: Site, world: World) -> None:
    prison = world.larkmoor
    sam = prison.listeners["sam"]
    add_duty(site, sam, FRIDAY)
    standings.change(site, sam, Standing.PAUSED, TODAY, 1, SYSTEM, NOW)
    standings.change(site, sam, Standing.ACTIVE, TODAY, 2, SYSTEM, NOW)
    standings.change(site, sam, Standing.PAUSED, TODAY, 3, SYSTEM, NOW)

    told = [(one.kind, one.account_id or one.listener_id) for one in db.session.scalars(select(Notice))]
    asked = [whom for kind, whom in told if kind == "cover_asked"]
    others = sorted(each for each in told if each[0] != "cover_asked")
    assert others == [("nights_off", sam), ("nights_short", prison.accounts[Role.COORDINATOR])]
    assert len(set(asked)) == len(asked) == 3 and sam not in asked


@pytest.mark.parametrize(("standing", "leaves"), [(Standing.LEFT, True), (Standing.PAUSED, False)])
def test_coordinators_are_told_from_when_somebody_takes_no_part(
    site: Site, world: World, standing: Standing, leaves: bool
) -> None:
    sam = world.larkmoor.listeners["sam"]
    add_duty(site, sam, SUNDAY)
    standings.change(site, sam, standing, FRIDAY, 1, SYSTEM, NOW)

    (told,) = db.session.scalars(select(Notice).where(Notice.kind == "nights_short"))
    facts = json.loads(told.facts)
    assert (facts["from"], facts["leaves"]) == (FRIDAY.isoformat(), leaves)


def test_a_change_to_the_standing_that_he_has_is_none(site: Site, sam: ListenerId) -> None:
    with pytest.raises(Conflict, match="standing_same"):
        standings.change(site, sam, Standing.ACTIVE, FRIDAY, 1, SYSTEM, NOW)


def test_a_change_that_is_still_ahead_can_be_taken_back(site: Site, sam: ListenerId) -> None:
    standings.change(site, sam, Standing.LEFT, FRIDAY, 1, SYSTEM, NOW)
    standings.take_back(site, sam, FRIDAY, 2, SYSTEM, NOW)

    found = people.person(site, sam, SYSTEM, NOW)
    assert [each.standing for each in found.standings] == [Standing.ACTIVE]
    assert found.member.takes_part_on(SUNDAY)


def test_changes_of_standing_taken_back_the_last_first_are_all_gone(site: Site, sam: ListenerId) -> None:
    standings.change(site, sam, Standing.PAUSED, FRIDAY, 1, SYSTEM, NOW)
    standings.change(site, sam, Standing.LEFT, SUNDAY, 2, SYSTEM, NOW)
    for from_on in (SUNDAY, FRIDAY):
        seen = people.person(site, sam, SYSTEM, NOW).seen_standings
        standings.take_back(site, sam, from_on, seen, SYSTEM, NOW)
    duty = add_duty(site, sam, SUNDAY)

    assert [each.standing for each in people.person(site, sam, SYSTEM, NOW).standings] == [Standing.ACTIVE]
    assert states(duty) == [DutyState.PLANNED]


def test_a_pause_before_a_leaving_that_was_taken_back_goes_on_after_it(site: Site, sam: ListenerId) -> None:
    standings.change(site, sam, Standing.LEFT, SUNDAY, 1, SYSTEM, NOW)
    standings.take_back(site, sam, SUNDAY, 2, SYSTEM, NOW)
    after = add_duty(site, sam, SUNDAY)
    wanted = StandingFrom(Standing.PAUSED, FRIDAY)
    looked = standings.look_at(site, sam, wanted, SYSTEM, NOW)
    short = standings.change(site, sam, Standing.PAUSED, FRIDAY, 3, SYSTEM, NOW)

    assert ([each.night for each in looked.emptied], short, states(after)) == (
        [SUNDAY],
        (SUNDAY,),
        [DutyState.WITHDRAWN],
    )
    assert [each.standing for each in people.person(site, sam, SYSTEM, NOW).standings] == [
        Standing.ACTIVE,
        Standing.PAUSED,
    ]


def test_a_change_of_standing_begins_today_or_later(site: Site, sam: ListenerId) -> None:
    with pytest.raises(Conflict, match="date_past"):
        standings.change(site, sam, Standing.LEFT, TODAY - timedelta(days=1), 1, SYSTEM, NOW)


def test_a_form_read_before_somebody_elses_change_is_refused(site: Site, sam: ListenerId) -> None:
    standings.change(site, sam, Standing.PAUSED, FRIDAY, 1, SYSTEM, NOW)
    with pytest.raises(Conflict):
        standings.change(site, sam, Standing.LEFT, FRIDAY, 1, SYSTEM, NOW)

    version = people.person(site, sam, SYSTEM, NOW).version
    people.change_details(site, sam, replace(SAM, share=50), version, SYSTEM, NOW)
    with pytest.raises(Conflict):
        people.change_details(site, sam, replace(SAM, share=25), version, SYSTEM, NOW)
    assert people.person(site, sam, SYSTEM, NOW).member.share == 50


def test_the_second_press_gets_the_first_answer(site: Site, world: World) -> None:
    sam, coordinator = world.larkmoor.listeners["sam"], world.larkmoor.actor(Role.COORDINATOR)
    add_duty(site, sam, FRIDAY)
    for _ in range(2):
        short = standings.change(site, sam, Standing.LEFT, TODAY, 1, coordinator, NOW, "key")
        assert short == (FRIDAY,)

    assert people.person(site, sam, SYSTEM, NOW).seen_standings == 2


def test_details_are_corrected_with_dates_of_training_and_consent_and_the_earlier_ones_are_kept(
    site: Site, sam: ListenerId
) -> None:
    found = people.person(site, sam, SYSTEM, NOW)
    new = replace(
        SAM,
        name="Sam O’Koro",
        cell=Cell("LKI", "D", "1", "002"),
        reaches=frozenset("AD"),
        works=("PM",),
        trained_on=date(2026, 5, 1),
        consented_on=date(2026, 5, 2),
    )
    people.change_details(site, sam, new, found.version, SYSTEM, NOW)

    after = people.person(site, sam, SYSTEM, NOW)
    assert (after.member.name, after.member.wing, after.member.works) == ("Sam O’Koro", "D", ("PM",))
    assert (after.member.reaches, after.trained_on) == (frozenset("AD"), date(2026, 5, 1))
    (kept,) = earlier_versions(db.session(), db.session.get_one(Listener, sam))
    assert (kept["cell"], kept["works"]) == ("LKI-B-2-001", "AM;PM")


def test_a_later_day_of_joining_empties_the_nights_before_it(site: Site, sam: ListenerId) -> None:
    duty = add_duty(site, sam, FRIDAY)
    version = people.person(site, sam, SYSTEM, NOW).version

    assert people.change_details(site, sam, replace(SAM, joined_on=SUNDAY), version, SYSTEM, NOW) == (FRIDAY,)
    assert states(duty) == [DutyState.WITHDRAWN]


def test_somebody_added_by_hand_takes_part_from_the_day_of_joining(site: Site) -> None:
    added = people.add(site, "L40", replace(SAM, joined_on=FRIDAY), Standing.SHADOWING, SYSTEM, NOW)

    found = people.person(site, added, SYSTEM, NOW)
    assert (found.standing, found.member.standing_on(FRIDAY)) == (None, Standing.SHADOWING)
    with pytest.raises(Conflict, match="ref_taken"):
        people.add(site, "L40", SAM, Standing.ACTIVE, SYSTEM, NOW)


def test_the_team_is_listed_with_the_nights_ahead(site: Site, sam: ListenerId) -> None:
    add_duty(site, sam, FRIDAY)
    add_duty(site, sam, date(2026, 11, 1))

    lines = people.team(site, SYSTEM, NOW)
    assert [line.member.ref for line in lines] == [f"L0{number}" for number in range(1, 9)]
    assert (lines[0].nights, lines[0].standing) == ((FRIDAY,), Standing.ACTIVE)


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL])
def test_the_team_is_the_coordinators_alone(site: Site, world: World, role: Role) -> None:
    actor, sam = world.larkmoor.actor(role), world.larkmoor.listeners["sam"]
    with pytest.raises(NotAllowed):
        people.team(site, actor, NOW)
    with pytest.raises(NotAllowed):
        people.person(site, sam, actor, NOW)
    with pytest.raises(NotAllowed):
        standings.change(site, sam, Standing.LEFT, TODAY, 1, actor, NOW)
    with pytest.raises(NotAllowed):
        people.change_details(site, sam, SAM, 1, actor, NOW)


def test_a_listener_of_the_other_prison_is_not_there(site: Site, world: World) -> None:
    coordinator, other = world.larkmoor.actor(Role.COORDINATOR), world.fenwick.listeners["sam"]
    with pytest.raises(NotFound):
        people.person(site, other, coordinator, NOW)
    with pytest.raises(NotFound):
        standings.change(site, other, Standing.LEFT, TODAY, 1, coordinator, NOW)
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0
