"""How does a test come in by the front door?"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.installation import Account


def sign_in(page: Page, address: str, account: Account) -> None:
    """Sign in by the real form; the first page of this account is open afterwards."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("Username").fill(account.username)
    page.locator("input[name=password]").fill(account.secret)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
