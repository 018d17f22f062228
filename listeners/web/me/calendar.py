"""How does a Listener say on which nights he can and cannot, on a calendar?

Dates alone: of the rota his own nights of the next two weeks are marked, no more than a kiosk shows of it anywhere.
"""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from listeners.access import Kind
from listeners.access.promise import in_three_lines
from listeners.domain.nights import nights_between
from listeners.services import availability
from listeners.services.availability import NightsSaid
from listeners.services.own_page import OwnNights, own_nights
from listeners.web.fields import ActForm
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.me import blueprint
from listeners.web.me.nights import LAST_NIGHT
from listeners.web.me.said_back import tell_of_nights
from listeners.web.me.views import OWN
from listeners.web.night_boxes import changed_nights, in_months, letters_now, letters_sent, unknown_letters

NIGHTS_ON_A_PAGE = 28
"""Four weeks at a time: a page that is filled in within the time that a kiosk gives."""
BOX_WORDS = {"": "Can", "N": "Can’t", "R": "Rather not", "Y": "Like to"}


class CalendarForm(ActForm):
    """The nights of four weeks; ``seen``: what was said when the page was opened."""

    seen = HiddenField()


@blueprint.route("/nights", methods=["GET", "POST"])
@allow(*OWN)
def calendar() -> ResponseReturnValue:
    """Show and take what he says about the nights of four weeks."""
    page = own_nights(g.site, g.actor, g.now)
    last = page.tonight + LAST_NIGHT
    said = availability.of(g.site, g.actor.listener_id, page.tonight, last, g.actor)
    first, form = _first(page.tonight, last), CalendarForm(seen=said.seen)
    nights = list(nights_between(first, min(last, first + timedelta(days=NIGHTS_ON_A_PAGE - 1))))
    if request.method == "POST" and form.validate():
        form.form_errors = [f"{night_words(night)}: choose one of the four" for night in unknown_letters(nights)]
        if not form.form_errors:
            return _say(form, said, nights, page)
    shown = render_template(
        "me/calendar.html",
        form=form,
        months=in_months(nights),
        words=BOX_WORDS,
        letters=letters_sent(nights) if request.method == "POST" else letters_now(said, nights),
        his=frozenset(each.night for each in page.nights if not each.off),
        said=said,
        earlier=_earlier(first, page.tonight),
        later=nights[-1] + timedelta(days=1) if nights[-1] < last else None,
        first=first,
        seen=in_three_lines(Kind.AVAILABLE),
    )
    return (shown, 422) if request.method == "POST" else shown


def _say(form: CalendarForm, said: NightsSaid, nights: list[date], page: OwnNights) -> ResponseReturnValue:
    changed = changed_nights(said, nights)
    needed = availability.say(
        g.site, g.actor.listener_id, changed, "", g.actor, g.now, seen=form.seen.data, act_key=form.act_key.data
    )
    if not changed and form.seen.data == said.seen:
        flash("You have changed no night.", "nothing")
    else:
        tell_of_nights(changed, needed, page)
    return redirect(url_for("me.calendar", first=nights[0].isoformat()), 303)


def _first(tonight: date, last: date) -> date:
    """The first night of the page that was asked for, or tonight."""
    try:
        asked = date.fromisoformat(request.args.get("first", ""))
    except ValueError:
        return tonight
    return asked if tonight <= asked <= last else tonight


def _earlier(first: date, tonight: date) -> date | None:
    return max(tonight, first - timedelta(days=NIGHTS_ON_A_PAGE)) if first > tonight else None
