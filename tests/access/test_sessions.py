"""When is a sign-in over, where the clocks of two processes do not agree to the second?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listeners.access import Device
from listeners.access.sessions import has_ended, minutes_to_send

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("ahead", "ended"), [(0, False), (1, False), (60, False), (61, True), (3600, True)])
def test_seen_up_to_a_minute_ahead_is_seen_now(ahead: int, ended: bool) -> None:
    assert has_ended(Device.OWN, NOON, NOON + timedelta(seconds=ahead), NOON) is ended


@pytest.mark.parametrize(
    ("idle", "sending", "ended"),
    [(179, False, False), (180, False, True), (180, True, False), (599, True, False), (600, True, True)],
)
def test_a_form_on_a_kiosk_may_be_sent_for_longer_than_a_page_may_be_opened(
    idle: int, sending: bool, ended: bool
) -> None:
    seen = NOON - timedelta(seconds=idle)

    assert has_ended(Device.KIOSK, seen, seen, NOON, sending=sending) is ended


@pytest.mark.parametrize(
    ("device", "minutes", "left"),
    [(Device.KIOSK, 0, 10), (Device.KIOSK, 10, 10), (Device.KIOSK, 13, 7), (Device.KIOSK, 20, 0), (Device.OWN, 0, 30)],
)
def test_a_form_is_told_no_more_minutes_than_the_session_has(device: Device, minutes: int, left: int) -> None:
    assert minutes_to_send(device, NOON - timedelta(minutes=minutes), NOON, NOON) == left


@pytest.mark.parametrize("idle", [0, 179, 181, 540, 541, 570, 599, 600, 900])
def test_the_minutes_that_are_told_are_kept_and_not_one_more(idle: int) -> None:
    seen = NOON - timedelta(seconds=idle)
    left = timedelta(minutes=minutes_to_send(Device.KIOSK, seen, seen, NOON))

    if left:
        assert not has_ended(Device.KIOSK, seen, seen, NOON + left - timedelta(seconds=1), sending=True)
    assert has_ended(Device.KIOSK, seen, seen, NOON + left + timedelta(minutes=1), sending=True)
