"""How does a Listener say whether he wants to be one? What he said is never shown to him again."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.care.decision import Answer
from listeners.services.care import decisions
from listeners.web.decision_fields import OWN_ANSWERS
from listeners.web.fields import ActForm
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN
from listeners.web.session_fields import one_of


class DecisionForm(ActForm):
    """Yes, not now, or no."""

    answer = one_of("What do you say?", OWN_ANSWERS, "Choose what you say")


@blueprint.route("/decision", methods=["GET", "POST"])
@allow(*OWN)
def decision() -> ResponseReturnValue:
    """Say what there is to know before deciding, ask for his answer, and let it count at once."""
    form = DecisionForm()
    if request.method == "POST" and form.validate():
        decisions.decide(g.site, Answer(form.answer.data), g.actor, g.now, act_key=form.act_key.data)
        return redirect(url_for("me.thanks"), 303)
    shown = render_template("me/decision.html", form=form, seen=in_three_lines(Kind.AVAILABILITY_REASON))
    return (shown, 422) if request.method == "POST" else shown
