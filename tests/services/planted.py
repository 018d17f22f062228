"""How soon would a reason to ask show, had somebody been without offload, busy after a death, or kept from his rest?

The demonstration's simulated nights, with a trouble planted in them, looked through day by day by the rules for flags.
Facts alone, no database. It is a check of how the rules behave, and no evidence about real people.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from listeners.domain.call_out_facts import counted
from listeners.domain.care.facts import CareFacts, Contact, ContactSource, RestBroken, Tick
from listeners.domain.care.flag_life import FlagOnFile, StepKind, next_step
from listeners.domain.care.flags import Assessment, FlagState, Level, assess, new_reasons
from listeners.domain.care.offload import LedBy, Officer, Offload, OffloadKind, Start
from listeners.domain.care.reasons import Group, Reason
from listeners.domain.load import Served, load_of
from listeners.domain.nights import ONE_DAY, at_local, local_date, nights_between
from listeners.domain.people import ListenerId, SiteId, Standing, StandingFrom, WingId
from listeners.domain.policy import Policy
from listeners.domain.rest import rests_owed
from listeners.domain.rest_facts import Interruption
from listeners.domain.team import Site, TeamMember, Wing
from listeners.services.demo.figures import SUICIDAL_SHARE
from listeners.services.demo.history import LOOK_BACK, History, simulate
from listeners.services.demo.records import TICKED

SEEDS = range(1, 11)
TEAM_OF = 16
CONTACTS_A_DAY = 1.1
ZONE = ZoneInfo("Europe/London")
POLICY = Policy()
DAY = date(2026, 6, 1)
"""On which the trouble begins."""
FIRST = DAY - timedelta(weeks=20)
WEEKS = 10
LAST = DAY + timedelta(weeks=WEEKS) - ONE_DAY
LOOKED_AT = time(12, 0)
CLOSED_AFTER = timedelta(days=7)
"""A coordinator is taken to have done what a flag asks for within a week."""
LONG_AGO = date(2025, 1, 1)
HE = ListenerId("L01")


@dataclass(frozen=True, slots=True)
class Went:
    """One contact of one Listener."""

    interruption: Interruption
    ticks: frozenset[Tick]


@dataclass(frozen=True)
class Life:
    """What happened to one Listener in the whole story."""

    nights: frozenset[date]
    went: tuple[Went, ...]
    offloads: tuple[Offload, ...]

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        """His contacts, each with a talk offered at once."""
        listed = sorted(self.went, key=lambda went: (went.interruption.start, went.interruption.id))
        facts = counted([went.interruption for went in listed], lambda _night: POLICY, ZONE)
        return tuple(
            Contact(
                went.interruption.id,
                fact.night,
                fact.at_night,
                ContactSource.CALL_OUT,
                went.interruption.end,
                went.interruption.end,
                went.ticks,
            )
            for went, fact in zip(listed, facts, strict=True)
        )

    @cached_property
    def broken(self) -> tuple[tuple[datetime, RestBroken], ...]:
        """Each rest of his that was not kept, with when it was broken."""
        happened = [went.interruption for went in self.went]
        nth: Counter[date] = Counter()
        found = []
        for rest in rests_owed(happened, (), lambda _night: POLICY, ZONE, at_local(LAST + ONE_DAY, LOOKED_AT, ZONE)):
            nth[rest.night] += 1
            if not rest.kept:
                at = min(each.start for each in happened if rest.rest_from <= each.start < rest.rest_until)
                on = local_date(rest.rest_from, ZONE)
                found.append((at, RestBroken(f"{rest.night}/{nth[rest.night]}", on, overridden=False)))
        return tuple(found)

    def known_on(self, day: date) -> CareFacts:
        """What was on file of him at noon of a day."""
        now = at_local(day, LOOKED_AT, ZONE)
        over = [went.interruption for went in self.went if went.interruption.start <= now]
        call_outs = counted(over, lambda _night: POLICY, ZONE)
        served = Served(HE, frozenset(night for night in self.nights if night < day), call_outs)
        return CareFacts(
            start=Start(LONG_AGO, LONG_AGO),
            contacts_from=FIRST,
            debriefs_from=FIRST,
            contacts=tuple(each for each in self.contacts if each.ended and each.ended <= now),
            offloads=tuple(each for each in self.offloads if each.on <= day),
            rests=tuple(rest for at, rest in self.broken if at <= now),
            asked_for_rest=(),
            load=load_of(served, day, POLICY),
        )


def look(life: Life, day: date, policy: Policy = POLICY) -> Assessment:
    """What the daily look would have found on a day."""
    return assess(life.known_on(day), day, at_local(day, LOOKED_AT, ZONE), policy)


@cache
def uneventful(seed: int, death_on: date | None = None) -> dict[ListenerId, Life]:
    """A team of 16 for whom all is done that is owed: no rest is broken, a talk follows each contact, and everybody
    comes to a private offload every second week. What they hear is chance."""
    team, chance = _team(), random.Random(f"{seed} planted")
    until = at_local(LAST + ONE_DAY, LOOKED_AT, ZONE)
    history = simulate(_site(), team, POLICY, chance, FIRST, LAST, CONTACTS_A_DAY, death_on, until)
    ticked = random.Random(f"{seed} ticks")
    return {member.id: _life(history, member.id, ticked) for member in team}


def _life(history: History, listener: ListenerId, chance: random.Random) -> Life:
    went = []
    for number, each in enumerate(history.went):
        if each.listener == listener:
            heard = each.asked.suicidal_feelings and chance.random() < TICKED
            ticks = frozenset({Tick.SUICIDAL_FEELINGS} if heard else ())
            went.append(Went(Interruption(str(number), out_at=each.out_at, back_at=each.back_at), ticks))
    nights = frozenset(served.night for served in history.served if served.listener == listener)
    return Life(nights, tuple(_none_in_a_rest(went)), tuple(_offloads()))


def _none_in_a_rest(went: list[Went]) -> Iterator[Went]:
    """Leave out whatever the simulation lets fall into a rest."""
    kept: list[Interruption] = []
    for each in sorted(went, key=lambda went: went.interruption.start):
        start = each.interruption.start
        kept = [before for before in kept if before.start > start - LOOK_BACK]
        owed = rests_owed(kept, (), lambda _night: POLICY, ZONE, start)
        if not any(rest.rest_from <= start < rest.rest_until for rest in owed):
            kept.append(each.interruption)
            yield each


def _offloads() -> Iterator[Offload]:
    every = timedelta(days=POLICY.offload_every_days)
    day = DAY - 10 * every
    while day <= LAST:
        yield Offload(day.isoformat(), day, OffloadKind.GROUP, LedBy.SAMARITANS, True, Officer.NONE)
        day += every


def without_offload(life: Life) -> Life:
    """The session of the day is his last."""
    return replace(life, offloads=tuple(each for each in life.offloads if each.on <= DAY))


def with_broken_rests(life: Life) -> Life:
    """Once a week he is out from 02:00 to 03:00, and sent out again at 10:00 in the rest that he is owed."""
    planted = []
    for week in range(WEEKS):
        day = DAY + timedelta(weeks=week)
        for hour in (2, 10):
            out = at_local(day, time(hour), ZONE)
            about = Interruption(f"broken {day} {hour}", out_at=out, back_at=out + timedelta(hours=1))
            planted.append(Went(about, frozenset()))
    return replace(life, went=(*life.went, *planted))


def slowly_worse(life: Life, seed: int) -> Life:
    """Each week he listens once more by day than in the week before: once in the first, twice in the second."""
    chance = random.Random(f"{seed} worse")
    planted = []
    for week in range(WEEKS):
        for nth in range(week + 1):
            out = at_local(DAY + timedelta(weeks=week, days=nth % 7), time(10 + 5 * (nth // 7)), ZONE)
            ticks = frozenset({Tick.SUICIDAL_FEELINGS} if chance.random() < SUICIDAL_SHARE else ())
            about = Interruption(f"worse {week} {nth}", out_at=out, back_at=out + timedelta(minutes=30))
            planted.append(Went(about, ticks))
    return replace(life, went=(*life.went, *planted))


def days_until(life: Life, group: Group, level: Level = Level.FLAG, policy: Policy = POLICY) -> int | None:
    """Days from the beginning of the trouble until a reason of a group shows that was not there before; None where it
    never did. ``URGENT``: until it is to be looked at today."""
    known = frozenset(key for reason in look(life, DAY - ONE_DAY, policy).reasons for key in reason.keys)
    for day in nights_between(DAY, LAST):
        found = look(life, day, policy)
        new = [reason for reason in new_reasons(found.reasons, known) if reason.group is group]
        if new and (level is Level.FLAG or found.level is Level.URGENT):
            return (day - DAY).days
    return None


def flags_raised(
    team: dict[ListenerId, Life], first: date, last: date, policy: Policy = POLICY
) -> list[tuple[date, tuple[Reason, ...]]]:
    """Every flag raised, or raised again, from one day to another, with its reasons; each is closed after a week."""
    raised = []
    for life in team.values():
        on_file: FlagOnFile | None = None
        since = FIRST
        for day in nights_between(first - timedelta(days=28), last):
            if on_file is not None and day - since >= CLOSED_AFTER:
                on_file = replace(on_file, state=FlagState.CLOSED)
            step = next_step(look(life, day, policy), on_file)
            if step is None:
                continue
            if step.kind is not StepKind.ADD:
                since = day
                if day >= first:
                    raised.append((day, step.reasons))
            on_file = FlagOnFile(FlagState.TAKEN_UP, step.level, step.known)
    return raised


def _site() -> Site:
    wings = tuple(Wing(WingId(code), code) for code in "ABCD")
    return Site(SiteId("site"), "LKI", "HMP Larkmoor", ZONE, "ENG", "", "", LONG_AGO, wings, ())


def _team() -> tuple[TeamMember, ...]:
    standing = (StandingFrom(Standing.ACTIVE, LONG_AGO),)
    return tuple(
        TeamMember(
            id=ListenerId(ref := f"L{number:02}"),
            ref=ref,
            name=ref,
            prison_number="A1000AA",
            cell="LKI-A-1-001",
            wing="A",
            reaches=None,
            share=100,
            joined_on=LONG_AGO,
            reserve=True,
            works=("AM",),
            standings=standing,
        )
        for number in range(1, TEAM_OF + 1)
    )
