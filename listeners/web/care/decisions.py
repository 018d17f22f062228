"""Who wants to be a Listener, who is to be asked, and how is an answer written down?"""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired, Length

from listeners.domain.care.decision import BY_LENGTH, Answer, Decision, Topic
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services.care import decisions as service
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.decision_fields import ANSWERS, TOPICS
from listeners.web.guards import allow
from listeners.web.session_fields import can_have_been, one_of


class DecisionForm(fields.ActForm):
    """What he said, when, and for a yes what was gone through with him and by whom."""

    answer = one_of("What did he say?", ANSWERS, "Choose what he said")
    on = fields.LastDate("When did he say it?", [InputRequired("Enter the date"), can_have_been])
    explained = fields.ManyOf(
        "What was gone through with him before?",
        choices=fields.choices(TOPICS.items()),
        description="Tick all that was.",
    )
    by = fields.OwnWords(
        "Who went through it with him?",
        [Length(max=BY_LENGTH, message=f"Enter a name of {BY_LENGTH} letters at most")],
        description="A name of the charity’s. For a “not now” or a “no” it may be empty.",
    )

    @property
    def is_yes(self) -> bool:
        """Whether the answer that is sent is a yes."""
        return bool(self.answer.data == Answer.YES)

    def validate_explained(self, field: Field) -> None:
        """Of a yes it is known that he was told what the work can do to him."""
        if self.is_yes and Topic.HARM not in (field.data or ()):
            raise ValidationError("A yes counts only when what it can do to him was gone through with him")

    def validate_by(self, field: Field) -> None:
        """Of a yes it is known who told him."""
        field.data = (field.data or "").strip()
        if self.is_yes and not field.data:
            raise ValidationError("Enter who went through it with him")

    def told(self) -> dict[str, Any]:
        """Return the answers; after the form is valid."""
        explained = frozenset(Topic(each) for each in self.explained.data or ())
        return {"on": self.on.data, "told": Decision(Answer(self.answer.data), explained, self.by.data or "")}


@blueprint.get("/decisions")
@allow(Role.COORDINATOR)
def decisions() -> ResponseReturnValue:
    """List everybody by what is to be done about his decision; the reading is noted."""
    lines = service.team(g.site, g.actor, g.now)
    return render_template("care/decisions.html", lines=lines, answers=ANSWERS)


@blueprint.route("/people/<listener_id>/decision", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def decision(listener_id: str) -> ResponseReturnValue:
    """Show what one Listener said, and write down what he says now."""
    whom, form = ListenerId(listener_id), DecisionForm()
    if request.method == "GET":
        form.on.data = local_date(g.now, g.site.zone)
    elif form.validate():
        service.write_down(g.site, whom, **form.told(), actor=g.actor, now=g.now, act_key=form.act_key.data)
        flash("His answer is on file.")
        return redirect(url_for("care.decision", listener_id=listener_id), 303)
    page = service.one(g.site, whom, g.actor, g.now)
    shown = render_template("care/decision.html", page=page, form=form, answers=ANSWERS, topics=TOPICS)
    return shown, 200 if request.method == "GET" else 422
