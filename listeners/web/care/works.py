"""What is on file of work that a Listener did in his rests, and how does the coordinator put it there for him?"""

from __future__ import annotations

from functools import partial

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role
from listeners.domain.work_told import Said
from listeners.services.care import works
from listeners.web.care import blueprint
from listeners.web.departments import DEPARTMENTS
from listeners.web.fields import choices
from listeners.web.guards import allow
from listeners.web.work_form import WorkForm

HIS = choices([(Said.MADE.value, "He was made to work"), (Said.CHOSE.value, "He chose to work")])


@blueprint.route("/people/<listener_id>/work", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def work(listener_id: str) -> ResponseReturnValue:
    """Show what is on file of it, and ask about more."""
    whose, form = ListenerId(listener_id), WorkForm()
    form.said.choices = HIS
    form.offer(g.now, g.site.zone)
    if request.method == "POST":
        told = form.read(g.site.zone, partial(works.faults, by_himself=False, now=g.now))
        if told is not None and form.is_meant(works.unlike(g.site, whose, told, g.actor)):
            works.tell_for(g.site, whose, told, g.actor, g.now, act_key=form.act_key.data)
            flash("It is on file. His rest is what it is with it.")
            return redirect(url_for("care.work", listener_id=listener_id), 303)
    page = works.of(g.site, whose, g.actor, g.now)
    shown = render_template("care/work.html", page=page, form=form, departments=DEPARTMENTS)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.post("/work/<work_id>/taken-back")
@allow(Role.COORDINATOR)
def work_taken_back(work_id: str) -> ResponseReturnValue:
    """Take back what was told by mistake."""
    whose = works.take_back(g.site, work_id, g.actor, g.now, request.form.get("act_key"))
    flash("It is taken back. His rest is what it was without it.")
    return redirect(url_for("care.work", listener_id=whose), 303)
