"""How does the coordinator note what a Listener says who was let go unrested?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from listeners.domain.care.agreed import Agreed
from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.services.care import asked_again
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow
from listeners.web.session_fields import one_of

ANSWERS = {
    Agreed.AGREED.value: "Yes, he agreed",
    Agreed.DID_NOT.value: "No, he did not",
    Agreed.NOT_SAID.value: "He would rather not say, or cannot be asked any more",
}


class AskedAgainForm(fields.ActForm):
    """When was he asked, and what did he say?"""

    answer = one_of("Did he agree to go before he was rested?", ANSWERS, "Choose what he said")
    asked_on = fields.LocalDate("When did you ask him?", [InputRequired("Enter the date")])


@blueprint.route("/overrides/<override_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def ask_again(override_id: str) -> ResponseReturnValue:
    """Ask whoever was let go unrested, and note what he says."""
    form = AskedAgainForm()
    page = asked_again.page(g.site, override_id, g.actor, g.now)
    if request.method == "POST" and form.validate() and form.asked_on.data:
        on, answer = form.asked_on.data, Agreed(form.answer.data)
        if (fault := asked_again.date_fault(g.site, page.override, on, g.now)) is None:
            asked_again.put(g.site, override_id, on, answer, g.actor, g.now, act_key=form.act_key.data)
            flash("It is noted. Nobody but coordinators sees it.")
            return redirect(url_for("care.index"), 303)
        form.asked_on.errors = [fault]
    if request.method == "GET":
        form.asked_on.data = local_date(g.now, g.site.zone)
    return render_template("care/ask_again.html", page=page, form=form), 200 if request.method == "GET" else 422
