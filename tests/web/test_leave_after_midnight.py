"""After midnight the night that began the evening before goes on: can a Listener be on leave from that night on?

Were it refused, whoever is gone from the board between midnight and the end of the night could only have stepped off.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import AvailabilityKind, Role
from listeners.services import availability
from listeners.services.nights import tonight
from listeners.store import people_facts
from listeners.store.database import db
from tests.web.conftest import SignInAs, new_sign_in
from tests.web.me_browser import form_of
from tests.web.team_browser import Coordinator
from tests.world import Prison

MOMENTS = {
    "at ten past two": (datetime(2026, 11, 27, 2, 10, tzinfo=UTC), date(2026, 11, 26)),
    "near the end of the night": (datetime(2026, 11, 27, 7, 59, tzinfo=UTC), date(2026, 11, 26)),
    "as the clocks go back": (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), date(2026, 10, 24)),
    "after they went back": (datetime(2026, 10, 25, 2, 10, tzinfo=UTC), date(2026, 10, 24)),
    "after they went forward": (datetime(2027, 3, 28, 1, 10, tzinfo=UTC), date(2027, 3, 27)),
}
"""Moments, and the night that each is in."""
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
moments = pytest.mark.parametrize(("now", "night"), MOMENTS.values(), ids=list(MOMENTS))


def cannot(prison: Prison, first: date) -> dict[date, str]:
    """The nights that Sam cannot do, from one night on, and why."""
    db.session.rollback()
    site, sam = people_facts.site(prison.id), prison.listeners["sam"]
    said = availability.of(site, sam, first, first + timedelta(weeks=2), SYSTEM).nights
    why = availability.reasons(site, sam, first, first + timedelta(weeks=2), SYSTEM, NOON)
    assert {each.kind for each in said} <= {AvailabilityKind.UNAVAILABLE}
    return {each.night: why.get(each.night, "") for each in said}


@moments
def test_the_coordinator_lets_leave_begin_with_the_night_that_goes_on(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs, now: datetime, night: date
) -> None:
    him = f"/rota/people/{larkmoor.listeners['sam']}"
    with time_machine.travel(now, tick=False):
        sign_in_as(client, larkmoor, Role.COORDINATOR)
        coordinator = Coordinator(client)
        before = coordinator.send(f"{him}/away", from_on=f"{night - ONE_DAY}", to_on=f"{night}", why="leave")
        assert before.status_code == 422 and "Enter a night from tonight to" in before.text

        without_year = f"{night:%d %m}"
        answer = coordinator.send(f"{him}/away", from_on=without_year, to_on=f"{night + ONE_DAY}", why="leave")
        page = coordinator.follow(answer)
        assert page.partition('id="away"')[2].partition("</dd>")[0].count("From ") == 1, "and his page says so"
    assert cannot(larkmoor, night) == dict.fromkeys((night, night + ONE_DAY), "leave")


@moments
def test_his_calendar_and_what_he_says_of_every_night_begin_with_it_too(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs, now: datetime, night: date
) -> None:
    him = f"/rota/people/{larkmoor.listeners['sam']}"
    with time_machine.travel(now, tick=False):
        sign_in_as(client, larkmoor, Role.COORDINATOR)
        coordinator = Coordinator(client)
        coordinator.follow(coordinator.send(f"{him}/nights", **{f"night-{night}": "N"}))
        assert list(cannot(larkmoor, night)) == [night]
        coordinator.follow(coordinator.send(f"{him}/nights", from_on=f"{night}", says="nothing"))
        assert cannot(larkmoor, night) == {}
        every: dict[str, Any] = {
            "weekdays": [str(night.weekday())],
            "from_on": f"{night}",
            "says": "unavailable",
            "reason": "Court",
        }
        coordinator.follow(coordinator.send(f"{him}/nights/every", **every))
    assert list(cannot(larkmoor, night)) == [night, night + timedelta(weeks=1), night + timedelta(weeks=2)]


@moments
def test_a_listener_lets_his_own_leave_begin_with_it_and_staff_see_him_gone_at_once(
    sam: FlaskClient, larkmoor: Prison, now: datetime, night: date
) -> None:
    site = people_facts.site(larkmoor.id)
    with time_machine.travel(now, tick=False):
        new_sign_in(sam, larkmoor, Role.LISTENER)
        form = form_of(sam.get("/me/nights/away").text)
        before = sam.post("/me/nights/away", data=form | {"from_on": f"{night - ONE_DAY}", "to_on": f"{night}"})
        assert before.status_code == 422 and "Choose a night from tonight" in before.text
        assert tonight(site, now).is_there(larkmoor.listeners["sam"])
        told = {"from_on": f"{night:%d %m}", "to_on": f"{night:%d %m}"}
        assert sam.post("/me/nights/away", data=form | told).status_code == 303
    db.session.rollback()
    assert not tonight(site, now).is_there(larkmoor.listeners["sam"])
    assert cannot(larkmoor, night) == {night: "leave"}


def test_once_the_night_has_ended_it_is_refused(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> None:
    him, over = f"/rota/people/{larkmoor.listeners['sam']}", date(2026, 11, 26)
    with time_machine.travel(datetime(2026, 11, 27, 8, 0, tzinfo=UTC), tick=False):
        sign_in_as(client, larkmoor, Role.COORDINATOR)
        coordinator = Coordinator(client)
        away = {"from_on": f"{over}", "to_on": f"{over + ONE_DAY}"}
        every: dict[str, Any] = {"weekdays": ["3"], "from_on": f"{over}", "says": "unavailable"}
        forms = {"away": away | {"why": "leave"}, "nights": away | {"says": "unavailable"}, "nights/every": every}
        for form, told in forms.items():
            answer = coordinator.send(f"{him}/{form}", **told)
            assert answer.status_code == 422 and "Enter a night from tonight to" in answer.text, form
    assert cannot(larkmoor, over) == {}
