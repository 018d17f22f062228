"""The scheme on trial: for the auditor, the national office, the branch's coordinators and safer custody."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import review
from listeners.web.departments import DEPARTMENTS
from listeners.web.guards import allow

blueprint = Blueprint("review", __name__)
LOOKS = (Role.AUDITOR, Role.NATIONAL, Role.COORDINATOR, Role.SAFER_CUSTODY)
"""Who looks at how a prison keeps its side."""


@blueprint.get("/review")
@allow(*LOOKS)
def index() -> ResponseReturnValue:
    """Show how a prison kept its side in the last four weeks, and in the five times four before."""
    found = review.review(g.actor, g.now, request.args.get("prison"))
    return render_template("review/index.html", review=found, departments=DEPARTMENTS)


from listeners.web.review import nights  # noqa: E402, F401 -- they attach themselves to the blueprint
