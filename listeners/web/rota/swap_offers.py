"""How does a coordinator offer a swap on a Listener's behalf? Whose night, for which, a look at both, and one press."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from listeners.domain.people import ListenerId, Role
from listeners.domain.team import TeamMember
from listeners.services import swap_on_behalf
from listeners.services.cover_told import names
from listeners.services.swap_on_behalf import Choices, Side
from listeners.services.swap_page import SwapPage, swap_page
from listeners.web.addresses import date_in
from listeners.web.fields import ActForm, Choice, OneOf, choices
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.cover_words import duty_words

APART = " "
"""Between the night and the Listener in the value of a choice."""


class WhoseForm(ActForm):
    """The night that is to be given."""

    whose = Choice("Whose night?", [InputRequired("Choose whose night")])

    def offer(self, page: SwapPage) -> None:
        """Offer every duty ahead."""
        found = (_choice(duty.night, duty.listener, page.who) for duty in page.duties)
        self.whose.choices = choices([("", "Choose a night"), *found])


class InsteadForm(ActForm):
    """The night that he would do instead."""

    instead = OneOf(
        "Which night would he do instead?",
        invalid_choice_message="Choose one of these nights. The rules let him swap with nobody else now",
    )

    def offer(self, page: Choices) -> None:
        """Offer what the rules allow now."""
        self.instead.choices = choices(_choice(duty.night, duty.listener, page.who) for duty in page.others)


@blueprint.route("/swap/offer", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def swap_offer() -> ResponseReturnValue:
    """Ask whose night is to be offered."""
    page, form = swap_page(g.site, g.actor, g.now), WhoseForm()
    form.offer(page)
    if request.method == "POST" and form.validate():
        night, listener = form.whose.data.split(APART)
        return redirect(url_for("rota.swap_offer_for", night=night, listener_id=listener), 303)
    shown = render_template("rota/swap_offer.html", page=page, form=form)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.route("/swap/offer/<night>/<listener_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def swap_offer_for(night: str, listener_id: str) -> ResponseReturnValue:
    """Ask which night he would do instead: only what the rules allow now is offered."""
    his = ListenerId(listener_id), date_in(night)
    page, form = swap_on_behalf.choices(g.site, his, g.actor, g.now), InsteadForm()
    form.offer(page)
    if request.method == "POST" and form.validate():
        for_night, other = form.instead.data.split(APART)
        told = {"night": night, "listener_id": listener_id, "for_night": for_night, "other_id": other}
        return redirect(url_for("rota.swap_offer_check", **told), 303)
    shown = render_template("rota/swap_offer_for.html", page=page, form=form)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.route("/swap/offer/<night>/<listener_id>/<for_night>/<other_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def swap_offer_check(night: str, listener_id: str, for_night: str, other_id: str) -> ResponseReturnValue:
    """Show both nights before anybody is asked, and offer the swap."""
    his, other = (ListenerId(listener_id), date_in(night)), (ListenerId(other_id), date_in(for_night))
    if request.method == "POST":
        key = request.form.get("act_key")
        is_new = swap_on_behalf.offer(g.site, his, other, g.actor, g.now, key)
        flash(_asked_words(his, other, is_new), "message" if is_new else "nothing")
        return redirect(url_for("rota.swap"), 303)
    pair = swap_on_behalf.look(g.site, his, other, g.actor, g.now)
    return render_template("rota/swap_offer_check.html", pair=pair)


def _asked_words(his: Side, other: Side, is_new: bool) -> str:
    named = names(g.site, g.actor)
    whom, nights = named[other[0]], f"{night_words(his[1])} instead of {night_words(other[1])}"
    if not is_new:
        return f"{whom} has been asked already whether he would do {nights}. Nothing is changed."
    return f"Offered on behalf of {named[his[0]]}: {whom} is asked whether he would do {nights}."


def _choice(night: date, listener: ListenerId, who: Mapping[ListenerId, TeamMember]) -> tuple[str, str]:
    return f"{night.isoformat()}{APART}{listener}", duty_words(night, who[listener])
