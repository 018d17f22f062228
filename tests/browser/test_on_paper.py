"""Does what is printed fit its paper: one sheet for a night, one for each Listener, whole slips?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.installation import TONIGHT, Account, Installation
from tests.browser.landing import landing
from tests.browser.sign_in import sign_in

SLIPS_ON_A_SHEET = 8


def sheets(page: Page) -> int:
    """How many sheets of A4 a page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def account(demonstration: Installation, role: str) -> Account:
    return next(each for each in demonstration.accounts() if each.role == role)


@pytest.fixture
def staff(browser: Browser, served: str, demonstration: Installation) -> Iterator[Page]:
    """The wing desk, signed in."""
    page = browser.new_context(base_url=served).new_page()
    sign_in(page, served, account(demonstration, "staff"))
    yield page
    page.context.close()


@pytest.fixture
def coordinator(browser: Browser, served: str, demonstration: Installation) -> Iterator[Page]:
    """The coordinator, signed in."""
    page = browser.new_context(base_url=served).new_page()
    sign_in(page, served, account(demonstration, "coordinator"))
    yield page
    page.context.close()


def test_the_night_sheet_is_one_sheet(staff: Page) -> None:
    staff.goto("/tonight/sheet")

    assert sheets(staff) == 1


def test_the_night_sheet_that_the_command_makes_is_one_sheet(browser: Browser, demonstration: Installation) -> None:
    page = browser.new_page()
    page.set_content(demonstration.run(TONIGHT, "night-sheet", "--site", "LKI"))
    assert page.get_by_role("heading", level=1).inner_text().startswith("Night sheet")

    assert sheets(page) == 1
    page.close()


def test_the_list_of_who_rests_is_one_sheet(staff: Page) -> None:
    staff.goto("/tonight/rest")

    assert sheets(staff) == 1


def test_a_rota_of_four_weeks_is_one_sheet_and_who_carries_how_much_another(coordinator: Page) -> None:
    coordinator.goto("/rota")
    assert coordinator.locator(".lst-board tbody tr").count() == 28
    assert sheets(coordinator) == 2
    coordinator.emulate_media(media="print")
    for hidden in (".lst-board details", "#gaps", "#broken", ".lst-board .govuk-link"):
        assert not coordinator.locator(f"{hidden}:visible").count(), hidden
    coordinator.locator(".lst-fairness").evaluate("table => table.closest('section').remove()")

    assert sheets(coordinator) == 1


@pytest.mark.parametrize("address", ["/tonight/rest/slips?on=2026-11-26", "/rota/slips/print"])
def test_slips_are_cut_from_as_few_sheets_as_hold_them(coordinator: Page, address: str) -> None:
    coordinator.goto(address)
    slips = coordinator.locator(".lst-slip").count()

    assert slips > 0
    assert sheets(coordinator) == ceil(slips / SLIPS_ON_A_SHEET)


@pytest.mark.parametrize("card", ["nights", "cannot", "offload"])
def test_each_listener_has_one_sheet_of_his_own(coordinator: Page, card: str) -> None:
    coordinator.goto(f"/rota/cards?card={card}")
    listeners = coordinator.locator("main section").count()

    assert listeners > 10
    assert sheets(coordinator) == listeners


def test_the_private_sheet_to_go_through_together_is_one_sheet_without_a_name(
    browser: Browser, own: str, demonstration: Installation
) -> None:
    page = browser.new_page()
    sign_in(page, own, account(demonstration, "coordinator"))
    page.goto(f"{own}/care")
    with landing(page):
        page.get_by_role("button", name="Take up").first.click()
    name = page.get_by_role("heading", level=1).inner_text().split("\n")[0]
    page.get_by_role("button", name="Go through it together").click()
    with landing(page):
        page.get_by_role("link", name="Print the private sheet").click()

    assert sheets(page) == 1
    assert name not in page.locator("body").inner_text()
    page.close()
