"""Does the coordinator note in a few presses what came of a talk, and of the second look a week later?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.services.care_records import at, went_out
from tests.web.conftest import SignInAs
from tests.web.rota_browser import text_of
from tests.web.test_care_pages import form_of
from tests.world import World

pytestmark = pytest.mark.usefixtures("evening")


def test_an_offer_is_answered_held_and_looked_at_again(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    prison, sam = world.larkmoor, world.larkmoor.listeners["sam"]
    call = went_out(prison, "sam", at(8, 3))
    of_call = f"/care/people/{sam}/calls/{call}/talk"
    sign_in_as(client, prison, Role.COORDINATOR)
    assert "Second look due Sam Okoro , Thursday 26 November: seven days after his call" in text_of(
        client.get("/care").text
    )

    first = client.get(f"{of_call}/first").text
    assert "A talk was offered on Thursday 19 November" in text_of(first) and "When did you offer" not in first
    early = client.post(f"{of_call}/first", data=form_of(first, answer="accepted", held_on="18 11 2026"))
    assert early.status_code == 422 and "Enter a date from the day of the offer to today" in early.text
    assert client.post(f"{of_call}/first", data=form_of(early.text, answer="accepted", held_on="")).status_code == 303
    assert "Talks that are still to be held" in client.get("/care").text
    again = client.get(f"{of_call}/first").text
    client.post(f"{of_call}/first", data=form_of(again, answer="accepted", held_on="20 11 2026"))

    second = client.get(f"{of_call}/second").text
    nothing = client.post(f"{of_call}/second", data=form_of(second, offered_on="27 11 2026", held_on=""))
    assert nothing.status_code == 422 and "Choose what he said" in nothing.text
    told = form_of(nothing.text, offered_on="27 11 2026", answer="declined", held_on="")
    assert [client.post(f"{of_call}/second", data=told).status_code for _ in range(2)] == [303, 303]

    care, calls = client.get("/care").text, text_of(client.get(f"/care/people/{sam}/calls").text)
    assert "Second look due" not in care and "still to be held" not in care
    assert "he took it up, held Friday 20 November" in calls and ": he said no." in calls
    assert client.get(f"{of_call}/third").status_code == 404
