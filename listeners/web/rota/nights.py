"""How does the coordinator key in the nights that a Listener handed in on paper?"""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from listeners.access import Kind
from listeners.access.promise import promise
from listeners.domain.import_fields import text_cell
from listeners.domain.nights import local_date, nights_between
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.services import availability, people
from listeners.services.availability import NightsSaid
from listeners.web.fields import ActForm, OwnWords
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.people_forms import AsInFile

WEEKS = 8
SAID_WORDS = {
    AvailabilityKind.UNAVAILABLE: "Cannot",
    AvailabilityKind.AVOID: "Would rather not",
    AvailabilityKind.PREFER: "Would like to",
}


class NightsForm(ActForm):
    """What is said about many nights at once: a choice for each night, and one reason for those that change."""

    reason = OwnWords(
        "Why, for the nights you change (may be empty)",
        [AsInFile(text_cell, "The reason")],
        description="Only coordinators read this. Never write about a caller.",
    )
    seen = HiddenField()


@blueprint.route("/people/<listener_id>/nights", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_nights(listener_id: str) -> ResponseReturnValue:
    """Show and take what a Listener says about the nights of the next eight weeks."""
    person = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now)
    first = local_date(g.now, g.site.zone)
    last = first + timedelta(days=7 * WEEKS - 1)
    said = availability.of(g.site, ListenerId(listener_id), first, last, g.actor)
    form = NightsForm(seen=said.seen)
    if request.method == "POST" and form.validate():
        return _say(listener_id, form, said, list(nights_between(first, last)))
    nights = list(nights_between(first, last))
    why = {}
    if request.args.get("reasons"):
        why = availability.reasons(g.site, ListenerId(listener_id), first, last, g.actor, g.now)
    shown = render_template(
        "rota/nights.html",
        person=person,
        form=form,
        weeks=_weeks(nights),
        said={each.night: each for each in said.nights},
        chosen={night: _chosen(night) if request.method == "POST" else _now(said, night) for night in nights},
        reasons=why,
        words=SAID_WORDS,
        promise=promise(Kind.AVAILABILITY_REASON),
    )
    return shown, 200 if request.method == "GET" else 422


def _say(listener_id: str, form: NightsForm, said: NightsSaid, nights: list[date]) -> ResponseReturnValue:
    changed = {night: kind for night in nights if (kind := _chosen(night)) != _now(said, night)}
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


def _chosen(night: date) -> AvailabilityKind | None:
    text = request.form.get(f"night-{night.isoformat()}", "")
    return AvailabilityKind(text) if text in set(AvailabilityKind) else None


def _now(said: NightsSaid, night: date) -> AvailabilityKind | None:
    found = said.on(night)
    return found.kind if found else None


def _weeks(nights: list[date]) -> list[list[date]]:
    """The nights in weeks from Monday to Sunday, the first and the last perhaps shorter."""
    weeks: list[list[date]] = []
    for night in nights:
        if not weeks or night.weekday() == 0:
            weeks.append([])
        weeks[-1].append(night)
    return weeks
