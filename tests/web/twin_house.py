"""One installation whose database can be put back, so that one evening is lived twice; what staff then see and get.

What is random by its nature is taken out before two worlds are compared: act keys, and the ids of rows that an answer
made, which are numbered in the order in which they show.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from config import Settings, make_missing_secrets
from listeners.app import create_app
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import ListenerId, Role
from listeners.domain.states import AttendanceState, CallOutEventKind
from listeners.services import sheets_printed
from listeners.services.callout_marks import Mark
from listeners.store import callouts_events, callouts_facts
from listeners.store.callouts_facts import Attended
from listeners.store.database import db
from listeners.store.duties import RestOverride
from listeners.web.guards import SEEN, SIGN_IN
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.postgres import PostgresServer
from tests.web.conftest import Browser, new_sign_in, token_of
from tests.world import World, make_world

NOW = "28 Nov 02:10"
LATER = ("asked", "checked/telephone", "checked/telephone/not-done", "telephone/taken-back")
"""The pages about a call-out that there are once it has ended too."""
STAFF = (Role.STAFF, Role.SAFER_CUSTODY)
ACT_KEY = re.compile(rb'(name="(?:line[0-9]-)?act_key"[^>]*value=")[0-9a-f]+')
ID = re.compile(r"\b[0-9a-f]{20}\b")
REASON = "Nobody else is left and the man is in despair"


@dataclass
class House:
    """One installation; ``copy`` makes the database at its second path or name a copy of the one at its first."""

    app: Flask
    world: World
    here: str
    copy: Callable[[str, str], None]
    sign_ins: dict[tuple[Role, str | None], str] = field(default_factory=dict)
    now: str = NOW
    """When it is looked at; who is to look is signed in after this is changed."""

    @property
    def larkmoor(self) -> Scene:
        return scene_of(self.world.larkmoor)

    def sign_in(self, *roles: Role, listener: str | None = None) -> None:
        """Sign somebody of each of these roles in; ``listener``: which of them, by first name."""
        for role in roles:
            new = new_sign_in(Browser(self.app), self.world.larkmoor, role, listener, at=at(self.now))
            self.sign_ins[role, listener] = new

    def browser(self, role: Role, listener: str | None = None) -> Browser:
        """A browser that has just signed in, with nothing else in its cookie."""
        return self.browser_with(self.sign_ins[role, listener])

    def browser_with(self, sign_in: str) -> Browser:
        """A browser with a sign-in, and nothing else in its cookie."""
        browser = Browser(self.app)
        with browser.session_transaction() as cookie:
            cookie[SIGN_IN], cookie[SEEN] = sign_in, int(at(self.now).timestamp())
        return browser

    def keep(self, name: str) -> None:
        """Keep the database as it is now under a name."""
        self._close()
        self.copy(self.here, f"{self.here}_{name}")

    def restore(self, name: str) -> None:
        """Put the database back to what was kept."""
        self._close()
        self.copy(f"{self.here}_{name}", self.here)

    def _close(self) -> None:
        db.session.remove()
        db.engine.dispose()


def copy_file(source: str, target: str) -> None:
    """Copy a SQLite database that nobody has open."""
    for suffix in ("-wal", "-shm"):
        Path(target + suffix).unlink(missing_ok=True)
    shutil.copy(source, target)


def copy_on(server: PostgresServer) -> Callable[[str, str], None]:
    """Return what copies a database of a PostgreSQL server that nobody is connected to."""
    return lambda source, target: server.put_back(target, source)


def a_house(request: pytest.FixtureRequest, folder: Path) -> Iterator[House]:
    """Yield a house on the engine that ``request.param`` names, its staff signed in, and kept as "fresh"."""
    make_missing_secrets(folder)
    copy: Callable[[str, str], None]
    if request.param == "sqlite":
        here, copy, database = str(folder / "listeners.sqlite3"), copy_file, f"sqlite:///{folder / 'listeners.sqlite3'}"
        shutil.copy(request.getfixturevalue("sqlite_schema"), here)
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        here, copy = server.create(template=request.getfixturevalue("postgres_schema")), copy_on(server)
        database = server.url(here)
    app = create_app(Settings.load({"LISTENERS_INSTANCE": str(folder), "LISTENERS_DATABASE_URL": database}))
    app.testing = True
    app.jinja_env.bytecode_cache = request.getfixturevalue("compiled")
    with app.app_context():
        house = House(app, make_world(), here, copy)
        house.sign_in(*STAFF)
        house.keep("fresh")
        yield house
        db.session.remove()
        db.engine.dispose()


def pages(house: House) -> dict[str, bytes]:
    """Every staff page as it is sent, its act keys apart: they are random by their nature."""
    scene, found = house.larkmoor, {}
    calls = callouts_facts.call_outs(scene.site.id, FRIDAY - ONE_DAY)
    of_calls = [f"/tonight/call-out/{each.id}" for each in calls]
    of_parts = [
        f"/tonight/call-out/{each.id}/{part.id}/{page}"
        for each in calls
        for part in each.attended
        if part.out_at is not None
        for page in ("follows", "back", "not-back", "out", "did-not-go", *(f"noted/{mark}" for mark in Mark))
    ]
    of_parts += [f"{address}/hand-over" for address in parts(scene, lambda part: part.state is AttendanceState.ACTING)]
    questions = ("telephone", "called-off", "wing", "not-let-go")
    of_calls += [f"/tonight/call-out/{each.id}/{page}" for each in calls if each.is_open for page in questions]
    of_calls += [f"/tonight/call-out/{each.id}/{page}" for each in calls for page in LATER]
    happened = [(each.id, event) for each in calls for event in callouts_events.events(scene.site.id, each.id)]
    of_calls += [
        f"/tonight/call-out/{id_}/not-let-go/{event.id}"
        for id_, event in happened
        if event.kind is CallOutEventKind.REFUSED
    ]
    waiting = parts(scene, lambda part: part.state is AttendanceState.ACCEPTED)
    of_parts += [f"{address}/{page}" for address in waiting for page in ("went", "not-let-out")]
    lists = ["/tonight", "/tonight/load", "/tonight/load?by=hours", "/tonight/rest", "/tonight/rest?on=2026-11-27"]
    lists += ["/tonight/rest/slips", "/tonight/sheet", "/tonight/sheets", "/tonight/override", "/tonight/rest.csv"]
    lists += [f"/tonight/sheets/{each.id}" for each in sheets_printed.kept(scene.site, scene.officer, at(house.now))]
    figures = [
        "/review",
        "/tonight/notices",
        "/tonight/notices/history",
        "/review/nights",
        "/review/nights?month=2026-10",
        "/review/nights.csv",
    ]
    own = ["/tonight/call-out/new", "/tonight/paper", "/tonight/paper/night", *of_calls, *of_parts]
    own += [f"/tonight/cell/{listener}" for listener in house.world.larkmoor.listeners.values()]
    own += ["/tonight/call-outs"]
    given = select(RestOverride.id).where(RestOverride.site_id == scene.site.id).order_by(RestOverride.id)
    own += [f"/tonight/override/{id_}/take-back" for id_ in db.session.scalars(given)]
    not_now = (*questions, "hand-over", "taken-back", "not-let-out", "not-done", "not-back")
    db.session.rollback()
    with time_machine.travel(at(house.now), tick=False):
        for role, paths in {Role.STAFF: [*lists, *own], Role.SAFER_CUSTODY: [*lists, *figures]}.items():
            browser = house.browser(role)
            for path in paths:
                page = browser.get(path)
                # What may not be done now is not asked about.
                assert page.status_code == 200 or path.endswith(not_now), path
                found[f"{role} {path}"] = ACT_KEY.sub(rb"\1", page.data)
    return found


def page_of(browser: Browser, path: str) -> str:
    """A page that is there, its act keys apart and the ids of rows numbered."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return numbered(ACT_KEY.sub(rb"\1", answer.data).decode())


