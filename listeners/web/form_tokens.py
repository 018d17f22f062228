"""Of which sign-in and which prison is a form? Its token says so, and another one changes nothing.

Flask-WTF asks for the token on every unsafe route, so no form can leave its prison out. The token is made from the
sign-in and the site that the server has on file, never from what a cookie remembers: a form of one prison, sent after
another one was chosen in a second tab, is refused before anything is done.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app, g, request, session
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from listeners.access import Actor
from listeners.domain.people import SiteId
from listeners.errors import OtherSite

FIELD = "csrf_token"
"""The field of a form, also behind a prefix, and where the session keeps what it must match."""


def bind(actor: Actor, site_id: SiteId | None) -> None:
    """Let the forms of this request be those of a sign-in at a site (None: at none)."""
    told = f"form of {actor.sign_in_id} at {site_id}".encode()
    session[FIELD] = hmac.new(str(current_app.secret_key).encode(), told, hashlib.sha256).hexdigest()


def refuse_another_sites_form(*, is_of_any_site: bool) -> None:
    """Let a form of the chosen site pass, and whatever is no form of this sign-in, which has its own refusal.

    ``is_of_any_site``: leaving and changing the prison work from a page of each of them.

    Raises:
        OtherSite: the form is of another site of this sign-in.
    """
    sent = next((value for name, value in request.form.items() if name.endswith(FIELD) and value), None)
    if _matches(sent):
        return
    for site in g.visitor.sites:
        bind(g.actor, site.id)
        if _matches(sent):
            if is_of_any_site:
                return
            bind(g.actor, g.actor.site_id)
            raise OtherSite(site.id, site.name)
    bind(g.actor, g.actor.site_id)


def _matches(sent: str | None) -> bool:
    try:
        validate_csrf(sent)
    except ValidationError:
        return False
    return True
