"""What does the coordinator do about somebody: take it up, go through it together, note what was done, look again,
close it?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from listeners.domain.care.care_lead import LeadPlace
from listeners.domain.care.flag_life import REVIEW_WITHIN_DAYS, FollowUp, Outcome
from listeners.domain.care.flags import FlagState
from listeners.domain.care.reasons import Group
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.people import ListenerId, Role
from listeners.errors import Unreadable
from listeners.services.care import figures, flag_work, look
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.care.seen import seen_version
from listeners.web.guards import allow
from listeners.web.session_fields import one_of

DONE = {
    FollowUp.REST_OFFERED.value: "A rest was offered",
    FollowUp.EXTRA_OFFLOAD.value: "An extra offload was arranged",
    FollowUp.CONDITIONS_RAISED.value: "Conditions were raised with the prison",
    FollowUp.HEALTHCARE.value: "Healthcare was brought in",
}
ENDED = {
    Outcome.SUPPORT_IN_PLACE.value: "Support is in place",
    Outcome.CONDITIONS_CHANGED.value: "Conditions changed",
    Outcome.NOTHING_WANTED.value: "The Listener wants nothing",
    Outcome.RECORD_WRONG.value: "The record was wrong",
    Outcome.GONE.value: "The Listener has left the scheme",
}
GROUPS = {
    Group.REST.value: "Rest not kept or overridden",
    Group.SUPPORT.value: "Support that was missing",
    Group.SELF.value: "An attempt or a death met, a rest asked for, a questionnaire",
    Group.EXPOSURE.value: "Many contacts or nights",
}
TURNS = {
    LeadPlace.FIRST: "The first coordinator",
    LeadPlace.SECOND: "The second coordinator",
    LeadPlace.BRANCH: "The branch lead",
    None: "A coordinator whom nobody had named",
}
AT_MOST = Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} letters at most")


class _FlagForm(fields.ActForm):
    """A form about a flag as it was when the page was shown."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that was read."""
        return seen_version(self.version.data)


class TogetherForm(_FlagForm):
    """When the Listener was told, and what he answered."""

    told_on = fields.LocalDate("When did you go through it together?", [InputRequired("Enter the date")])
    answer = fields.LongWords("What did he answer? (may be empty)", [AT_MOST], description="In his own words. Sealed.")


class DoneForm(_FlagForm):
    """Something that was done."""

    done = one_of("What was done?", DONE, "Choose what was done")
    consent = fields.Tick("He agreed that healthcare is told (needed for healthcare alone)")
    words = fields.LongWords("A note (may be empty)", [AT_MOST], description="Sealed. Never name a caller.")

    def validate_consent(self, field: Field) -> None:
        """Healthcare is brought in only when he agrees."""
        if self.done.data == FollowUp.HEALTHCARE.value and not field.data:
            raise ValidationError("Healthcare is brought in only when he agrees")


class ReviewForm(_FlagForm):
    """Looked at again, and when to look the next time."""

    again_on = fields.LocalDate(
        "Look again on (may be empty)",
        [Optional()],
        description=f"From tomorrow to {REVIEW_WITHIN_DAYS} days ahead. It stands beside his name on Care.",
    )
    words = fields.LongWords("A note (may be empty)", [AT_MOST], description="Sealed. Never name a caller.")


class CloseForm(_FlagForm):
    """How it ended."""

    outcome = one_of("How did it end?", ENDED, "Choose how it ended")
    words = fields.LongWords("A note (may be empty)", [AT_MOST], description="Sealed. Never name a caller.")


@blueprint.post("/flags/<flag_id>/take-up")
@allow(Role.COORDINATOR)
def take_up(flag_id: str) -> ResponseReturnValue:
    """Look after it from now on."""
    version = seen_version(request.form.get("version"))
    whose = flag_work.take_up(g.site, flag_id, version, g.actor, g.now, act_key=request.form.get("act_key"))
    flash("You look after this now.")
    return _to(whose)