def numbered(text: str) -> str:
    """A text with the ids of rows numbered in the order in which they show."""
    known: dict[str, str] = {}
    return ID.sub(lambda one: known.setdefault(one.group(), f"id {len(known)}"), text)


def answers(house: House) -> dict[str, tuple[int, str, str]]:
    """What an officer is told who presses everything for everybody: status, where to, and the page that follows."""
    desk = Desk(house.browser(Role.STAFF), {})
    team = sorted(house.world.larkmoor.listeners.items())
    gone = parts(house.larkmoor, lambda part: part.out_at is not None)
    db.session.rollback()
    with time_machine.travel(at(NOW), tick=False):
        for name, listener in team:
            desk.press(f"cell of {name}", f"/tonight/cell/{listener}", cell="LKI-A-1-001")
            desk.override(name, f"{listener}:{FRIDAY}")
        wing = house.world.larkmoor.wings["B"]
        started = desk.press("call-out", "/tonight/call-out/new", wing=wing).location or ""
        for name, listener in team:
            for part in ("lead", "second"):
                desk.press(f"ask {name} as {part}", f"{started}/ask", listener=listener, part=part)
        for name in "AB":
            desk.press(f"in truth {name} wing", f"{started}/wing", wing=house.world.larkmoor.wings[name])
        for number, address in enumerate(asked_in(house.larkmoor)):
            desk.press(f"{number} is not needed", f"{address}/not-needed")
        desk.press("a second again", f"{started}/ask", part="second")
        asked = asked_in(house.larkmoor)
        db.session.rollback()
        desk.staff_cannot(started, asked)
        asked = asked_in(house.larkmoor)
        db.session.rollback()
        desk.waits(asked)
        desk.takes_over(gone, team)
        for number, address in enumerate((*gone, *asked)):
            desk.press(f"{number} goes", f"{address}/going", beside="yes")
            said = {"still_asked": "yes"} if number % 2 else {}
            desk.press(f"{number} did not go", f"{address}/did-not-go", **said)
        desk.press("called off", f"{started}/called-off")
        desk.press("telephone", f"{started}/telephone", telephone="02:10")
        for name, listener in team:
            desk.press(f"{name} not here", f"/tonight/here/{listener}", here="no")
            desk.press(f"{name} here", f"/tonight/here/{listener}", here="yes")
            line = {"listener": listener, "wing": wing, "night": "2026-11-26", "out": "23:10", "back": "23:50"}
            desk.press(f"paper of {name}", "/tonight/paper", **line)
        desk.press("second call-out", "/tonight/call-out/new", wing=wing)
        desk.press("print the sheet", "/tonight/sheet/print")
    return desk.told


