"""What does a Listener find first: his next nights, whether he rests, and what is held about him?"""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import feeds
from listeners.services.care import held
from listeners.services.cover_page import own_cover
from listeners.services.cover_questions import published_once
from listeners.services.own_page import own_nights, own_page
from listeners.services.swap_page import open_offers
from listeners.services.team_nights import team_nights
from listeners.web.guards import allow
from listeners.web.me import blueprint

OWN = (Role.LISTENER, Role.PEER_LEAD)


@blueprint.get("")
@allow(*OWN)
def index() -> ResponseReturnValue:
    """Show the next nights, the rest, and what can be done here."""
    published = published_once(g.site, g.now)
    page, cover = own_page(g.site, g.actor, g.now), own_cover(g.site, g.actor, g.now, published)
    swaps = open_offers(g.site, g.actor, g.now, published)
    return render_template("me/index.html", page=page, cover=cover, swaps=swaps)


@blueprint.get("/team")
@allow(Role.PEER_LEAD)
def team() -> ResponseReturnValue:
    """Show a peer lead who is down for the nights of the next two weeks."""
    return render_template("me/team.html", nights=team_nights(g.site, g.actor, g.now))


@blueprint.get("/print")
@allow(*OWN)
def print_nights() -> ResponseReturnValue:
    """Show the next nights as a sheet to be printed."""
    return render_template("print/care_own_nights.html", page=own_nights(g.site, g.actor, g.now))


@blueprint.get("/held")
@allow(*OWN)
def what_is_held() -> ResponseReturnValue:
    """Show what kinds of things are held about him, who can see them, who looked, and who can follow his nights."""
    looked, followed = held.who_looked(g.site, g.actor, g.now), feeds.own_links(g.site, g.actor)
    return render_template("me/held.html", kinds=held.kinds(), looked=looked, days=held.SHOWN_DAYS, followed=followed)


@blueprint.post("/held/links/end")
@allow(*OWN)
def end_links() -> ResponseReturnValue:
    """End every calendar link to his nights."""
    feeds.end_own(g.site, g.actor, g.now, request.form.get("act_key"))
    return redirect(url_for("me.what_is_held", _anchor="links"), 303)


@blueprint.get("/thanks")
@allow(*OWN)
def thanks() -> ResponseReturnValue:
    """Say thank you: the same page whatever was told."""
    return render_template("me/thanks.html")
