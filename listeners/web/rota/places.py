"""Which places does this prison have for a Listener and the man who asked?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.domain.states import ContactPlace
from listeners.services import site_places
from listeners.web.fields import ActForm, ManyOf, choices
from listeners.web.guards import allow
from listeners.web.places import PLACES
from listeners.web.rota import blueprint


class PlacesForm(ActForm):
    """Any of the six places."""

    places = ManyOf(
        "Where can a Listener and the man who asked talk here?",
        choices=choices((place.value, words) for place, words in PLACES.items()),
        description="With none ticked, officers are offered all of them.",
    )


@blueprint.route("/places", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def places() -> ResponseReturnValue:
    """Ask which places there are, and note it."""
    form = PlacesForm(places=[place.value for place in g.site.places]) if request.method == "GET" else PlacesForm()
    if request.method == "GET":
        return render_template("rota/places.html", form=form)
    if not form.validate():
        return render_template("rota/places.html", form=form), 422
    chosen = [ContactPlace(code) for code in form.places.data or ()]
    site_places.set_places(g.site, chosen, g.actor, g.now, form.act_key.data)
    flash("The places are on file. Officers are offered these.")
    return redirect(url_for("rota.rules"), 303)
