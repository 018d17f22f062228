"""The pages of the night: tonight, call-outs, rest today, load, overrides, the night sheet."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("tonight", __name__, url_prefix="/tonight")

from listeners.web.tonight import board, callouts, lists, overrides, paper, sheets, times  # noqa: E402, F401 -- they attach
