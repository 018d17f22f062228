"""The scheme on trial: for the auditor and the branch's coordinators."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import review
from listeners.web.guards import allow

blueprint = Blueprint("review", __name__)


@blueprint.get("/review")
@allow(Role.AUDITOR, Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show how each prison kept its side in the last four weeks."""
    return render_template("review/index.html", review=review.review(g.actor, g.now))
