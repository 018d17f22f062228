"""Can a Listener fill in the calendar of his nights without a mouse and without a script, also on a phone?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.installation import Installation
from tests.browser.sign_in import sign_in

MOST_STEPS = 60
"""Presses of the tab key before something on the page is held to be out of reach."""


def tab_to(page: Page, which: str) -> str:
    """Go on with the tab key until what is asked for has the focus, and return its id."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found = page.locator(f"{which}:focus")
        if found.count():
            return found.get_attribute("id") or ""
    raise AssertionError(f"the tab key never reaches {which}")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_calendar_is_filled_in_by_keyboard_without_a_script(
    browser: Browser, own: str, demonstration: Installation, width: int
) -> None:
    listener = next(each for each in demonstration.accounts() if each.role == "listener")
    page = browser.new_page(java_script_enabled=False, viewport={"width": width, "height": 740})
    sign_in(page, own, listener)
    page.goto(f"{own}/me/nights?first=")
    first = tab_to(page, ".lst-nights select")
    chosen = {}
    for key, words in (("r", "Rather not"), ("l", "Like to"), ("Home", "Can"), ("ArrowDown", "Can’t")):
        night = tab_to(page, ".lst-nights select")
        page.keyboard.press("Home")
        page.keyboard.press(key)
        chosen[night] = words
        assert page.locator(f"#{night} option:checked").inner_text() == words
    tab_to(page, "main button")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/me/nights\?first="))
    for night, words in chosen.items():
        expect(page.locator(f"#{night} option:checked")).to_have_text(words)
    assert page.locator(".lst-nights select").first.get_attribute("id") == first
    sideways = page.locator("body").evaluate("body => body.scrollWidth > body.clientWidth")
    assert not sideways
    page.close()
