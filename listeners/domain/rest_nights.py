"""How did each night go for one Listener, and which rest does rule 2 give for it?

What touches the quiet hours, the longest unbroken rest, one rest for a night (docs/evidence.md, section 4, rules 1 and
2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from listeners.domain.nights import ONE_DAY, Span, at_local, local_date, nights_between, overnight
from listeners.domain.policy import Policy
from listeners.domain.policy_book import night_at
from listeners.domain.rest_facts import (
    Block,
    Interruption,
    NightCallOut,
    PolicyOn,
    Rest,
    RestRule,
    merged,
)


@dataclass(frozen=True, slots=True)
class NightRecord:
    """One night that was interrupted: ``ended`` gives its rest, ``touching`` is everything that broke into it.

    An interruption that touches two nights is in ``touching`` of both and in ``ended`` of the later one only; one
    whose return is unknown is in ``touching`` alone.
    """

    night: date
    quiet: Span
    ended: tuple[Interruption, ...]
    touching: tuple[Block, ...]


def quiet_hours(night: date, policy: Policy, zone: ZoneInfo) -> Span:
    """Return a night's quiet hours: from 22:00 local on its date to 07:00 local on the next, by the site's policy."""
    return overnight(night, policy.quiet_from, policy.quiet_until, zone)


def nights_touched(span: Span, policies: PolicyOn, zone: ZoneInfo) -> list[date]:
    """Return every night, in order, whose quiet hours a stretch overlaps by more than nothing."""
    around = nights_between(local_date(span.start, zone) - ONE_DAY, local_date(span.end, zone))
    return [night for night in around if span.overlaps(quiet_hours(night, policies(night), zone))]


def stand_by_night_of(interruption: Interruption, policies: PolicyOn, zone: ZoneInfo) -> date:
    """Return the stand-by night during which, or before which, an interruption began."""
    return night_at(policies, interruption.start, zone)


def span_in_quiet_hours(interruption: Interruption, policies: PolicyOn, zone: ZoneInfo) -> Span:
    """Return the stretch that counts against the quiet hours.

    Where no end is known it is taken to have lasted to the end of that night's quiet hours, or to the latest moment
    at which the Listener can have come back: what is not known never shortens a rest.
    """
    if interruption.end is not None:
        return Span(interruption.start, interruption.end)
    night = stand_by_night_of(interruption, policies, zone)
    latest = quiet_hours(night, policies(night), zone).end
    if interruption.back_before is not None:
        latest = min(latest, interruption.back_before)
    return Span(interruption.start, latest)


def night_records(interruptions: Iterable[Interruption], policies: PolicyOn, zone: ZoneInfo) -> dict[date, NightRecord]:
    """Return the record of each night that something touched, by its date, in order."""
    ended: dict[date, list[Interruption]] = defaultdict(list)
    touching: dict[date, list[Block]] = defaultdict(list)
    for interruption in sorted(interruptions, key=lambda i: (i.start, i.id)):
        span = span_in_quiet_hours(interruption, policies, zone)
        nights = nights_touched(span, policies, zone)
        for night in nights:
            touching[night].append(Block(span, (interruption.id,)))
        if nights and interruption.end is not None:
            ended[nights[-1]].append(interruption)
    return {
        night: NightRecord(
            night,
            quiet_hours(night, policies(night), zone),
            tuple(ended[night]),
            tuple(touching[night]),
        )
        for night in sorted(touching)
    }


def longest_unbroken(quiet: Span, touching: Iterable[Block]) -> timedelta:
    """Return the longest elapsed stretch of the quiet hours that no interruption covers."""
    longest, free_from = timedelta(0), quiet.start
    for block in merged(list(touching)):
        longest = max(longest, min(block.span.start, quiet.end) - free_from)
        free_from = max(free_from, block.span.end)
    return max(longest, quiet.end - free_from)


def is_early_call(record: NightRecord, policy: Policy, zone: ZoneInfo) -> bool:
    """Whether a night's only interruption began at 05:00 local or later, at least 7 h elapsed after its 22:00."""
    if len(record.touching) != 1:
        return False
    began = record.touching[0].span.start
    slept = timedelta(hours=policy.early_call_unbroken_hours)
    not_before = at_local(record.night + ONE_DAY, policy.early_call_from, zone)
    return began >= not_before and began - record.quiet.start >= slept


def rule_of(record: NightRecord, unbroken: timedelta, policy: Policy, zone: ZoneInfo) -> RestRule:
    """Return which part of rule 2 holds for a night."""
    if unbroken < timedelta(hours=policy.unbroken_hours):
        return RestRule.BROKEN_NIGHT
    if is_early_call(record, policy, zone):
        return RestRule.EARLY_CALL
    return RestRule.DAILY_REST


def excused_until(rule: RestRule, night: date, rest_until: datetime, policy: Policy, zone: ZoneInfo) -> datetime | None:
    """Return until when work is excused, as if every day were a working day (rule 7); None where it is not affected.

    After a broken night to the end of that day's sessions or of the rest, whichever is later; otherwise to the end of
    the rest where that is later than the first session's start.
    """
    morning = night + ONE_DAY
    if rule is RestRule.BROKEN_NIGHT:
        return max(rest_until, at_local(morning, policy.work_until, zone))
    return rest_until if rest_until > at_local(morning, policy.work_from, zone) else None


def rest_of_night(record: NightRecord, policy: Policy, zone: ZoneInfo) -> Rest | None:
    """Return the one rest that a night's interruptions give (rule 2), from the last return; None while none ended."""
    ends = [interruption.end for interruption in record.ended if interruption.end is not None]
    if not ends:
        return None
    unbroken = longest_unbroken(record.quiet, record.touching)
    rule = rule_of(record, unbroken, policy, zone)
    hours = policy.early_call_rest_hours if rule is RestRule.EARLY_CALL else policy.rest_hours
    rest_until = max(ends) + timedelta(hours=hours)
    return Rest(
        rest_from=max(ends),
        rest_until=rest_until,
        excused_until=excused_until(rule, record.night, rest_until, policy, zone),
        rule=rule,
        kept=True,
        night=record.night,
        hours=hours,
        unbroken=unbroken,
        because=tuple(interruption.id for interruption in record.ended),
        happened=tuple(Span(each.start, each.end) for each in record.ended if each.end is not None),
    )


def night_call_outs(
    interruptions: Iterable[Interruption], policies: PolicyOn, zone: ZoneInfo
) -> tuple[NightCallOut, ...]:
    """Return every night interruption with the night it counts for (the later one where it touches two), in order.

    One whose return is unknown counts too: it happened.
    """
    listed = list(interruptions)
    records = night_records(listed, policies, zone)
    early = {night for night, record in records.items() if is_early_call(record, policies(night), zone)}
    last_night = {id_: night for night, record in records.items() for b in record.touching for id_ in b.ids}
    return tuple(NightCallOut(id_, night, night in early) for id_, night in last_night.items())
