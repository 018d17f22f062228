"""How is a draft published: what changes, who is told, yes? And which versions were there?"""

from __future__ import annotations

import re

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import Length

from listeners.domain.people import Role
from listeners.services import rota_publishing, rotas
from listeners.services.rota_publishing import Preview
from listeners.web.addresses import sent_number
from listeners.web.fields import ActForm, OwnWords
from listeners.web.filters import day_year
from listeners.web.guards import allow
from listeners.web.rota import blueprint

VERSION_NUMBER = re.compile(r"[0-9]{1,9}")
"""More digits are the number of no version, and more than a database keeps."""


class PublishForm(ActForm):
    """Yes; ``version`` is the draft as it was looked at."""

    version = HiddenField()
    reason = OwnWords("Why the published nights change", [Length(max=300, message="At most 300 characters")])


@blueprint.route("/publish/<rota_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def publish(rota_id: str) -> ResponseReturnValue:
    """Show what publishing a draft changes and whom it tells, and publish it."""
    form = PublishForm()
    if request.method == "POST" and form.validate() and (form.reason.data or "").strip():
        return _publish(rota_id, form)
    already = rota_publishing.published(g.actor, g.site, rota_id, g.now)
    if already is not None:
        return render_template("rota/published_already.html", version=already.version)
    page = rota_publishing.preview(g.actor, g.site, rota_id, g.now)
    needs_reason = bool(page.change.withdrawn)
    if request.method == "POST" and form.validate() and not needs_reason:
        return _publish(rota_id, form)
    if request.method == "POST" and not form.errors:
        form.reason.errors = ["Say why published nights change"]
    return _page(form, page, needs_reason), 200 if request.method == "GET" else 422


@blueprint.get("/history")
@allow(Role.COORDINATOR)
def history() -> ResponseReturnValue:
    """List the published versions, the newest first."""
    before = request.args.get("before", "")
    found = rotas.versions(g.actor, g.site, int(before) if VERSION_NUMBER.fullmatch(before) else None)
    return render_template("rota/history.html", versions=found)


@blueprint.get("/history/<rota_id>")
@allow(Role.COORDINATOR)
def version(rota_id: str) -> ResponseReturnValue:
    """Show one published version."""
    return render_template("rota/version.html", page=rotas.version(g.actor, g.site, rota_id))


def _publish(rota_id: str, form: PublishForm) -> ResponseReturnValue:
    seen = sent_number(form.version.data)
    reason = (form.reason.data or "").strip() or None
    new = rota_publishing.publish(
        g.actor, g.site, rota_id, g.now, reason=reason, seen_version=seen, act_key=form.act_key.data
    )
    done = rota_publishing.published(g.actor, g.site, new, g.now)
    if done is None:
        return redirect(url_for("rota.index"), 303)
    first, last = done.version.first_night, done.version.last_night
    have = {0: "Nobody has", 1: "1 person has"}.get(done.told, f"{done.told} people have")
    begins = day_year(first).removesuffix(f" {last.year}")
    flash(f"Published: {begins} to {day_year(last)}. {have} a slip to be handed over.")
    month = None if done.is_in_sight else f"{first:%Y-%m}"
    return redirect(url_for("rota.index", month=month), 303)


def _page(form: PublishForm, page: Preview, needs_reason: bool) -> str:
    form.version.data = str(page.draft.version)
    return render_template(
        "rota/publish.html",
        form=form,
        page=page,
        needs_reason=needs_reason,
        who={member.id: member for member in page.facts.team},
        told=sorted(page.change.told, key=lambda each: page.facts.refs[each.listener]),
    )
