"""Which Listeners are buddies, and how does the coordinator pair two, end it, or note that they talked?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError
from wtforms.fields import Field
from wtforms.validators import InputRequired

from listeners.domain.care.buddy import talk_fault
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services.care import buddies as service
from listeners.services.care.buddies import BuddiesPage
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow


class PairForm(fields.ActForm):
    """Which two are to be buddies."""

    one = fields.Choice("One", [InputRequired("Choose a Listener")])
    other = fields.Choice("The other", [InputRequired("Choose his buddy")])

    def offer(self, page: BuddiesPage) -> None:
        """Offer everybody who has no buddy."""
        names = [("", "Choose"), *((member.id, member.name) for member in page.without)]
        self.one.choices = self.other.choices = fields.choices(names)

    def validate_other(self, field: Field) -> None:
        """Nobody is his own buddy."""
        if field.data and field.data == self.one.data:
            raise ValidationError("Choose two different Listeners")


class TalkForm(fields.ActForm):
    """Which pair talked, and when."""

    pair = fields.Choice("Who talked?", [InputRequired("Choose who talked")])
    on = fields.LocalDate("When?", [InputRequired("Enter the date")])

    def offer(self, page: BuddiesPage) -> None:
        """Offer every pair."""
        self.pair.choices = fields.choices(
            [("", "Choose"), *((pair.id, f"{one.name} and {other.name}") for pair, one, other in page.pairs)]
        )


@blueprint.route("/buddies", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def buddies() -> ResponseReturnValue:
    """List the pairs, and pair two who have no buddy."""
    page, form = service.team(g.site, g.actor, g.now), PairForm()
    form.offer(page)
    if request.method == "GET" or not form.validate():
        return _page(page, form, TalkForm(formdata=None)), 200 if request.method == "GET" else 422
    one, other = ListenerId(form.one.data), ListenerId(form.other.data)
    service.pair_up(g.site, one, other, g.actor, g.now, act_key=form.act_key.data)
    flash("They are buddies. Tell both.")
    return redirect(url_for("care.buddies"), 303)


@blueprint.post("/buddies/talked")
@allow(Role.COORDINATOR)
def buddies_talked() -> ResponseReturnValue:
    """Note that two talked, as they told on paper or by word."""
    page, form = service.team(g.site, g.actor, g.now), TalkForm()
    form.offer(page)
    if form.validate() and form.on.data:
        pair = next(each for each, _, _ in page.pairs if each.id == form.pair.data)
        if (fault := talk_fault(form.on.data, pair, local_date(g.now, g.site.zone))) is None:
            service.note(g.site, pair.id, form.on.data, g.actor, g.now, act_key=form.act_key.data)
            flash("It is noted that they talked.")
            return redirect(url_for("care.buddies"), 303)
        form.on.errors = [f"Look at the date: {fault}"]
    return _page(page, PairForm(formdata=None), form), 422


@blueprint.post("/buddies/<pair_id>/end")
@allow(Role.COORDINATOR)
def buddies_end(pair_id: str) -> ResponseReturnValue:
    """Let two be buddies no more."""
    service.end(g.site, pair_id, g.actor, g.now, request.form.get("act_key"))
    flash("They are buddies no more. Tell both.")
    return redirect(url_for("care.buddies"), 303)


def _page(page: BuddiesPage, form: PairForm, talk: TalkForm) -> str:
    form.offer(page)
    talk.offer(page)
    return render_template("care/buddies.html", page=page, form=form, talk=talk)
