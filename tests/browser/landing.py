"""When has a press arrived on the page that it leads to?"""

from __future__ import annotations

from playwright.sync_api import Locator


def choose(target: Locator) -> None:
    """Press a link or a button that leads to a page, and go on when that page is there. A click alone returns while
    the browser still shows the page before: what is read, printed or pressed next would be that one's."""
    with target.page.expect_event("domcontentloaded"):
        target.click()
