"""Does the page of figures show the scheme, no person, and nothing of few?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.domain.care.flag_life import Step, StepKind
from listeners.domain.care.flags import Level
from listeners.domain.people import Role
from listeners.store.care import flag_facts
from listeners.store.database import act
from tests.services.care_records import NOW
from tests.web.care_rows import REASON
from tests.web.conftest import SignInAs
from tests.web.rota_browser import text_of
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")


def raised(prison: Prison, times: int) -> None:
    """Raise the flag of somebody again and again, one of them a day."""
    names = list(prison.listeners)
    for nth in range(times):
        whose = prison.listeners[names[nth % len(names)]]
        with act() as session:
            seen = flag_facts.flag_of(prison.id, whose)
            kind = StepKind.REOPEN if seen else StepKind.RAISE
            step = Step(kind, Level.FLAG, (REASON,), (REASON,), frozenset(REASON.keys))
            flag_facts.write_step(session, prison.id, whose, step, seen, SYSTEM, NOW - timedelta(days=nth))


def test_the_figures_are_of_the_scheme_and_no_table_is_shown_of_fewer_than_ten(
    client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    address = "/care/flags/figures"
    assert "No reason to ask was raised in these 26 weeks." in client.get(address).text
    raised(larkmoor, 9)
    few = text_of(client.get(address).text)
    assert "Raised 9, of these 1 again" in few and "Of 9 there is no table" in few
    raised(larkmoor, 1)
    page = client.get(address).text
    assert "Support that was missing 10" in text_of(page)
    assert "Taken up within Told from five on" in text_of(page)
    for name in ("Dean", "Sam", "Imran", "Okoro"):
        assert name not in page
    assert f'href="{address}"' in client.get("/care").text
