"""How does a coordinator hand a Listener a PIN, and how does anybody else choose another passphrase?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import accounts, pins, sign_ins
from listeners.web.auth import blueprint
from listeners.web.auth.cookies import browser
from listeners.web.auth.forms import PassphraseForm
from listeners.web.guards import allow

OWN_PASSPHRASE = (Role.COORDINATOR, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR)


@blueprint.get("/pins/<listener_id>")
@allow(Role.COORDINATOR)
def pin(listener_id: str) -> ResponseReturnValue:
    """Say whether a Listener has an account, and offer a new PIN."""
    return render_template("auth/pin.html", page=pins.pin_page(g.actor, listener_id))


@blueprint.post("/pins/<listener_id>")
@allow(Role.COORDINATOR)
def issue_pin(listener_id: str) -> ResponseReturnValue:
    """Issue a PIN and show the slip, this once: it is not kept, so there is nowhere to go back to."""
    issued = pins.issue_pin(g.actor, listener_id, g.now, act_key=request.form.get("act_key"))
    return render_template("auth/pin_slip.html", issued=issued, page=pins.pin_page(g.actor, listener_id))


@blueprint.post("/pins/<listener_id>/peer-lead")
@allow(Role.COORDINATOR)
def set_peer_lead(listener_id: str) -> ResponseReturnValue:
    """Make a Listener peer lead, or end it."""
    is_lead = request.form.get("is_lead") == "yes"
    pins.set_peer_lead(g.actor, listener_id, is_lead, g.now, act_key=request.form.get("act_key"))
    flash("He is peer lead from now on." if is_lead else "He is no longer peer lead.")
    return redirect(url_for("auth.pin", listener_id=listener_id), 303)


@blueprint.get("/passphrase")
@allow(*OWN_PASSPHRASE)
def passphrase() -> ResponseReturnValue:
    """Ask for the present passphrase and the one to come."""
    return render_template("auth/passphrase.html", form=PassphraseForm(), failed=False)


@blueprint.post("/passphrase")
@allow(*OWN_PASSPHRASE, fresh=False)  # the form holds the present passphrase itself
def change_passphrase() -> ResponseReturnValue:
    """Change one's own passphrase and sign in anew with it."""
    form = PassphraseForm()
    if not form.validate():
        return render_template("auth/passphrase.html", form=form, failed=False), 422
    if not sign_ins.prove(g.actor, form.password.data or "", browser(), g.now):
        return render_template("auth/passphrase.html", form=form, failed=True), 422
    accounts.change_own_secret(g.actor, form.chosen.data or "", g.now)
    session.clear()
    flash("Your passphrase is changed. Sign in with the new one.")
    return redirect(url_for("auth.sign_in"), 303)
