"""What may have happened in a prison, the same in two worlds, and what may Listeners tell us in each of them?

Nobody's availability differs by what is told: only why.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from listeners.access import SYSTEM
from listeners.domain.care.agreed import Agreed
from listeners.domain.care.debrief import Answer, Look, Talk, TalkOnFile
from listeners.domain.care.facts import Tick
from listeners.domain.care.offload import LedBy, Officer, OffloadKind
from listeners.domain.nights import nights_between
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.said import EVERY_DAY
from listeners.domain.states import Part, StaffReason
from listeners.domain.work_told import Department, Said, WorkTold
from listeners.errors import Conflict, NotFound
from listeners.services import availability, callout_ends, callouts, cover, cover_answers, sheets_printed, swaps
from listeners.services.callout_refusals import Held, WhatNow, staff_cannot
from listeners.services.care import asked_again, refusals_told, works
from listeners.store import availability_writes, callouts_facts, cover_facts, duties_overrides, people_writes
from listeners.store.callouts import Attendance
from listeners.store.care import offload_facts, overrides_asked
from listeners.store.care.contact_facts import put_debrief, put_ticks
from listeners.store.care.debriefs import put_talk
from listeners.store.care.offload_facts import Held as OffloadHeld
from listeners.store.database import act
from listeners.store.duties_overrides import NewOverride
from tests.duties import add_duty
from tests.nights import FRIDAY, Scene, at
from tests.web.areas import areas
from tests.web.twin_house import REASON

NAMES = ("sam", "ravi", "luc", "dean", "imran", "kofi", "mo", "lee")
AHEAD = timedelta(days=21)
TUESDAY = FRIDAY + timedelta(days=4)
TONIGHT = -1
KEYED_IN = "28 Nov 01:59"
DOES = ("is asked", "goes", "waits", "is held")
"""He is being asked still, has gone, waits to be unlocked, or staff could not let him go."""
WAYS = (
    "paused",
    "said with a reason",
    "said another reason",
    "said nothing more",
    "said of every night",
    "rests",
    "held",
)


@dataclass(frozen=True)
class History:
    """What happened and was planned, the same in both worlds. ``away`` holds for how many weeks somebody has been."""

    first: str | None
    second: str | None
    later: str
    """Who is down for a night of next week."""
    away: dict[str, int]
    call_outs: tuple[tuple[str, int, int, int], ...]
    """Who, how many nights ago (-1: tonight), at which hour after 18:00, for how many minutes."""
    asks: bool
    does: str
    """What becomes of whoever is asked tonight (``DOES``)."""
    let_go: str | None = None
    """Who was let go unrested last night."""
    worked: str | None = None
    """Who was at work on the morning of Friday."""
    refusals: int = 0
    """How many Listeners say afterwards that they were not let go."""


@dataclass(frozen=True)
class Told:
    """What Listeners told us in one world, and what came of it."""

    ways: tuple[str, ...]
    ticks: tuple[frozenset[Tick], ...]
    offloads: tuple[tuple[str, int, Officer, str], ...]
    debriefed: bool
    flags_raised: bool
    noes: frozenset[str]
    """Who says no to whatever he is asked to take."""
    offers_a_swap: bool
    agreed: Agreed | None = None
    """What he says who was let go unrested, when he is asked again."""
    said: Said = Said.CHOSE
    """How he came to it who was at work: he tells it where he was made to, and the coordinator where he chose."""
    talk: Talk | None = None
    """What came of the talks after call-outs, the first and the second."""
    not_let_go: int = 0
    """From which of them on, in the order of names, they say it: how many is shown, who is not."""
    more: tuple[Any, ...] = ()
    """What else is told, one of each area; () is nothing."""


@st.composite
def histories(draw: st.DrawFn) -> History:
    first, second, later = draw(st.permutations(NAMES))[:3]
    # Not as far back as the night of the clock change, on which a time written down may have been twice.
    ago = st.one_of(st.just(TONIGHT), st.integers(0, 31))
    calls = st.tuples(st.sampled_from([first, second, *NAMES]), ago, st.integers(0, 12), st.integers(5, 400))
    # One line for one going: an old line keyed in again is for a coordinator (``out_of_reach``).
    lines = st.lists(calls, max_size=6, unique_by=lambda call: call[:3])
    return History(
        first=draw(st.sampled_from([first, None])),
        second=draw(st.sampled_from([second, None])),
        later=later,
        away=draw(st.dictionaries(st.sampled_from([first, second, *NAMES]), st.integers(0, 9), min_size=1, max_size=5)),
        call_outs=tuple(draw(lines)),
        asks=draw(st.booleans()),
        does=draw(st.sampled_from(DOES)),
        let_go=draw(st.sampled_from([None, *NAMES])),
        worked=draw(st.sampled_from([None, *NAMES])),
        refusals=draw(st.integers(0, 2)),
    )


@st.composite
def tellings(draw: st.DrawFn) -> tuple[Told, Told]:
    """Two worlds in which everybody who is away is so in another way."""
    offload = st.tuples(
        st.sampled_from(NAMES), st.integers(1, 60), st.sampled_from(list(Officer)), st.text("abc \n", max_size=40)
    )
    ways = draw(st.lists(st.integers(0, len(WAYS) - 1), min_size=len(NAMES), max_size=len(NAMES)))
    moved = draw(st.lists(st.integers(1, len(WAYS) - 1), min_size=len(NAMES), max_size=len(NAMES)))
    one, other = (
        Told(
            ways=tuple(WAYS[way] for way in chosen),
            ticks=tuple(draw(st.lists(st.frozensets(st.sampled_from(list(Tick))), max_size=6))),
            offloads=tuple(draw(st.lists(offload, max_size=5))),
            debriefed=draw(st.booleans()),
            flags_raised=draw(st.booleans()),
            noes=draw(st.frozensets(st.sampled_from(NAMES))),
            offers_a_swap=draw(st.booleans()),
            not_let_go=draw(st.integers(0, len(NAMES) - 1)),
            agreed=draw(st.sampled_from([None, *Agreed])),
            said=draw(st.sampled_from(list(Said))),
            talk=draw(st.sampled_from([None, Talk(Answer.ACCEPTED, FRIDAY), *map(Talk, Answer)])),
            more=tuple(draw(area.tellings) for area in areas()),
        )
        for chosen in (ways, [(way + by) % len(WAYS) for way, by in zip(ways, moved, strict=True)])
    )
    return one, replace(other, **conduct(one)) if draw(st.booleans()) else other


def conduct(told: Told) -> dict[str, Any]:
    """What a prison did, of what Listeners told us: the figures of how it keeps its side show it, exactly
    (docs/evidence.md, section 7)."""
    return {"offloads": told.offloads, "debriefed": told.debriefed, "said": told.said}


def live(scene: Scene, history: History) -> None:
    """Let a history happen; what began tonight is over, and on file, before anybody of staff looks."""
    if history.first is not None:
        scene.on_duty(history.first, history.second)
    elif history.second is not None:
        scene.on_duty(history.second)
    add_duty(scene.site, scene.who(history.later), TUESDAY)
    for who, nights_ago, hours, minutes in history.call_outs:
        out = at("26 Nov 18:00") - timedelta(days=nights_ago) + timedelta(hours=hours)
        back, now = out + timedelta(minutes=minutes), "27 Nov 12:00"
        if nights_ago == TONIGHT:
            now = KEYED_IN
            out, back = min(out, at(now) - timedelta(minutes=5)), min(back, at(now))
        out_at, back_at = (f"{moment:%Y-%m-%d %H:%M}" for moment in (out, back))
        scene.paper(who, out_at, back_at, now=now)
    if history.let_go is not None:
        last_night, until = FRIDAY - timedelta(days=1), at("27 Nov 08:00")
        asked = at("26 Nov 20:55")
        passed = NewOverride(scene.who(history.let_go), last_night, "daily_rest", 60, REASON, asked, until, "Jo Smith")
        with act() as session:
            duties_overrides.add_override(session, scene.site.id, passed, scene.officer, at("26 Nov 21:00"))
    # Printed before anybody tells anything: whether it is to be printed again must not tell what was told.
    sheets_printed.print_sheet(scene.site, scene.officer, at(KEYED_IN))


def ask(scene: Scene, history: History) -> None:
    """Let the officer of tonight ask somebody who is not about to say that he is away, and perhaps he goes."""
    if not history.asks:
        return
    one = scene.start("28 Nov 02:00")
    if scene.asked(one) in history.away:
        there = [name for name in NAMES if name not in history.away]
        for name in there:
            with suppress(Conflict):
                callouts.ask(scene.site, one.id, Part.LEAD, scene.who(name), scene.officer, at("28 Nov 02:01"))
                break
    whom = scene.asked(one)
    if whom is None or whom in history.away:
        callout_ends.call_off(scene.site, one.id, scene.officer, at("28 Nov 02:02"))
    elif history.does == "goes":
        scene.goes(one, whom, "28 Nov 02:03")
    elif history.does == "waits":
        scene.waits(one, whom, "28 Nov 02:03")
    elif history.does == "is held":
        said = Held(StaffReason.NO_STAFF, WhatNow.ANOTHER, scene.part(one, whom).id)
        staff_cannot(scene.site, one.id, said, scene.officer, at("28 Nov 02:03"))
        if scene.asked(one) in history.away:  # whose question would be withdrawn, and put to another under a new id
            callout_ends.call_off(scene.site, one.id, scene.officer, at("28 Nov 02:04"))


def tell(scene: Scene, history: History, told: Told) -> None:
    """Put on file what Listeners told us, in their own ways."""
    if told.offers_a_swap and history.first is not None:
        with suppress(NotFound):  # his Friday may have been taken off him, and so may the Tuesday
            swaps.offer(scene.site, scene.who(history.first), FRIDAY, TUESDAY, SYSTEM, at("27 Nov 13:20"))
    for name, way in zip(NAMES, told.ways, strict=True):
        if name in history.away:
            _be_away(scene, name, history.away[name], way)
    for request in cover_facts.waiting(scene.site.id, at("27 Nov 13:40")):
        for name in sorted(told.noes):
            if request.of(scene.who(name)):
                cover_answers.answer(scene.site, request.id, scene.who(name), False, SYSTEM, at("27 Nov 13:40"))
    _answer_again(scene, told)
    _tell_of_work(scene, history, told)
    for name, days_ago, officer, text in told.offloads:
        held = OffloadHeld(FRIDAY - timedelta(days=days_ago), OffloadKind.GROUP, LedBy.SAMARITANS, True, officer, 45, 3)
        with act() as session:
            offload_facts.add(
                session, scene.site.id, scene.who(name), held, text or None, SYSTEM, at("27 Nov 13:00"), on_behalf=False
            )
    _not_let_go(scene, history.refusals, told.not_let_go)
    _tell_after_calls(scene, told)
    for area, more in zip(areas(), told.more, strict=False):
        area.tell(scene, more)


def _tell_after_calls(scene: Scene, told: Told) -> None:
    """Tick, or not, and say what came of the talks."""
    parts = [
        part for each in callouts_facts.call_outs(scene.site.id, FRIDAY - timedelta(days=90)) for part in each.attended
    ]
    for part, ticks in zip(parts, told.ticks, strict=False):
        with act() as session:
            put_ticks(session, scene.site.id, part.id, part.listener, ticks, SYSTEM, at("27 Nov 13:00"))
            if told.debriefed:
                row = session.get_one(Attendance, part.id)
                put_debrief(session, row, at("27 Nov 13:00"), SYSTEM, at("27 Nov 13:00"))
            for look in Look if told.talk is not None else ():
                on_file = TalkOnFile(FRIDAY, told.talk or Talk(Answer.NOT_SAID))
                put_talk(session, scene.site.id, part.id, look, on_file, SYSTEM, at("27 Nov 13:00"))


def _tell_of_work(scene: Scene, history: History, told: Told) -> None:
    """Say who was at work on Friday morning, and how he came to it."""
    if history.worked is None:
        return
    is_made, whom = told.said is Said.MADE, scene.who(history.worked)
    where = Department.KITCHENS if is_made else Department.GYM
    work = WorkTold(at("27 Nov 08:30"), at("27 Nov 11:45"), told.said, where, may_name=is_made)
    if is_made:
        himself = scene.prison.actor(Role.LISTENER, history.worked)
        works.tell_own(scene.site, work, himself, at("27 Nov 13:00"))
    else:
        works.tell_for(scene.site, whom, work, SYSTEM, at("27 Nov 13:00"))


def _answer_again(scene: Scene, told: Told) -> None:
    """Say, or not, whether he agreed who was let go unrested."""
    for passed in overrides_asked.to_ask(scene.site.id, at("27 Nov 13:00")):
        if told.agreed is not None:
            asked_again.put(scene.site, passed.id, FRIDAY, told.agreed, SYSTEM, at("27 Nov 13:00"))


def _not_let_go(scene: Scene, many: int, first: int) -> None:
    """Say that he was not let go: so many of them, from one on."""
    for number in range(many):
        himself = scene.prison.actor(Role.LISTENER, NAMES[(first + number) % len(NAMES)])
        refusals_told.tell_own(scene.site, FRIDAY, StaffReason.NO_STAFF, himself, at("27 Nov 13:50"))


def _be_away(scene: Scene, name: str, weeks: int, way: str) -> None:
    """Be away from the Monday of some weeks ago (this week: from tonight), by a pause or by saying so."""
    monday = FRIDAY - timedelta(days=FRIDAY.weekday())
    first = monday - timedelta(days=7 * weeks) if weeks else FRIDAY
    listener, now = scene.who(name), at("27 Nov 13:30")
    if way == "paused":
        with act() as session:
            member = listener
            emptied = people_writes.empty_duties(session, member, lambda night: night < first, SYSTEM, now)
            cover.open_left(session, scene.site, emptied, SYSTEM, now)
            people_writes.add_standing(session, scene.site, listener, Standing.PAUSED, first, SYSTEM, now)
        return
    if way in ("said of every night", "rests", "held"):
        is_rest, is_hold, cannot = way in ("rests", "held"), way == "held", AvailabilityKind.UNAVAILABLE
        why = "" if is_rest else "court"
        with act() as session:
            availability_writes.add_rule(
                session,
                scene.site,
                listener,
                EVERY_DAY,
                first,
                None,
                cannot,
                why,
                SYSTEM,
                now,
                is_pause=is_rest,
                is_hold=is_hold,
            )
        return
    reason = {"said with a reason": "court", "said another reason": "I cannot face it"}.get(way, "")
    nights = dict.fromkeys(nights_between(first, FRIDAY + AHEAD), AvailabilityKind.UNAVAILABLE)
    availability.say(scene.site, listener, nights, reason, SYSTEM, now)
