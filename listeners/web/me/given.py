"""What has a Listener given, and who thanked him?"""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from listeners.services.care import thanks
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN
from listeners.web.thanks_words import SENDERS


@blueprint.get("/given")
@allow(*OWN)
def given() -> ResponseReturnValue:
    """Show how long he is a Listener, his nights and hours, and the thanks of the last two weeks."""
    return render_template("me/given.html", page=thanks.own(g.site, g.actor, g.now), senders=SENDERS)
