"""Which contacts did a Listener have to which no officer called him, and how does the coordinator key one in?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from listeners.domain.care.facts import Tick
from listeners.domain.care.own_contact import OwnContact
from listeners.domain.people import ListenerId, Role
from listeners.services.care import own_contacts as service
from listeners.web.care import blueprint
from listeners.web.care.seen import seen_version
from listeners.web.guards import allow
from listeners.web.own_contact_form import OwnContactForm
from listeners.web.places import PLACES


@blueprint.route("/people/<listener_id>/contacts", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def own_contacts(listener_id: str) -> ResponseReturnValue:
    """Show what he told of them, and ask about one that is on a card."""
    whose, form = ListenerId(listener_id), OwnContactForm()
    if request.method == "POST" and form.validate():
        service.key_in(g.site, whose, _told(form), g.actor, g.now, act_key=form.act_key.data)
        flash("The card is on file.")
        return redirect(url_for("care.own_contacts", listener_id=listener_id), 303)
    page = service.of(g.site, whose, g.actor, g.now)
    shown = render_template("care/own_contacts.html", page=page, form=form, places=PLACES)
    return (shown, 422) if request.method == "POST" else shown


class CorrectionForm(OwnContactForm):
    """A contact as it should have been told."""

    version = HiddenField()


@blueprint.route("/contacts/<own_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def own_contact(own_id: str) -> ResponseReturnValue:
    """Correct one; the earlier version is kept."""
    form = CorrectionForm()
    if request.method == "POST" and form.validate():
        version = seen_version(form.version.data)
        whose = service.correct(g.site, own_id, version, _told(form), g.actor, g.now, act_key=form.act_key.data)
        flash("The contact is corrected. What stood there before is kept.")
        return redirect(url_for("care.own_contacts", listener_id=whose), 303)
    page = service.one(g.site, own_id, g.actor, g.now)
    if request.method == "GET":
        _fill(form, page.contact.told)
        form.version.data = str(page.contact.version)
    shown = render_template("care/own_contact.html", page=page, form=form)
    return (shown, 422) if request.method == "POST" else shown


@blueprint.post("/contacts/<own_id>/off")
@allow(Role.COORDINATOR)
def own_contact_off(own_id: str) -> ResponseReturnValue:
    """Take one that was not so off file."""
    whose = service.take_off(g.site, own_id, g.actor, g.now, request.form.get("act_key"))
    flash("It is off file. The earlier version is kept.")
    return redirect(url_for("care.own_contacts", listener_id=whose), 303)


def _told(form: OwnContactForm) -> OwnContact:
    """What was answered; after the form is valid."""
    return OwnContact(**form.facts(), ticks=frozenset(tick for tick in Tick if form[tick.value].data))


def _fill(form: OwnContactForm, told: OwnContact) -> None:
    """Show what is on file."""
    form.on.data, form.at.data, form.minutes.data = told.on, told.at, told.minutes
    form.place.data = told.place.value
    for tick in Tick:
        form[tick.value].data = tick in told.ticks
