"""How does offload stand with one Listener, and how is it agreed how often he is owed it?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, NumberRange

from listeners.domain.care.cadence import LONGEST_DAYS, SHORTEST_DAYS, CadenceFrom
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services.care import own_offload as service
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow
from listeners.web.session_fields import OTHER, NeededWhen, can_have_been, one_of


class CadenceForm(fields.ActForm):
    """How often he is owed offload, and from when on."""

    how_often = one_of(
        "How often is he owed offload?",
        {"site": "As often as everybody here", OTHER: "As was agreed with him"},
        "Choose how often he is owed it",
    )
    every_days = fields.Number(
        "If agreed with him: every how many days?",
        [
            NeededWhen("how_often", "Enter the days"),
            NumberRange(SHORTEST_DAYS, LONGEST_DAYS, f"Enter days from {SHORTEST_DAYS} to {LONGEST_DAYS}"),
        ],
    )
    from_on = fields.LastDate("From which date on?", [InputRequired("Enter the date"), can_have_been])

    @property
    def agreed(self) -> CadenceFrom:
        """What was agreed; after the form is valid."""
        days = self.every_days.data if self.how_often.data == OTHER else None
        return CadenceFrom(self.from_on.data, days)  # type: ignore[arg-type]


@blueprint.route("/people/<listener_id>/offload", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def own_offload(listener_id: str) -> ResponseReturnValue:
    """Show how offload stands with him, and ask how often he is owed it."""
    whose, form = ListenerId(listener_id), CadenceForm()
    if request.method == "POST" and form.validate():
        service.agree(g.site, whose, form.agreed, g.actor, g.now, act_key=form.act_key.data)
        flash("It is noted how often he is owed offload. What was agreed before is kept.")
        return redirect(url_for("care.own_offload", listener_id=listener_id), 303)
    page = service.of(g.site, whose, g.actor, g.now)
    if request.method == "GET":
        form.how_often.data = OTHER if page.row.own_days else "site"
        form.every_days.data, form.from_on.data = page.row.own_days, local_date(g.now, g.site.zone)
    shown = render_template("care/own_offload.html", page=page, form=form)
    return (shown, 422) if request.method == "POST" else shown
