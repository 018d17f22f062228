"""How does the coordinator note what came of a talk that was offered after a call-out, or of the second look?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, Optional

from listeners.domain.care.debrief import Answer, Look, Talk, TalkOnFile
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.errors import NotFound
from listeners.services.care import debriefs
from listeners.services.care.debriefs import TalkPage
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow
from listeners.web.session_fields import one_of

ANSWERS = {
    Answer.ACCEPTED.value: "He took it up",
    Answer.DECLINED.value: "He said no",
    Answer.NOT_SAID.value: "He did not say, or it is not known",
}


class TalkForm(fields.ActForm):
    """When it was offered, what he said, and when it was held."""

    offered_on = fields.LocalDate("When did you offer him a talk?", [InputRequired("Enter the date")])
    answer = one_of("What did he say?", ANSWERS, "Choose what he said")
    held_on = fields.LocalDate("When was it held?", [Optional()], description="Leave empty while it is still to be.")

    def settle(self, page: TalkPage) -> None:
        """Ask for the date of the offer only where it is not on file from the return; show what is on file."""
        if page.look is Look.FIRST:
            del self.offered_on
        if request.method == "POST":
            return
        if self.offered_on is not None:
            self.offered_on.data = page.offered_on or local_date(g.now, g.site.zone)
        if page.on_file is not None:
            self.answer.data, self.held_on.data = page.on_file.talk.answer.value, page.on_file.talk.held_on

    def told(self, page: TalkPage) -> TalkOnFile | None:
        """Return what is to be put on file; None, with the fault noted, where it cannot be so."""
        offered_on = page.offered_on if self.offered_on is None else self.offered_on.data
        if not self.validate() or offered_on is None:
            return None
        talk = Talk(Answer(self.answer.data), self.held_on.data)
        if (fault := debriefs.fault_in(page, talk, offered_on, g.site, g.now)) is not None:
            field, words = fault
            at_fault = self.held_on if field == "held_on" or self.offered_on is None else self.offered_on
            at_fault.errors = [words]
            return None
        return TalkOnFile(offered_on, talk)


@blueprint.route("/people/<listener_id>/calls/<call_id>/talk/<look>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def talk(listener_id: str, call_id: str, look: str) -> ResponseReturnValue:
    """Note what came of the first talk, or of the second look."""
    if look not in list(Look):
        raise NotFound("no such look")
    page = debriefs.page(g.site, ListenerId(listener_id), call_id, Look(look), g.actor, g.now)
    form = TalkForm()
    form.settle(page)
    told = form.told(page) if request.method == "POST" else None
    if told is None:
        shown = render_template("care/talk.html", page=page, form=form)
        return shown, 200 if request.method == "GET" else 422
    debriefs.put(g.site, call_id, page.look, told, g.actor, g.now, act_key=form.act_key.data)
    flash("It is noted. A “no” changes nothing.")
    return redirect(url_for("care.call_list", listener_id=listener_id), 303)
