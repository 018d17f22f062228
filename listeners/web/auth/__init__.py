"""The pages of anybody: signing in and out, help, whether the server answers."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("auth", __name__)

from listeners.web.auth import doors, mail, pins, views  # noqa: E402, F401 -- they attach themselves to the blueprint
