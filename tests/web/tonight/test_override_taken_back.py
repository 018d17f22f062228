"""How does staff take an override back, and what do the pages say of it then, without JavaScript?"""

from __future__ import annotations

import pytest

from listeners.domain.people import Role
from listeners.domain.states import Part
from listeners.services import callouts, overrides
from listeners.services.overrides import Said
from tests.nights import FRIDAY, Scene, at
from tests.web.conftest import Statements
from tests.web.night_browser import Desk

REASON = "Nobody else can reach B wing"


@pytest.fixture
def given(larkmoor: Scene) -> str:
    """Ravi rests until one in the morning, and is let go; the address of taking that back."""
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    said = Said(REASON, True, at("27 Nov 20:05"), ("restarted", 11 * 60), "Jo Smith")
    ravi, now = larkmoor.who("ravi"), at("27 Nov 20:05")
    return f"/tonight/override/{overrides.give(larkmoor.site, ravi, FRIDAY, said, larkmoor.officer, now)}/take-back"


def desk_at(desk: Desk, larkmoor: Scene, role: Role = Role.STAFF, now: str = "27 Nov 20:30") -> Desk:
    return Desk.of(desk.client, larkmoor.prison, role, now)


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY])
def test_it_is_asked_about_once_and_taken_back_with_one_press(
    desk: Desk, larkmoor: Scene, given: str, role: Role
) -> None:
    desk = desk_at(desk, larkmoor, role)
    for page in ("/tonight", "/tonight/override"):
        desk.open(page)
        assert f'href="{given}"' in desk.page.text
    assert "Take this override back? Ravi Patel was let go before he was rested" in desk.open(given).text
    (form,) = (each for each in desk.forms() if each.action == given)
    for _ in range(2):  # the second press gets the first answer
        desk.send(form)
        assert "The override is taken back. He is not asked while he rests." in desk.text
    assert "Let go unrested" not in desk.text and given not in desk.page.text

    name = {Role.STAFF: "LKI staff", Role.COORDINATOR: "LKI coordinator", Role.SAFER_CUSTODY: "LKI safer_custody"}[role]
    assert f"Taken back by {name}, Friday 27 November, 20:30, before he had gone" in desk.open("/tonight/override").text
    assert given not in desk.page.text
    assert (
        "in the last 28 nights: 0 . Taken back before he had gone, and not counted: 1."
        in desk.open("/tonight/load").text
    )
    assert "This override is not taken back any more" in desk.open(given).text
    assert "It was taken back" in desk.text and "Take it back" not in desk.text


def test_whom_it_is_asking_is_named_as_passed_over_and_the_next_stands_on_the_call_out(
    desk: Desk, larkmoor: Scene, given: str
) -> None:
    one = larkmoor.start("27 Nov 20:10")
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("ravi"), larkmoor.officer, at("27 Nov 20:11"))
    desk = desk_at(desk, larkmoor)
    assert "Take the override back" in desk.open(f"/tonight/call-out/{one.id}").text

    assert "He is being asked now, for B wing. He is passed over" in desk.open(given).text
    desk.press("Take it back")

    assert desk.page.request.path == f"/tonight/call-out/{one.id}"
    assert larkmoor.asked(one) not in ("ravi", None) and "Take the override back" not in desk.text


def test_too_late_is_said_as_a_fact_and_a_press_that_comes_too_late_changes_nothing(
    desk: Desk, larkmoor: Scene, given: str
) -> None:
    desk = desk_at(desk, larkmoor).open(given)
    (form,) = (each for each in desk.forms() if each.action == given)
    one = larkmoor.start("27 Nov 20:10")
    callouts.ask(larkmoor.site, one.id, Part.LEAD, larkmoor.who("ravi"), larkmoor.officer, at("27 Nov 20:11"))
    larkmoor.waits(one, "ravi", "27 Nov 20:15")

    desk.send(form)
    assert desk.page.status_code == 409
    assert "too late to take this override back: he has said yes, or gone, since it was given" in desk.text
    assert "It is too late: since it was given he has said yes, or gone, at 20:15." in desk.open(given).text
    assert [each for each in desk.forms() if each.action == given] == []


def test_after_its_night_it_has_ended(desk: Desk, larkmoor: Scene, given: str) -> None:
    desk = desk_at(desk, larkmoor, Role.COORDINATOR, "28 Nov 09:00").open(given)

    assert "It ended with its night, at 08:00. Nobody had gone by it" in desk.text


def test_another_account_of_staff_reads_neither_who_gave_it_nor_why(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.paper("ravi", "27 Nov 13:30", "27 Nov 14:00", now="27 Nov 15:00")
    larkmoor.paper("ravi", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 15:00")
    custody = larkmoor.prison.actor(Role.SAFER_CUSTODY)
    said = Said(REASON, True, at("27 Nov 20:05"), ("restarted", 11 * 60))
    given = overrides.give(larkmoor.site, larkmoor.who("ravi"), FRIDAY, said, custody, at("27 Nov 20:05"))

    desk = desk_at(desk, larkmoor).open(f"/tonight/override/{given}/take-back")

    assert desk.page.status_code == 200 and "Take it back" in desk.page.text
    assert REASON not in desk.text and "LKI safer_custody" not in desk.text


def test_it_is_read_in_few_statements(desk: Desk, larkmoor: Scene, given: str, statements: Statements) -> None:
    desk = desk_at(desk, larkmoor)
    statements.clear()
    desk.open(given)

    assert len(statements) <= 12, str(statements)