@blueprint.route("/flags/<flag_id>/together", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def together(flag_id: str) -> ResponseReturnValue:
    """Go through it with the Listener, then write down when and what he answered."""
    form = TogetherForm()
    if request.method == "POST" and form.validate() and form.told_on.data:
        told = form.told_on.data, form.answer.data or ""
        try:
            whose = flag_work.go_through(g.site, flag_id, form.seen, *told, g.actor, g.now, act_key=form.act_key.data)
        except Unreadable as unreadable:
            form.told_on.errors = [f"Look at the date: {unreadable.problems[0].why}"]
        else:
            flash("It is noted that you went through it together.")
            return _to(whose)
    return _page("care/together.html", flag_id, form)


@blueprint.get("/flags/<flag_id>/print")
@allow(Role.COORDINATOR)
def print_together(flag_id: str) -> ResponseReturnValue:
    """Show the private sheet to go through together: no name, no heading that says what it is."""
    found = look.flagged(g.site, flag_id, g.actor, g.now)
    return render_template("print/care_together.html", page=found)


@blueprint.route("/flags/<flag_id>/done", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def done(flag_id: str) -> ResponseReturnValue:
    """Note what was done."""
    form = DoneForm()
    if request.method == "POST" and form.validate():
        kind, words = FollowUp(form.done.data), form.words.data or ""
        whose = flag_work.follow_up(
            g.site, flag_id, form.seen, kind, bool(form.consent.data), words, g.actor, g.now, form.act_key.data
        )
        flash("It is noted.")
        return _to(whose)
    return _page("care/done.html", flag_id, form)


@blueprint.route("/flags/<flag_id>/review", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def review(flag_id: str) -> ResponseReturnValue:
    """Note that it was looked at again, and when to look the next time."""
    form = ReviewForm()
    if request.method == "POST" and form.validate():
        told = form.again_on.data, form.words.data or ""
        try:
            whose = flag_work.review(g.site, flag_id, form.seen, *told, g.actor, g.now, act_key=form.act_key.data)
        except Unreadable as unreadable:
            form.again_on.errors = [f"Enter a date {unreadable.problems[0].why}"]
        else:
            flash("It is noted that you looked again.")
            return _to(whose)
    return _page("care/review.html", flag_id, form)


@blueprint.route("/flags/<flag_id>/close", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def close(flag_id: str) -> ResponseReturnValue:
    """Close it with how it ended."""
    form = CloseForm()
    if request.method == "POST" and form.validate():
        outcome, words = Outcome(form.outcome.data), form.words.data or ""
        whose = flag_work.close(g.site, flag_id, form.seen, outcome, words, g.actor, g.now, form.act_key.data)
        flash("It is closed. Only something new raises it again.")
        return _to(whose)
    return _page("care/close.html", flag_id, form)


@blueprint.get("/flags/figures")
@allow(Role.COORDINATOR)
def flags_figures() -> ResponseReturnValue:
    """Show what became of the reasons to ask, as figures of the scheme."""
    page = figures.page(g.site, g.actor, g.now)
    words = {"done": DONE, "ended": ENDED, "groups": GROUPS, "turns": TURNS}
    return render_template("care/flags_figures.html", page=page, **words)


def _page(template: str, flag_id: str, form: _FlagForm) -> ResponseReturnValue:
    found = look.flagged(g.site, flag_id, g.actor, g.now)
    if request.method == "GET":
        if found.flag.state is FlagState.CLOSED:
            flash("It is closed: nothing more is noted about it. Only something new raises it again.")
            return _to(found.member.id)
        form.version.data = str(found.flag.version)
    return render_template(template, page=found, form=form), 200 if request.method == "GET" else 422


def _to(whose: ListenerId) -> ResponseReturnValue:
    return redirect(url_for("care.person", listener_id=whose), 303)
