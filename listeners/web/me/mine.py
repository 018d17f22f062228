"""What is due for me, and how do I ask for a copy of what is held about me, or for a correction?"""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.care.person_request import AskedFor
from listeners.services.care import person_requests
from listeners.web import fields
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN

ASKED_FOR = {
    AskedFor.COPY: "A copy of what is kept about me",
    AskedFor.CORRECTION: "Something in it is wrong, and I want it put right",
}


class AskForm(fields.ActForm):
    """What he asks for."""

    asked_for = fields.OneOf(
        "What do you want?",
        [InputRequired("Choose what you want")],
        choices=fields.choices((each.value, words) for each, words in ASKED_FOR.items()),
    )


@blueprint.route("/mine", methods=["GET", "POST"])
@allow(*OWN)
def mine() -> ResponseReturnValue:
    """Show what is due for him, and take what he asks for: it is given to him in person."""
    form = AskForm()
    if request.method == "POST" and form.validate():
        person_requests.ask(g.site, AskedFor(form.asked_for.data), g.actor, g.now, act_key=form.act_key.data)
        return redirect(url_for("me.thanks"), 303)
    page, seen = person_requests.about_me(g.site, g.actor, g.now), in_three_lines(Kind.SUBJECT_ACCESS)
    shown = render_template("me/mine.html", page=page, form=form, seen=seen)
    return (shown, 422) if request.method == "POST" else shown
