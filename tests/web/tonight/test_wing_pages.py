"""May a desk put the wing right when it is noticed after he has gone?"""

from __future__ import annotations

from listeners.store.columns import new_id
from listeners.store.database import act
from listeners.store.people import Reach
from tests.nights import Scene
from tests.web.night_browser import Desk


def test_a_wrong_wing_is_put_right_after_he_has_gone_until_he_is_back(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    with act() as session:
        for name in ("sam", "luc"):
            here = {"site_id": larkmoor.site.id, "listener_id": larkmoor.who(name)}
            session.add(Reach(id=new_id(), wing_id=larkmoor.wing("B"), **here))
    one = desk.open("/tonight/call-out/new").find("B").press("He is going").press("Ask a second").page.request.path
    asked = desk.text.partition("Ask ")[2].partition(" to go as second")[0]
    desk.follow("Wrong wing? Change it")
    assert "Whoever has gone, or is asked to go beside him, stays as he is." in desk.text
    desk.press("Change the wing", wing=larkmoor.wing("C"))
    assert "C wing, asked 02:10" in desk.text and "not asked any more" not in desk.text
    assert "Sam Okoro is out" in desk.text and f"Ask {asked} to go as second Listener" in desk.text
    desk.press("No second Listener after all")
    desk.now = "28 Nov 02:40"
    desk.follow("He is back").press("He is back", debrief="yes").open(one)

    assert "This call-out has ended" in desk.text and "Wrong wing?" not in desk.text
    assert desk.open(f"{one}/wing").page.request.path == one
