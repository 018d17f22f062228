"""The pages of the charity's national office: sites and accounts, and no content of any site."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from listeners.web.admin import views  # noqa: E402, F401 -- they attach themselves to the blueprint
