"""A release or transfer that is expected: what its day empties, that it moves, and who leaves soon; and which nights of
his somebody cannot do."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import g
from flask.testing import FlaskClient

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.nights import local_date
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.team import Site
from listeners.services import availability, standings
from listeners.store import cover_facts, people_facts
from listeners.web.filters import day, day_year
from listeners.web.filters import night as night_words
from listeners.web.rota.words import others_asked
from tests.duties import add_duty
from tests.web.conftest import SignInAs
from tests.web.rota_browser import text_of as text
from tests.web.team_browser import Coordinator
from tests.world import World


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


@pytest.fixture
def coordinator(client: FlaskClient, world: World, sign_in_as: SignInAs) -> Coordinator:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    return Coordinator(client)


def days(ahead: int, site: Site) -> date:
    """The date so many days from today at the prison."""
    return local_date(clock.now(), site.zone) + timedelta(days=ahead)


def test_a_release_that_moves_is_one_act_and_the_team_page_lists_who_leaves_soon(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, luc = world.larkmoor.listeners["sam"], world.larkmoor.listeners["luc"]
    add_duty(site, sam, days(20, site))
    for who, ahead in ((sam, 10), (sam, 30), (luc, 100)):
        action = f"/rota/people/{who}/leaving"
        looked = coordinator.send(action, standing="left", from_on=f"{days(ahead, site)}")
        assert (night_words(days(20, site)) in looked.text) is (ahead == 10)
        coordinator.follow(coordinator.send(action, looked.text))

    page = coordinator.page(f"/rota/people/{sam}")
    moved = day_year(days(30, site))
    assert f'Release, or leaves the scheme</dt><dd class="govuk-summary-list__value">Gone from {moved}.' in page
    assert f"His last night is {night_words(days(28, site))}" in page
    assert page.count("still to come") == 1
    leaving = coordinator.page("/rota/people").partition("Who leaves in the next twelve weeks")[2].partition("</ul>")[0]
    assert f"{moved}: <a" in leaving and "Sam Okoro" in leaving and "Luc Martin" not in leaving


@pytest.mark.parametrize(
    ("written", "words"), [("", "Enter the first day on which he is not here"), ("-1", "begins today or later")]
)
def test_a_fault_of_a_release_is_said_beside_its_own_date(
    coordinator: Coordinator, world: World, site: Site, written: str, words: str
) -> None:
    sam = world.larkmoor.listeners["sam"]
    action = f"/rota/people/{sam}/leaving"
    from_on = f"{days(int(written), site)}" if written else ""
    answer = coordinator.send(action, from_on=from_on, standing="transferred")

    assert answer.status_code == 422
    assert '<a href="#from_on">' in answer.text and 'id="from_on-error"' in answer.text
    assert answer.text.count(words) == 2 and f'value="{from_on}"' in answer.text
    assert re.search(r'value="transferred"[^>]* checked', answer.text) is not None


def test_a_release_on_the_day_that_is_on_file_already_is_no_change(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    action, release = f"/rota/people/{sam}/leaving", {"standing": "left", "from_on": f"{days(9, site)}"}
    looked = coordinator.send(action, **release)
    coordinator.follow(coordinator.send(action, looked.text, **release))
    answer = coordinator.send(action, **release)

    assert (answer.status_code, "This is on file already" in answer.text) == (422, True)


def test_a_night_that_he_is_down_for_and_cannot_do_leads_to_those_who_are_asked_to_take_it(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, cannot, can = world.larkmoor.listeners["sam"], days(5, site), days(8, site)
    for night in (cannot, can):
        add_duty(site, sam, night)
    availability.say(site, sam, {cannot: AvailabilityKind.UNAVAILABLE}, "court", SYSTEM, clock.now())
    [asked] = cover_facts.waiting(site.id, clock.now())
    his = coordinator.page(f"/rota/people/{sam}").partition("He is down for")[2].partition("</ul>")[0]
    lines = his.split("</li>")
    marked = [f"/rota/cover#cover-{asked.id}" in line and "He cannot do it. Others" in text(line) for line in lines[:2]]

    assert (marked, "court" in his, "Find somebody" in his) == ([True, False], False, False)
    assert f'id="cover-{asked.id}"' in coordinator.page("/rota/cover")


def test_of_whoever_is_gone_nobody_is_asked_whether_he_rests_or_is_away(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    luc = world.larkmoor.listeners["luc"]
    him = f"/rota/people/{luc}"
    assert all(f'href="{him}/{part}' in coordinator.page(him) for part in ("pause", "away", "nights"))
    assert "Nothing: he can do each" in coordinator.page(him)
    standings.change(site, luc, Standing.TRANSFERRED, days(0, site), 1, SYSTEM, clock.now())

    page, pause = coordinator.page(him), coordinator.page(f"{him}/pause")
    assert not any(f'href="{him}/{part}' in page for part in ("pause", "away", "nights"))
    assert "he can do each" not in page
    assert "He is gone: he is not planned and not asked." in pause and "Pause him from now on" not in pause


def test_where_nobody_is_asked_yet_every_page_says_from_when(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, far, tonight_in_a_fortnight = world.larkmoor.listeners["sam"], days(20, site), days(14, site)
    add_duty(site, sam, far)
    sent = {"from_on": f"{far}", "to_on": f"{far}", "why": "leave"}
    page = coordinator.follow(coordinator.send(f"/rota/people/{sam}/away", **sent))
    asked = f"thers are asked from {day(days(6, site))}"

    assert f"on these nights of his, and o{asked}: {night_words(far)}." in page
    assert f"He cannot do it. O{asked}. See who" in text(page)
    add_duty(site, sam, days(22, site))
    availability.say(site, sam, {days(22, site): AvailabilityKind.UNAVAILABLE}, "", SYSTEM, clock.now())
    assert f"Others are asked from {day(days(8, site))}" in text(coordinator.page("/rota/notices"))
    with coordinator.client.application.test_request_context():
        g.site, g.now = site, clock.now()
        assert others_asked(tonight_in_a_fortnight) == "others are asked from tonight"
        assert others_asked(days(13, site)) == others_asked([days(1, site), days(13, site)]) == "others are asked"
        later = f"from {day(days(6, site))}"
        assert others_asked([days(22, site), far]).endswith(f"asked from 14 days before each, the first {later}")
        assert others_asked([days(1, site), far]).endswith(f"for later ones from 14 days before each, the next {later}")


@pytest.mark.parametrize(("ahead", "can_repair"), [(20, True), (2, False)])
def test_after_a_release_his_page_lists_the_published_nights_without_him_and_who_is_asked(
    coordinator: Coordinator, world: World, site: Site, ahead: int, can_repair: bool
) -> None:
    sam, action = world.larkmoor.listeners["sam"], f"/rota/people/{world.larkmoor.listeners['sam']}/leaving"
    add_duty(site, sam, days(ahead, site))
    looked = coordinator.send(action, standing="transferred", from_on=f"{days(1, site)}")
    page = coordinator.follow(coordinator.send(action, looked.text))
    [asked] = cover_facts.waiting(site.id, clock.now())
    without = page.partition('id="without"')[2].partition("</section>")[0]
    asked_words = f"Others are asked from {day(days(6, site))}" if ahead == 20 else "Others are asked"

    assert f"need somebody: {night_words(days(ahead, site))}. {asked_words}." in page
    assert f"Sam Okoro is gone from {day_year(days(1, site))}: transfer to another prison." in page
    assert f"{night_words(days(ahead, site))}, first. {asked_words}." in text(without)
    assert f"/rota/cover#cover-{asked.id}" in without
    assert ("/rota#repair" in without) is can_repair, "a frozen night changes by cover alone"


def test_each_question_about_a_person_has_a_page_of_its_own(coordinator: Coordinator, world: World) -> None:
    him = f"/rota/people/{world.larkmoor.listeners['sam']}"
    page = coordinator.page(him)
    parts = ["His standing", "His nights", "Release or transfer", "His details", "Standing by date", "Call-outs of"]
    places = [page.index(f">{part}") for part in parts]

    assert places == sorted(places) and "<form" not in page.partition("<main")[2]
    for part in ("standing", "pause", "nights", "away", "leaving", "details"):
        assert f'href="{him}/{part}"' in page
        asked = coordinator.page(f"{him}/{part}")
        assert asked.index(f'<a class="govuk-back-link" href="{him}">') < asked.index("<h1")


def test_he_is_away_from_one_night_to_another_and_others_are_asked_for_his_own(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    him = f"/rota/people/{world.larkmoor.listeners['sam']}"
    add_duty(site, world.larkmoor.listeners["sam"], days(5, site))
    first, last = night_words(days(4, site)), night_words(days(6, site))
    sent = {"from_on": f"{days(4, site)}", "to_on": f"{days(6, site)}", "why": "court"}
    page = coordinator.follow(coordinator.send(f"{him}/away", **sent))

    assert f"Sam Okoro is away from the night of {first} to the night of {last}." in page
    assert f"He is not on these nights of his, and others are asked: {night_words(days(5, site))}" in page
    assert f"From {first} to {last}" in page and "court" not in page
    why = availability.reasons(site, world.larkmoor.listeners["sam"], days(0, site), days(9, site), SYSTEM, clock.now())
    assert why == {days(ahead, site): "court" for ahead in (4, 5, 6)}


@pytest.mark.parametrize(
    ("from_day", "to_day", "words"),
    [(-1, 3, "Enter a night from tonight to"), (3, 1, "The last night must be"), (3, 400, "The last night must be")],
)
def test_a_stretch_away_that_cannot_be_is_said_beside_its_date(
    coordinator: Coordinator, world: World, site: Site, from_day: int, to_day: int, words: str
) -> None:
    away = f"/rota/people/{world.larkmoor.listeners['sam']}/away"
    answer = coordinator.send(away, from_on=f"{days(from_day, site)}", to_on=f"{days(to_day, site)}", why="leave")

    assert answer.status_code == 422 and words in answer.text
