"""Does a man's care page lead to each page about him?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.web.conftest import SignInAs
from tests.world import World


@pytest.mark.usefixtures("evening")
def test_a_man_s_page_leads_to_each_page_about_him(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    luc = world.larkmoor.listeners["luc"]
    page = client.get(f"/care/people/{luc}").text
    own = ("offload", "calls", "contacts", "work", "questionnaires", "decision", "support-plan", "training", "leaving")
    about_him = [f"/care/people/{luc}/{each}" for each in (*own, "certificate")]
    leads_to = [*about_him, "/care/buddies", f"/rota/people/{luc}"]
    lists = [f"/care/{each}#of-{luc}" for each in ("check-ins", "thanks")]
    assert [each for each in leads_to + lists if f'href="{each}"' not in page] == []
    for each in lists:
        assert f'id="of-{luc}"' in client.get(each).text
