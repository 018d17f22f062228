"""The coordinator's pages of the team: the list, one person, details, standing, nights, cards."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.nights import local_date
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.states import NightPlace
from listeners.domain.team import Site
from listeners.services import availability, standings
from listeners.services.care.imports import import_call_outs
from listeners.store import people_facts
from listeners.store.database import act, db
from listeners.store.people import StandingFact
from listeners.store.records import Notice
from listeners.web.filters import day_year
from listeners.web.filters import night as night_words
from tests.csv_files import call_outs
from tests.duties import add_duty
from tests.web.conftest import SignInAs, Statements
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


def test_the_team_is_listed_and_the_other_prisons_is_not(coordinator: Coordinator, world: World, site: Site) -> None:
    add_duty(site, world.larkmoor.listeners["sam"], days(5, site))
    page = coordinator.page("/rota/people")

    assert "Sam Okoro" in page and f"1, next {night_words(days(5, site))}" in page
    assert "Fen " not in page


def test_a_person_page_leads_back_to_the_team_at_its_top(coordinator: Coordinator, world: World) -> None:
    page = coordinator.page(f"/rota/people/{world.larkmoor.listeners['sam']}")

    assert page.index('<a class="govuk-back-link" href="/rota/people">') < page.index("<h1")


def test_a_person_page_shows_standing_nights_call_outs_and_rests(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, now = world.larkmoor.listeners["sam"], clock.now()
    out = (now - timedelta(days=2)).replace(hour=2, minute=0)
    times = ",".join(f"{at:%Y-%m-%dT%H:%MZ}" for at in (out, out, out + timedelta(minutes=70)))
    import_call_outs(site, call_outs(f"L01,{times},B,own_cell,yes"), SYSTEM, now)
    add_duty(site, sam, days(5, site))
    page = coordinator.page(f"/rota/people/{sam}")

    assert "Sam Okoro" in page and night_words(days(5, site)) in page
    assert "1 h 10 min" in page and "Not recorded: it comes before a first call-out" in page
    assert "suicid" not in page.lower()
    found = re.search(r'href="(/tonight/call-out/[^"]+/back)">Correct the return', page)
    assert found is not None and "When was Sam Okoro back?" in coordinator.page(found[1])


def test_somebody_who_shadows_is_shown_with_his_contacts_so_far_and_nobody_moves_him_on(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, now = world.larkmoor.listeners["sam"], clock.now()
    with act() as session:
        standing = StandingFact(
            site_id=site.id,
            listener_id=sam,
            ordinal=2,
            standing=Standing.SHADOWING,
            from_on=now.date() - timedelta(days=30),
            recorded_at=now,
        )
        session.add(standing)
    lines = []
    for ago, words in ((4, "1 of 3 to be shadowed"), (3, "2 of 3 to be shadowed"), (2, "3 of 3 to be shadowed")):
        out = (now - timedelta(days=ago)).replace(hour=14, minute=0)
        times = ",".join(f"{at:%Y-%m-%dT%H:%MZ}" for at in (out, out, out + timedelta(minutes=30)))
        lines.append(f"L01,{times},B,own_cell,")
        import_call_outs(site, call_outs(*lines), SYSTEM, now)
        page = coordinator.page(f"/rota/people/{sam}")
        assert words in page and ("Make him active" in page) is (ago == 2)
        assert 'Standing today</dt><dd class="govuk-summary-list__value">Shadowing' in page
        assert f"Shadowing: {words.split()[0]} of 3 contacts" in coordinator.page("/rota/people")
    told = db.session.scalars(select(Notice).where(Notice.kind == "shadowed_enough")).one()
    assert told.account_id == world.larkmoor.accounts[Role.COORDINATOR]
    action = f"/rota/people/{sam}/standing"
    proposed = next(each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if "Make him active" in each)
    sent = coordinator.hidden(proposed, action)
    done = coordinator.follow(coordinator.client.post(action, data=sent))
    assert "Active (today)" in done and "Sam Okoro is active from" in done
    again = coordinator.follow(coordinator.client.post(action, data=sent | {"act_key": "00112233445566778899"}))
    assert "It is on file already: Sam Okoro is active from" in again
    assert "to be shadowed" not in coordinator.page(f"/rota/people/{world.larkmoor.listeners['ravi']}")


def test_details_are_corrected_and_a_stale_form_is_told_what_to_do(coordinator: Coordinator, world: World) -> None:
    address = f"/rota/people/{world.larkmoor.listeners['sam']}/details"
    stale = coordinator.client.get(address).text
    good: dict[str, Any] = {
        "name": "Sam O’Koro",
        "prison_number": "a1001aa",
        "cell": "lki-d-1-002",
        "reaches": ["A", "D"],
        "share": "50",
        "reserve": "y",
        "works": ["PM"],
        "joined_on": "2026-06-01",
        "trained_on": "2026-05-01",
        "consented_on": "2026-05-02",
    }
    page = coordinator.follow(coordinator.send(address, **good))
    assert "Sam O’Koro" in page and "LKI-D-1-002" in page and "A, D wing" in page and "2 May 2026" in page
    again = coordinator.follow(coordinator.send(address, **good))
    assert "The details of Sam O’Koro are as they were." in again and "banner--success" not in again
    late = coordinator.send(address, stale, **good)
    assert late.status_code == 409 and "Load the page again" in late.text
    elsewhere = coordinator.follow(coordinator.send(address, **good | {"prison_number": "A1001BB"}))
    assert "O’Koro are on file. He gets no nights until his yes is written down under Care, Decisions." in elsewhere


def test_a_form_with_faults_comes_back_with_each_of_them(coordinator: Coordinator, world: World) -> None:
    address = f"/rota/people/{world.larkmoor.listeners['sam']}/details"
    answer = coordinator.send(
        address, name="", prison_number="12", cell="FNI-A-1-001", share="60", joined_on="1889-01-01", works="Sunday"
    )

    assert answer.status_code == 422
    for words in (
        "The name is empty",
        "The prison number must be a letter, four digits and two letters",
        "The cell is at FNI, and this is LKI",
        "too long ago",
    ):
        assert words in answer.text


def test_leaving_names_what_it_does_first_then_says_which_nights_are_short_and_can_be_taken_back(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam, luc = world.larkmoor.listeners["sam"], world.larkmoor.listeners["luc"]
    add_duty(site, sam, days(5, site))
    add_duty(site, sam, days(8, site))
    add_duty(site, luc, days(8, site), NightPlace.SECOND)
    address, action = f"/rota/people/{sam}", f"/rota/people/{sam}/leaving"
    first = coordinator.send(action, standing="left", from_on=f"{days(3, site)}")
    looked = unescape(first.text)
    assert first.status_code == 200 and "taken off 2 published nights" in looked
    assert f"{night_words(days(5, site))}: <strong>nobody is then on" in looked
    assert f"{night_words(days(8, site))}: 1 still on, short of one" in looked
    assert "still to come" not in coordinator.page(address)

    page = coordinator.follow(coordinator.send(action, first.text))
    assert f"Sam Okoro is gone from {day_year(days(3, site))}: release, or leaves the scheme." in page
    assert f"need somebody: {night_words(days(5, site))}; {night_words(days(8, site))}" in page
    assert "still to come" in page
    twice = coordinator.follow(coordinator.send(action, first.text))
    assert f"need somebody: {night_words(days(5, site))}" in twice

    back = f"/rota/people/{sam}/standing/take-back"
    assert "He stays: take it back" in coordinator.page(action)
    page = coordinator.follow(coordinator.send(back, coordinator.client.get(f"{address}/standing").text))
    assert "taken back" in page and "still to come" not in page


def test_a_night_that_came_after_the_look_is_shown_before_it_is_emptied(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    action = f"/rota/people/{sam}/standing"
    looked = coordinator.send(action, standing="paused", from_on=f"{days(3, site)}").text
    assert "No published night of his is emptied" in looked
    add_duty(site, sam, days(5, site))

    again = coordinator.send(action, looked)
    assert again.status_code == 200 and night_words(days(5, site)) in again.text
    assert night_words(days(5, site)) in coordinator.follow(coordinator.send(action, again.text))


@pytest.mark.parametrize(
    ("standing", "words"), [("", "Choose the new standing"), ("active", "He has this standing from that day already")]
)
def test_a_change_of_standing_is_chosen_and_is_a_change(
    coordinator: Coordinator, world: World, site: Site, standing: str, words: str
) -> None:
    sam = world.larkmoor.listeners["sam"]
    answer = coordinator.send(f"/rota/people/{sam}/standing", standing=standing, from_on=f"{days(3, site)}")

    assert answer.status_code == 422 and words in answer.text


def test_a_standing_from_a_day_that_is_past_is_refused_beside_its_field(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    sent = {"standing": "paused", "from_on": days(-1, site).isoformat()}
    answer = coordinator.send(f"/rota/people/{sam}/standing", **sent)

    assert answer.status_code == 422
    assert "begins today or later" in answer.text


def test_somebody_is_added_by_hand(coordinator: Coordinator) -> None:
    page = coordinator.follow(
        coordinator.send(
            "/rota/people/new",
            ref="L40",
            name="Zoë O'Brien",
            prison_number="A4321BC",
            cell="LKI-C-1-010",
            share="75",
            works=["AM", "PM"],
            joined_on="2026-10-01",
            standing="shadowing",
        )
    )
    assert "Zoë O'Brien is in the team" in page and "Shadowing" in page and "Every wing" in page


def test_nights_are_keyed_in_on_behalf_and_somebody_is_needed_for_one_that_he_cannot_do(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    add_duty(site, sam, days(5, site))
    address = f"/rota/people/{sam}/nights"
    assert "he is down for this night" in coordinator.page(address)
    nights = {f"night-{days(5, site)}": "N", f"night-{days(9, site)}": "y"}
    page = coordinator.follow(coordinator.send(address, reason="Visit of his mother", **nights))

    assert f"He is not on these nights of his, and others are asked: {night_words(days(5, site))}" in page
    said = availability.of(site, sam, days(0, site), days(55, site), SYSTEM)
    assert {each.night: each.kind for each in said.nights} == {
        days(5, site): AvailabilityKind.UNAVAILABLE,
        days(9, site): AvailabilityKind.PREFER,
    }
    assert "mother" not in page
    assert "Visit of his mother" in coordinator.page(f"{address}?reasons=yes")

    page = coordinator.follow(coordinator.send(address, **{f"night-{days(9, site)}": "y"}))
    assert "The nights are on file" in page
    db.session.rollback()
    assert availability.of(site, sam, days(0, site), days(55, site), SYSTEM).on(days(5, site)) is None


def test_a_sheet_of_nights_filled_in_before_he_said_something_himself_is_refused(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    address = f"/rota/people/{sam}/nights"
    stale = coordinator.client.get(address).text
    availability.say(site, sam, {days(7, site): AvailabilityKind.AVOID}, "", SYSTEM, clock.now())

    assert coordinator.send(address, stale, **{f"night-{days(9, site)}": "y"}).status_code == 409


def test_a_reason_that_is_too_long_keeps_what_was_chosen(coordinator: Coordinator, world: World, site: Site) -> None:
    address = f"/rota/people/{world.larkmoor.listeners['sam']}/nights"
    answer = coordinator.send(address, reason="x" * 201, **{f"night-{days(9, site)}": "y"})

    assert answer.status_code == 422
    assert "The reason is longer than 200 characters" in answer.text
    assert answer.text.count('value="Y" selected') == 1


def test_a_stretch_of_nights_is_keyed_in_by_its_first_and_last(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    address = f"/rota/people/{sam}/nights"
    first, last = days(50, site), days(70, site)  # further ahead than the boxes
    answer = coordinator.send(address, from_on=f"{first}", to_on=f"{last}", says="unavailable", reason="Leave")
    assert answer.status_code == 303
    db.session.rollback()
    said = availability.of(site, sam, days(0, site), days(90, site), SYSTEM)
    assert [each.night for each in said.nights] == [days(day, site) for day in range(50, 71)]
    assert {each.kind for each in said.nights} == {AvailabilityKind.UNAVAILABLE}
    boxes = {f"night-{days(day, site)}": "N" for day in range(50, 56)}
    coordinator.send(address, from_on=f"{last}", says="nothing", **boxes)
    db.session.rollback()

    said = availability.of(site, sam, days(0, site), days(90, site), SYSTEM)
    assert [each.night for each in said.nights] == [days(day, site) for day in range(50, 70)]


@pytest.mark.parametrize(
    ("from_day", "to_day", "words"),
    [
        (-1, 3, "Enter a night from tonight to"),
        (3, 1, "The last night must be the first night or a later one, up to"),
        (3, 400, "The last night must be the first night or a later one, up to"),
        (None, 3, "Enter the first night too"),
    ],
)
def test_a_stretch_that_cannot_be_is_said_beside_its_dates(
    coordinator: Coordinator, world: World, site: Site, from_day: int | None, to_day: int, words: str
) -> None:
    address = f"/rota/people/{world.larkmoor.listeners['sam']}/nights"
    first = "" if from_day is None else f"{days(from_day, site)}"
    answer = coordinator.send(address, from_on=first, to_on=f"{days(to_day, site)}", says="unavailable")

    assert answer.status_code == 422 and words in answer.text


def test_a_letter_that_the_card_has_not_is_asked_about(coordinator: Coordinator, world: World, site: Site) -> None:
    address = f"/rota/people/{world.larkmoor.listeners['sam']}/nights"
    answer = coordinator.send(address, **{f"night-{days(9, site)}": "x"})

    assert answer.status_code == 422
    assert f"{night_words(days(9, site))}: choose can, N, R or Y" in answer.text


@pytest.mark.parametrize("card", ["nights", "cannot", "offload"])
def test_a_card_is_printed_for_each_of_the_team_or_for_one(
    coordinator: Coordinator, world: World, site: Site, card: str
) -> None:
    sam, luc = world.larkmoor.listeners["sam"], world.larkmoor.listeners["luc"]
    standings.change(site, luc, Standing.LEFT, days(0, site), 1, SYSTEM, clock.now())
    everybody = coordinator.page(f"/rota/cards?card={card}")

    assert everybody.count("<section") == 7
    assert everybody.count("lst-page-break") == (6 if card == "offload" else 0)
    assert "Sam Okoro" in everybody and "Luc Martin" not in everybody
    only = coordinator.page(f"/rota/people/{sam}/cards/{card}")
    assert "Sam Okoro" in only and "Ravi Patel" not in only
    assert coordinator.client.get(f"/rota/people/{luc}/cards/{card}").status_code == 404
    assert coordinator.client.get("/rota/cards?card=other").status_code == 404


def test_the_card_of_nights_has_a_box_for_each_night_that_its_page_takes(
    coordinator: Coordinator, world: World, site: Site
) -> None:
    sam = world.larkmoor.listeners["sam"]
    card = coordinator.page(f"/rota/people/{sam}/cards/cannot")
    page = coordinator.page(f"/rota/people/{sam}/nights")

    boxes = re.findall(r'lst-write">(\d+/\d+)<', card)
    assert boxes == re.findall(r'<label for="night-[0-9-]+">(\d+/\d+)<', page)
    assert boxes[0] == f"{days(0, site).day}/{days(0, site).month}" and len(boxes) == 56


def test_the_offload_card_says_nothing_of_a_caller_and_has_no_line_for_words(coordinator: Coordinator) -> None:
    page = coordinator.page("/rota/cards?card=offload")

    assert "Never name the person you listened to" in page
    assert "<textarea" not in page and "suicid" not in page.lower()


def history(site: Site, world: World, numbers: range) -> None:
    """Call-outs, nights, things said and duties of Sam, one for each number."""
    sam, now = world.larkmoor.listeners["sam"], clock.now()
    lines = []
    for number in numbers:
        out = now - timedelta(days=1 + number % 20, hours=number // 20)
        stamps = ",".join(f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (out, out, out + timedelta(minutes=30)))
        lines.append(f"L01,{stamps},B,own_cell,yes")
    import_call_outs(site, call_outs(*lines), SYSTEM, now)
    for number in numbers:
        add_duty(site, sam, days(2 + 2 * number, site))
        said = {days(3 + 2 * number, site): AvailabilityKind.AVOID}
        availability.say(site, sam, said, "why", SYSTEM, now)


@pytest.mark.parametrize(
    "address",
    ["/rota/people", "/rota/people/{sam}", "/rota/people/{sam}/nights?reasons=yes", "/rota/cards?card=nights"],
)
def test_a_page_asks_the_database_twelve_times_at_most_however_long_the_history(
    coordinator: Coordinator, world: World, site: Site, statements: Statements, address: str
) -> None:
    address = address.format(sam=world.larkmoor.listeners["sam"])
    counts = []
    for numbers in (range(2), range(2, 20)):
        history(site, world, numbers)
        statements.clear()
        coordinator.page(address)
        counts.append(len(statements))

    assert counts[0] == counts[1], str(statements)
    assert counts[0] <= 12, str(statements)
