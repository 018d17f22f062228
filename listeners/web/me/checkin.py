"""How does a Listener check in? Nothing has to be answered, and nothing is ever shown to him again."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.care.checkin import read_by
from listeners.domain.nights import local_date
from listeners.services.care import checkins, reporting_duties
from listeners.web.checkin_fields import CheckInForm
from listeners.web.duties_words import EVERYWHERE
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN


@blueprint.route("/check-in", methods=["GET", "POST"])
@allow(*OWN)
def checkin() -> ResponseReturnValue:
    """Ask how he is and write it down; where he would like a rest, it starts now."""
    form = CheckInForm()
    if request.method == "POST" and form.validate():
        told = checkins.told(form.answers, form.rest.data)
        checkins.log(g.site, told, g.actor, g.now, act_key=form.act_key.data)
        return redirect(url_for("me.thanks"), 303)
    by, seen = read_by(local_date(g.now, g.site.zone)), in_three_lines(Kind.CHECK_IN)
    passed_on = reporting_duties.of(g.site) or EVERYWHERE
    shown = render_template("me/checkin.html", form=form, by=by, seen=seen, passed_on=passed_on)
    return shown, 200 if request.method == "GET" else 422
