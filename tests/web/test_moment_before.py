"""Which moment of the last night does a time of the wall mean, also in the nights in which the clocks change?"""

from __future__ import annotations

from datetime import datetime, time

import pytest
from flask import Flask

from listeners.web.moments import moment_before
from listeners.web.tonight.override_form import OverrideForm
from tests.nights import LONDON, at, utc


def read(app: Flask, now: datetime, written: time) -> tuple[datetime | None, list[str]]:
    """The moment, and what is written on the box where there is none."""
    with app.test_request_context():
        form = OverrideForm(meta={"csrf": False})
        found = moment_before(now, written, form.asked_at, LONDON)
        return found, list(form.asked_at.errors)


@pytest.mark.parametrize(
    ("now", "written", "meant"),
    [
        (at("28 Nov 02:10"), time(2, 10), at("28 Nov 02:10")),
        (at("28 Nov 02:10"), time(2, 11), at("27 Nov 02:11")),
        (at("28 Nov 00:10"), time(23, 50), at("27 Nov 23:50")),
        # 01:30 came twice on 25 October: between the two it was the first, after both the second.
        (utc("2026-10-25 01:10"), time(1, 30), utc("2026-10-25 00:30")),
        (utc("2026-10-25 02:10"), time(1, 30), utc("2026-10-25 01:30")),
        (utc("2026-03-29 01:10"), time(0, 59), utc("2026-03-29 00:59")),
    ],
)
def test_it_is_the_last_such_time_that_has_been(app: Flask, now: datetime, written: time, meant: datetime) -> None:
    assert read(app, now, written) == (meant, [])


def test_a_time_that_the_clocks_skipped_is_refused_in_words(app: Flask) -> None:
    found, faults = read(app, utc("2026-03-29 01:10"), time(1, 30))

    assert found is None and faults == ["01:30 did not exist that night: the clocks went forward"]
