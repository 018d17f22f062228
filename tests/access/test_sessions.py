"""When is a sign-in over, where the clocks of two processes do not agree to the second?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listeners.access import Device
from listeners.access.sessions import has_ended

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("ahead", "ended"), [(0, False), (1, False), (60, False), (61, True), (3600, True)])
def test_seen_up_to_a_minute_ahead_is_seen_now(ahead: int, ended: bool) -> None:
    assert has_ended(Device.OWN, NOON, NOON + timedelta(seconds=ahead), NOON) is ended
