"""How does a Listener offer a night of his for another, and answer who offers him one? Nights alone, never names."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.services import swap_page, swaps
from listeners.web.addresses import date_in, yes_in
from listeners.web.fields import ActForm, OneOf, choices
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN

NOBODY_NOW = "Choose one of these nights. Nobody can swap any other with you now"
"""Said to whoever chose none, or a night that its Listener cannot give for his any more."""


class SwapForm(ActForm):
    """The night that he would take instead."""

    instead = OneOf("Which night would you do instead?", invalid_choice_message=NOBODY_NOW)

    def offer(self, nights: tuple[date, ...]) -> None:
        """Offer the nights that the rules let him have for his."""
        self.instead.choices = choices((night.isoformat(), night_words(night)) for night in nights)


@blueprint.get("/swap")
@allow(*OWN)
def swap() -> ResponseReturnValue:
    """Ask which of his nights he would give away, and show what he has offered."""
    return render_template("me/swap.html", page=swap_page.own_swaps(g.site, g.actor, g.now))


@blueprint.route("/swap/<night>", methods=["GET", "POST"])
@allow(*OWN)
def swap_night(night: str) -> ResponseReturnValue:
    """Ask which night he would do instead of one of his, and offer the swap. A night already offered is not offered
    again, and none while a coordinator has still to agree to a swap of it. Where nobody can do his any more for the
    night that he chose, say so and let him choose again."""
    his, whom = date_in(night), g.actor.listener_id
    own = swap_page.own_swaps(g.site, g.actor, g.now)
    if own.is_spoken_for(his) and request.method == "POST":
        return redirect(url_for("me.swap_night", night=night), 303)
    offered = {each.takes for each in own.of(his)}
    able, form = swaps.nights_to_swap(g.site, whom, his, g.actor, g.now), SwapForm()
    form.offer(able if request.method == "POST" else _not_in(able, offered))  # a form's second press is no new offer
    if request.method == "POST" and form.validate():
        wanted, key = date.fromisoformat(form.instead.data), form.act_key.data
        if swaps.offer(g.site, whom, his, wanted, g.actor, g.now, key):
            flash(f"You have offered {night_words(his)} for {night_words(wanted)}. Whoever has that night is asked.")
            return redirect(url_for("me.swap"), 303)
        able = swaps.nights_to_swap(g.site, whom, his, g.actor, g.now)
        form.offer(_not_in(able, offered))
        form.instead.errors = (NOBODY_NOW,)
    nights = _not_in(able, offered)
    known = sorted(offered, key=lambda each: each or date.max)
    told = {"his": his, "nights": nights, "offered": known, "spoken_for": own.is_spoken_for(his)}
    page = render_template("me/swap_night.html", form=form, **told)
    return (page, 422) if request.method == "POST" else page


@blueprint.post("/swaps/<offer_id>/<answer>")
@allow(*OWN)
def swap_answer(offer_id: str, answer: str) -> ResponseReturnValue:
    """Put down his yes or no to a swap."""
    says_yes, key = yes_in(answer), request.form.get("act_key")
    told = swaps.answer(g.site, offer_id, g.actor.listener_id, says_yes, g.actor, g.now, key)
    return redirect(url_for("me.told", of="swaps", outcome=told.value), 303)


@blueprint.post("/swaps/<offer_id>/back")
@allow(*OWN)
def swap_back(offer_id: str) -> ResponseReturnValue:
    """Take back what he offered."""
    swaps.withdraw(g.site, offer_id, g.actor, g.now, request.form.get("act_key"))
    return redirect(url_for("me.swap"), 303)


def _not_in(able: tuple[date, ...], offered: set[date | None]) -> tuple[date, ...]:
    """Which nights he may offer anew."""
    return tuple(night for night in able if night not in offered)
