"""When has a press arrived on the page that it leads to?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page


@contextmanager
def landing(page: Page) -> Iterator[None]:
    """Press something within: goes on when the page that it leads to is there. A click alone returns while the browser
    still shows the page before, so that what is read, printed or gone back from would be that one."""
    with page.expect_event("domcontentloaded"):
        yield
