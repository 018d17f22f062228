"""A coordinator at the pages of the team: open one, send its form back as the browser would."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass
class Coordinator:
    """A browser on which a coordinator is signed in."""

    client: FlaskClient

    def page(self, address: str) -> str:
        """The text of a page that must be there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.text[:2000])
        return unescape(answer.text)

    def send(self, address: str, page: str = "", **fields: object) -> TestResponse:
        """Send a form, with the hidden fields of the form of a page that goes to this address."""
        hidden = self.hidden(page or self.client.get(address).text, address)
        return self.client.post(address, data={**hidden, **fields})

    def follow(self, answer: TestResponse) -> str:
        """The page that an answer leads to."""
        assert answer.status_code == 303, (answer.status_code, unescape(answer.text)[:3000])
        return self.page(str(answer.location))

    def hidden(self, page: str, address: str) -> dict[str, object]:
        """The hidden fields of the form that goes to an address."""
        forms = re.findall(r"<form\b.*?</form>", page, flags=re.DOTALL)
        form = next(each for each in forms if f'action="{address}"' in each)
        inputs = (dict(ATTRIBUTE.findall(each)) for each in HIDDEN.findall(form))
        return {each["name"]: unescape(each.get("value", "")) for each in inputs}

    def upload(self, address: str, start: str, field: str, content: bytes, name: str) -> TestResponse:
        """Choose a file and send it."""
        hidden = self.hidden(self.client.get(start).text, address)
        data = {**hidden, field: (io.BytesIO(content), name)}
        return self.client.post(address, data=data, content_type="multipart/form-data")
