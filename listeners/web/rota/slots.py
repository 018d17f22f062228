"""How does the coordinator find somebody for a place, or change who is in it?"""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from listeners.domain.people import ListenerId, Role
from listeners.domain.rota.board import NightState
from listeners.services import remedies, repairs, rota_slots, rotas
from listeners.services.remedies import Mends
from listeners.services.rota_slots import Change, SlotPage
from listeners.web.addresses import date_in
from listeners.web.fields import ActForm, OwnWords
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.cover_words import handed_over

NOBODY = "nobody"
"""The choice that leaves the place empty."""


class SlotForm(ActForm):
    """Who is to be in the place; ``held`` is who was in it when the page was made. ``free`` lets a new plan put
    somebody else there."""

    held = HiddenField()
    free = HiddenField()
    new = StringField()
    reason = OwnWords("Why", [Length(max=300, message="At most 300 characters")])


@blueprint.route("/slots/<night>/<number>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def slot(night: str, number: str) -> ResponseReturnValue:
    """Show a place and who could take it, and put somebody there or leave it empty. Why somebody cannot is shown to who
    asks for it."""
    asked = request.method == "GET" and bool(request.args.get("reasons"))
    page = rota_slots.slot(g.actor, g.site, date_in(night), seat_in(number), g.now, reasons=asked)
    form = SlotForm(held=page.seat.listener or "")
    if request.method == "GET" or not _is_complete(form, page):
        return _page(form, page), 200 if request.method == "GET" else 422
    new = None if form.new.data == NOBODY else ListenerId(form.new.data or "")
    held = ListenerId(form.held.data) if form.held.data else None
    wanted = Change(page.night, page.seat.number, held, new, form.reason.data or "", by_hand=not form.free.data)
    where = rota_slots.change(g.actor, g.site, wanted, g.now, act_key=form.act_key.data)
    names = {member.id: member.name for member in page.facts.team}
    flash(_told(page, names[new] if new else None, names.get(held) if held else None, where))
    return redirect(url_for("rota.index", month=_month(page), _anchor=f"night-{page.night}"), 303)


def _told(page: SlotPage, new: str | None, before: str | None, where: NightState) -> str:
    """What was changed, by the names."""
    place = page.seat.place
    if where is NightState.PUBLISHED:
        return handed_over(page.night, place, new, before)
    return f"The draft has {new or 'nobody'} for {night_words(page.night)}, {place.value}."


def seat_in(text: str) -> int:
    """Return the number of a seat as it stands in an address; anything else is no page of ours."""
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        abort(404)
    return int(text)


def _month(page: SlotPage) -> str | None:
    """The month in which the board shows the night; none is named where the board shows it by itself."""
    return None if rotas.is_in_sight(page.facts, page.night) else f"{page.night:%Y-%m}"


def _is_complete(form: SlotForm, page: SlotPage) -> bool:
    complete = bool(form.validate())
    if not form.new.data:
        form.new.errors = ["Choose who takes it"]
        complete = False
    if page.state is not NightState.DRAFT and not (form.reason.data or "").strip():
        form.reason.errors = ["Say why a published night changes"]
        complete = False
    return complete


def _is_gap_of_draft(page: SlotPage) -> bool:
    """Whether it is a place of the draft that nobody can take, and it is asked what would fill it."""
    is_gap = page.seat.listener is None and not page.candidates.possible
    return page.state is NightState.DRAFT and is_gap and page.reasons


def _is_published_want(page: SlotPage) -> bool:
    """Whether it is a place of a published night that nobody can take and that needs somebody."""
    if page.state is not NightState.PUBLISHED or page.one_step is None:
        return False
    holder = page.seat.listener
    return holder is None or page.night in page.facts.said_no.get(holder, ())


def _page(form: SlotForm, page: SlotPage) -> str:
    wants = _is_published_want(page)
    return render_template(
        "rota/slot.html",
        form=form,
        page=page,
        by_ref={member.ref: member for member in page.facts.team},
        holder=page.facts.member(page.seat.listener) if page.seat.listener else None,
        nobody=NOBODY,
        month=_month(page),
        needs_reason=page.state is not NightState.DRAFT,
        mends=remedies.of_draft(g.actor, g.site, page.facts) if _is_gap_of_draft(page) else Mends(),
        last_repair=repairs.sets_of_steps(g.actor, g.site, page.facts) if wants else None,
        can_repair=wants and page.night >= page.facts.first_free,
    )
