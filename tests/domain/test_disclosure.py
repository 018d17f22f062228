"""What staff may be told of a Listener's state: exactly four things."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.disclosure import SeenByStaff, SeenState, seen_by_staff
from tests.domain.rest_builders import at

NOW = at("2026-03-10 02:10")
UNTIL = at("2026-03-10 15:10")


def test_staff_know_exactly_four_states() -> None:
    assert {state.value for state in SeenState} == {
        "on_stand_by",
        "on_a_call_out",
        "resting",
        "not_available",
    }


def test_a_call_out_shows_before_a_rest_and_a_rest_before_stand_by() -> None:
    out = seen_by_staff(on_a_call_out=True, resting_until=UNTIL, on_stand_by=True, now=NOW)
    resting = seen_by_staff(on_a_call_out=False, resting_until=UNTIL, on_stand_by=True, now=NOW)
    assert out == SeenByStaff(SeenState.ON_A_CALL_OUT)
    assert resting == SeenByStaff(SeenState.RESTING, UNTIL)


def test_resting_until_1510_is_shown_at_1509_and_no_longer_at_1510() -> None:
    for on_stand_by, after in ((True, SeenState.ON_STAND_BY), (False, SeenState.NOT_AVAILABLE)):
        at_1509 = seen_by_staff(
            on_a_call_out=False,
            resting_until=UNTIL,
            on_stand_by=on_stand_by,
            now=UNTIL - timedelta(minutes=1),
        )
        at_1510 = seen_by_staff(on_a_call_out=False, resting_until=UNTIL, on_stand_by=on_stand_by, now=UNTIL)
        assert (at_1509.state, at_1510.state) == (SeenState.RESTING, after)
        assert at_1510.until is None


@given(st.booleans(), st.booleans(), st.none() | st.integers(-2000, 2000))
def test_a_time_is_told_for_a_rest_alone(out: bool, stand_by: bool, minutes: int | None) -> None:
    until = None if minutes is None else NOW + timedelta(minutes=minutes)
    seen = seen_by_staff(on_a_call_out=out, resting_until=until, on_stand_by=stand_by, now=NOW)
    assert (seen.until is not None) is (seen.state is SeenState.RESTING)


def test_not_available_has_one_look() -> None:
    rested = seen_by_staff(on_a_call_out=False, resting_until=None, on_stand_by=False, now=NOW)
    assert rested == SeenByStaff(SeenState.NOT_AVAILABLE)
    past = seen_by_staff(on_a_call_out=False, resting_until=NOW - timedelta(hours=1), on_stand_by=False, now=NOW)
    assert past == rested
