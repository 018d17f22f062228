"""How does a Listener answer when he is asked to take a night, and what is he told of that, or of a swap?"""

from __future__ import annotations

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.services import cover_answers
from listeners.services.answers import Outcome
from listeners.web.addresses import yes_in
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN


@blueprint.post("/cover/<request_id>/<answer>")
@allow(*OWN)
def cover_answer(request_id: str, answer: str) -> ResponseReturnValue:
    """Put down his yes or no to a night."""
    says_yes, key = yes_in(answer), request.form.get("act_key")
    told = cover_answers.answer(g.site, request_id, g.actor.listener_id, says_yes, g.actor, g.now, key)
    return redirect(url_for("me.told", of="cover", outcome=told.value), 303)


@blueprint.get("/answers/<of>/<outcome>")
@allow(*OWN)
def told(of: str, outcome: str) -> ResponseReturnValue:
    """Say what came of his answer: the same words whichever night it was."""
    if of not in ("cover", "swaps") or outcome not in set(Outcome):
        abort(404)
    return render_template("me/told.html", of=of, outcome=outcome)
