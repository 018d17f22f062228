"""The coordinator at the rota: a form filled in and sent, and what a page says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.rota_world import MONDAY
from tests.web.conftest import token_of

KEY = re.compile(r'name="act_key"[^>]* value="([^"]+)"')
SLOT = f"/rota/slots/{MONDAY}/2"
"""The second place of Monday's night."""


def send(desk: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Fill in the form of a page and send it."""
    page = desk.get(path).text
    key = KEY.search(page)
    assert key
    return desk.post(path, data={"csrf_token": token_of(page), "act_key": key.group(1), **fields})


def text_of(page: str) -> str:
    """What a page says, without its marks and doubled spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


class _Printed(HTMLParser):
    """Collects the words that stand on paper: all but those within an element that is not printed."""

    WITHOUT_END = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unprinted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_unprinted = "lst-no-print" in (dict(attrs).get("class") or "").split()
        if tag not in self.WITHOUT_END and (self._unprinted or is_unprinted):
            self._unprinted += 1

    def handle_endtag(self, tag: str) -> None:
        if self._unprinted:
            self._unprinted -= 1

    def handle_data(self, data: str) -> None:
        if not self._unprinted:
            self.words += data.split()


def paper_text_of(page: str) -> str:
    """What the main part of a page says once it is printed."""
    printed = _Printed()
    printed.feed(page[page.index("<main") : page.index("</main>")])
    return " ".join(printed.words)
