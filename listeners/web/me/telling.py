"""How does a Listener tell of an offload session, or how a call was? It is written and never shown to him again."""

from __future__ import annotations

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Length

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.care.facts import Tick
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.nights import local_date
from listeners.errors import NotFound
from listeners.services.care import contacts, offloads
from listeners.web import fields
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.views import OWN
from listeners.web.session_fields import WhenForm

NEVER_NAME = "Never name the person you listened to."


class OffloadForm(WhenForm):
    """A session that he was at, with a text if he wants."""

    text = fields.LongWords(
        "Anything you want to tell (you can leave this empty)",
        [Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} letters at most")],
        description=NEVER_NAME,
    )


class CallForm(fields.ActForm):
    """What the call was like: any of three ticks, or none."""

    suicidal_feelings = fields.Tick("The person spoke of suicide, or felt suicidal")
    attempt_or_death = fields.Tick("There was an attempt, or somebody died")
    need_beyond_listening = fields.Tick("The person needs more than a Listener can give")

    @property
    def ticks(self) -> frozenset[Tick]:
        """What was ticked."""
        return frozenset(tick for tick in Tick if self[tick.value].data)


@blueprint.route("/offload", methods=["GET", "POST"])
@allow(*OWN)
def offload() -> ResponseReturnValue:
    """Ask about a session and write it down."""
    form = OffloadForm()
    if request.method == "GET":
        return _offload_page(form)
    if not form.validate():
        return _offload_page(form), 422
    text = (form.text.data or "").strip()
    told = offloads.told(**form.facts_as_of(local_date(g.now, g.site.zone)))
    offloads.log(g.site, told, text or None, g.actor, g.now, act_key=form.act_key.data)
    return redirect(url_for("me.thanks"), 303)


def _offload_page(form: OffloadForm) -> str:
    return render_template("me/offload.html", form=form, seen=in_three_lines(Kind.OFFLOAD, Kind.OFFLOAD_TEXT))


@blueprint.get("/calls")
@allow(*OWN)
def calls() -> ResponseReturnValue:
    """List his own calls of the last 14 days that he has not told about."""
    return render_template("me/calls.html", calls=contacts.own_calls(g.site, g.actor, g.now))


@blueprint.route("/calls/<call_id>", methods=["GET", "POST"])
@allow(*OWN)
def call(call_id: str) -> ResponseReturnValue:
    """Ask what one call was like and write it down, sealed as one."""
    form = CallForm()
    if request.method == "POST":
        if not form.validate():
            abort(400)
        contacts.tick(g.site, call_id, form.ticks, g.actor, g.now, act_key=form.act_key.data)
        return redirect(url_for("me.thanks"), 303)
    found = next((each for each in contacts.own_calls(g.site, g.actor, g.now) if each.id == call_id), None)
    if found is None:
        raise NotFound("no such call")
    return render_template("me/call.html", form=form, call=found, seen=in_three_lines(Kind.CONTACT_TICKS))
