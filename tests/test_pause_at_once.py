"""A Listener asks for a rest, or says that he is away, twice at the same moment, to a real server: does one pause come
of it, and is nothing lost that he said?"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

from sqlalchemy import select

from listeners.domain.people import AvailabilityKind, Role
from listeners.store.database import db
from listeners.store.people import Availability, AvailabilityRule
from listeners.store.records import Notice
from tests.browser.installation import Installation
from tests.over_http import PATIENCE, asked, opened
from tests.rota_world import FIRST, MONDAY, NOW, published
from tests.test_cover_at_once import sign_in
from tests.web.me_browser import form_of
from tests.world import make_prison

SENT = 4
LEAVES = ((1, 9), (4, 14))
"""From which to which night, counted from Monday: they share some nights, and each has some of its own."""


def test_of_requests_sent_at_once_one_pause_comes_and_every_night_of_leave_is_kept(
    tmp_path: Path, ready_url: str
) -> None:
    installation = Installation(tmp_path, ready_url)
    installation.make_secrets()
    with opened(installation) as app:
        prison = make_prison("LKI", "HMP Larkmoor", "")
        coordinator = prison.actor(Role.COORDINATOR)
        published(prison, [(0, FIRST, "sam"), (6, FIRST, "ravi")], nights=14)
        sam, ravi = prison.listeners["sam"], prison.listeners["ravi"]
        cookies = sign_in(app, prison, [sam] * SENT + [ravi] * SENT, NOW)

    with installation.serve(NOW, "--only", "web") as address, ThreadPoolExecutor(2 * SENT) as pool:
        paths = ["/me/rest"] * SENT + ["/me/nights/away"] * SENT
        forms = [form_of(asked(address, "GET", path, cookie)[2]) for path, cookie in zip(paths, cookies, strict=True)]
        for number in range(SENT):
            first, last = (MONDAY + timedelta(days=day) for day in LEAVES[number % 2])
            forms[SENT + number] |= {"from_on": f"{first}", "to_on": f"{last}"}
        together = Barrier(2 * SENT)

        def send(number: int) -> int:
            together.wait(timeout=PATIENCE)
            return asked(address, "POST", paths[number], cookies[number], urlencode(forms[number]))[0]

        told = list(pool.map(send, range(2 * SENT)))

    assert Counter(told) == {303: 2 * SENT}
    with opened(installation):
        rules = db.session.scalars(select(AvailabilityRule).where(AvailabilityRule.in_force)).all()
        assert [(each.listener_id, each.is_pause, each.until_on) for each in rules] == [(sam, True, None)]
        notices = db.session.scalars(
            select(Notice.kind).where(Notice.account_id == coordinator.account_id, Notice.kind == "paused")
        ).all()
        assert len(notices) == 1
        said = db.session.execute(
            select(Availability.night, Availability.kind).where(Availability.listener_id == ravi, Availability.in_force)
        ).all()
        away = {MONDAY + timedelta(days=day) for day in range(1, 15)}
        assert sorted(said) == sorted((night, AvailabilityKind.UNAVAILABLE) for night in away)
