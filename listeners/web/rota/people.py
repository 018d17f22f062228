"""Who is in the team, what is on file of each, and how does the coordinator keep a Listener's details?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.nights import ONE_DAY, local_date
from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.services import people
from listeners.services.availability import NightsSaid
from listeners.services.people import PersonLine
from listeners.web.addresses import sent_number
from listeners.web.every_forms import every_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.people_forms import LEAVING_WORDS, STANDING_SHORT, DetailsForm, NewPersonForm
from listeners.web.rota.standings import back_to_person

LEAVING_SHOWN = timedelta(weeks=12)
"""Who leaves that soon is listed with the team: as far ahead as the longest rota."""


@blueprint.get("/people")
@allow(Role.COORDINATOR)
def team() -> ResponseReturnValue:
    """List the team: who takes part first, then those who are gone."""
    lines = people.team(g.site, g.actor, g.now)
    here = [line for line in lines if line.standing is None or not line.standing.is_gone]
    gone = [line for line in lines if line.standing is not None and line.standing.is_gone]
    last = local_date(g.now, g.site.zone) + LEAVING_SHOWN
    return render_template(
        "rota/people.html",
        here=here,
        gone=gone,
        leaving=[(day, line) for day, line in _leaving(here) if day <= last],
        words=STANDING_SHORT,
        leaving_words=LEAVING_WORDS,
    )


def _leaving(lines: Iterable[PersonLine]) -> list[tuple[date, PersonLine]]:
    """Who is known to go, by the day from which he is gone."""
    return sorted(
        ((line.leaves.from_on, line) for line in lines if line.leaves is not None),
        key=lambda each: (each[0], each[1].member.name),
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_new() -> ResponseReturnValue:
    """Add somebody by hand."""
    form = NewPersonForm(joined_on=local_date(g.now, g.site.zone), works=["AM", "PM"])
    if request.method == "GET" or not form.validate():
        return render_template("rota/person_new.html", form=form), 200 if request.method == "GET" else 422
    added = people.add(
        g.site, form.ref.data or "", form.details, Standing(form.standing.data), g.actor, g.now, form.act_key.data
    )
    flash(f"{form.name.data} is in the team.{_until_his_yes(added)}")
    return redirect(url_for("rota.person", listener_id=added), 303)


@blueprint.get("/people/<listener_id>")
@allow(Role.COORDINATOR)
def person(listener_id: str) -> ResponseReturnValue:
    """Show one Listener: standing, training and consent, nights ahead, call-outs and rests."""
    found = people.person(g.site, ListenerId(listener_id), g.actor, g.now)
    said = Counter(each.kind for each in found.said.one_by_one)
    return render_template(
        "rota/person.html",
        person=found,
        words=STANDING_SHORT,
        leaving_words=LEAVING_WORDS,
        today=local_date(g.now, g.site.zone),
        cannot=_stretches(found.said),
        avoids=said[AvailabilityKind.AVOID],
        prefers=said[AvailabilityKind.PREFER],
        every=[(rule, every_words(rule)) for rule in found.said.every],
    )


@blueprint.route("/people/<listener_id>/details", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_details(listener_id: str) -> ResponseReturnValue:
    """Correct the details of a Listener."""
    found = people.person(g.site, ListenerId(listener_id), g.actor, g.now)
    known = DetailsForm.of(found)
    if request.method == "GET":
        return render_template("rota/person_details.html", form=known, person=found)
    form = DetailsForm()
    if not form.validate():
        return render_template("rota/person_details.html", form=form, person=found), 422
    if form.version.data == known.version.data and form.is_as(known):
        flash(f"The details of {found.member.name} are as they were.", "nothing")
        return redirect(url_for("rota.person", listener_id=listener_id), 303)
    short = people.change_details(
        g.site, found.member.id, form.details, sent_number(form.version.data), g.actor, g.now, form.act_key.data
    )
    until = "" if form.details.prison_number == found.member.prison_number else _until_his_yes(found.member.id)
    return back_to_person(listener_id, f"The details of {form.name.data} are on file.{until}", short)


def _until_his_yes(listener_id: ListenerId) -> str:
    held = people.waits_for_his_yes(g.site, listener_id, g.actor, g.now)
    return " He gets no nights until his yes is written down under Care, Decisions." if held else ""


def _stretches(said: NightsSaid) -> list[tuple[date, date]]:
    """The nights that he cannot do, those of every such night and of a rest from call-outs apart: each stretch of them
    by its first and last."""
    found: list[tuple[date, date]] = []
    for each in said.one_by_one:
        if each.kind is AvailabilityKind.UNAVAILABLE:
            is_next = bool(found) and found[-1][1] + ONE_DAY == each.night
            first = found.pop()[0] if is_next else each.night
            found.append((first, each.night))
    return found
