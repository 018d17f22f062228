"""How does the coordinator key in the nights that a Listener handed in on paper?

As a stretch from one date to another, or box by box as his card has them: N, R or Y.
"""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import Optional

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.import_fields import text_cell
from listeners.domain.nights import local_date, nights_between
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS
from listeners.services import availability, people
from listeners.services.availability import NightsSaid
from listeners.web.fields import ActForm, LocalDate, OneOf, OwnWords, choices
from listeners.web.filters import day_year
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.people_forms import AsInFile

WEEKS = 8
LETTERS = {AvailabilityKind.UNAVAILABLE: "N", AvailabilityKind.AVOID: "R", AvailabilityKind.PREFER: "Y"}
"""What stands in a box of the card (templates/print/cannot_cards.html)."""
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

    def check(self, today: date, nights: list[date]) -> bool:
        """Whether the stretch lies ahead and every box holds a letter of the card; if not, say what is wrong."""
        last = today + timedelta(days=FURTHEST_NIGHTS - 1)
        if self.to_on.data is not None and self.from_on.data is None:
            self.from_on.errors = ["Enter the first night too"]
        elif self.from_on.data is not None and not today <= self.from_on.data <= last:
            self.from_on.errors = [f"Enter a night from today to {day_year(last)}"]
        elif self.from_on.data is not None and not self.from_on.data <= (self.to_on.data or self.from_on.data) <= last:
            self.to_on.errors = [f"Enter a night from the first one to {day_year(last)}"]
        self.form_errors = [
            f"{night_words(night)}: write N, R or Y in the box, or leave it empty"
            for night in nights
            if _letter(night) not in ("", *LETTERS.values())
        ]
        return not (self.from_on.errors or self.to_on.errors or self.form_errors)


@blueprint.route("/people/<listener_id>/nights", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_nights(listener_id: str) -> ResponseReturnValue:
    """Show and take what a Listener says about the nights of the next eight weeks."""
    person = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now)
    first = local_date(g.now, g.site.zone)
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
        weeks=in_weeks(nights),
        said={each.night: each for each in said.nights},
        letters={night: _letter(night) if request.method == "POST" else _letter_now(said, night) for night in nights},
        reasons=why,
        seen=in_three_lines(Kind.AVAILABILITY_REASON),
    )
    return shown, 200 if request.method == "GET" else 422


def _say(listener_id: str, form: NightsForm, said: NightsSaid, nights: list[date]) -> ResponseReturnValue:
    chosen = {night: _chosen(night) for night in nights} | form.stretch
    changed = {night: kind for night, kind in chosen.items() if night not in nights or kind != _now(said, night)}
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
    words = "The nights are on file." if changed or pressed_twice else "Nothing was changed."
    if needed:
        nights_needed = "; ".join(night_words(night) for night in needed)
        words = f"{words} He is down for these and they stay his until somebody takes them: {nights_needed}."
    flash(words)
    return redirect(url_for("rota.person_nights", listener_id=listener_id), 303)


def _letter(night: date) -> str:
    return request.form.get(f"night-{night.isoformat()}", "").strip().upper()


def _letter_now(said: NightsSaid, night: date) -> str:
    kind = _now(said, night)
    return LETTERS[kind] if kind is not None else ""


def _chosen(night: date) -> AvailabilityKind | None:
    return next((kind for kind, letter in LETTERS.items() if letter == _letter(night)), None)


def _now(said: NightsSaid, night: date) -> AvailabilityKind | None:
    found = said.on(night)
    return found.kind if found else None


def nights_to_say(first: date) -> list[date]:
    """The nights that a card has boxes for, and that its page takes box by box: eight weeks from a date on."""
    return list(nights_between(first, first + timedelta(days=7 * WEEKS - 1)))


def in_weeks(nights: list[date]) -> list[list[date | None]]:
    """The nights in weeks from Monday to Sunday, as on the card; None where a week begins before them or ends after."""
    weeks: list[list[date | None]] = []
    for night in nights:
        if not weeks or night.weekday() == 0:
            weeks.append([None] * 7)
        weeks[-1][night.weekday()] = night
    return weeks
