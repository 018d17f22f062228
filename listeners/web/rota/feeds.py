"""How does a coordinator make a secret link to a calendar, and take it back?"""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role
from listeners.services import feeds as service
from listeners.services.feeds import NewFeed
from listeners.web.fields import ActForm, Choice, choices
from listeners.web.guards import allow
from listeners.web.rota import blueprint

OF_SITE = "site"
"""The choice of the nights that lack somebody."""


class FeedForm(ActForm):
    """Whose nights the link opens."""

    whose = Choice("Which nights")


@blueprint.route("/feeds", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def feeds() -> ResponseReturnValue:
    """Show which links are in force, and make one: its address is shown this once."""
    form = FeedForm()
    page = service.page(g.site, g.actor, g.now)
    own = [(str(member.id), f"{member.name}, {member.ref}: his own nights") for member in page.team]
    form.whose.choices = choices([(OF_SITE, "The nights that need somebody"), *own])
    if request.method == "GET" or not form.validate():
        return _shown(form, page), 200 if request.method == "GET" else 422
    whose = form.whose.data
    listener = None if whose == OF_SITE else ListenerId(whose)
    made = service.make(g.site, g.actor, listener, g.now, form.act_key.data)
    return _shown(FeedForm(formdata=None), service.page(g.site, g.actor, g.now), made)


@blueprint.post("/feeds/<link_id>/revoke")
@allow(Role.COORDINATOR)
def feed_revoke(link_id: str) -> ResponseReturnValue:
    """Revoke a link."""
    service.revoke(g.site, g.actor, link_id, g.now, request.form.get("act_key"))
    flash("The link is revoked. It opens nothing any more.")
    return redirect(url_for("rota.feeds"), 303)


def _shown(form: FeedForm, page: service.FeedsPage, made: NewFeed | None = None) -> str:
    address = None
    if made is not None and made.token is not None:
        address = current_app.config["LISTENERS"].public_address + url_for("feeds.calendar", token=made.token)
    return render_template("rota/feeds.html", form=form, page=page, made=made, address=address)
