"""Which secrets are good enough, and when must a guesser wait?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from listeners.domain.accounts import NewGrant, faults
from listeners.domain.people import ListenerId, Role, SiteId
from listeners.domain.sign_in import PAUSE, Tries, is_obvious_pin, is_username, passphrase_fault, wait_before

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HERE, SAM = SiteId("here"), ListenerId("sam")


@pytest.mark.parametrize(
    "pin", ["000000", "123456", "654321", "789012", "098765", "121212", "123123", "112233", "123321", "777777"]
)
def test_an_obvious_pin_is_never_issued(pin: str) -> None:
    assert is_obvious_pin(pin)


@pytest.mark.parametrize("pin", ["482915", "100200", "135790", "204060"])
def test_most_pins_are_not_obvious(pin: str) -> None:
    assert not is_obvious_pin(pin)


def test_three_in_a_thousand_pins_are_left_out() -> None:
    assert sum(is_obvious_pin(f"{number:06}") for number in range(10**6)) == 2910


@pytest.mark.parametrize(
    ("passphrase", "fault"),
    [
        ("fourteen chars", "short"),
        ("exactly fifteen", None),
        ("x" * 129, "long"),
        ("the larkstaff of b wing", "name"),
        ("The LARKSTAFF of b wing", "name"),
        ("abababababababab", "same"),
        ("lantern orchard seven", None),
    ],
)
def test_a_passphrase_is_long_and_not_the_username(passphrase: str, fault: str | None) -> None:
    assert passphrase_fault(passphrase, "larkstaff") == fault


def test_a_username_is_small_letters_and_digits() -> None:
    assert [is_username(name) for name in ("lki1", "abc", "Sam01", "sam 01", "sam_01", "é" * 5, "a" * 33)] == [
        *(True,),
        *([False] * 6),
    ]


def wait(on_device: int, in_all: int, *, ago: timedelta = timedelta(0), known: bool = False) -> timedelta | None:
    return wait_before(Tries(on_device, NOON - ago if on_device else None, in_all, known), NOON)


def test_four_wrong_tries_cost_nothing_and_the_fifth_a_quarter_of_an_hour() -> None:
    assert wait(4, 4) is None
    assert wait(5, 5) == PAUSE
    assert wait(5, 5, ago=timedelta(minutes=10)) == timedelta(minutes=5)
    assert wait(5, 5, ago=timedelta(minutes=15)) is None


def test_a_clock_that_went_back_makes_nobody_wait_longer_than_the_pause() -> None:
    assert wait(5, 5, ago=-timedelta(hours=3)) == PAUSE


def test_ten_wrong_tries_on_one_device_end_its_day() -> None:
    assert wait(10, 10, ago=timedelta(hours=5)) == PAUSE
    assert wait(10, 10, ago=timedelta(hours=5), known=True) == PAUSE


def test_twenty_wrong_tries_in_all_end_the_day_of_strangers_and_not_of_the_owners_device() -> None:
    assert wait(0, 20) == PAUSE
    assert wait(0, 20, known=True) is None
    assert wait(4, 20, known=True) is None
    assert wait(5, 20, ago=timedelta(hours=1), known=True) == PAUSE


def grant(
    role: Role, *, site: SiteId | None = HERE, who: ListenerId | None = None, until: date | None = None
) -> NewGrant:
    return NewGrant(role, site, date(2026, 6, 1), who, until)


@pytest.mark.parametrize(
    ("grants", "codes"),
    [
        ([grant(Role.STAFF)], []),
        ([grant(Role.STAFF, site=None)], ["site"]),
        ([grant(Role.NATIONAL, site=None)], []),
        ([grant(Role.AUDITOR)], ["site"]),
        ([grant(Role.LISTENER, who=SAM), grant(Role.PEER_LEAD, who=SAM)], []),
        ([grant(Role.LISTENER)], ["person"]),
        ([grant(Role.STAFF, who=SAM)], ["person", "mixed"]),
        ([grant(Role.LISTENER, who=SAM), grant(Role.STAFF)], ["mixed"]),
        ([grant(Role.LISTENER, who=SAM), grant(Role.LISTENER, who=ListenerId("ravi"))], ["mixed"]),
        ([grant(Role.STAFF, until=date(2026, 5, 31))], ["dates"]),
        ([grant(Role.COORDINATOR), grant(Role.COORDINATOR, site=SiteId("there"))], []),
    ],
)
def test_roles_that_do_not_go_together_are_named(grants: list[NewGrant], codes: list[str]) -> None:
    assert [fault.code for fault in faults(grants)] == codes
