"""Any lines of a sheet, begun on the screen or not: is each one request, with its end, and once more nothing new?"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.domain.states import CallOutEventKind, CallOutState, Part, StaffReason
from listeners.services import callout_checks, callout_ends, callout_goings, callouts, paper_nights, rests
from listeners.services.callout_steps import WITHOUT_A_LISTENER
from listeners.services.nights import tonight
from listeners.services.paper_lines import Goer, PaperExit, PaperLine
from listeners.store.callouts import Attendance, CallOut
from listeners.store.callouts_events import EventOnFile, events
from listeners.store.callouts_facts import CallOutOnFile, of_nights
from listeners.store.database import db
from tests.nights import FRIDAY, Scene, at, scene_of
from tests.size import sized
from tests.world import World

NAMES = ("sam", "luc", "kofi", "dean", "ravi", "lee")
LINES = 4
WENT = (PaperExit.BACK, PaperExit.CALLED_OFF)


def any_line(seeded: random.Random, scene: Scene, first: datetime, *, may_be_out: bool) -> PaperLine:
    """A line of a request in the two hours from ``first`` on. When it ended is not always written down where nobody
    went, nor when whoever went was back where he may be out still."""
    asked = first + timedelta(minutes=seeded.randrange(10))
    exit_ = seeded.choice(list(PaperExit))
    most = {PaperExit.TELEPHONE: 0, PaperExit.REFUSED: 1, PaperExit.TELEPHONE_WHILE_FREE: 1}.get(exit_, len(Part))
    names = seeded.sample(NAMES, seeded.randint(min(most, 1) if exit_ in WENT else 0, most))
    end = asked + timedelta(minutes=seeded.randrange(60, 100))
    is_out = may_be_out and exit_ is PaperExit.BACK
    is_known = seeded.random() < (0.7 if is_out else 0.4) or (exit_ in WENT and not is_out)
    goers = []
    for part, name in zip(Part, names, strict=False):
        out = asked + timedelta(minutes=seeded.randrange(5, 30))
        until = end if part is Part.LEAD else end - timedelta(minutes=seeded.randrange(20))
        goers.append(Goer(part, scene.who(name), out, until if is_known or part is not Part.LEAD else None))
    reason = seeded.choice(list(StaffReason)) if exit_ is PaperExit.REFUSED else None
    return PaperLine(scene.wing(seeded.choice("ABC")), asked, exit_, tuple(goers), end if is_known else None, reason)


def begin(seeded: random.Random, scene: Scene, line: PaperLine) -> PaperLine:
    """Begin a request of a line on the screen, some seconds after its minute, and say that it is the same. Who was
    asked there is on the line."""
    pressed = line.asked_at + timedelta(seconds=seeded.randrange(60))
    one = scene.read(callouts.start(scene.site, line.wing, None, scene.officer, pressed))
    name, later = scene.asked(one), pressed + timedelta(minutes=seeded.randrange(5))
    if name is not None and seeded.random() < 0.5:
        callout_goings.waits(scene.site, one.id, scene.part(one, name).id, scene.officer, later)
    end = seeded.choice((callout_ends.telephone, callout_ends.call_off, None))
    if end is not None:
        end(scene.site, one.id, scene.officer, later)
    names = {goer.listener for goer in line.goers}
    if line.goers and name is not None and scene.who(name) not in names:
        line = replace(line, goers=(replace(line.goers[0], listener=scene.who(name)), *line.goers[1:]))
    return replace(line, is_same=True)


def test_any_lines_are_a_request_each_and_keyed_in_again_change_nothing(world: World) -> None:
    scene = scene_of(world.larkmoor)
    for seed in range(sized(40)):
        check_a_night(scene, random.Random(seed), FRIDAY + timedelta(days=3 * seed))  # noqa: S311


def check_a_night(scene: Scene, seeded: random.Random, night: date) -> None:
    begins = at(f"{night} 22:00")
    hours = [(begins + timedelta(hours=2 * number), number == LINES - 1) for number in range(LINES)]
    lines = [any_line(seeded, scene, first, may_be_out=is_last) for first, is_last in hours]
    lines = [begin(seeded, scene, line) if seeded.random() < 0.5 else line for line in lines]
    morning = begins + timedelta(hours=11)

    def key_in(again: str) -> tuple[tuple[CallOutOnFile, ...], list[tuple[EventOnFile, ...]], list[int | None]]:
        named = {f"{night} {number} {again}": line for number, line in enumerate(lines)}
        shuffled = dict(seeded.sample(sorted(named.items()), len(named)))
        assert paper_nights.key_in(scene.site, shuffled, scene.officer, morning) == {}
        db.session.rollback()
        assert rests.differences(scene.site.code, SYSTEM, morning) == (0, 0)
        there = of_nights(scene.site.id, night, night)
        versions = [db.session.scalar(select(func.sum(each.version))) for each in (Attendance, CallOut)]
        return there, [events(scene.site.id, each.id) for each in there], versions

    there, happened, _ = once = key_in("once")
    by_minute = {each.asked_at.replace(second=0): each for each in there}
    for line in lines:
        one, went = by_minute[line.asked_at], line.exit in WENT
        back = CallOutState.RETURNED if line.ended_at else CallOutState.ACTING
        state = back if line.exit is PaperExit.BACK else CallOutState.CLOSED
        assert (one.state, one.outcome) == (state, None if line.exit is PaperExit.BACK else line.exit)
        gone = {each.listener: (each.part, each.out_at) for each in one.attended if each.out_at is not None}
        assert gone == ({goer.listener: (goer.part, goer.out_at) for goer in line.goers} if went else {})
        waits = [(each.accepted_at, each.called_off_at) for each in one.attended]
        assert all(yes is None or end is None or yes <= end for yes, end in waits), "no wait ends before it began"
    assert len(there) == LINES
    without = [each for each in there if each.outcome in WITHOUT_A_LISTENER]
    assert len(callout_checks.to_chase(tonight(scene.site, morning))) == len(without)
    refused = [str(each.reason) for of_one in happened for each in of_one if each.kind is CallOutEventKind.REFUSED]
    assert sorted(refused) == sorted(str(line.reason) for line in lines if line.reason)
    for was_up in {goer.listener for line in lines for goer in line.goers}:
        assert tonight(scene.site, morning).resting_until(was_up), scene.name(was_up)
    assert key_in("again") == once
