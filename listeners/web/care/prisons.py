"""What does each prison of a coordinator need first? A page of its own, and the same in short above the rota.

The rota's page knows nothing of care: it includes ``care/prisons_short.html``, which calls ``prisons_at_a_glance``,
given here. Every template could; tests/architecture finds any other that does.
"""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services.care import prisons
from listeners.services.care.prisons import PrisonToday
from listeners.web.guards import allow

blueprint = Blueprint("sites", __name__)


@blueprint.get("/sites")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show each prison's gaps, rests not kept, offloads, flags and slips, and what others changed since the last
    visit."""
    return render_template("care/prisons.html", prisons=prisons_at_a_glance())


@blueprint.app_template_global()
def prisons_at_a_glance() -> tuple[PrisonToday, ...]:
    """Every prison of the coordinator who is signed in, for templates of pages that coordinators alone see; whoever
    does not coordinate the chosen prison is refused."""
    return prisons.prisons_today(g.actor, g.now)
