"""How does a Listener tell of a contact to which no officer called him? It is written and never shown to him again."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.care.facts import Tick
from listeners.domain.care.own_contact import OwnContact
from listeners.services.care import own_contacts
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN
from listeners.web.own_contact_form import HisContactForm


@blueprint.route("/contacts", methods=["GET", "POST"])
@allow(*OWN)
def contacts() -> ResponseReturnValue:
    """Ask about such a contact and write it down, sealed as one."""
    form = HisContactForm()
    if request.method == "POST" and form.validate():
        told = OwnContact(**form.facts(), ticks=frozenset(tick for tick in Tick if form[tick.value].data))
        own_contacts.tell(g.site, told, g.actor, g.now, act_key=form.act_key.data)
        return redirect(url_for("me.thanks"), 303)
    seen = in_three_lines(Kind.OWN_CONTACT, Kind.CONTACT_TICKS)
    shown = render_template("me/contacts.html", form=form, seen=seen)
    return (shown, 422) if request.method == "POST" else shown
