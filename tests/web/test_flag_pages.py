"""Does a reason lead to what it rests on, and does it show when to look again?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import render_template_string
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from listeners.access import SYSTEM
from listeners.domain.care.reasons import Code, Group, Reason
from listeners.domain.people import Role
from listeners.services.care import flag_work, flags
from listeners.store.care import flag_facts
from tests.services.care_records import NOW, SUICIDAL, at, had_offload, owed_rest, site_of, was_overridden, went_out
from tests.web.conftest import SignInAs, new_sign_in
from tests.web.rota_browser import text_of
from tests.world import Prison

pytestmark = pytest.mark.usefixtures("evening")
LIST = '{% from "care/reasons.html" import reason_list %}{{ reason_list(reasons, of=of) }}'


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Prison, sign_in_as: SignInAs) -> FlaskClient:
    """The coordinator's browser."""
    sign_in_as(client, larkmoor, Role.COORDINATOR)
    return client


def links_of(page: str) -> set[tuple[str, str]]:
    """Each "See ..." of a page: its words, and where it leads."""
    return {(words, to) for to, words in re.findall(r'<a class="govuk-link" href="([^"]+)">See ([^<]+)<', page)}


def test_each_reason_leads_to_the_page_and_the_place_where_its_facts_stand(desk: FlaskClient, larkmoor: Prison) -> None:
    dean = larkmoor.listeners["dean"]
    owed_rest(larkmoor, "dean", at(2, 4), kept=False)
    was_overridden(larkmoor, "dean", 5)
    had_offload(larkmoor, "dean", 40)
    for days in (1, 2, 3):
        went_out(larkmoor, "dean", at(days, 14), 30, SUICIDAL)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    person, care = f"/rota/people/{dean}", f"/care/people/{dean}"
    wanted = {
        ("his rests", f"{person}#rests"),
        ("when he was let go", f"{care}#unrested-title"),
        ("his offload", f"{care}#offload-title"),
        ("his calls", f"{care}/calls"),
    }
    for address in ("/care", care):
        assert wanted <= links_of(desk.get(address).text), address
    assert 'id="unrested-title"' in desk.get(care).text


def test_whatever_a_reason_says_there_is_somewhere_to_look(desk: FlaskClient, larkmoor: Prison) -> None:
    dean = larkmoor.listeners["dean"]
    for code in Code:
        reasons = (Reason(Group.REST, code, 1, 1, 28, ("key",)),)
        with desk.application.test_request_context():
            page = render_template_string(LIST, reasons=reasons, of={"id": dean, "name": "Dean"})
        ((_, to),) = links_of(page)
        path, _, anchor = to.partition("#")
        shown = desk.get(path)
        assert shown.status_code == 200, to
        assert not anchor or f'id="{anchor}"' in shown.text or code is Code.REST_OVERRIDDEN, to


def test_the_sheet_to_go_through_together_and_the_history_have_no_such_links(
    desk: FlaskClient, larkmoor: Prison
) -> None:
    had_offload(larkmoor, "dean", 40)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    flag = flag_facts.flag_of(larkmoor.id, larkmoor.listeners["dean"])
    assert flag is not None
    assert links_of(desk.get(f"/care/flags/{flag.id}/print").text) == set()
    page = desk.get(f"/care/people/{larkmoor.listeners['dean']}").text
    assert page.count("See his offload") == 1


def test_looking_again_is_noted_and_the_day_stands_beside_his_name(
    desk: FlaskClient, larkmoor: Prison, evening: time_machine.Traveller
) -> None:
    had_offload(larkmoor, "dean", 40)
    flags.run(site_of(larkmoor), SYSTEM, NOW)
    dean = larkmoor.listeners["dean"]
    flag = flag_facts.flag_of(larkmoor.id, dean)
    assert flag is not None
    flag_work.take_up(site_of(larkmoor), flag.id, flag.version, larkmoor.actor(Role.COORDINATOR), NOW)
    address = f"/care/flags/{flag.id}/review"

    def press(on: str) -> TestResponse:
        page = desk.get(address).text
        kept = {name: value for name, value in re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', page)}
        return desk.post(address, data={**kept, "again_on": on, "words": "He sleeps again"})

    refused = press("27 11 2026")
    assert refused.status_code == 422 and "Enter a date from tomorrow to 56 days ahead" in refused.text
    assert press("4 12 2026").status_code == 303
    page = text_of(desk.get(f"/care/people/{dean}").text)
    assert "It is noted that you looked again." in page and "Look again on Friday 4 December." in page
    assert "Looked at again" in page and "He sleeps again" in page
    care = desk.get("/care").text
    assert "Look again on Friday 4 December." in text_of(care)
    assert f'href="/care/people/{dean}#history-title"' in care
    assert 'id="history-title"' in desk.get(f"/care/people/{dean}").text
    for days, words in ((7, "Look again today"), (1, "To be looked at again since Friday 4 December")):
        evening.shift(timedelta(days=days))
        new_sign_in(desk, larkmoor, Role.COORDINATOR)
        assert words in text_of(desk.get("/care").text)


def test_closing_says_what_was_not_noted_and_closes_all_the_same(desk: FlaskClient, larkmoor: Prison) -> None:
    site, coordinator = site_of(larkmoor), larkmoor.actor(Role.COORDINATOR)
    for who in ("dean", "imran"):
        had_offload(larkmoor, who, 40)
    flags.run(site, SYSTEM, NOW)
    for who in ("dean", "imran"):
        flag = flag_facts.flag_of(larkmoor.id, larkmoor.listeners[who])
        assert flag is not None
        flag_work.take_up(site, flag.id, flag.version, coordinator, NOW)
        if is_told := who == "imran":
            flag_work.go_through(site, flag.id, flag.version + 1, NOW.date(), "", coordinator, NOW)
        page = desk.get(f"/care/flags/{flag.id}/close").text
        assert ("You have not noted that you went through it with him." in page) is not is_told
        assert (f'href="/care/flags/{flag.id}/together"' in page) is not is_told
        kept = {name: value for name, value in re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', page)}
        assert desk.post(f"/care/flags/{flag.id}/close", data={**kept, "outcome": "gone"}).status_code == 303
