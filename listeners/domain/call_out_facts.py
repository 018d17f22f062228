"""What did each call-out count for: which night, whether at night, whether an early call, how long?

One reading of what happened for dispatch, the load page, fairness and the planner.
"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from listeners.domain.load import CallOutFact
from listeners.domain.rest_facts import Interruption, PolicyOn
from listeners.domain.rest_nights import night_call_outs, stand_by_night_of


def counted(interruptions: Iterable[Interruption], policies: PolicyOn, zone: ZoneInfo) -> tuple[CallOutFact, ...]:
    """Return one Listener's call-outs as load counts them, by their start.

    One at night belongs to the night that it counts for (the later where it touches two), one by day to the stand-by
    night before which it began. A called-off one lasted to the calling-off.
    """
    listed = sorted(interruptions, key=lambda interruption: (interruption.start, interruption.id))
    at_night = {call_out.id: call_out for call_out in night_call_outs(listed, policies, zone)}
    facts = []
    for each in listed:
        counts = at_night.get(each.id)
        night = counts.night if counts else stand_by_night_of(each, policies, zone)
        early = bool(counts and counts.early_call)
        facts.append(CallOutFact(night, each.start, each.end, counts is not None, early, each.was_never_out))
    return tuple(facts)
