"""The first page of a coordinator who holds several prisons."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services.care import prisons
from listeners.web.guards import allow

blueprint = Blueprint("sites", __name__)

CHANGE_WORDS = {
    "rota": "changes to the rota",
    "available": "nights said or taken back",
    "standing": "changes in the team",
    "call_out": "entries about call-outs",
    "override": "overrides",
}


@blueprint.get("/sites")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show each prison's gaps, rests not kept, offloads due, and what others changed since the last visit."""
    return render_template(
        "care/prisons.html", prisons=prisons.prisons_today(g.actor, g.now), change_words=CHANGE_WORDS
    )
