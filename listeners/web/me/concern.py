"""How does a Listener say that something is wrong, to whom he chooses? It is written and never shown to him again."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError
from wtforms.validators import Length

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.care.concern import LONGEST_CONCERN, Addressee, Concern, ConcernKind
from listeners.domain.people import SiteId
from listeners.services.care import concerns, reporting_duties
from listeners.services.care.concerns import Addressees
from listeners.web import fields
from listeners.web.concern_words import KINDS
from listeners.web.duties_words import EVERYWHERE
from listeners.web.fields import choices
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN

TO = {
    Addressee.BRANCH: "The coordinators of this prison",
    Addressee.OTHER_BRANCH: "The coordinators of another prison",
    Addressee.NATIONAL: "The charity’s national office (they look once a week)",
}


class ConcernForm(fields.ActForm):
    """What is wrong, who is to read it, and whether he wants a rest from now on."""

    kinds = fields.ManyOf("What is it about?", choices=choices(KINDS.items()))
    words = fields.LongWords(
        "In your own words (you can leave this empty)",
        [Length(max=LONGEST_CONCERN, message=f"Use {LONGEST_CONCERN} letters at most")],
        description="Never say what somebody told you when you listened.",
    )
    to = fields.OneOf("Who shall read it?", validate_choice=False)
    prison = fields.Choice("If another prison: which?", validate_choice=False)
    step_off = fields.Tick("I want a rest from call-outs, from now. Nobody is told why")

    def offer(self, found: Addressees) -> None:
        """Offer those who are there."""
        self.found = found
        self.to.choices = choices((one.value, TO[one]) for one in found.to)
        named = [(each.id, each.name) for each in found.prisons]
        self.prison.choices = choices([("", "Choose a prison"), *named])

    def validate_words(self, field: fields.LongWords) -> None:
        """Ask for something to be said."""
        if not self.kinds.data and not (field.data or "").strip():
            raise ValidationError("Tick what it is about, or write something")

    def validate_to(self, field: fields.OneOf) -> None:
        """Ask for one of those who are there."""
        if field.data not in list(self.found.to):
            raise ValidationError("Choose who shall read it")

    def validate_prison(self, field: fields.Choice) -> None:
        """Ask for the other prison, where one is to read it."""
        if self.to.data == Addressee.OTHER_BRANCH and field.data not in {each.id for each in self.found.prisons}:
            raise ValidationError("Choose the other prison")

    @property
    def told(self) -> Concern:
        """What was told."""
        return Concern(frozenset(map(ConcernKind, self.kinds.data or ())), (self.words.data or "").strip())


@blueprint.route("/concern", methods=["GET", "POST"])
@allow(*OWN)
def concern() -> ResponseReturnValue:
    """Say who can read it and what must be passed on, ask, and write it down."""
    form = ConcernForm()
    form.offer(concerns.addressees(g.site, g.actor, g.now))
    if request.method == "POST" and form.validate():
        to, prison = Addressee(form.to.data), SiteId(form.prison.data or "")
        steps_off, key = bool(form.step_off.data), form.act_key.data
        concerns.tell(g.site, form.told, to, prison, steps_off, g.actor, g.now, act_key=key)
        return redirect(url_for("me.thanks"), 303)
    passed_on, seen = reporting_duties.of(g.site) or EVERYWHERE, in_three_lines(Kind.CONCERN)
    shown = render_template("me/concern.html", form=form, seen=seen, passed_on=passed_on)
    return (shown, 422) if request.method == "POST" else shown
