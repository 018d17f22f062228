"""Can a Listener tell how he is, or that something is wrong, with a keyboard alone: no mouse, no finger, no script?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.installation import Installation
from tests.browser.sign_in import sign_in

MOST = 60
"""Presses of Tab after which whoever looks for something has given up."""
FOCUSED = "one => one === document.activeElement"


@pytest.fixture
def keys(browser: Browser, served: str, demonstration: Installation) -> Iterator[Page]:
    """A Listener on his first page; of his browser nothing is used but the keyboard."""
    page = browser.new_context(base_url=served, java_script_enabled=False).new_page()
    sign_in(page, served, next(each for each in demonstration.accounts() if each.role == "listener"))
    yield page
    page.context.close()


def tab_to(target: Locator) -> None:
    """Press Tab until something has the focus: of radios one group is one stop."""
    for _ in range(MOST):
        if target.evaluate(FOCUSED):
            return
        target.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not come to {target}")


def choose_answer(page: Page, question: str, downs: int) -> None:
    """Come to a question and choose an answer with the arrow keys: 0 is the first, with the space bar."""
    group = page.get_by_role("group", name=question).get_by_role("radio")
    tab_to(group.first)
    page.keyboard.press("Space")
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    expect(group.nth(downs)).to_be_checked()


def enter(target: Locator) -> None:
    """Come to a link or a button, see where the focus is, press Enter, and wait for the page that it leads to."""
    tab_to(target)
    seen = target.evaluate("one => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow")
    assert seen != "nonenone", "the focus is not to be seen"
    with target.page.expect_event("domcontentloaded"):
        target.page.keyboard.press("Enter")


def is_thanked(page: Page) -> None:
    """He finds the one page of thanks."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_he_checks_in(keys: Page) -> None:
    enter(keys.get_by_role("link", name="How am I? A check-in"))
    choose_answer(keys, "I slept badly", 2)
    choose_answer(keys, "Would you like a rest from call-outs?", 1)
    enter(keys.get_by_role("button", name="Save"))
    is_thanked(keys)


def test_he_tells_that_something_is_wrong(keys: Page) -> None:
    enter(keys.get_by_role("link", name="Something is wrong"))
    tab_to(keys.get_by_label("Where I live or listen"))
    keys.keyboard.press("Space")
    tab_to(keys.get_by_label("In your own words"))
    keys.keyboard.type("The room is never free")
    choose_answer(keys, "Who shall read it?", 0)
    enter(keys.get_by_role("main").get_by_role("button"))
    is_thanked(keys)


def test_he_asks_for_a_copy_of_what_is_kept_about_him(keys: Page) -> None:
    enter(keys.get_by_role("link", name="About me"))
    choose_answer(keys, "What do you want?", 0)
    enter(keys.get_by_role("button", name="Ask for it"))
    is_thanked(keys)
