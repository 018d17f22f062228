"""A named person lets a Listener begin before he is rested: the last resort, and counted."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Do, Kind, can
from listeners.domain.people import ListenerId, Role
from listeners.services import overrides
from listeners.services.acts import first_answer
from listeners.services.override_choices import Passing
from listeners.services.overrides import OverridePage
from listeners.web import filters
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import OverrideForm


@blueprint.route("/override", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def override() -> ResponseReturnValue:
    """Ask whose rest is passed and why, and put it on file under the name of whoever decides."""
    form = OverrideForm()
    if request.method == "POST" and first_answer(g.actor, form.act_key.data) is not None:
        return _on_file()  # a second press: by now that rest is passed, and nobody could be chosen again
    page = overrides.page(g.site, g.actor, g.now)
    form.offer(page, {each.key: _in_words(each, page.night) for each in page.choices})
    if request.method == "GET":
        return _shown(form, page)
    if not form.is_complete(page):
        return _shown(form, page), 422
    listener, night = str(form.passing.data).split(":")
    reason, agreed = form.reason.data or "", bool(form.consented.data)
    whom, on = ListenerId(listener), date.fromisoformat(night)
    name = form.name.data or "" if page.asks_name else ""
    overrides.give(g.site, whom, on, reason, agreed, g.actor, g.now, form.act_key.data, name=name)
    return _on_file()


def _shown(form: OverrideForm, page: OverridePage) -> str:
    """Show the form; who may read only his own overrides is told that there may be others."""
    reads_all = can(g.actor, Do.READ, Kind.OVERRIDE, g.site.id)
    return render_template("tonight/override.html", form=form, page=page, reads_all=reads_all)


def _on_file() -> ResponseReturnValue:
    flash("It is on file under your name, and counted. The charity asks about it again.")
    return redirect(url_for("tonight.index"), 303)


def _in_words(passed: Passing, tonight: date) -> str:
    night = "tonight" if passed.night == tonight else filters.night(passed.night)
    until, short = filters.day_clock(passed.until), filters.duration(passed.short_by)
    return f"{passed.member.name}, {night}: resting until {until}, {short} short"
