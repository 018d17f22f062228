"""A wing desk in a browser without JavaScript: it follows links, presses buttons and fills in forms as they stand."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from listeners.domain.people import Role
from tests.nights import at
from tests.web.conftest import new_sign_in
from tests.world import Prison


@dataclass
class Form:
    """One form of a page: where it goes, what it holds already, and the words on its button."""

    action: str
    fields: dict[str, str]
    button: str = ""

    @property
    def body(self) -> str:
        """The form as a browser sends it."""
        return urlencode(self.fields)


class _Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.in_button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form" and found.get("method") == "post":
            self.forms.append(Form(found.get("action") or "", {}))
        elif tag == "input" and self.forms and found.get("name"):
            chosen = found.get("type") not in ("radio", "checkbox") or "checked" in found
            if chosen:
                self.forms[-1].fields[found["name"] or ""] = found.get("value") or ""
        self.in_button = tag == "button" or (self.in_button and tag == "span")

    def handle_endtag(self, tag: str) -> None:
        self.in_button = self.in_button and tag != "button"

    def handle_data(self, data: str) -> None:
        if self.in_button and self.forms:
            self.forms[-1].button = f"{self.forms[-1].button} {data.strip()}".strip()


def forms_of(page: str) -> list[Form]:
    """The forms of a page that change something, without the one that signs out."""
    reader = _Forms()
    reader.feed(page)
    return [form for form in reader.forms if form.action != "/sign-out"]


class Desk:
    """One browser at one wing desk, whose clock stands where the test says."""

    def __init__(self, client: FlaskClient, now: str) -> None:
        self.client, self.now = client, now
        self.page: TestResponse
        self.presses = 0

    @classmethod
    def of(cls, client: FlaskClient, prison: Prison, role: Role, now: str) -> Desk:
        """Somebody of a prison who has just signed in on a browser."""
        with time_machine.travel(at(now), tick=False):
            new_sign_in(client, prison, role, at=at(now))
        return cls(client, now)

    @property
    def text(self) -> str:
        """The page in plain words: no tags, single spaces."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.page.text)).split())

    def open(self, path: str) -> Desk:
        """Go to an address."""
        with time_machine.travel(at(self.now), tick=False):
            self.page = self.client.get(path, follow_redirects=True)
        return self

    def forms(self) -> list[Form]:
        """The forms of the page that change something, without the one that signs out."""
        return forms_of(self.page.text)

    def press(self, button: str, **answers: str) -> Desk:
        """Fill in the form of a button and press it; the redirect is followed."""
        form = next((each for each in self.forms() if each.button.startswith(button)), None)
        assert form is not None, f"no button {button!r} among {[each.button for each in self.forms()]}"
        return self.send(form, **answers)

    def send(self, form: Form, **answers: str) -> Desk:
        """Send a form, perhaps not for the first time."""
        self.presses += 1
        with time_machine.travel(at(self.now), tick=False):
            self.page = self.client.post(form.action, data={**form.fields, **answers}, follow_redirects=True)
        return self

    def find(self, wing: str) -> Desk:
        """Choose a wing on the page of a new request, and find a Listener for it."""
        value = re.search(rf'value="([^"]+)"[^>]*>\s*<label[^>]*>\s*{wing} wing', self.page.text)
        assert value is not None, f"no wing {wing!r}"
        return self.press("Find a Listener", wing=value.group(1))

    def follow(self, link: str) -> Desk:
        """Follow a link by its words."""
        self.presses += 1
        links = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', self.page.text, re.DOTALL)
        words = [(html.unescape(href), " ".join(re.sub(r"<[^>]+>", "", text).split())) for href, text in links]
        path = next((href for href, text in words if text.startswith(link)), None)
        assert path is not None, f"no link {link!r} among {[text for _, text in words]}"
        return self.open(path)
