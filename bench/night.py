"""How soon is somebody sent at night: with eight desks at once, with twenty onto the last man, in 120 prisons?"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import select

from bench.measure import noted, percentile, seconds, tell, user_seconds
from bench.scheme import NOW
from listeners.domain.people import AccountId, Role, SiteId, WingId
from listeners.services import callout_ends, callout_goings, callout_times, callouts
from listeners.services.callout_times import Return
from listeners.store import people_facts
from listeners.store.accounts import Account, AccountGrant
from listeners.store.callouts_facts import call_outs
from listeners.store.database import db
from tests.browser.installation import Installation
from tests.duties import add_duty
from tests.nights import Scene, scene_of
from tests.over_http import Officer, all_at_once, asked, desks, officers, opened
from tests.rota_world import rests
from tests.world import Prison, make_prison

CLIENTS, ROUNDS = 8, 25
WHO = "larkstaff"
EMPTY, NEW = "/help", "/tonight/call-out/new"
"""The page with least on it that somebody who is signed in can open; and where a man who asked is put down."""
ONTO_THE_LAST, TIMES = 20, 5
TONIGHT = (NOW - timedelta(days=1)).date()
CALL_OUTS = 40
SIZE = 20
"""Listeners of each of the 120 prisons."""
BEGINS = NOW.replace(hour=18, minute=0) - timedelta(days=1)
EVERY = timedelta(hours=14) / CALL_OUTS


def run(installation: Installation, folder: Path, prisons: int) -> None:
    """Measure all three; ``folder`` is where installations of their own may stand."""
    with noted(f"dispatch over HTTP at {CLIENTS} clients"), installation.serve(NOW, "--only", "web") as address:
        _dispatch(address, installation)
    with noted(f"{ONTO_THE_LAST} call-outs at once onto the last rested man"):
        _onto_the_last(folder / "last")
    with noted(f"a night of {prisons} prisons with {CALL_OUTS} call-outs each"):
        _whole_night(folder / "many", prisons)


def _dispatch(address: str, installation: Installation) -> None:
    """All clients open the empty page, then all put a man down who asked, round after round. The men change their minds
    between the rounds, so that the next can be asked for, and nobody measured waits for it."""
    with opened(installation) as app:
        account = db.session.scalars(select(Account).where(Account.username == WHO)).one()
        grant = db.session.scalars(select(AccountGrant).where(AccountGrant.account_id == account.id)).one()
        site = people_facts.site(SiteId(str(grant.site_id)))
        prison = Prison(site.id, site.code, {}, {}, {Role.STAFF: AccountId(account.id)})
        cookies = desks(app, prison, CLIENTS, NOW)
    at_desks, wing = officers(address, cookies), site.wings[0].id
    empty, told = list[float](), list[float]()
    for number in range(ROUNDS + 1):
        opened_in = all_at_once(lambda one: seconds(lambda: _page(address, at_desks[one])), CLIENTS)
        begun = all_at_once(lambda one: _ask(address, at_desks[one], wing, f"{number} {one}"), CLIENTS)  # noqa: B023
        all_at_once(lambda one: _is_called_off(address, at_desks[one], begun[one][1], f"{number} {one}"), CLIENTS)  # noqa: B023
        if number:  # a first round is not counted
            empty += opened_in
            told += [took for took, _ in begun]
    name = f"dispatch over HTTP at {CLIENTS} clients: ms, 99th percentile of {len(told)}, against an empty page"
    tell(name, percentile(told, 0.99) * 1000, percentile(empty, 0.99) * 1000)


def _page(address: str, officer: Officer) -> None:
    _must_be(200, asked(address, "GET", EMPTY, officer.cookie)[0])


def _ask(address: str, officer: Officer, wing: WingId, key: str) -> tuple[float, str]:
    """Seconds until it is known whom to ask for a man, and the page of his call-out."""
    answers: list[tuple[int, str, str]] = []
    took = seconds(lambda: answers.append(officer.sends(address, NEW, f"bench {key}", wing=wing)))
    _must_be(303, answers[0][0])
    return took, answers[0][1]


def _is_called_off(address: str, officer: Officer, page: str, key: str) -> None:
    _must_be(303, officer.sends(address, f"{page}/called-off", f"bench off {key}")[0])


def _must_be(wanted: int, status: int) -> None:
    if status != wanted:
        raise RuntimeError(f"answered {status}")


def _onto_the_last(folder: Path) -> None:
    """How long until the last of twenty officers at once has his answer; then all is called off, and again."""
    installation = _empty(folder)
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", ""))
        add_duty(scene.site, scene.who("sam"), TONIGHT)
        for name in scene.prison.listeners:
            if name != "sam":
                rests(scene.prison, name, NOW - timedelta(hours=3))
        cookies = desks(app, scene.prison, ONTO_THE_LAST, NOW)
        with installation.serve(NOW, "--only", "web") as address:
            at_desks = officers(address, cookies)
            taken = [_all_ask(scene, address, at_desks, number) for number in range(TIMES + 1)][1:]
    tell(f"{ONTO_THE_LAST} call-outs at once onto the last rested man: s, against the most", median(taken), 1.0)


def _all_ask(scene: Scene, address: str, at_desks: list[Officer], number: int) -> float:
    def ask(desk: int) -> int:
        return at_desks[desk].sends(address, NEW, f"{number} {desk}", wing=scene.wing("B"))[0]

    answers: list[list[int]] = []
    took = seconds(lambda: answers.append(all_at_once(ask, ONTO_THE_LAST)))
    db.session.rollback()
    there = [each for each in call_outs(scene.site.id, TONIGHT) if each.is_open]
    his = [each for each in there if each.attended]
    if answers != [[303] * ONTO_THE_LAST] or len(there) != ONTO_THE_LAST or len(his) != 1:
        raise RuntimeError(f"{len(his)} of {len(there)} requests have him: {answers}")
    for each in there:
        callout_ends.call_off(scene.site, each.id, scene.officer, NOW)
    return took


def _whole_night(folder: Path, prisons: int) -> None:
    """Each call-out is asked for, gone to and back from; one prison after the other, in one database."""
    nights: list[float] = []
    with opened(_empty(folder)):
        for number in range(prisons):
            prison = make_prison(f"{chr(65 + number // 26)}{chr(65 + number % 26)}I", f"HMP {number}", "", SIZE)
            scene = scene_of(prison)
            scene.on_duty("sam", "luc", night=BEGINS.date())
            before = user_seconds()
            sent = sum(_one_call_out(scene, BEGINS + EVERY * each) for each in range(CALL_OUTS))
            nights.append(user_seconds() - before)
            if sent < CALL_OUTS * 9 // 10:
                raise RuntimeError(f"somebody went on {sent} of {CALL_OUTS} call-outs only")
    few = max(1, prisons // 10)
    name = f"a night of {prisons} prisons, {CALL_OUTS} call-outs each: user CPU s a prison"
    tell(f"{name}, the last {few}, against the first", median(nights[-few:]), median(nights[:few]))
    tell(f"a night of {prisons} prisons: user CPU s, against the seconds of a night", sum(nights), 14 * 3600)


def _one_call_out(scene: Scene, now: datetime) -> bool:
    """A man asks, the first in order goes at once and is back after a quarter of an hour; whether anybody went."""
    wing = WingId(scene.wing("B"))
    id_ = callouts.start(scene.site, wing, None, scene.officer, now)
    found = scene.read(id_).attended
    if not found:
        callout_ends.telephone(scene.site, id_, scene.officer, now)
        return False
    callout_goings.going(scene.site, id_, found[0].id, scene.officer, now)
    back = now + timedelta(minutes=15)
    callout_times.returned(scene.site, id_, found[0].id, Return(back), scene.officer, back)
    return True


def _empty(folder: Path) -> Installation:
    folder.mkdir(parents=True)
    installation = Installation(folder)
    installation.make_secrets()
    installation.run(NOW, "jobs", "list")  # a command that needs the database makes it
    return installation
