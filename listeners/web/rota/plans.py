"""How does the coordinator have a rota planned, and follow it, without a script in the page?"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from flask import Response, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, NumberRange

from listeners.domain.nights import nights_between
from listeners.domain.people import Role
from listeners.domain.states import PlanKind, PlanState
from listeners.services import plans, repairs, rota_publishing, rotas
from listeners.services.rotas import MOST_NIGHTS, USUAL_NIGHTS
from listeners.web.fields import ActForm, LocalDate, Number
from listeners.web.filters import day_year
from listeners.web.guards import allow
from listeners.web.rota import blueprint

LOOK_AGAIN = 3
"""Seconds after which the browser asks again by itself while a plan is being made."""


class PlanForm(ActForm):
    """Which nights are to be planned."""

    first = LocalDate("First night", [InputRequired("Enter the first night")])
    nights = Number(
        "How many nights",
        [
            InputRequired("Enter how many nights"),
            NumberRange(1, MOST_NIGHTS, f"Enter a number from 1 to {MOST_NIGHTS}"),
        ],
        description=f"28 is four weeks. At most {MOST_NIGHTS}.",
    )


@blueprint.route("/plan", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def plan() -> ResponseReturnValue:
    """Ask which nights to plan, and have them planned."""
    soonest = rotas.first_ahead(g.actor, g.site, g.now)
    draft = plans.draft_to_lose(g.actor, g.site)
    form = _filled(draft, soonest)
    furthest = plans.last_to_plan(g.site, g.now)
    valid = form.validate_on_submit()
    if valid and form.first.data is not None and form.first.data < soonest:
        form.first.errors = ["That night has begun, or is past. Choose a later one"]
        valid = False
    if valid and _last_of(form) > furthest:
        form.first.errors = [f"The last night may be {day_year(furthest)} at the latest, half a year ahead"]
        valid = False
    if valid and not plans.is_anybody_there(g.actor, g.site, form.first.data or soonest, form.nights.data or 1):
        form.first.errors = ["Nobody takes part on these nights. Put the team on file first, then plan"]
        valid = False
    frozen = plans.frozen(g.actor, g.site, g.now)
    if valid and set(nights_between(form.first.data or soonest, _last_of(form))) <= set(frozen):
        form.nights.errors = [f"All these nights are frozen. Plan past the night of {day_year(frozen[-1])}"]
        valid = False
    if not valid or form.first.data is None or form.nights.data is None:
        undone = rota_publishing.undone_by(g.actor, g.site, *draft, g.now) if draft else ()
        shown = render_template(
            "rota/plan.html", form=form, furthest=furthest, draft=draft, undone=undone, frozen=frozen
        )
        return shown, 422 if form.is_submitted() else 200
    request_id = plans.ask(g.actor, g.site, form.first.data, form.nights.data, g.now, act_key=form.act_key.data)
    return redirect(url_for("rota.plan_progress", request_id=request_id), 303)


def _filled(draft: tuple[date, date] | None, soonest: date) -> PlanForm:
    """The form, with the nights of the draft in hand that have not begun; else with those after the last published."""
    if draft is not None and draft[1] >= soonest:
        first = max(draft[0], soonest)
        return PlanForm(first=first, nights=(draft[1] - first).days + 1)
    return PlanForm(first=rotas.next_to_plan(g.actor, g.site, g.now), nights=USUAL_NIGHTS)


def _last_of(form: PlanForm) -> date:
    """The last night asked for; one that no calendar holds is later than any."""
    try:
        return (form.first.data or date.min) + timedelta(days=(form.nights.data or 1) - 1)
    except OverflowError:
        return date.max


@blueprint.get("/plans/<request_id>")
@allow(Role.COORDINATOR)
def plan_progress(request_id: str) -> ResponseReturnValue:
    """Show how far a plan or a repair is; the browser asks again by itself until it has ended."""
    found = plans.follow(g.actor, g.site, request_id)
    if found.kind is PlanKind.WHAT_IF:
        return redirect(url_for("rota.what_if"), 303)
    if found.state is PlanState.PROPOSED:
        return redirect(url_for("rota.repair", request_id=request_id), 303)
    failure: dict[str, Any] = json.loads(found.failure) if found.failure else {}
    who = plans.names(g.actor, g.site) if failure.get("conflicts") else {}
    is_planned = found.state is PlanState.DONE and found.kind is PlanKind.PLAN
    left = repairs.left_open(g.actor, g.site, request_id, g.now) if found.kind is PlanKind.REPAIR else None
    rota = rotas.board(g.actor, g.site, g.now) if is_planned else None
    is_in_hand = rota is not None and rota.facts.draft is not None and rota.facts.draft.id == found.rota_id
    shown = render_template(
        "rota/plan_progress.html",
        plan=found,
        failure=failure,
        who=who,
        page=left,
        accepted=repairs.accepted(g.actor, g.site, found) if found.kind is PlanKind.REPAIR else None,
        now=g.now,
        board=rota.board if rota is not None and is_in_hand else None,
    )
    return followed(shown, is_under_way=plans.is_under_way(found))


def followed(shown: str, *, is_under_way: bool) -> Response:
    """Return a page that the browser asks for again by itself until a request has ended."""
    page = make_response(shown)
    if is_under_way:
        page.headers["Refresh"] = str(LOOK_AGAIN)
    return page


@blueprint.post("/plans/<request_id>/cancel")
@allow(Role.COORDINATOR)
def plan_cancel(request_id: str) -> ResponseReturnValue:
    """Cancel a plan, a repair, or the question how many Listeners are needed."""
    plans.cancel(g.actor, g.site, request_id, g.now)
    return redirect(url_for("rota.plan_progress", request_id=request_id), 303)
