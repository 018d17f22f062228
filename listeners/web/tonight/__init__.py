"""The pages of the night: tonight, call-outs, rest today, load, overrides, the night sheet."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("tonight", __name__, url_prefix="/tonight")

from listeners.web.tonight import (  # noqa: E402 -- they attach
    board,  # noqa: F401
    callouts,  # noqa: F401
    ended,  # noqa: F401
    held,  # noqa: F401
    history,  # noqa: F401
    instead,  # noqa: F401
    lists,  # noqa: F401
    marks,  # noqa: F401
    notices,  # noqa: F401
    overrides,  # noqa: F401
    paper,  # noqa: F401
    paper_night,  # noqa: F401
    relays,  # noqa: F401
    rest,  # noqa: F401
    sheets,  # noqa: F401
    times,  # noqa: F401
)
