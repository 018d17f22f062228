"""How does the coordinator key in the nights that a Listener handed in on paper?

As a stretch from one date to another, or night by night as his card has them: N, R or Y.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import Optional

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.import_fields import text_cell
from listeners.domain.nights import nights_between
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS
from listeners.domain.said import Rule
from listeners.services import availability, people
from listeners.services.availability import NightsSaid
from listeners.services.nights import night_of
from listeners.web.every_forms import every_words
from listeners.web.fields import ActForm, LocalDate, OneOf, OwnWords, choices, last_night_words
from listeners.web.filters import day_year
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.night_boxes import changed_nights, in_months, letters_now, letters_sent, unknown_letters
from listeners.web.rota import blueprint
from listeners.web.rota.people_forms import AsInFile
from listeners.web.rota.words import needed_words

WEEKS = 8
BOX_WORDS = {"": "can", "N": "N cannot", "R": "R rather not", "Y": "Y would like"}
"""The choices of a night: by keyboard the letter of the card is enough."""
SAID_WORDS = {
    AvailabilityKind.UNAVAILABLE.value: "He cannot",
    AvailabilityKind.AVOID.value: "He would rather not",
    AvailabilityKind.PREFER.value: "He would like to",
    "nothing": "Nothing: take back what he said",
}


class NightsForm(ActForm):
    """What is said about many nights at once: a stretch, a letter for each night, one reason for those that change."""

    from_on = LocalDate("From the night of", [Optional()])
    to_on = LocalDate("To the night of", [Optional()], description="Empty for one night.")
    says = OneOf("What he says about them", choices=choices(SAID_WORDS.items()), default="unavailable")
    reason = OwnWords(
        "Why, for the nights you change (may be empty)",
        [AsInFile(text_cell, "The reason")],
        description="Only coordinators read this. Never write about a caller.",
    )
    seen = HiddenField()

    @property
    def stretch(self) -> dict[date, AvailabilityKind | None]:
        """What is said about each night of the stretch; nothing where no stretch is given."""
        if self.from_on.data is None:
            return {}
        kind = None if self.says.data == "nothing" else AvailabilityKind(self.says.data)
        return dict.fromkeys(nights_between(self.from_on.data, self.to_on.data or self.from_on.data), kind)

    def check(self, tonight: date, nights: list[date]) -> bool:
        """Whether the stretch lies ahead and every box holds a letter of the card; if not, say what is wrong."""
        last = tonight + timedelta(days=FURTHEST_NIGHTS - 1)
        if self.to_on.data is not None and self.from_on.data is None:
            self.from_on.errors = ["Enter the first night too"]
        elif self.from_on.data is not None and not tonight <= self.from_on.data <= last:
            self.from_on.errors = [f"Enter a night from tonight to {day_year(last)}"]
        elif self.from_on.data is not None and not self.from_on.data <= (self.to_on.data or self.from_on.data) <= last:
            self.to_on.errors = [last_night_words(last)]
        self.form_errors = [f"{night_words(night)}: choose can, N, R or Y" for night in unknown_letters(nights)]
        return not (self.from_on.errors or self.to_on.errors or self.form_errors)


@blueprint.route("/people/<listener_id>/nights", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_nights(listener_id: str) -> ResponseReturnValue:
    """Show and take what a Listener says about the nights of the next eight weeks, that which goes on first."""
    person = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now)
    first = night_of(g.site, g.now)
    nights = nights_to_say(first)
    last = nights[-1]
    said = availability.of(g.site, ListenerId(listener_id), first, last, g.actor)
    form = NightsForm(seen=said.seen)
    if request.method == "POST" and form.validate() and form.check(first, nights):
        return _say(listener_id, form, said, nights)
    why = {}
    if request.args.get("reasons"):
        why = availability.reasons(g.site, ListenerId(listener_id), first, last, g.actor, g.now)
    shown = render_template(
        "rota/nights.html",
        person=person,
        form=form,
        months=in_months(nights),
        words=BOX_WORDS,
        said=said,
        letters=letters_sent(nights) if request.method == "POST" else letters_now(said, nights),
        reasons=why,
        every=[(rule, every_words(rule), _why(rule, said, why)) for rule in said.every],
        seen=in_three_lines(Kind.AVAILABILITY_REASON),
    )
    return shown, 200 if request.method == "GET" else 422


def _say(listener_id: str, form: NightsForm, said: NightsSaid, nights: list[date]) -> ResponseReturnValue:
    stretch = form.stretch
    changed = {night: kind for night, kind in changed_nights(said, nights).items() if night not in stretch}
    changed |= {on: kind for on, kind in stretch.items() if on not in nights or kind is not said.kind_on(on)}
    needed = availability.say(
        g.site,
        ListenerId(listener_id),
        changed,
        form.reason.data or "",
        g.actor,
        g.now,
        seen=form.seen.data,
        act_key=form.act_key.data,
    )
    pressed_twice = form.seen.data != said.seen
    if not changed and not pressed_twice:
        flash("What you sent is what was on file before.", "nothing")
        return redirect(url_for("rota.person_nights", listener_id=listener_id), 303)
    words = "The nights are on file."
    if needed:
        words = f"{words} {needed_words(needed, {on for on in needed if changed.get(on) is AvailabilityKind.AVOID})}"
    flash(words)
    return redirect(url_for("rota.person_nights", listener_id=listener_id), 303)


def _why(rule: Rule, said: NightsSaid, why: Mapping[date, str]) -> str:
    """The reason of something said of every such night: that of a night for which it counts."""
    covered = (each.night for each in said.nights if each.by_rule and rule.covers(each.night))
    return next((why[night] for night in covered if night in why), "")


def nights_to_say(first: date) -> list[date]:
    """The nights that a card has boxes for, and that its page takes box by box: eight weeks from a date on."""
    return list(nights_between(first, first + timedelta(days=7 * WEEKS - 1)))
