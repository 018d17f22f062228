"""When must somebody at a desk prove again who they are, and what becomes of what they had filled in?

A page is opened again after proving. A form is carried on: what was filled in goes to the browser, hidden on the page
that asks for the secret, and comes back with the secret to where it was going. Nothing of it is kept on the server, and
no secret is ever carried.
"""

from __future__ import annotations

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.services import sign_ins
from listeners.web.auth.cookies import browser
from listeners.web.auth.forms import ProofForm
from listeners.web.fields import SECRETS
from listeners.web.form_tokens import FIELD
from listeners.web.guards import SAFE_METHODS, opening_of


def ask_for_proof() -> ResponseReturnValue | None:
    """Let a request pass whose proof is new enough, or that brings the proof; ask for it otherwise."""
    opening = opening_of(current_app, request.endpoint or "")
    if g.actor is None or opening is None or opening.public or not opening.fresh or not g.visitor.proof_is_old:
        return None
    if request.method in SAFE_METHODS:
        return redirect(url_for("auth.prove", back=_address()))
    form = ProofForm()
    tried = form.proof.name in request.form
    if tried and form.validate() and sign_ins.prove(g.actor, form.proof.data or "", browser(), g.now):
        return None
    page = render_template(
        "auth/prove_form.html",
        form=form,
        failed=tried and not form.errors,
        address=_address(),
        carried=_carried(),
        has_file=any(each.filename for each in request.files.values()),
    )
    return page, 401


def _address() -> str:
    return request.full_path.rstrip("?")


def _carried() -> list[tuple[str, str]]:
    """Every field that was sent, but for secrets and for the token, which the page has anew."""
    sent = request.form.items(multi=True)
    return [(name, value) for name, value in sent if name not in SECRETS and not name.endswith(FIELD)]


def init_proof(app: Flask) -> None:
    """Ask after the guard has let somebody in and the form's token has been checked."""
    app.before_request(ask_for_proof)
