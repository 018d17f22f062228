"""The database has gone, is full or cannot be written, at 02:10: does the officer learn what to do, and is it all right
again by itself, with nothing half done?"""

from __future__ import annotations

import pytest
from flask import Flask

from listeners.store.database import db
from tests.away import TROUBLES, Trouble, gone
from tests.nights import Scene
from tests.web.night_browser import Desk

STEPS = ("Take tonight’s night sheet", "for which wing, who went", "Never write who asked", "Tell the orderly officer")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_form_that_cannot_be_taken_down_says_what_to_do_and_is_taken_when_it_can(
    app: Flask, desk: Desk, larkmoor: Scene, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    larkmoor.on_duty("sam", "luc")
    desk.open("/tonight/call-out/new")
    form = next(each for each in desk.forms() if each.button.startswith("Find"))
    db.session.remove()
    with trouble(app):
        refused = desk.send(form, wing=larkmoor.wing("B")).page
        words = desk.text
        health, sign_in = desk.open("/health").page, desk.open("/sign-in").page

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert [step for step in STEPS if step not in words] == []
    assert larkmoor.site.telephone_line in words and "may not have been saved" in words
    assert "Traceback" not in caplog.text and "Traceback" not in refused.text
    assert (health.status_code, health.json, sign_in.status_code) == (503, {"ok": False}, 503)
    assert larkmoor.open_call_outs() == [], "nothing of it is on file"
    db.session.remove()

    assert [desk.open(path).page.status_code for path in ("/health", "/sign-in")] == [200, 200]
    for _ in range(2):
        desk.send(form, wing=larkmoor.wing("B"))
        assert "Ask Sam Okoro" in desk.text
    assert len(larkmoor.open_call_outs()) == 1


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_can_still_be_read_is_shown(app: Flask, desk: Desk, larkmoor: Scene, trouble: Trouble) -> None:
    larkmoor.on_duty("sam", "luc")
    db.session.remove()
    desk.now = "28 Nov 02:14"  # late enough for the session to be noted as seen, which cannot be
    with trouble(app):
        desk.open("/tonight")

    assert desk.page.status_code == (503 if trouble is gone else 200)
    assert ("Sam Okoro" in desk.text) is (trouble is not gone)
