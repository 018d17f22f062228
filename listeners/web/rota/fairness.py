"""Who carries how much, against a fair share: over the weeks behind, or with the plan ahead?"""

from __future__ import annotations

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.domain.rota.feasts_shared import feasts_shared
from listeners.services import fairness as service
from listeners.services import rotas
from listeners.web.guards import allow
from listeners.web.rota import blueprint


@blueprint.get("/fairness")
@allow(Role.COORDINATOR)
def fairness() -> ResponseReturnValue:
    """Show the load of the last 8 weeks against the fair share, or of 26 or 52."""
    asked = request.args.get("weeks", str(service.SPANS[0]))
    if asked not in map(str, service.SPANS):
        abort(404)
    page = service.page(g.site, g.actor, g.now, int(asked))
    return render_template("rota/fairness.html", page=page, spans=service.SPANS)


@blueprint.get("/fairness/plan")
@allow(Role.COORDINATOR)
def fairness_of_plan() -> ResponseReturnValue:
    """Show the load as it will be after the draft, or after what is planned ahead."""
    page = rotas.board(g.actor, g.site, g.now)
    return render_template(
        "rota/fairness_plan.html",
        board=page.board,
        who={member.id: member for member in page.facts.team},
        policy=page.facts.policy(page.first),
        spans=service.SPANS,
        feasts=feasts_shared(page.facts, page.board.rows),
    )
