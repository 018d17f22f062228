"""What reaches peers, another prison, and whoever is given a link or a file: every page, calendar and printed answer.

Larkmoor's ninth Listener leads the others and tells nothing himself: all that differs on his pages is of others.
Fenwick has a row of its own for each page. What staff of Larkmoor see is in ``twin_house``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import click
import time_machine
from click.testing import CliRunner
from flask import url_for
from flask.testing import FlaskClient

from listeners.access import SYSTEM
from listeners.cli import commands
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.services import availability, feeds
from listeners.store import callouts_facts
from listeners.store.accounts import AccountGrant, SignIn
from listeners.store.database import act, db
from tests.duties import add_duty
from tests.nights import FRIDAY, at, scene_of
from tests.web.closed_routes import ROUTES
from tests.web.conftest import Browser, new_sign_in
from tests.web.route_lines import A, C, L, N, P, S, U, only
from tests.web.twin_house import ACT_KEY, ID, NOW, House
from tests.web.twin_tellings import TUESDAY
from tests.world import STARTED_ON, Prison, add_listener

HIS = FRIDAY + timedelta(days=8)
"""The night for which the ninth Listener is down."""
VIEWERS: Mapping[str, frozenset[Role]] = {
    "the ninth": only(L, P),
    "Fenwick's coordinator": only(C),
    "Fenwick's staff": only(S),
    "Fenwick's safer custody": only(U),
    "Fenwick's peer lead": only(L, P),
    "the national office": only(N),
    "the auditor": only(A),
}
"""Who looks, and as what."""

ANOTHER_WAY: Mapping[str, str] = {
    "static": "files of the program",
    "feeds.calendar": "opened by two secret links, not by a role",
    "me.call": "opened by the ninth for every call-out of another",
}
"""Pages that are not opened by their line in the table of routes."""
CONCERNS = ("concerns.index", "concerns.one")
"""Told to the national office: what it finds there differs by its nature."""

STRETCH = ("--from", "2026-11-20", "--nights", "21")
PRINTED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "night-sheet": ((),),
    "numbers": ((), ("--csv",), ("--csv", "--month", "2026-10")),
    "rest": ((), ("--csv",), ("--why",), ("--csv", "--from", "2026-10-20", "--to", "2026-11-28")),
    "rota export": tuple((*STRETCH, form) for form in ("--csv", "--ics", "--json")),
}
"""The commands that print something about a prison, with their options."""
NOT_PRINTED: Mapping[str, str] = {
    "availability import": "says what stood in the file that it read",
    "callouts import": "says what stood in the file that it read",
    "people import": "says what stood in the file that it read",
    "demo": "makes prisons of its own",
    "instruments check": "reads a file of wording, no database",
    "national": "makes an account",
    "jobs list": "tells whoever keeps the server when each job ran",
    "jobs run": "tells whoever keeps the server what a job did",
    "rota solve": "reads files, no database",
    "rota check": "reads files, no database",
    "rota why": "reads files, no database",
    "rota plan": "the coordinator's own act: he knows who is paused and who is away, and a pause frees of a share",
    "rota repair": "the coordinator's own act, as before",
    "rota what-if": "the coordinator's own question, as before",
    "serve": "serves the pages that are compared",
}
"""The others, and why nothing that was told can stand in what they print."""


@dataclass(frozen=True)
class Reach:
    """A house into which the others have come: where each may look, and what he was signed in with."""

    house: House
    sign_ins: Mapping[str, str]
    pages: tuple[tuple[str, str, str], ...]
    """Who, which endpoint, at which address."""

    def everything(self, *, far: bool = True) -> dict[str, bytes]:
        """Whatever reaches them at that moment; not ``far``: what reaches Larkmoor alone."""
        with time_machine.travel(at(NOW), tick=False):
            return {**dict(self._opened(far)), **dict(self._printed())}

    def _opened(self, far: bool) -> Iterator[tuple[str, bytes]]:
        browsers = {who: self.house.browser_with(signed_in) for who, signed_in in self.sign_ins.items()}
        for who, endpoint, address in self.pages:
            if far or who == "the ninth":
                yield f"{who}: {endpoint} {address}", answered(browsers[who], address)
        calls = callouts_facts.call_outs(self.house.larkmoor.site.id, FRIDAY - timedelta(days=90))
        parts = [part.id for each in calls for part in each.attended]
        db.session.rollback()
        for part in parts:
            yield f"the ninth: me.call {part}", answered(browsers["the ninth"], f"/me/calls/{part}")

    def _printed(self) -> Iterator[tuple[str, bytes]]:
        for name, all_options in PRINTED.items():
            for options in all_options:
                arguments = (*name.split(), "--site", "LKI", *options)
                printed = Context().run(CliRunner().invoke, commands, arguments, obj=lambda: self.house.app)
                assert printed.exit_code == 0, (arguments, printed.output)
                yield " ".join(arguments), printed.stdout_bytes


def answered(browser: FlaskClient, address: str) -> bytes:
    """What an address answers: its status, where it leads, and the page, its rows numbered as they come."""
    answer = browser.get(address)
    known: dict[str, str] = {}
    page = ACT_KEY.sub(rb"\1", answer.data).decode()
    told = f"{answer.status_code} {answer.location}\n{page}"
    return ID.sub(lambda found: known.setdefault(found.group(), f"id {len(known)}"), told).encode()


def let_in(house: House) -> Reach:
    """Let the others in: the ninth Listener, who is away tonight, and everybody of Fenwick; kept as "fresh"."""
    house.restore("fresh")
    with time_machine.travel(at(NOW), tick=False):
        ninth = _the_ninth(house)
        fenwick = house.world.fenwick
        signed_in = {"the ninth": new_sign_in(Browser(house.app), ninth, L, "ninth", at=at(NOW))}
        _leads(ninth, signed_in["the ninth"])
        for who in list(VIEWERS)[1:]:
            role = P if P in VIEWERS[who] else next(iter(VIEWERS[who]))
            signed_in[who] = new_sign_in(Browser(house.app), fenwick, role, at=at(NOW))
        pages = [
            (who, endpoint, _address(house, endpoint, house.world.larkmoor if who == "the ninth" else fenwick))
            for who, endpoint in openings(house)
        ]
        pages += [("the ninth", "feeds.calendar", address) for address in _links(house, ninth.listeners["ninth"])]
    db.session.rollback()
    house.keep("fresh")
    return Reach(house, signed_in, tuple(pages))


def openings(house: House) -> Iterator[tuple[str, str]]:
    """Who may open which page by the table of routes; what is open to anybody the ninth opens."""
    # The draft is made last: what is published or planned for another page would take its place.
    for endpoint in sorted(gets(house) - ANOTHER_WAY.keys(), key=lambda each: (each == "rota.publish", each)):
        open_to = ROUTES[endpoint].roles or VIEWERS["the ninth"]
        for who, roles in VIEWERS.items():
            is_told_to_it = endpoint in CONCERNS and N in roles
            if roles & open_to and not is_told_to_it:
                yield who, endpoint


def gets(house: House) -> set[str]:
    """The endpoints that answer a GET."""
    return {rule.endpoint for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def leaves(group: click.Command = commands, name: str = "") -> Iterator[str]:
    """The name of every command of the program."""
    if not isinstance(group, click.Group):
        yield name
        return
    context = click.Context(group)
    for each in group.list_commands(context):
        found = group.get_command(context, each)
        assert found is not None
        yield from leaves(found, f"{name} {each}".strip())


def _the_ninth(house: House) -> Prison:
    """Larkmoor as it is for its ninth Listener: he is down for a night of next week, and away on those of others."""
    larkmoor, scene = house.world.larkmoor, house.larkmoor
    with act() as session:
        himself = add_listener(session, larkmoor.code, larkmoor.id, larkmoor.wings, 9, "Tariq Quaye")
    add_duty(scene.site, himself, HIS)
    # Whom a question about a night reaches tells that others said no, and that alone: so he is asked about none.
    away = dict.fromkeys((FRIDAY, TUESDAY), AvailabilityKind.UNAVAILABLE)
    availability.say(scene.site, himself, away, "", SYSTEM, at("27 Nov 12:00"))
    return replace(larkmoor, listeners={"ninth": himself})


def _leads(ninth: Prison, sign_in: str) -> None:
    """Make him the peer lead too: he then sees whatever one of the two sees."""
    whom = {"listener_id": ninth.listeners["ninth"], "site_id": ninth.id, "from_on": STARTED_ON}
    with act() as session:
        account_id = session.get_one(SignIn, sign_in).account_id
        session.add(AccountGrant(account_id=account_id, role=P, **whom))


def _address(house: House, endpoint: str, prison: Prison) -> str:
    values: dict[str, Any] = dict(ROUTES[endpoint].about(prison))
    with house.app.test_request_context():
        return url_for(endpoint, **values)


def _links(house: House, himself: ListenerId) -> Iterator[str]:
    """The calendars of his nights, and of the nights that lack somebody."""
    who = scene_of(house.world.larkmoor, C)
    for listener in (himself, None):
        made = feeds.make(who.site, who.officer, listener, at(NOW))
        with house.app.test_request_context():
            yield url_for("feeds.calendar", token=made.token)
