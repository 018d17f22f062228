"""How does the coordinator change a Listener's standing, or say when he is released or transferred?

Two pages, one question each. Both show first what the change would do, and make it once that is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role, Standing, StandingFrom
from listeners.services import people, standings
from listeners.services.acts import first_answer
from listeners.services.people import Person
from listeners.web.addresses import sent_date, sent_number
from listeners.web.filters import day_year
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.people_forms import LEAVING_WORDS, STANDING_SHORT, LeavingForm, StandingForm
from listeners.web.rota.words import others_asked

PAGES: dict[type[StandingForm], str] = {StandingForm: "rota.person_standing", LeavingForm: "rota.person_leaving"}
"""Where each of the two is asked for."""
DONE = {
    Standing.SHADOWING: "{name} is shadowing from {day}.",
    Standing.ACTIVE: "{name} is active from {day}.",
    Standing.PAUSED: "{name} is paused from {day}.",
    Standing.LEFT: "{name} is gone from {day}: release, or leaves the scheme.",
    Standing.TRANSFERRED: "{name} is gone from {day}: transfer to another prison.",
}


@blueprint.route("/people/<listener_id>/standing", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_standing(listener_id: str) -> ResponseReturnValue:
    """Ask for another standing from a date on, show what it would do, and give it once that is confirmed."""
    return _ask(listener_id, StandingForm)


@blueprint.route("/people/<listener_id>/leaving", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def person_leaving(listener_id: str) -> ResponseReturnValue:
    """Ask for the day of a release or transfer, show which nights it empties, and write it down once confirmed."""
    return _ask(listener_id, LeavingForm)


@blueprint.post("/people/<listener_id>/standing/take-back")
@allow(Role.COORDINATOR)
def person_standing_back(listener_id: str) -> ResponseReturnValue:
    """Take back a change of standing that is still ahead."""
    member = people.on_nights(g.site, ListenerId(listener_id), g.actor, g.now).member
    from_on = sent_date(request.form.get("from_on", ""))
    seen = sent_number(request.form.get("seen"))
    standings.take_back(g.site, member.id, from_on, seen, g.actor, g.now, request.form.get("act_key"))
    words = f"The change of {member.name} from {day_year(from_on)} is taken back."
    return back_to_person(listener_id, f"{words} Nights that it emptied stay empty: plan them again.", ())


def _ask(listener_id: str, kind: type[StandingForm]) -> ResponseReturnValue:
    whom = ListenerId(listener_id)
    found = people.person(g.site, whom, g.actor, g.now)
    if request.method == "GET":
        return _page(found, _filled(found, kind))
    form = kind()
    if not form.validate():
        return _page(found, form), 422
    if first_answer(g.actor, form.act_key.data) is None:
        looked = standings.look_at(g.site, whom, form.change, g.actor, g.now)
        if not looked.is_change and form.confirmed.data:
            flash(f"It is on file already: {_done(found.member.name, form.change)} Nothing is changed.", "nothing")
            return redirect(url_for("rota.person", listener_id=listener_id), 303)
        if not looked.is_change:
            form.say_nothing_changes()
            return _page(found, form), 422
        if not form.is_confirmed(looked):
            return _page(found, form, "rota/person_standing.html", looked=looked)
    seen, key = sent_number(form.seen.data), form.act_key.data
    short = standings.change(g.site, whom, form.change.standing, form.change.from_on, seen, g.actor, g.now, key)
    return back_to_person(listener_id, _done(found.member.name, form.change), short)


def _filled(found: Person, kind: type[StandingForm]) -> StandingForm:
    seen = str(found.seen_standings)
    if kind is StandingForm:
        return StandingForm(formdata=None, from_on=local_date(g.now, g.site.zone), seen=seen)
    known = found.leaves.standing if found.leaves else Standing.LEFT
    return LeavingForm(formdata=None, standing=known.value, seen=seen)


def _page(found: Person, form: StandingForm, template: str = "", **more: object) -> str:
    leaving = isinstance(form, LeavingForm)
    return render_template(
        template or ("rota/leaving.html" if leaving else "rota/standing.html"),
        person=found,
        form=form,
        here=url_for(PAGES[type(form)], listener_id=found.member.id),
        words=STANDING_SHORT,
        leaving_words=LEAVING_WORDS,
        **more,
    )


def _done(name: str, change: StandingFrom) -> str:
    return DONE[change.standing].format(name=name, day=day_year(change.from_on))


def back_to_person(listener_id: str, words: str, without: Sequence[date]) -> ResponseReturnValue:
    """Go back to the person's page and say which published nights are now without him."""
    if without:
        nights = "; ".join(night_words(night) for night in without)
        words = f"{words} These published nights are now without him and need somebody: {nights}."
        words = f"{words} {others_asked(without, 'Others')}."
    flash(words)
    return redirect(url_for("rota.person", listener_id=listener_id), 303)
