"""Take pictures of the main pages of everybody: ``python -m tests.browser.pictures FOLDER [--readme FILE]``.

For looking at them, and for the one picture of the README. Each page is taken as wide as a phone and as a laptop.
"""

from __future__ import annotations

import argparse
import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.browser import find_chromium
from tests.browser.conftest import FLAGS
from tests.browser.installation import TONIGHT, Account, Installation
from tests.browser.landing import choose
from tests.browser.sign_in import sign_in

WIDTHS = {"phone": 360, "laptop": 1280}
SHOWN_ON = 820
"""The part of a laptop page that the picture of the README shows, in pixels from the top."""
PAGES = {
    "larkstaff": {
        "tonight": "/tonight",
        "load": "/tonight/load",
        "rest": "/tonight/rest",
        "rest-slips": "/tonight/rest/slips",
        "sheet": "/tonight/sheet",
        "start": "/tonight/call-out/new",
        "override": "/tonight/override",
        "paper": "/tonight/paper",
    },
    "larkcoord": {
        "rota": "/rota",
        "gaps": "/rota/gaps",
        "nights": "/rota/nights",
        "fairness": "/rota/fairness",
        "feeds": "/rota/feeds",
        "plan": "/rota/plan",
        "rules": "/rota/rules",
        "history": "/rota/history",
        "team": "/rota/people",
        "import": "/rota/import",
        "slips": "/rota/slips",
        "notices": "/rota/notices",
        "care": "/care",
        "offloads": "/care/offloads",
        "key-in": "/care/offloads/new",
        "review": "/review",
    },
    "branchcoord": {"prisons": "/sites"},
    "larksafer": {"load": "/tonight/load"},
    "larkl01": {
        "me": "/me",
        "offload": "/me/offload",
        "cannot": "/me/cannot",
        "calls": "/me/calls",
        "held": "/me/held",
        "nights": "/me/print",
    },
    "larkpeer": {"me": "/me"},
    "national": {"admin": "/admin", "new-account": "/admin/accounts/new", "new-prison": "/admin/prisons/new"},
    "auditor": {"review": "/review"},
}
README = ("larkstaff-tonight", "larkcoord-rota", "larkcoord-care", "larkstaff-load")


def main() -> None:
    """Make the demonstration, serve it, and take the pictures."""
    parser = argparse.ArgumentParser(prog="pictures", description="Take pictures of the main pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", type=Path, metavar="FILE", help="put four of them together in this file")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        installation = Installation(Path(name))
        installation.run(TONIGHT, "demo")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        with installation.serve(TONIGHT) as address:
            for account in installation.accounts():
                _take_all(browser, address, account, asked.folder)
        if asked.readme:
            _compose(browser, asked.folder, asked.readme)
        browser.close()


def _take_all(browser: Browser, address: str, account: Account, folder: Path) -> None:
    pages = PAGES.get(account.username, {})
    if not pages:
        return
    page = browser.new_context(locale="en-GB", base_url=address).new_page()
    sign_in(page, address, account)
    for name, path in pages.items():
        answer = page.goto(path)
        if answer is None or not answer.ok:
            raise SystemExit(f"{account.username}: {path} is no page: {answer and answer.status}")
        _take(page, folder, f"{account.username}-{name}")
    for name in _further(page, account):
        _take(page, folder, f"{account.username}-{name}")
    page.context.close()


def _further(page: Page, account: Account):  # type: ignore[no-untyped-def]
    """Open pages that have no fixed address, and name each."""
    if account.username == "larkcoord":
        for name, start, link, leads_to in (
            ("person", "/rota/people", "tbody th a", "/rota/people/"),
            ("slot", "/rota", ".lst-board tbody td a", "/rota/slots/"),
            ("rule", "/rota/rules", "tbody th a", "/rota/rules/"),
            ("care-person", "/care", "h3 a", "/care/"),
        ):
            page.goto(start)
            choose(page.locator(link).first)
            if leads_to not in page.url:
                raise SystemExit(f"{name} is a picture of {page.url}")
            yield name
    if account.username == "larkstaff":
        page.goto("/tonight/call-out/new")
        page.get_by_label("B wing").check()
        for name, button in (("ask", "Find a Listener"), ("sent", "He is going"), ("back", "He is back")):
            choose(page.locator("button, a").filter(has_text=button).first)
            yield name


def _take(page: Page, folder: Path, name: str) -> None:
    for width_name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 740 if width < 800 else 900})
        page.screenshot(path=folder / f"{name}-{width_name}.png", full_page=True)


def _compose(browser: Browser, folder: Path, target: Path) -> None:
    """Put the upper parts of four pages on one picture, two by two."""
    images = []
    for name in README:
        data = base64.b64encode((folder / f"{name}-laptop.png").read_bytes()).decode()
        images.append(f'<div><img src="data:image/png;base64,{data}"></div>')
    page = browser.new_page(viewport={"width": 1440, "height": 960})
    page.set_content(
        "<style>body{margin:0;padding:12px;background:#dfe7e5;display:grid;grid-template-columns:1fr 1fr;gap:12px}"
        f"div{{height:{SHOWN_ON * 702 // 1280}px;overflow:hidden;border-radius:6px}}img{{width:100%;display:block}}"
        "</style>" + "".join(images)
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=True)


if __name__ == "__main__":
    main()
