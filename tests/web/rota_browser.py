"""The coordinator at the rota: a form filled in and sent, and what a page says."""

from __future__ import annotations

import re

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
