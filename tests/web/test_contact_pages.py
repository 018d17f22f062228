"""Does the coordinator name a support contact in a few words, and do officers see it, by name and number?"""

from __future__ import annotations

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import scene_of
from tests.web.night_browser import Desk
from tests.world import World

EVENING = "27 Nov 18:30"


def test_a_contact_is_named_shown_and_taken_away(client: FlaskClient, world: World) -> None:
    prison = world.larkmoor
    scene_of(prison).on_duty("sam", "luc")
    desk = Desk.of(client, prison, Role.COORDINATOR, EVENING).open("/rota").follow("Support contact")
    assert "Nobody is named as tonight’s support contact. Samaritans 116 123." in desk.text

    desk.press("Name this contact", name="", reached="", night="26 11 2026")
    assert desk.page.status_code == 422
    for fault in ("Enter a name", "Enter how to reach that person", "Enter a night from tonight"):
        assert fault in desk.text
    desk.press("Name this contact", name="Jo Smith", reached="020 7946 0001", night="")
    assert "Jo Smith is the support contact for every night." in desk.text
    desk.press("Name this contact", name="Ann Lee", reached="020 7946 0002", night="28 11")
    assert "Ann Lee is the support contact for Saturday 28 to Sunday 29 November." in desk.text

    for path in ("/tonight", "/tonight/sheet"):
        shown = Desk.of(client, prison, Role.STAFF, EVENING).open(path).text
        assert "Jo Smith" in shown and "reached by 020 7946 0001." in shown and "Ann Lee" not in shown
    desk = Desk.of(client, prison, Role.COORDINATOR, EVENING).open("/rota/contacts")
    desk.press("Take away : every night").press("Take away : Saturday 28 to Sunday 29 November")
    assert "Nobody is named." in desk.text
