"""The coordinator's pages about the plan and the team. Nothing that a volunteer tells us is here."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("rota", __name__, url_prefix="/rota")

from listeners.web.rota import (  # noqa: E402 -- they attach themselves to the blueprint
    away,  # noqa: F401
    board,  # noqa: F401
    cards,  # noqa: F401
    contacts,  # noqa: F401
    cover,  # noqa: F401
    every_night,  # noqa: F401
    fairness,  # noqa: F401
    feeds,  # noqa: F401
    imports,  # noqa: F401
    lists,  # noqa: F401
    nights,  # noqa: F401
    people,  # noqa: F401
    places,  # noqa: F401
    plans,  # noqa: F401
    publishing,  # noqa: F401
    repairs,  # noqa: F401
    rules,  # noqa: F401
    slips,  # noqa: F401
    slots,  # noqa: F401
    standings,  # noqa: F401
    swap_offers,  # noqa: F401
    swaps,  # noqa: F401
    what_if,  # noqa: F401
    words,  # noqa: F401
)
