"""Which places want somebody, and who has which nights? Plain lists beside the board, and each as a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Response, g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.people import ListenerId, Role
from listeners.domain.rota.board import NightRow, NightState, Seat
from listeners.outbound.csv_file import csv_text
from listeners.services import nights_by_person, rota_gaps, rotas
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.board import month_asked

BOARD_HEADING = ("night", "state", "place", "ref", "name")
NIGHTS_HEADING = ("ref", "name", "kind", "night")
GAPS_HEADING = ("night", "state", "place", "number", "wants", "ref", "name")


@blueprint.get("/gaps")
@allow(Role.COORDINATOR)
def gaps() -> ResponseReturnValue:
    """List every place ahead that wants somebody: what a night needs, what wants cover, what is optional."""
    return render_template("rota/gaps.html", page=rota_gaps.gaps(g.site, g.actor, g.now))


@blueprint.get("/gaps.csv")
@allow(Role.COORDINATOR)
def gaps_file() -> ResponseReturnValue:
    """Hand out the same places as a file, by night, each with its group and who has it. A file may come into other
    hands, so it says what is on paper: a place whose Listener cannot do it is one that nobody has. A night that a draft
    plans again has its lines as people have been told of it, too."""
    page = rota_gaps.gaps(g.site, g.actor, g.now)
    who = {member.id: (member.ref, member.name) for member in page.who.values()}
    rows = [
        (row.night, row.state.value, seat.place.value, seat.number, each.kind.value, *_held(who, row, seat))
        for each, row, seat in ((each, each.row, each.seat) for each in page.by_night)
    ]
    return _file("gaps", [GAPS_HEADING, *rows])


@blueprint.get("/nights")
@allow(Role.COORDINATOR)
def nights() -> ResponseReturnValue:
    """List who has which nights: the last ones lived and the next ones."""
    people = nights_by_person.by_person(g.site, g.actor, g.now)
    return render_template("rota/nights_by_person.html", people=people, back=nights_by_person.BACK)


@blueprint.get("/nights.csv")
@allow(Role.COORDINATOR)
def nights_file() -> ResponseReturnValue:
    """Hand out the same list as a file, a line for each night; one that somebody cannot do is left out, as on paper."""
    rows = [
        (each.member.ref, each.member.name, kind, night)
        for each in nights_by_person.by_person(g.site, g.actor, g.now)
        for kind, of_kind in (("last", each.last), ("next", [one.night for one in each.ahead if not one.said_no]))
        for night in of_kind
    ]
    return _file("nights", [NIGHTS_HEADING, *rows])


@blueprint.get("/board.csv")
@allow(Role.COORDINATOR)
def board_file() -> ResponseReturnValue:
    """Hand out the board as a file, a line for each place: what is shown, or one month of it. A file may come into
    other hands, so it says what the printed board says: a place whose Listener cannot do it is open."""
    _, first, last = month_asked()
    page = rotas.board(g.actor, g.site, g.now, first, last)
    who = {member.id: (member.ref, member.name) for member in page.facts.team}
    rows = [
        (row.night, row.state.value, seat.place.value, *_held(who, row, seat))
        for row in page.rows
        for seat in row.seats
    ]
    return _file("rota", [BOARD_HEADING, *rows])


def _held(who: Mapping[ListenerId, tuple[str, str]], row: NightRow, seat: Seat) -> tuple[str, str]:
    """Number and name of whoever has a place, as on paper: of a place whose Listener cannot do it, of nobody."""
    if seat.listener is None or (seat.cannot and row.state is not NightState.BEGUN):
        return "", ""
    return who[seat.listener]


def _file(what: str, rows: list[tuple[str | int | date | None, ...]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{what}-{g.site.code}.csv"'}
    return Response(csv_text(rows), mimetype="text/csv", headers=headers)
