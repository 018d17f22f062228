"""What do the tests of a Listener's own pages do in a browser? They fill in a form and send it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.web.conftest import token_of


def form_of(page: str, **told: object) -> dict[str, object]:
    key = re.search(r'name="act_key"[^>]* value="([^"]+)"', page)
    assert key
    return {"csrf_token": token_of(page), "act_key": key.group(1), **told}


def send(browser: FlaskClient, address: str, **told: object) -> str:
    """Fill in the form of a page and send it; return where it leads."""
    page = browser.get(address)
    assert page.status_code == 200, page.status_code
    answer = browser.post(address, data=form_of(page.text, **told))
    assert answer.status_code == 303, answer.text
    return answer.location


def fields_of(page: str, address: str) -> dict[str, str]:
    """The hidden fields of the first form of a page that is sent to an address."""
    form = next(each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{address}"' in each)
    hidden = (each for each in re.findall(r"<input[^>]*>", form) if 'type="hidden"' in each)
    return dict(re.findall(r' (?:name|value)="([^"]*)"', each) for each in hidden)
