"""How does somebody come in, prove again who they are, and leave?"""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from listeners.domain.people import Role, SiteId
from listeners.errors import Unavailable
from listeners.services import health, sign_ins
from listeners.web.auth import blueprint
from listeners.web.auth.cookies import browser, with_browser_cookie
from listeners.web.auth.forms import ProveForm, SignInForm
from listeners.web.guards import SEEN, SIGN_IN, allow, public
from listeners.web.navigation import first_page


@blueprint.get("/")
@allow(*Role, fresh=False)
def home() -> ResponseReturnValue:
    """Go to one's first page."""
    return redirect(first_page(g.actor))


@blueprint.get("/sign-in")
@public()
def sign_in() -> ResponseReturnValue:
    """Ask for username and secret; while the database is away, say so before they are typed.

    Raises:
        Unavailable: nobody could sign in now.
    """
    if not health.answers():
        raise Unavailable("nobody can sign in: the database does not answer, or cannot be written")
    return with_browser_cookie(make_response(render_template("auth/sign_in.html", form=SignInForm(), failed=False)))


@blueprint.post("/sign-in")
@public()
def try_to_sign_in() -> ResponseReturnValue:
    """Sign in. The same answer for every failure."""
    form = SignInForm()
    actor = None
    if form.validate():
        earlier = session.get(SIGN_IN)
        actor = sign_ins.sign_in(form.username.data or "", form.password.data or "", browser(), earlier, g.now)
    if actor is None:
        return render_template("auth/sign_in.html", form=form, failed=not form.errors), 401
    session.clear()
    session[SIGN_IN], session[SEEN] = actor.sign_in_id, int(g.now.timestamp())
    return with_browser_cookie(make_response(redirect(first_page(actor), 303)))


@blueprint.get("/prove")
@allow(*Role, fresh=False)
def prove() -> ResponseReturnValue:
    """Ask for the secret once more."""
    return render_template("auth/prove.html", form=ProveForm(), failed=False, back=_back())


@blueprint.post("/prove")
@allow(*Role, fresh=False)
def try_to_prove() -> ResponseReturnValue:
    """Take the secret once more and go where one wanted to go."""
    form = ProveForm()
    if form.validate() and sign_ins.prove(g.actor, form.password.data or "", browser(), g.now):
        return redirect(_back(), 303)
    return render_template("auth/prove.html", form=form, failed=not form.errors, back=_back()), 401


@blueprint.post("/sign-out")
@public(any_site=True)
def sign_out() -> ResponseReturnValue:
    """Leave now: close the session, forget the pages, land on a page that says nothing."""
    if g.actor is not None:
        sign_ins.leave(g.actor, g.now)
    session.clear()
    response = make_response(redirect(url_for("auth.left"), 303))
    # Not "cookies": the browser's own cookie tells the owner's device from a bully's.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/site")
@allow(*Role, fresh=False, any_site=True)
def switch_site() -> ResponseReturnValue:
    """Go on at another prison."""
    sign_ins.switch_site(g.actor, request.form.get("site", ""), g.now)
    chosen = replace(g.actor, site_id=SiteId(request.form["site"]))
    return redirect(first_page(chosen), 303)


def _back() -> str:
    """Return where to go after proving: a page of ours that can be opened, never another address."""
    wanted = request.values.get("back", "")
    path = wanted.partition("?")[0]
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return url_for("auth.home")
    return wanted if path.startswith("/") and not path.startswith("//") else url_for("auth.home")
