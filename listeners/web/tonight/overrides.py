"""A named person lets a Listener begin before he is rested: the last resort, and counted."""

from __future__ import annotations

from datetime import date

from flask import flash, g, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Do, Kind, can
from listeners.domain.people import Role
from listeners.services import overrides, overrides_taken_back
from listeners.services.acts import first_answer
from listeners.services.override_choices import Passing
from listeners.services.overrides import OverridePage
from listeners.web import filters
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.override_form import OverrideForm


@blueprint.route("/override", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def override() -> ResponseReturnValue:
    """Ask whose rest is passed, then why, and put it on file under the name of whoever decides."""
    form = OverrideForm()
    if request.method == "POST" and first_answer(g.actor, form.act_key.data) is not None:
        return _on_file()  # a second press: by now that rest is passed, and nobody could be chosen again
    page = overrides.page(g.site, g.actor, g.now)
    passed = page.chosen(form.passing.data if form.is_submitted() else request.args.get("passing"))
    if passed is None:
        return _shown(page, None, None), 422 if form.is_submitted() else 200
    form.offer(page, passed, _what_is_passed(passed))
    if request.method == "GET":
        return _shown(page, form, passed)
    said = form.said(page)
    if said is None:
        return _shown(page, form, passed), 422
    overrides.give(g.site, passed.member.id, passed.night, said, g.actor, g.now, form.act_key.data)
    return _on_file()


@blueprint.route("/override/<override_id>/take-back", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def take_override_back(override_id: str) -> ResponseReturnValue:
    """Ask whether an override is taken back, and take it back; where it is too late the page says why."""
    if request.method == "GET":
        page = overrides_taken_back.page(g.site, override_id, g.actor, g.now)
        return render_template("tonight/take_override_back.html", page=page)
    was_asked_for = overrides_taken_back.take_back(g.site, override_id, g.actor, g.now, request.form.get("act_key"))
    flash("The override is taken back. He is not asked while he rests.")
    if was_asked_for and can(g.actor, Do.WRITE, Kind.CALL_OUT, g.site.id):
        return redirect(url_for("tonight.call_out", call_out_id=was_asked_for), 303)
    return redirect(url_for("tonight.index"), 303)


def _shown(page: OverridePage, form: OverrideForm | None, passed: Passing | None) -> str:
    """Show the form, or whom it could be about. Who may read only his own overrides is told that there may be more."""
    reads_all = can(g.actor, Do.READ, Kind.OVERRIDE, g.site.id)
    words = {each.key: _in_words(each, page.night) for each in page.choices}
    return render_template(
        "tonight/override.html",
        form=form,
        page=page,
        passed=passed,
        words=words,
        gone=request.method == "POST",
        reads_all=reads_all,
    )


def _on_file() -> ResponseReturnValue:
    """Go back to the man who waits for it; where nobody does, to tonight."""
    flash("It is on file under your name, and counted. The charity asks about it again.")
    waits = overrides.waits_for_him(g.site, g.actor, g.now)
    return redirect(url_for("tonight.call_out", call_out_id=waits) if waits else url_for("tonight.index"), 303)


def _in_words(passed: Passing, tonight: date) -> str:
    night = "tonight" if passed.night == tonight else filters.night(passed.night)
    until, short = filters.moment(passed.until), filters.duration(passed.short_by)
    return f"{passed.member.name}, {night}: resting until {until}, {short} short"


def _what_is_passed(passed: Passing) -> str:
    """What whoever decides ticks that he knows: which rule, and by how much."""
    rest = get_template_attribute("macros/override.html", "rest_words")(passed.rule)
    return f"{filters.duration(passed.short_by)} of {rest} are passed over"
