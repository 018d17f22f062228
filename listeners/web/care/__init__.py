"""The branch coordinator's pages about care: what needs somebody today, offload, and one person at a time."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("care", __name__, url_prefix="/care")

from listeners.web.care import asked_again, cards, flags, imports, offloads, views, works  # noqa: E402, F401 -- they attach themselves
