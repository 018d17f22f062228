"""Rest today for work, education and the wings: the list, who has seen it, what is keyed in, and the slips."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from listeners.access import Do, Kind, can
from listeners.domain.nights import read_near_date
from listeners.domain.people import Role
from listeners.domain.work_told import Department
from listeners.outbound.csv_file import csv_text
from listeners.services import rest_days, rest_seen
from listeners.web.addresses import date_in
from listeners.web.departments import DEPARTMENTS, offered
from listeners.web.fields import ActForm, Choice, read_date
from listeners.web.filters import clock
from listeners.web.guards import allow
from listeners.web.tonight import blueprint

REST_HEADING = ("prison_number", "name", "cell", "on", "session", "starts", "reason", "words", "paid")
ABSENT = ("REST", "Rest day", "yes")
"""The absence reason of a prison's own records, its words, and whether it is paid (docs/evidence.md, section 8)."""


class SeenForm(ActForm):
    """Which department has seen the list?"""

    department = Choice("Which department has seen this list?", [InputRequired("Choose the department")])


@blueprint.get("/rest")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def rest() -> ResponseReturnValue:
    """Show who rests on a date and from which sessions each is excused; what is no date is asked for again, over
    today's list."""
    written = request.args.get("on", "")
    asked = _read(written)
    is_wrong = bool(written) and asked is None
    shown = _page(asked or rest_days.today(g.site, g.now), SeenForm(formdata=None), written if is_wrong else None)
    return (shown, 422) if is_wrong else shown


@blueprint.post("/rest/<on>/seen")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def rest_is_seen(on: str) -> ResponseReturnValue:
    """Note that a department has seen who rests on a date."""
    date_, form = date_in(on), SeenForm()
    form.department.choices = offered()
    if not form.validate():
        return _page(date_, form), 422
    department = Department(form.department.data)
    men = rest_seen.see(g.site, date_, department, g.actor, g.now, form.act_key.data)
    flash(f"{DEPARTMENTS[department]} has seen the list: {men} on it.")
    return redirect(url_for("tonight.rest", on=date_), 303)


@blueprint.get("/rest.csv")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def rest_file() -> ResponseReturnValue:
    """Hand out what is to be keyed in for a date: a line for each session that a man misses."""
    on = _asked()
    rows = [
        (day.member.prison_number, day.member.name, day.member.cell, on, each.name, clock(each.starts_at), *ABSENT)
        for day in rest_days.on(g.site, on, g.actor, g.now)
        for each in day.sessions
    ]
    headers = {"Content-Disposition": f'attachment; filename="rest-{g.site.code}-{on}.csv"'}
    return Response(csv_text([REST_HEADING, *rows]), mimetype="text/csv", headers=headers)


@blueprint.get("/rest/slips")
@allow(Role.STAFF, Role.COORDINATOR, Role.SAFER_CUSTODY)
def slips() -> ResponseReturnValue:
    """Print a slip for each man to show at his work."""
    on = _asked()
    return render_template("print/rest_slips.html", on=on, days=rest_days.on(g.site, on, g.actor, g.now))


def _asked() -> date:
    """The date that an address names; today where it names none."""
    asked = request.args.get("on")
    return date_in(asked) if asked else rest_days.today(g.site, g.now)


def _page(on: date, form: SeenForm, written: str | None = None) -> str:
    form.department.choices = offered()
    return render_template(
        "tonight/rest.html",
        on=on,
        days=rest_days.on(g.site, on, g.actor, g.now),
        written=written,
        form=form,
        departments=DEPARTMENTS,
        records=can(g.actor, Do.WRITE, Kind.CALL_OUT, g.site.id),
    )


def _read(written: str) -> date | None:
    """Return the date that somebody wrote into the box; None: it is none that a prison looks at."""
    found = read_date(written)
    return read_near_date(found.isoformat()) if found else None
