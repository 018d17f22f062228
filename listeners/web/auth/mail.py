"""Where may a line of mail tell somebody that a notice waits? Each says so of the own account."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import Role
from listeners.services import account_mail
from listeners.web.auth import blueprint
from listeners.web.guards import allow
from listeners.web.mail_form import MailForm


@blueprint.route("/mail", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.STAFF, Role.SAFER_CUSTODY, Role.NATIONAL, Role.AUDITOR)
def mail() -> ResponseReturnValue:
    """Show the address of the own account, and set another one or none."""
    form = MailForm(mail=account_mail.own(g.actor)) if request.method == "GET" else MailForm()
    is_sent = bool(current_app.config["LISTENERS"].mail_server)
    if request.method == "GET" or not form.validate():
        page = render_template("auth/mail.html", form=form, is_sent=is_sent)
        return page, 200 if request.method == "GET" else 422
    account_mail.set_own(g.actor, form.address, g.now, act_key=form.act_key.data)
    flash("Your mail address is on file." if form.address else "No mail is sent to you.")
    return redirect(url_for("auth.mail"), 303)
