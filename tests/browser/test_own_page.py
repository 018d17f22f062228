"""Is logging an offload short on a phone, without a script, and does a box stand there only when it is needed?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.installation import Installation
from tests.browser.landing import choose
from tests.browser.sign_in import sign_in

PHONE = ViewportSize(width=360, height=740)
SCREENS = 3.5
"""How many screens of a phone the form may be long, what frames it included."""


@pytest.fixture
def phone(browser: Browser, served: str, demonstration: Installation) -> Iterator[Page]:
    """A Listener's browser on a screen as wide as a phone, with no script."""
    page = browser.new_context(base_url=served, viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, served, next(each for each in demonstration.accounts() if each.role == "listener"))
    yield page
    page.context.close()


def test_an_offload_is_logged_in_eight_presses_on_a_few_screens(phone: Page) -> None:
    phone.goto("/me/offload")
    box = phone.locator("body").bounding_box()
    assert box is not None and box["height"] <= SCREENS * PHONE["height"] and box["width"] <= PHONE["width"]
    for answer in ("Yesterday", "A group", "Samaritans", "Yes", "An officer could hear us", "45 min"):
        phone.get_by_role("radio", name=answer, exact=True).check()
    choose(phone.get_by_role("button", name="Save"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_a_box_for_another_answer_stands_there_only_after_it(phone: Page) -> None:
    phone.goto("/me/offload")
    for answer, label in (("Another day", "If another day"), ("Another length", "If another length")):
        expect(phone.get_by_label(label)).to_be_hidden()
        phone.get_by_role("radio", name=answer, exact=True).check()
        expect(phone.get_by_label(label)).to_be_visible()
    phone.get_by_role("radio", name="Today", exact=True).check()
    expect(phone.get_by_label("If another day")).to_be_hidden()


FORMS = (
    "/me/offload",
    "/me/contacts",
    "/me/check-in",
    "/me/concern",
    "/me/mine",
    "/me/work",
    "/me/refused",
    "/me/cannot",
    "/me/nights/away",
    "/me/nights/every",
    "/me/nights",
)
FILL_IN = """() => document.querySelectorAll("main form").forEach(form => Array.from(form.elements).forEach(one => {
  if (one.type === "radio" || one.type === "checkbox") one.checked = true;
  else if (one.tagName === "SELECT") one.selectedIndex = one.options.length - 1;
  else if (one.type !== "hidden" && one.tagName !== "BUTTON") one.value = "09:20";
}))"""
AS_FILLED_IN = """() => Array.from(document.querySelectorAll("main form")).flatMap(form => Array.from(form.elements))
  .filter(one => one.type === "radio" || one.type === "checkbox" ? one.checked !== one.defaultChecked
    : one.tagName === "SELECT" ? one.selectedIndex > 0 && !one.options[one.selectedIndex].defaultSelected
    : one.type !== "hidden" && one.tagName !== "BUTTON" && one.value !== one.defaultValue)
  .map(one => one.name)"""


def test_the_browser_fills_no_form_of_a_listener_in_again_after_back(phone: Page) -> None:
    """At a kiosk one key would show the next man, or an officer behind him, what was told."""
    for form in FORMS:
        phone.goto(form)
        phone.evaluate(FILL_IN)
        assert phone.evaluate(AS_FILLED_IN), f"{form}: nothing was filled in"
        choose(phone.get_by_role("link", name="Listeners").first)
        phone.go_back()
        assert (form, phone.evaluate(AS_FILLED_IN)) == (form, [])
