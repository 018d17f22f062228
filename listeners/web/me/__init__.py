"""The Listener's own pages, on a kiosk: short words, big targets, nothing about others and nothing told before."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("me", __name__, url_prefix="/me")

from listeners.web.me import (  # noqa: E402 -- they attach themselves to the blueprint
    away,  # noqa: F401
    buddy,  # noqa: F401
    calendar,  # noqa: F401
    checkin,  # noqa: F401
    concern,  # noqa: F401
    cover,  # noqa: F401
    decision,  # noqa: F401
    every_night,  # noqa: F401
    given,  # noqa: F401
    mine,  # noqa: F401
    nights,  # noqa: F401
    own_contacts,  # noqa: F401
    refused,  # noqa: F401
    swaps,  # noqa: F401
    telling,  # noqa: F401
    views,  # noqa: F401
    work,  # noqa: F401
)
