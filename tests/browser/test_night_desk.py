"""Can an officer do it at ten past two: in a few presses, without a mouse, and leave nothing behind?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Account, Installation
from tests.browser.landing import choose
from tests.browser.sign_in import sign_in

MOST_PRESSES = 4
MOST_STEPS = 80
"""Presses of the tab key before something on a page is held to be out of reach."""
FOCUSED = """(() => {
  const here = document.activeElement, words = (here.labels && here.labels[0] || here).innerText
  return words.trim().replace(/\\s+/g, ' ')
})()"""
"""The words of what the keyboard acts on: its own, or those of its label."""


@pytest.fixture
def desk(demonstration: Installation) -> Account:
    """The wing desk of Larkmoor."""
    return next(each for each in demonstration.accounts() if each.role == "staff")


def tab_to(page: Page, words: str) -> None:
    """Go on with the tab key until what has these words is reached."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if re.match(words, str(page.evaluate(FOCUSED))):
            return
    raise AssertionError(f"the tab key never reaches {words!r}")


def largest(page: Page, below: str = "main") -> str:
    """The words of the highest button of the main part, or of the section that this heading names."""
    buttons = page.locator("main" if below == "main" else f"section:has({below})").locator(".govuk-button").all()
    return max(buttons, key=lambda each: (each.bounding_box() or {"height": 0})["height"]).inner_text()


def test_a_call_out_is_sent_in_four_presses_at_most(browser: Browser, own: str, desk: Account) -> None:
    page = browser.new_page(java_script_enabled=False)
    sign_in(page, own, desk)
    presses = ["A man has asked for a Listener", "B wing", "Find a Listener", "He is going"]

    for words in presses:
        page.get_by_text(words, exact=True).click()

    expect(page.locator(".govuk-panel--confirmation")).to_contain_text("is out")
    assert len(presses) <= MOST_PRESSES
    assert largest(page).startswith("He is back")
    page.get_by_text("Back to tonight", exact=True).click()
    assert largest(page, "#open").startswith("He is back")
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_who_said_no_is_folded_away_once_somebody_is_out_but_not_on_paper(
    browser: Browser, own: str, desk: Account, width: int
) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": width, "height": 740})
    sign_in(page, own, desk)
    for words in ("A man has asked for a Listener", "B wing", "Find a Listener", "Says no", "He is going"):
        page.get_by_text(words, exact=True).first.click()
    no = page.get_by_text("is not going")

    expect(no).to_be_hidden()
    page.emulate_media(media="print")
    expect(no).to_be_visible()
    page.emulate_media(media="screen")
    tab_to(page, "Others who were asked")
    page.keyboard.press("Enter")
    expect(no).to_be_visible()
    page.close()


def test_a_call_out_is_made_by_keyboard_alone(page: Page, own: str, desk: Account) -> None:
    sign_in(page, own, desk)
    tab_to(page, "A man has asked")
    page.keyboard.press("Enter")
    page.wait_for_url("**/call-out/new")
    tab_to(page, "A wing")
    page.keyboard.press("Space")
    tab_to(page, "Find a Listener")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/call-out/[0-9a-f]+$"))
    tab_to(page, "He is going")
    page.keyboard.press("Space")
    expect(page.locator(".govuk-panel__title")).to_contain_text("is out")
    tab_to(page, "He is back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/back")
    tab_to(page, "Yes")
    page.keyboard.press("Space")
    tab_to(page, "He is back")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if page.get_by_text("Was he back in the same minute?").count():  # unless the minute has just ended
        tab_to(page, "Yes, that is right")
        page.keyboard.press("Space")
        tab_to(page, "He is back")
        page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/follows"))
    expect(page.locator("dl")).to_contain_text("He was offered one before he went back")


def test_going_back_to_which_wing_chooses_none(page: Page, own: str, desk: Account) -> None:
    sign_in(page, own, desk)
    page.goto(f"{own}/tonight/call-out/new")
    page.get_by_label("C wing").check()
    choose(page.get_by_role("button", name="Find a Listener"))
    page.go_back()

    expect(page.get_by_text("C wing, asked at")).to_be_visible()
    expect(page.locator("input[name=wing]:checked")).to_have_count(0)
    choose(page.get_by_role("button", name="Find a Listener"))
    expect(page.get_by_text("There is a problem")).to_be_visible()


def test_leave_now_is_what_the_tab_key_reaches_first_on_every_first_page(
    browser: Browser, served: str, demonstration: Installation
) -> None:
    for account in {each.role: each for each in demonstration.accounts()}.values():
        page = browser.new_page()
        sign_in(page, served, account)
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == "Leave now", account.role
        page.close()


def test_going_back_after_leaving_shows_nothing_of_what_was_there(
    browser: Browser, served: str, demonstration: Installation
) -> None:
    for username in ("larkl01", "larkstaff", "larkcoord"):
        page = browser.new_page()
        sign_in(page, served, next(each for each in demonstration.accounts() if each.username == username))
        there = page.locator("main").inner_text()
        choose(page.get_by_role("button", name="Leave now"))
        page.go_back()
        expect(page).to_have_url(f"{served}/sign-in")
        assert page.locator("main").inner_text() != there
        expect(page.get_by_role("button", name="Leave now")).to_have_count(0)
        page.close()
