"""A web worker is killed exactly there: before the commit, or after it and before the answer. Is the act done whole or
not at all, and does the same form bring the same result?"""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from random import Random
from threading import Event

import pytest
from sqlalchemy import func, select

from listeners.store.database import db
from listeners.store.records import ActKey
from tests.browser.installation import TONIGHT, Installation
from tests.kills.halves import must_be_whole
from tests.kills.load import Clerk, Ledger, again
from tests.kills.work import everybody_may_be_asked
from tests.nights import scene_of
from tests.over_http import asked, desks, opened
from tests.size import LONG
from tests.web.night_browser import Form
from tests.world import make_prison

VERBS = ("ask for a Listener", "send", "correct the out", "record a return")
KILLED = VERBS if LONG else VERBS[-1:]


class Watched(Clerk):
    """An officer whose worker is killed on either side of the commit, and who sends the same form again."""

    arm: Callable[[str], object]
    verbs: list[str]

    def send(self, form: Form, **told: str) -> str:
        """Send a form that kills its worker, see what is on file of it, and send it again."""
        form.fields |= told
        verb = self.verbs.pop(0)
        for when, on_file in (("before", 0), ("after", 1)) if verb in KILLED else ():
            self.arm(f"KILL {when} commit:{verb}")
            with pytest.raises((OSError, HTTPException)):
                asked(self.address, "POST", form.action, self.cookie, form.body)
            db.session.rollback()
            key = form.fields["act_key"]
            assert db.session.scalar(select(func.count()).where(ActKey.id == key)) == on_file, (when, verb)
        return super().send(form)


def test_a_form_whose_worker_was_killed_is_done_once_and_answered_when_it_is_sent_again(
    installation: Installation, armed: Path
) -> None:
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", ""))
        everybody_may_be_asked(scene)
        (cookie,) = desks(app, scene.prison, 1, TONIGHT)
        with installation.serve(TONIGHT, "--only", "web") as address:
            ledger = Ledger()
            officer = Watched(address, cookie, [scene.wing("B")], Random(1), ledger, Event())  # noqa: S311
            officer.arm, officer.verbs = armed.write_text, list(VERBS)
            officer.goes_and_comes_back(officer.is_sent(officer.asks()))
            assert [again(address, sent) for sent in ledger.acknowledged] == [
                (303, location) for _, _, location in ledger.acknowledged
            ]
        verbs = must_be_whole(ledger)
    assert verbs == {verb: 1 for verb in (*VERBS, "stand down")}
