"""Which paper does a Listener get? His nights, the nights that he cannot do, and the card about his last offload."""

from __future__ import annotations

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services import cards as service
from listeners.web import session_fields
from listeners.web.guards import allow
from listeners.web.night_boxes import in_weeks
from listeners.web.rota import blueprint
from listeners.web.rota.nights import nights_to_say

TEMPLATES = {
    "nights": "print/nights_cards.html",
    "cannot": "print/cannot_cards.html",
    "offload": "print/offload_cards.html",
}


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
    weeks = in_weeks(nights_to_say(local_date(g.now, g.site.zone)))
    return render_template(TEMPLATES[card], cards=found, weeks=weeks, fields=session_fields)
