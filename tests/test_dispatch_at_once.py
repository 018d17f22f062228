"""Many officers at the same moment, to a real server of several workers: is one man sent, and is each of the others
told so, with no error, no deadlock and nobody sent twice?"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from listeners.domain.people import ListenerId
from listeners.domain.states import AttendanceState, CallOutState, Part
from listeners.store.callouts import Attendance, CallOut
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.records import Audit
from tests.browser.installation import TONIGHT, Installation
from tests.deadlocks import deadlocks
from tests.duties import add_duty
from tests.nights import Scene, scene_of
from tests.over_http import all_at_once, asked, desks, officers, opened
from tests.rota_world import rests
from tests.size import sized
from tests.world import make_prison

OFFICERS, ROUNDS = sized(200), sized(20)
THURSDAY = (TONIGHT - timedelta(days=1)).date()


def said_no(scene: Scene, men: list[ListenerId]) -> tuple[str, list[str]]:
    """A request that all of these men have said no to; return its id and that of the part of each."""
    call_out, parts, at = new_id(), [new_id() for _ in men], TONIGHT - timedelta(minutes=5)
    with act() as session:
        session.add(
            CallOut(
                id=call_out,
                site_id=scene.site.id,
                asked_at=at,
                night=THURSDAY,
                wing_id=scene.wing("B"),
                state=CallOutState.ASKED,
                recorded_at=at,
            )
        )
        session.flush()
        session.add_all(
            Attendance(
                id=id_,
                site_id=scene.site.id,
                call_out_id=call_out,
                listener_id=man,
                part=Part.LEAD,
                state=AttendanceState.DECLINED,
                offered_at=at,
                answered_at=at,
                recorded_at=at,
            )
            for id_, man in zip(parts, men, strict=True)
        )
    return call_out, parts


def acting(call_out: str) -> list[tuple[str, str]]:
    """Who is out on a request, and as what."""
    rows = select(Attendance.listener_id, Attendance.part).where(
        Attendance.call_out_id == call_out, Attendance.state == AttendanceState.ACTING
    )
    db.session.rollback()
    return [(row.listener_id, row.part) for row in db.session.execute(rows)]


def count_of(verb: str) -> int:
    """How often something is on file as done."""
    return db.session.scalar(select(func.count()).where(Audit.verb == verb)) or 0


def test_of_many_who_send_somebody_at_once_exactly_one_does_in_every_round(tmp_path: Path, ready_url: str) -> None:
    installation = Installation(tmp_path, ready_url)
    installation.make_secrets()
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", "", size=OFFICERS + ROUNDS))
        cookies = desks(app, scene.prison, OFFICERS, TONIGHT)
        free, won = list(scene.prison.listeners.values()), []
        with installation.serve(TONIGHT, "--only", "web") as address:
            at_desks = officers(address, cookies)
            for round_ in range(ROUNDS):
                call_out, parts = said_no(scene, free[:OFFICERS])

                def send(number: int, of: str = call_out, whom: list[str] = parts) -> tuple[int, str, str]:
                    path = f"/tonight/call-out/{of}/{whom[number]}/going"
                    return at_desks[number].sends(address, path, f"{of}{number}")

                told = all_at_once(send, OFFICERS)
                first = [number for number, (status, _, _) in enumerate(told) if status == 303]
                assert len(first) == 1, (round_, Counter(status for status, _, _ in told))
                assert acting(call_out) == [(free[first[0]], Part.LEAD)], round_
                late = [(status, "on file as going since" in page) for status, _, page in told if status != 303]
                assert Counter(late) == {(409, True): OFFICERS - 1}, round_
                assert send(first[0])[:2] == told[first[0]][:2], "a second press gets the first answer"
                won.append(free.pop(first[0]))
    with opened(installation):
        out = db.session.scalars(select(Attendance.listener_id).where(Attendance.state == AttendanceState.ACTING))
        assert sorted(out) == sorted(won) and len(set(won)) == ROUNDS
        assert (count_of("send"), deadlocks()) == (ROUNDS, 0)
    assert "Traceback" not in installation.said()


def test_of_many_call_outs_onto_the_last_rested_man_one_has_him_and_the_others_are_told(
    tmp_path: Path, ready_url: str
) -> None:
    installation = Installation(tmp_path, ready_url)
    installation.make_secrets()
    with opened(installation) as app:
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", ""))
        add_duty(scene.site, scene.who("sam"), THURSDAY)
        for name in scene.prison.listeners:
            if name != "sam":
                rests(scene.prison, name, TONIGHT - timedelta(hours=3))
        cookies = desks(app, scene.prison, OFFICERS, TONIGHT)
        wing = scene.wing("B")

    with installation.serve(TONIGHT, "--only", "web") as address:
        at_desks = officers(address, cookies)

        def ask(number: int) -> tuple[int, str, str]:
            return at_desks[number].sends(address, "/tonight/call-out/new", f"call-out {number}", wing=wing)

        told = all_at_once(ask, OFFICERS)
        assert Counter(status for status, _, _ in told) == {303: OFFICERS}
        pages = [asked(address, "GET", path, desk.cookie) for (_, path, _), desk in zip(told, at_desks, strict=True)]
        assert {status for status, _, _ in pages} == {200}
        he = ["Ask Sam Okoro" in page for _, _, page in pages]
        assert Counter(he) == {True: 1, False: OFFICERS - 1}
        assert ["Nobody is left to ask" in page for _, _, page in pages] == [not asks for asks in he]
        again = [ask(number)[:2] for number in (he.index(True), he.index(False))]
        assert again == [told[number][:2] for number in (he.index(True), he.index(False))]
    with opened(installation):
        offered = db.session.execute(select(Attendance.listener_id, Attendance.state)).all()
        assert offered == [(scene.who("sam"), AttendanceState.OFFERED)]
        assert (count_of("ask for a Listener"), deadlocks()) == (OFFICERS, 0)
    assert "Traceback" not in installation.said()
