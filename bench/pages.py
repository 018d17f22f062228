"""How much more than an empty signed-in page does each page cost, also with ten times the history?

Both are answered by the same application in one process, without a network between: what differs is the page alone.
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, Flask, render_template_string
from sqlalchemy import select
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from bench.measure import noted, pairs, tell
from bench.scheme import NOW, at_night
from config import Settings
from listeners.app import create_app
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.services.feeds import digest_of
from listeners.store import accounts as tables
from listeners.store import feed_links
from listeners.store.database import act
from listeners.web.guards import allow
from tests.browser.installation import Account, Installation

ROUNDS = 40
EMPTY = "/bench/empty"
EMPTY_PAGE = """{% extends "layout.html" %}{% block title %}Empty{% endblock %}{% block wide %}lst-wide{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Empty</h1>{% endblock %}"""
PAGES = (
    ("tonight", "larkstaff", "/tonight"),
    ("load", "larksafer", "/tonight/load"),
    ("rest today", "larksafer", "/tonight/rest"),
    ("board", "larkcoord", "/rota"),
    ("people list", "larkcoord", "/rota/people"),
    ("care", "larkcoord", "/care"),
    ("me", "larkl01", "/me"),
)
"""The page, who opens it, and its address."""
WITH_DRAFT = (("board with a draft in hand", "larkcoord", "/rota"),)
"""The board shows the nights of the draft beside the published ones: up to twice as many."""


FEEDS = (("feed of one's own nights", "larkl01"), ("feed of the site's open nights", None))
"""The calendar, and whose nights are in it; a calendar program looks every few minutes, day and night."""


def run(
    installation: Installation, scheme: str, pages: tuple[tuple[str, str, str], ...] = PAGES, *, feeds: bool = False
) -> None:
    """Measure pages of an installation, whose name stands in the line, each against an empty page; its ``feeds``
    too."""
    with at_night(), noted(f"pages of {scheme}"):
        app = _application(installation.folder)
        accounts = {account.username: account for account in installation.accounts()}
        read = [(name, "larkcoord", _link(app, whose)) for name, whose in FEEDS] if feeds else []
        for name, username, address in (*pages, *read):
            browser = _Browser(app, accounts[username])
            value, against = pairs(lambda: browser.get(address), lambda: browser.get(EMPTY), ROUNDS)  # noqa: B023
            tell(f"page {name}, {scheme}: ms, against an empty page", value * 1000, against * 1000)


def _application(folder: Path) -> Flask:
    """The program, with one page more than it ships."""
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(folder)}))
    blueprint = Blueprint("bench", __name__)

    @blueprint.get(EMPTY)
    @allow(*Role, fresh=False)
    def empty() -> str:
        return render_template_string(EMPTY_PAGE)

    app.register_blueprint(blueprint)
    return app


def _link(app: Flask, whose: str | None) -> str:
    """Make a calendar link, and return its address."""
    secret = f"bench-{whose}"
    grant, account = tables.AccountGrant, tables.Account
    with app.app_context(), act() as session:
        maker = session.scalars(select(grant).join(account).where(account.username == "larkcoord")).one()
        own = select(grant.listener_id).join(account).where(account.username == whose)
        assert maker.site_id is not None  # noqa: S101 -- he coordinates a prison
        listener = ListenerId(str(session.scalar(own))) if whose else None
        site, account_id = SiteId(maker.site_id), AccountId(maker.account_id)
        feed_links.add(session, site, listener, digest_of(secret), account_id, NOW)
    return f"/feeds/{secret}.ics"


class _Browser:
    """Somebody signed in, whose requests cost next to nothing themselves."""

    def __init__(self, app: Flask, account: Account) -> None:
        self._app = app
        client = Client(app)
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/sign-in").text)
        form = {"csrf_token": token[1] if token else "", "username": account.username, "password": account.secret}
        client.post("/sign-in", data=form)
        self._cookie = "; ".join(f"{each.key}={each.value}" for each in (client._cookies or {}).values())

    def get(self, address: str) -> None:
        environ = EnvironBuilder(address, headers=[("Cookie", self._cookie)]).get_environ()
        _, status, _ = run_wsgi_app(self._app, environ, buffered=True)
        if not status.startswith("200"):
            raise RuntimeError(f"{address} answered {status}")
