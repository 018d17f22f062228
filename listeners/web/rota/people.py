"""Who is in the team, and how does the coordinator keep a Listener's details and standing?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role, Standing
from listeners.services import people, standings
from listeners.services.acts import first_answer
from listeners.services.people import Person, PersonLine
from listeners.web.addresses import sent_date, sent_number
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.people_forms import (
    LEAVING_WORDS,
    STANDING_SHORT,
    DetailsForm,
    LeavingForm,
    NewPersonForm,
    StandingForm,
)

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
    flash(f"{form.name.data} is in the team.")
    return redirect(url_for("rota.person", listener_id=added), 303)


@blueprint.get("/people/<listener_id>")
@allow(Role.COORDINATOR)
def person(listener_id: str) -> ResponseReturnValue:
    """Show one Listener: standing, training and consent, nights ahead, call-outs and rests."""
    found = people.person(g.site, ListenerId(listener_id), g.actor, g.now)
    return _person_page(found)


@blueprint.route("/people/<listener_id>/details", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_details(listener_id: str) -> ResponseReturnValue:
    """Correct the details of a Listener."""
    found = people.person(g.site, ListenerId(listener_id), g.actor, g.now)
    if request.method == "GET":
        return render_template("rota/person_details.html", form=DetailsForm.of(found), person=found)
    form = DetailsForm()
    if not form.validate():
        return render_template("rota/person_details.html", form=form, person=found), 422
    short = people.change_details(
        g.site, found.member.id, form.details, sent_number(form.version.data), g.actor, g.now, form.act_key.data
    )
    return _back(listener_id, "The details are on file.", short)


@blueprint.post("/people/<listener_id>/standing")
@allow(Role.COORDINATOR)
def person_standing(listener_id: str) -> ResponseReturnValue:
    """Show what another standing from a date on would do, and give it once that is confirmed."""
    form, whom = LeavingForm() if "leaving" in request.args else StandingForm(), ListenerId(listener_id)
    found = people.person(g.site, whom, g.actor, g.now)
    if not form.validate():
        return _person_page(found, form), 422
    if first_answer(g.actor, form.act_key.data) is None:
        looked = standings.look_at(g.site, whom, form.change, g.actor, g.now)
        if not looked.is_change:
            form.say_nothing_changes()
            return _person_page(found, form), 422
        if not form.is_confirmed(looked):
            return render_template(
                "rota/person_standing.html",
                person=found,
                form=form,
                looked=looked,
                words=STANDING_SHORT,
                leaving_words=LEAVING_WORDS,
            )
    seen, key = sent_number(form.seen.data), form.act_key.data
    short = standings.change(g.site, whom, form.change.standing, form.change.from_on, seen, g.actor, g.now, key)
    return _back(listener_id, "The standing is on file.", short)


@blueprint.post("/people/<listener_id>/standing/take-back")
@allow(Role.COORDINATOR)
def person_standing_back(listener_id: str) -> ResponseReturnValue:
    """Take back a change of standing that is still ahead."""
    whom = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now).member.id
    from_on = sent_date(request.form.get("from_on", ""))
    seen = sent_number(request.form.get("seen"))
    standings.take_back(g.site, whom, from_on, seen, g.actor, g.now, request.form.get("act_key"))
    return _back(listener_id, "The change is taken back. Nights that it emptied stay empty: plan them again.", ())


def _person_page(found: Person, sent: StandingForm | None = None) -> str:
    """``sent``: the form whose faults are to be shown, in its place."""
    leaving, form = _leaving_form(found), _standing_form(found)
    return render_template(
        "rota/person.html",
        person=found,
        sent=sent,
        leaving=sent if isinstance(sent, LeavingForm) else leaving,
        form=form if sent is None or isinstance(sent, LeavingForm) else sent,
        words=STANDING_SHORT,
        leaving_words=LEAVING_WORDS,
        today=local_date(g.now, g.site.zone),
    )


def _standing_form(found: Person) -> StandingForm:
    today = local_date(g.now, g.site.zone)
    return StandingForm(formdata=None, from_on=today, seen=str(found.seen_standings))


def _leaving_form(found: Person) -> LeavingForm:
    known = found.leaves.standing if found.leaves else Standing.LEFT
    return LeavingForm(formdata=None, standing=known.value, seen=str(found.seen_standings))


def _back(listener_id: str, words: str, short: Sequence[date]) -> ResponseReturnValue:
    """Go back to the person's page and say which nights are now short."""
    if short:
        nights = "; ".join(night_words(night) for night in short)
        words = f"{words} These nights are now short of one and need somebody: {nights}."
    flash(words)
    return redirect(url_for("rota.person", listener_id=listener_id), 303)
