"""Which swaps are offered, and how does a coordinator swap two nights for both Listeners at once?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired

from listeners.domain.people import ListenerId, Role
from listeners.domain.rota.planning_facts import Placed
from listeners.errors import RuleBroken
from listeners.services import swaps
from listeners.services.answers import Outcome
from listeners.services.cover_told import OfSwap, of_offer
from listeners.services.swap_page import SwapPage, swap_page
from listeners.web.addresses import yes_in
from listeners.web.fields import ActForm, Choice, choices
from listeners.web.filters import day_clock
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.cover_words import duty_words, swap_words


class SwapForm(ActForm):
    """Two duties that are to change hands."""

    one = Choice("One night", [InputRequired("Choose a night")])
    other = Choice("The other night", [InputRequired("Choose the other night")])

    def offer(self, page: SwapPage) -> None:
        """Offer every duty ahead."""
        found = [(duty.id, duty_words(duty.night, page.who[duty.listener])) for duty in page.duties]
        self.one.choices = self.other.choices = choices([("", "Choose a night"), *found])
        self._of = {duty.id: (duty.night, duty.listener) for duty in page.duties}
        self._placed = {duty.id: Placed(duty.night, duty.place, duty.listener) for duty in page.duties}
        self._names = {member.id: member.name for member in page.who.values()}

    @property
    def told(self) -> OfSwap:
        """Whose two nights were chosen; after the form is valid."""
        return OfSwap(self._placed[self.one.data], self._placed[self.other.data], self._names)

    def validate_other(self, field: Field) -> None:
        """It is another night of another man."""
        one, other = self._of.get(self.one.data), self._of.get(field.data)
        if one is not None and other is not None and (one[0] == other[0] or one[1] == other[1]):
            raise ValidationError("Choose two nights of two Listeners")


@blueprint.route("/swap", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def swap() -> ResponseReturnValue:
    """Show the swaps that are offered, and swap two nights on behalf of both."""
    page, form = swap_page(g.site, g.actor, g.now), SwapForm()
    form.offer(page)
    if request.method == "POST" and form.validate():
        try:
            swaps.swap_both(g.site, form.one.data, form.other.data, g.actor, g.now, form.act_key.data)
        except RuleBroken as broken:
            return _shown(page, form, broken.breaches), 422
        flash(swap_words(form.told, Outcome.TAKEN))
        return redirect(url_for("rota.swap"), 303)
    shown = _shown(page, form)
    return (shown, 422) if request.method == "POST" else shown


def _shown(page: SwapPage, form: SwapForm, broken: tuple[object, ...] = ()) -> str:
    """The page; ``broken``: the rules for which what was pressed here is refused."""
    return render_template("rota/swap.html", page=page, form=form, broken=broken)


@blueprint.post("/swaps/<offer_id>/<answer>")
@allow(Role.COORDINATOR)
def swap_answer(offer_id: str, answer: str) -> ResponseReturnValue:
    """Put down a yes or no on behalf of whoever was offered a swap."""
    says_yes, key = yes_in(answer), request.form.get("act_key")
    whom = ListenerId(request.form.get("listener", ""))
    came_of_it = swaps.answer(g.site, offer_id, whom, says_yes, g.actor, g.now, key)
    flash(swap_words(of_offer(g.site, offer_id, g.actor), came_of_it))
    return redirect(url_for("rota.swap"), 303)


@blueprint.post("/swaps/<offer_id>/decide/<answer>")
@allow(Role.COORDINATOR)
def swap_decide(offer_id: str, answer: str) -> ResponseReturnValue:
    """Agree to a swap that both want, or not. Where a rule stops them by now the page says which, and they wait on."""
    is_approved = yes_in(answer)
    try:
        earlier = swaps.decide(g.site, offer_id, is_approved, g.actor, g.now, request.form.get("act_key"))
    except RuleBroken as broken:
        page, form = swap_page(g.site, g.actor, g.now), SwapForm(formdata=None)
        form.offer(page)
        return _shown(page, form, broken.breaches), 422
    told = of_offer(g.site, offer_id, g.actor)
    if earlier is None:
        flash(swap_words(told, Outcome.TAKEN if is_approved else Outcome.NO))
    else:
        nights = f"{night_words(told.one.night)} and {night_words(told.other.night)}"
        flash(f"{earlier.by} decided of the swap of {nights} on {day_clock(earlier.at)}.", "nothing")
    return redirect(url_for("rota.swap"), 303)


@blueprint.post("/swaps/<offer_id>/back")
@allow(Role.COORDINATOR)
def swap_back(offer_id: str) -> ResponseReturnValue:
    """Take an offer back on behalf of whoever made it."""
    swaps.withdraw(g.site, offer_id, g.actor, g.now, request.form.get("act_key"))
    flash("The offer is taken back.")
    return redirect(url_for("rota.swap"), 303)
