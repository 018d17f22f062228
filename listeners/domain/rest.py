"""Which rests is one Listener owed, and is he resting now?

Anything inside a rest restarts it (docs/evidence.md, section 4, rule 3), on top of rule 2 (``rest_nights``) and rule 5
(``rest_open``). Whether a rest was kept depends on what happened alone, never on the order in which it was recorded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from itertools import accumulate
from typing import TypeVar
from zoneinfo import ZoneInfo

from listeners.domain.nights import ONE_DAY, Span, at_local
from listeners.domain.rest_facts import (
    Block,
    Interruption,
    PolicyOn,
    Rest,
    Resting,
    RestRule,
    WorkInRest,
    merged,
)
from listeners.domain.rest_nights import NightRecord, night_records, rest_of_night
from listeners.domain.rest_open import assumed_rests, day_at_most

R = TypeVar("R", bound=Resting)


def rests_owed(
    interruptions: Iterable[Interruption],
    works: Iterable[WorkInRest],
    policies: PolicyOn,
    zone: ZoneInfo,
    now: datetime,
) -> tuple[Rest, ...]:
    """Return every rest that one Listener is owed, in order of ``rest_from``, by rules 1 to 3 and 7.

    ``policies`` gives the numbers for a night, ``now`` decides only whether an open call-out counts as "return not
    recorded" yet. An open call-out gives no rest here (see ``assumed_rests``). Overlapping, empty and unsorted facts
    are all allowed; nothing is refused.
    """
    listed, by_day = list(interruptions), list(works)
    records = night_records(listed, policies, zone)
    of_nights = [rest_of_night(record, policies(night), zone) for night, record in records.items()]
    owed = [rest for rest in of_nights if rest is not None]
    standing: list[Resting] = [*owed, *assumed_rests(listed, policies, zone, now)]
    owed += _restarts(_day_blocks(listed, by_day, policies, zone), standing, policies)
    owed.sort(key=lambda rest: (rest.rest_from, rest.rest_until, rest.rule, rest.because))
    return _judged(owed, _busy(listed, by_day), [i for i in listed if i.end is None], records)


def resting_at(rests: Iterable[Resting], moment: datetime) -> Resting | None:
    """Return the rest in force at a moment, the one that ends last where there are several; None when rested."""
    in_force = (rest for rest in rests if rest.rest_from <= moment < rest.rest_until)
    return max(in_force, key=lambda rest: rest.rest_until, default=None)


def resting_until(rests: Iterable[Resting], moment: datetime) -> datetime | None:
    """Return when a Listener who rests at a moment is rested, through every rest that overlaps; None when rested."""
    until: datetime | None = None
    for rest in sorted(rests, key=lambda rest: rest.rest_from):
        reached = until if until is not None else moment
        if rest.rest_from <= reached < rest.rest_until:
            until = rest.rest_until
    return until


def in_force_on(rests: Iterable[R], on: date, zone: ZoneInfo) -> tuple[R, ...]:
    """Return every rest in force at any moment of a local date, in order of its start."""
    day = Span(at_local(on, time(0), zone), at_local(on + ONE_DAY, time(0), zone))
    there = [rest for rest in rests if day.overlaps(Span(rest.rest_from, rest.rest_until))]
    return tuple(sorted(there, key=lambda rest: (rest.rest_from, rest.rest_until)))


def _day_blocks(
    interruptions: list[Interruption], works: list[WorkInRest], policies: PolicyOn, zone: ZoneInfo
) -> list[Block]:
    """Return what may restart a rest without being a night's: day call-outs and work, overlapping ones as one."""
    blocks = [Block(Span(work.start, work.end), (work.id,)) for work in works]
    for interruption in interruptions:
        span = day_at_most(interruption, policies, zone)
        if span is not None:
            blocks.append(Block(span, (interruption.id,)))
    return merged(blocks)


def _restarts(blocks: list[Block], standing: list[Resting], policies: PolicyOn) -> list[Rest]:
    """Return a new rest from the end of each block that falls inside a rest, itself perhaps a restarted one."""
    standing = sorted(standing, key=lambda rest: (rest.rest_from, rest.rest_until))
    starts = [rest.rest_from for rest in standing]
    latest = list(accumulate(standing, _later))
    restarted: list[Rest] = []
    for block in blocks:
        begun = bisect_left(starts, block.span.end)
        around = [*latest[max(begun - 1, 0) : begun], *restarted[-1:]]
        inside = [rest for rest in around if rest.rest_until > block.span.start]
        if inside:
            restarted.append(_restarted(max(rest.night for rest in inside), block, policies))
    return restarted


def _later(one: Resting, other: Resting) -> Resting:
    return one if one.rest_until >= other.rest_until else other


def _restarted(night: date, block: Block, policies: PolicyOn) -> Rest:
    policy = policies(night)
    rest_until = block.span.end + policy.rest_length
    return Rest(
        rest_from=block.span.end,
        rest_until=rest_until,
        excused_until=rest_until,
        rule=RestRule.RESTARTED,
        kept=True,
        night=night,
        hours=policy.rest_hours,
        unbroken=None,
        because=block.ids,
        happened=(block.span,),
    )


def _busy(interruptions: list[Interruption], works: list[WorkInRest]) -> list[Block]:
    """Return in order every stretch, of known end, during which something went on."""
    busy = [Block(Span(i.start, i.end), (i.id,)) for i in interruptions if i.end is not None]
    return merged(busy + [Block(Span(work.start, work.end), (work.id,)) for work in works])


def _judged(
    rests: list[Rest], busy: list[Block], unknown: list[Interruption], records: dict[date, NightRecord]
) -> tuple[Rest, ...]:
    """Return the rests, those marked not kept inside which anything fell.

    A rest's own interruptions end where it begins. One of unknown end breaks the rest it began in, unless it is a
    further one of the very night that gave that rest: then it is part of rule 2.
    """
    ends = [block.span.end for block in busy]
    unknown = sorted(unknown, key=lambda interruption: interruption.start)
    went_out = [interruption.start for interruption in unknown]

    def kept(rest: Rest) -> bool:
        following = bisect_right(ends, rest.rest_from)
        if following < len(busy) and busy[following].span.start < rest.rest_until:
            return False
        within = slice(bisect_left(went_out, rest.rest_from), bisect_left(went_out, rest.rest_until))
        own = _ids_of_night(rest, records)
        return all(interruption.id in own for interruption in unknown[within])

    return tuple(replace(rest, kept=kept(rest)) for rest in rests)


def _ids_of_night(rest: Rest, records: dict[date, NightRecord]) -> set[str]:
    """Return the ids of what touched the night that gave a rest; none for a restarted one."""
    if rest.rule is RestRule.RESTARTED:
        return set()
    return {id_ for block in records[rest.night].touching for id_ in block.ids}
