"""The Listener's own pages, on a kiosk: short words, big targets, nothing about others and nothing told before."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("me", __name__, url_prefix="/me")

from listeners.web.me import cover, nights, swaps, telling, views  # noqa: E402, F401 -- they attach themselves to the blueprint
