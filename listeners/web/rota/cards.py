"""Which paper does a Listener get? His nights, the nights that he cannot do, and the card about his last offload."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services import cards as service
from listeners.web import session_fields
from listeners.web.guards import allow
from listeners.web.rota import blueprint

TEMPLATES = {
    "nights": "print/nights_cards.html",
    "cannot": "print/cannot_cards.html",
    "offload": "print/offload_cards.html",
}
WEEKS = 8


@blueprint.get("/cards")
@allow(Role.COORDINATOR)
def cards() -> ResponseReturnValue:
    """Print one kind of card for everybody."""
    return _print(request.args.get("card", "nights"), None)


@blueprint.get("/people/<listener_id>/cards/<card>")
@allow(Role.COORDINATOR)
def person_card(listener_id: str, card: str) -> ResponseReturnValue:
    """Print one kind of card for one Listener."""
    return _print(card, ListenerId(listener_id))


def _print(card: str, listener_id: ListenerId | None) -> str:
    if card not in TEMPLATES:
        abort(404)
    found = service.cards(g.site, g.actor, g.now, listener_id)
    return render_template(TEMPLATES[card], cards=found, weeks=_weeks(), fields=session_fields)


def _weeks() -> list[list[date]]:
    """Eight whole weeks from next Monday on."""
    today = local_date(g.now, g.site.zone)
    monday = today + timedelta(days=7 - today.weekday())
    return [[monday + timedelta(days=7 * week + day) for day in range(7)] for week in range(WEEKS)]
