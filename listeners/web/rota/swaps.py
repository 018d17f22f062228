"""Which swaps are offered, and how does a coordinator swap two nights for both Listeners at once?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, ValidationError

from listeners.domain.people import ListenerId, Role
from listeners.services import swaps
from listeners.services.answers import Outcome
from listeners.services.swap_page import SwapPage, swap_page
from listeners.web.addresses import yes_in
from listeners.web.fields import ActForm, Choice, choices
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint

TOLD = {
    Outcome.TAKEN: "They have swapped. Both are told.",
    Outcome.WAITS: "Both would swap. It waits for a coordinator to agree.",
    Outcome.NO: "He keeps his night.",
    Outcome.TOO_LATE: "This swap is not offered any more.",
    Outcome.STOPPED: "They cannot swap any more: a rule stands in the way by now.",
}


class SwapForm(ActForm):
    """Two duties that are to change hands."""

    one = Choice("One night")
    other = Choice("The other night")

    def offer(self, page: SwapPage) -> None:
        """Offer every duty ahead."""
        found = [
            (duty.id, f"{night_words(duty.night)}: {page.who[duty.listener].name} {page.who[duty.listener].ref}")
            for duty in page.duties
        ]
        self.one.choices = self.other.choices = choices(found)
        self._of = {duty.id: (duty.night, duty.listener) for duty in page.duties}

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
        swaps.swap_both(g.site, form.one.data, form.other.data, g.actor, g.now, form.act_key.data)
        flash(TOLD[Outcome.TAKEN])
        return redirect(url_for("rota.swap"), 303)
    shown = render_template("rota/swap.html", page=page, form=form)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.post("/swaps/<offer_id>/<answer>")
@allow(Role.COORDINATOR)
def swap_answer(offer_id: str, answer: str) -> ResponseReturnValue:
    """Put down a yes or no on behalf of whoever was offered a swap."""
    says_yes, key = yes_in(answer), request.form.get("act_key")
    whom = ListenerId(request.form.get("listener", ""))
    flash(TOLD[swaps.answer(g.site, offer_id, whom, says_yes, g.actor, g.now, key)])
    return redirect(url_for("rota.swap"), 303)


@blueprint.post("/swaps/<offer_id>/decide/<answer>")
@allow(Role.COORDINATOR)
def swap_decide(offer_id: str, answer: str) -> ResponseReturnValue:
    """Agree to a swap that both want, or not."""
    is_approved = yes_in(answer)
    swaps.decide(g.site, offer_id, is_approved, g.actor, g.now, request.form.get("act_key"))
    flash(TOLD[Outcome.TAKEN] if is_approved else "They keep their nights.")
    return redirect(url_for("rota.swap"), 303)


@blueprint.post("/swaps/<offer_id>/back")
@allow(Role.COORDINATOR)
def swap_back(offer_id: str) -> ResponseReturnValue:
    """Take an offer back on behalf of whoever made it."""
    swaps.withdraw(g.site, offer_id, g.actor, g.now, request.form.get("act_key"))
    flash("The offer is taken back.")
    return redirect(url_for("rota.swap"), 303)
