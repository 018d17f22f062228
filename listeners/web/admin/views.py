"""Which sites and accounts are there, and how are roles given and ended?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.people import AccountId, Role
from listeners.services import account_mail, accounts, new_sites
from listeners.web.admin import blueprint
from listeners.web.admin.forms import ROLE_WORDS, AccountForm, EndForm, GrantForm, SiteForm
from listeners.web.guards import allow
from listeners.web.mail_form import MailForm


@blueprint.get("")
@allow(Role.NATIONAL)
def index() -> ResponseReturnValue:
    """Show every site and every account that is not a Listener's."""
    return render_template("admin/index.html", page=accounts.accounts_page(g.actor), role_words=ROLE_WORDS)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@allow(Role.NATIONAL)
def create() -> ResponseReturnValue:
    """Make an account and show its passphrase, this once."""
    form = AccountForm(from_on=g.now.date()) if request.method == "GET" else AccountForm()
    form.offer(accounts.accounts_page(g.actor).sites)
    if request.method == "GET" or not form.validate():
        return render_template("admin/new.html", form=form), 200 if request.method == "GET" else 422
    issued = accounts.create_account(
        g.actor, form.username.data or "", form.name.data or "", [form.grant], g.now, act_key=form.act_key.data
    )
    return render_template("admin/issued.html", issued=issued)


@blueprint.route("/prisons/new", methods=["GET", "POST"])
@allow(Role.NATIONAL)
def add_site() -> ResponseReturnValue:
    """Put a prison on file."""
    form = SiteForm(recording_since=g.now.date()) if request.method == "GET" else SiteForm()
    if request.method == "GET" or not form.validate():
        return render_template("admin/new_site.html", form=form), 200 if request.method == "GET" else 422
    new_sites.add_site(g.actor, form.site, g.now, act_key=form.act_key.data)
    flash("The prison is on file. Create an account for its coordinator next.")
    return redirect(url_for("admin.index"), 303)


@blueprint.get("/accounts/<account_id>")
@allow(Role.NATIONAL)
def show(account_id: str) -> ResponseReturnValue:
    """Show one account and its roles."""
    return _account_page(account_id, *_new_forms())


@blueprint.post("/accounts/<account_id>/grants")
@allow(Role.NATIONAL)
def grant(account_id: str) -> ResponseReturnValue:
    """Give an account one more role."""
    form = GrantForm()
    form.offer(accounts.accounts_page(g.actor).sites)
    if not form.validate():
        return _account_page(account_id, form, _new_forms()[1]), 422
    accounts.add_grant(g.actor, AccountId(account_id), form.grant, g.now, act_key=form.act_key.data)
    flash("The role is given.")
    return redirect(url_for("admin.show", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/grants/<grant_id>/end")
@allow(Role.NATIONAL)
def end(account_id: str, grant_id: str) -> ResponseReturnValue:
    """Let a role end."""
    form = EndForm()
    if not form.validate() or form.last_on.data is None:
        return _account_page(account_id, _new_forms()[0], form), 422
    accounts.end_grant(g.actor, AccountId(account_id), grant_id, form.last_on.data, g.now, act_key=form.act_key.data)
    flash("The role ends.")
    return redirect(url_for("admin.show", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/passphrase")
@allow(Role.NATIONAL)
def new_passphrase(account_id: str) -> ResponseReturnValue:
    """Issue a new passphrase and show it, this once."""
    issued = accounts.new_secret(g.actor, AccountId(account_id), g.now, act_key=request.form.get("act_key"))
    return render_template("admin/issued.html", issued=issued)


@blueprint.post("/accounts/<account_id>/mail")
@allow(Role.NATIONAL)
def set_mail(account_id: str) -> ResponseReturnValue:
    """Set the address at which an account is told that something waits."""
    form = MailForm()
    if not form.validate():
        return _account_page(account_id, *_new_forms(), form), 422
    account_mail.set_for(g.actor, AccountId(account_id), form.address, g.now, act_key=form.act_key.data)
    flash("The mail address is on file." if form.address else "No mail is sent to this account.")
    return redirect(url_for("admin.show", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/active")
@allow(Role.NATIONAL)
def set_active(account_id: str) -> ResponseReturnValue:
    """Let an account in again, or no more."""
    active = request.form.get("active") == "yes"
    accounts.set_active(g.actor, AccountId(account_id), active, g.now, act_key=request.form.get("act_key"))
    flash("The account is active." if active else "The account is inactive. Nobody can sign in with it.")
    return redirect(url_for("admin.show", account_id=account_id), 303)


def _new_forms() -> tuple[GrantForm, EndForm]:
    today = g.now.date()
    return GrantForm(formdata=None, from_on=today), EndForm(formdata=None, last_on=today)


def _account_page(account_id: str, grant_form: GrantForm, end_form: EndForm, mail_form: MailForm | None = None) -> str:
    line = accounts.account(g.actor, account_id)
    grant_form.offer(accounts.accounts_page(g.actor).sites)
    return render_template(
        "admin/account.html",
        account=line,
        grant_form=grant_form,
        end_form=end_form,
        mail_form=mail_form or MailForm(formdata=None, mail=line.mail),
        role_words=ROLE_WORDS,
        is_own=line.id == g.actor.account_id,
    )
