"""Can a coordinator have what is published repaired, look at it before and after, and accept it, in a browser?"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.installation import Installation
from tests.browser.landing import choose
from tests.browser.sign_in import sign_in
from tests.browser.visit import LAPTOP, LOOKS_WIDER, PHONE, axe_faults

pytestmark = pytest.mark.timeout(300)


def test_a_repair_is_asked_for_looked_at_and_accepted(page: Page, own: str, demonstration: Installation) -> None:
    sign_in(page, own, next(each for each in demonstration.accounts() if each.username == "larkcoord"))
    expect(page.get_by_role("heading", name="Places that need somebody")).to_be_visible()
    choose(page.get_by_role("button", name="Repair the rota"))
    expect(page.get_by_role("heading", name="What changes", exact=True)).to_be_visible(timeout=120_000)
    page.evaluate(Axe().axe_script)
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)
        assert axe_faults(page) == []
        assert page.evaluate(LOOKS_WIDER) <= 0
    choose(page.get_by_role("button", name="Accept these changes"))

    expect(page.get_by_text("The rota is repaired.")).to_be_visible()
    expect(page.get_by_role("heading", name="Places that need somebody")).to_have_count(0)
    choose(page.get_by_role("link", name="History"))
    expect(page.get_by_text("Somebody who was down cannot do it any more").first).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="The repair is accepted")).to_be_visible()
