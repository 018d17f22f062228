"""Where does somebody's first page lie, and which links stand in the navigation?

A link is shown to whoever the view itself is open to, and only when the page exists.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for

from listeners.access import Actor
from listeners.domain.people import Role
from listeners.web.fields import new_act_key
from listeners.web.guards import opening_of

FIRST_PAGES = (
    (Role.LISTENER, "/me"),
    (Role.PEER_LEAD, "/me"),
    (Role.STAFF, "/tonight"),
    (Role.SAFER_CUSTODY, "/tonight/load"),
    (Role.COORDINATOR, "/rota"),
    (Role.NATIONAL, "/admin"),
    (Role.AUDITOR, "/review"),
)
"""The first role that somebody holds decides. Others rely on these addresses (CHANGELOG.md)."""

LINKS = (
    ("My pages", "me.index"),
    ("Nights of the team", "me.team"),
    ("Overview", "sites.index"),
    ("Tonight", "tonight.index"),
    ("Load", "tonight.load"),
    ("Rest today", "tonight.rest"),
    ("Sheets", "tonight.sheets"),
    ("Notices", "tonight.notices"),
    ("Rota", "rota.index"),
    ("Team", "rota.team"),
    ("Care", "care.index"),
    ("Concerns", "concerns.index"),
    ("Notices", "rota.notices"),
    ("Review", "review.index"),
    ("Accounts", "admin.index"),
)
"""Every link of the navigation in its order: the words and the endpoint."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the navigation."""

    words: str
    address: str
    here: str
    """"page": the page itself; "true": one of the pages below it; empty: neither."""


def first_page(actor: Actor) -> str:
    """Return the first page of the chosen site."""
    return next((address for role, address in FIRST_PAGES if role in actor.roles), "/help")


def navigation() -> list[Link]:
    """Return the links for whoever is signed in."""
    if g.get("actor") is None:
        return []
    found = []
    for words, endpoint in LINKS:
        opening = opening_of(current_app, endpoint)
        if opening is not None and opening.roles & g.actor.roles:
            found.append((words, url_for(endpoint)))
    section = max((address for _, address in found if _is_below(address)), key=len, default=None)
    return [Link(words, address, _here(address) if address == section else "") for words, address in found]


def _is_below(address: str) -> bool:
    """Whether this page is the one at an address, or one below it."""
    return request.path == address or request.path.startswith(f"{address}/")


def _here(address: str) -> str:
    return "page" if request.path == address else "true"


def init_navigation(app: Flask) -> None:
    """Make the navigation and the key of a form known to every template and macro."""
    app.jinja_env.globals.update(navigation=navigation, new_act_key=new_act_key)