def asked_in(scene: Scene) -> list[str]:
    """The addresses of the parts whose Listener is being asked."""
    return parts(scene, lambda part: part.state is AttendanceState.OFFERED)


def parts(scene: Scene, wanted: Callable[[Attended], bool]) -> list[str]:
    """The addresses of the parts in call-outs that staff may look at, by when they were asked for and who it was."""
    found = [
        (each.asked_at, part.listener, part.part, f"/tonight/call-out/{each.id}/{part.id}")
        for each in callouts_facts.call_outs(scene.site.id, FRIDAY - ONE_DAY)
        for part in each.attended
        if wanted(part)
    ]
    return [address for *_, address in sorted(found)]


@dataclass
class Desk:
    """A wing desk, and what it has been told so far."""

    browser: Browser
    told: dict[str, tuple[int, str, str]]
    known: dict[str, str] = field(default_factory=dict)

    def press(self, what: str, address: str, /, **fields: str) -> TestResponse:
        """Send a form with a key of its own, and note the answer and the page that it leads to."""
        sent = {"csrf_token": self._token, "act_key": f"{len(self.told):020}"}
        answer = self.browser.post(address, data={**fields, **sent})
        after = self.browser.get(answer.location) if answer.status_code == 303 else answer
        shown = ACT_KEY.sub(rb"\1", after.data).decode()
        self.told[what] = (answer.status_code, self._numbered(answer.location or ""), self._numbered(shown))
        return answer

    def staff_cannot(self, call_out: str, asked: list[str]) -> None:
        """Let staff keep one who is asked from going; the others are not the one that the page is about."""
        for number, address in enumerate(asked):
            held = {"reason": "security", "what": "another", "part": address.rpartition("/")[2]}
            self.press(f"{number} is not let go", f"{call_out}/not-let-go", **held)

    def waits(self, asked: list[str]) -> None:
        """Let whoever is asked say yes and wait to be unlocked."""
        for number, address in enumerate(asked):
            self.press(f"{number} waits", f"{address}/waits")

    def takes_over(self, gone: list[str], team: list[tuple[str, ListenerId]]) -> None:
        """Let three of the team take over from the first who is out, or was."""
        for name, listener in team[:3] if gone else ():
            self.press(f"{name} takes over", f"{gone[0]}/hand-over", listener=listener)

    def override(self, name: str, passing: str) -> None:
        """Let somebody go unrested, as much as the page says; where it does not offer him, send it all the same."""
        page = self.browser.get("/tonight/override", query_string={"passing": passing}).text
        shown = dict(re.findall(r'name="(rule|minutes)"[^>]* value="([^"]*)"', page))
        said = {"consented": "y", "acknowledged": "y", "all_the_same": "y", "name": "Jo Smith", "asked_at": "02:05"}
        self.press(f"override {name}", "/tonight/override", passing=passing, reason=REASON, **shown, **said)

    @cached_property
    def _token(self) -> str:
        """One sign-in has one token: read once, for every press."""
        return token_of(self.browser.get("/tonight").text)

    def _numbered(self, text: str) -> str:
        return ID.sub(lambda found: self.known.setdefault(found.group(), f"id {len(self.known)}"), text)
