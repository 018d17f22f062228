"""With whom who leaves is a talk due, and what did he say of his time as a Listener?"""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, Length

from listeners.access.promise import in_three_lines
from listeners.domain.care.exit_talk import (
    LONGEST_EXIT,
    Came,
    ExitKind,
    ExitTalk,
    Feeling,
    Felt,
    TalkOn,
)
from listeners.domain.people import ListenerId, Role
from listeners.services.care import exit_talks as service
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow
from listeners.web.session_fields import one_of

KINDS = {"leaving": "When he goes", "released": "Outside, after his release"}
CAME = {"held": "We talked", "declined": "He would rather not", "not_reached": "He could not be reached"}
FELT = {"yes": "Yes", "partly": "Partly", "no": "No", "rather_not": "Rather not say", "": "Not asked"}
FEELINGS = {
    "respected": "Were you respected?",
    "supported": "Were you supported?",
    "used": "Did you feel used?",
}
WORDS = {
    "good": "What was good?",
    "hard": "What was hard?",
    "change": "What would you change?",
}


def _felt(label: str) -> fields.OneOf:
    return one_of(label, FELT, "Choose one of these", default="")


def _own_words(label: str) -> fields.LongWords:
    fits = [Length(max=LONGEST_EXIT, message=f"Use {LONGEST_EXIT} letters at most")]
    return fields.LongWords(label, fits)


class ExitForm(fields.ActForm):
    """What came of a talk, and what he said in it; every question may be left out."""

    kind = one_of("Which talk?", KINDS, "Choose which talk it was")
    on = fields.LocalDate("When?", [InputRequired("Enter the date")])
    came = one_of("What came of it?", CAME, "Choose what came of it")
    respected = _felt(FEELINGS["respected"])
    supported = _felt(FEELINGS["supported"])
    used = _felt(FEELINGS["used"])
    good = _own_words(WORDS["good"])
    hard = _own_words(WORDS["hard"])
    change = _own_words(WORDS["change"])

    def read(self, whose: ListenerId) -> tuple[TalkOn, ExitTalk] | None:
        """Return the talk; None, with the fault noted, where it cannot be put on file."""
        if not self.validate() or self.on.data is None:
            return None
        on: date = self.on.data
        felt = tuple(Felt(word) if (word := self[each].data) else None for each in Feeling)
        good, hard, change = ((self[name].data or "").strip() for name in WORDS)
        at, talk = TalkOn(ExitKind(self.kind.data), on), ExitTalk(Came(self.came.data), felt, good, hard, change)
        if fault := service.fault_in(g.site, whose, at, talk, g.now):
            self[fault[0]].errors = [fault[1]]
            return None
        return at, talk


@blueprint.get("/leaving")
@allow(Role.COORDINATOR)
def exits() -> ResponseReturnValue:
    """List with whom a talk is due."""
    return render_template("care/exits.html", page=service.listed(g.site, g.actor, g.now), kinds=KINDS)


@blueprint.route("/people/<listener_id>/leaving", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def exit_talk(listener_id: str) -> ResponseReturnValue:
    """Show the talks with one Listener, and ask what came of another."""
    whose, form = ListenerId(listener_id), ExitForm()
    told = form.read(whose) if request.method == "POST" else None
    if told is not None:
        service.put(g.site, whose, *told, g.actor, g.now, act_key=form.act_key.data)
        flash("It is on file.")
        return redirect(url_for("care.exit_talk", listener_id=listener_id), 303)
    page = service.of(g.site, whose, g.actor, g.now)
    words = {"kinds": KINDS, "came": CAME, "felt": FELT, "feelings": FEELINGS, "asked": WORDS}
    shown = render_template("care/exit.html", page=page, form=form, seen=in_three_lines(service.KIND), **words)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.get("/leaving-card")
@allow(Role.COORDINATOR)
def exit_card() -> ResponseReturnValue:
    """Show the questions of such a talk, to be printed and taken along."""
    words = {"feelings": FEELINGS, "felt": FELT, "asked": WORDS}
    return render_template("print/care_exit_card.html", seen=in_three_lines(service.KIND), **words)
