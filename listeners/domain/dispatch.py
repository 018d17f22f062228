"""Whom to ask to go out, in which order and why, and who cannot be asked?

The order (docs/evidence.md, section 4, rule 4 and "When cover runs out"): the rested on duty, first before second; the
rested in reserve, least carried first, and last whoever is gone in the morning (docs/decisions/0025); and only when
nobody of these is left, one on duty who has already been out tonight. Last of all, whoever rests and is let go by an
override. A "no" is never wiped in order to ring somebody again, and never counted per person.
"""

from __future__ import annotations

from collections.abc import Iterable

from listeners.domain.disclosure import seen_by_staff
from listeners.domain.dispatch_facts import (
    Candidate,
    Choice,
    Exclusion,
    Group,
    Ranking,
    Reason,
    ReasonCode,
    Request,
    Rule,
)
from listeners.domain.policy import Policy
from listeners.domain.states import AttendanceState, NightPlace, Part

UNANSWERED = (AttendanceState.DECLINED, AttendanceState.NO_ANSWER)
"""The answers of one call-out after which a Listener is not asked again for it."""
BACK_FROM_IT = (AttendanceState.RETURNED, AttendanceState.UNKNOWN_BACK)
"""Who has been on this very call-out is not asked for it again: should the man ask again, that is another one."""


def rank(candidates: Iterable[Candidate], request: Request, policy: Policy) -> Ranking:
    """Return whom to ask for a request, and why everybody else is not asked.

    A lead is never new. A new Listener may be second or shadow, beside a lead who is not new; only new ones shadow.
    Only where nobody else is left, one on duty who has already been out tonight is asked again, whatever the limit on
    call-outs, though never merely to shadow. Whom an override alone lets go comes after all of these.
    """
    listed = sorted(candidates, key=_place_in_order)
    rules = {candidate.listener: _stopped_by(candidate, request, policy) for candidate in listed}
    free = [c for c in listed if rules[c.listener] is None]
    order = [c for c in free if not c.by_override]
    if not order and request.part is not Part.SHADOW:
        order = [c for c in listed if rules[c.listener] is Rule.BEEN_OUT]
    order += [c for c in free if c.by_override]
    asked = {candidate.listener for candidate in order}
    excluded = [
        _exclusion(candidate, rule, request, policy)
        for candidate in listed
        if (rule := rules[candidate.listener]) is not None and candidate.listener not in asked
    ]
    return Ranking(tuple(_choice(candidate) for candidate in order), tuple(excluded))


def _place_in_order(candidate: Candidate) -> tuple[int, bool, bool, int, int, str]:
    """First and second on duty, then the reserve; who has been out last among them, and before him who is gone in the
    morning; then the least carried."""
    return (
        [NightPlace.FIRST, NightPlace.SECOND, None].index(candidate.place),
        candidate.been_out,
        candidate.last_night,
        candidate.carried_load,
        candidate.night_call_outs_in_28,
        candidate.listener,
    )


def _stopped_by(candidate: Candidate, request: Request, policy: Policy) -> Rule | None:
    """Return the first rule that stops a candidate, None when they may be asked now.

    ``BEEN_OUT`` comes last: it says that nothing else stops somebody on duty who has been out, so that they may be
    asked when nobody else is left; their own rest and the limit on call-outs do not count then (rule 4).
    """
    rule = _not_there(candidate) or _not_for_this(candidate, request)
    if rule is not None:
        return rule
    if candidate.place is not None and candidate.been_out:
        return Rule.BEEN_OUT
    if candidate.resting_until is not None and request.now < candidate.resting_until:
        return Rule.RESTING
    return limit_reached(candidate.night_call_outs_in_7, candidate.night_call_outs_in_28, policy)


def limit_reached(in_7: int, in_28: int, policy: Policy) -> Rule | None:
    """Return which limit somebody has reached who had so many night call-outs in 7 and in 28 nights; None: neither."""
    if in_7 >= policy.max_night_call_outs_in_7:
        return Rule.LIMIT_7
    return Rule.LIMIT_28 if in_28 >= policy.max_night_call_outs_in_28 else None


def _not_there(candidate: Candidate) -> Rule | None:
    """The first rule that keeps somebody from being asked for anything tonight, rest apart."""
    if candidate.on_a_call_out:
        return Rule.ON_A_CALL_OUT
    if not candidate.standing.takes_part:
        return Rule.STANDING
    if candidate.not_here:
        return Rule.NOT_HERE
    if not candidate.available:
        return Rule.UNAVAILABLE
    if candidate.place is None and not candidate.in_reserve:
        return Rule.NOT_IN_RESERVE
    return None


def _not_for_this(candidate: Candidate, request: Request) -> Rule | None:
    """The first rule that keeps somebody from this request: the wing, the answer already given, the part."""
    if candidate.reaches is not None and request.wing not in candidate.reaches:
        return Rule.CANNOT_REACH
    if candidate.answer in UNANSWERED:
        return Rule.DECLINED if candidate.answer is AttendanceState.DECLINED else Rule.NO_ANSWER
    if candidate.answer is AttendanceState.CALLED_OFF:
        return Rule.NOT_LET_GO
    if candidate.answer in BACK_FROM_IT:
        return Rule.BACK_FROM_IT
    if candidate.is_new and (request.part is Part.LEAD or request.lead_is_new):
        return Rule.NEW
    if request.part is Part.SHADOW and not candidate.is_new:
        return Rule.NOT_NEW
    return None


def _exclusion(candidate: Candidate, rule: Rule, request: Request, policy: Policy) -> Exclusion:
    seen = seen_by_staff(
        on_a_call_out=candidate.on_a_call_out,
        resting_until=candidate.resting_until,
        on_stand_by=False,
        now=request.now,
    )
    if rule is Rule.LIMIT_7:
        counts = (candidate.night_call_outs_in_7, policy.max_night_call_outs_in_7)
        return Exclusion(candidate.listener, seen, rule, *counts)
    if rule is Rule.LIMIT_28:
        counts = (candidate.night_call_outs_in_28, policy.max_night_call_outs_in_28)
        return Exclusion(candidate.listener, seen, rule, *counts)
    return Exclusion(candidate.listener, seen, rule)


def _choice(candidate: Candidate) -> Choice:
    reasons = [Reason(_standing_reason(candidate))]
    if candidate.been_out:
        reasons.append(Reason(ReasonCode.ALREADY_OUT_TONIGHT))
    if candidate.place is None:
        reasons.append(Reason(ReasonCode.CARRIED_LOAD, candidate.carried_load))
        reasons.append(Reason(ReasonCode.NIGHT_CALL_OUTS_IN_28, candidate.night_call_outs_in_28))
    return Choice(candidate.listener, _group(candidate), candidate.been_out, tuple(reasons))


def _group(candidate: Candidate) -> Group:
    if candidate.place is None:
        return Group.RESERVE
    return Group.BEEN_OUT if candidate.been_out else Group.ON_DUTY


def _standing_reason(candidate: Candidate) -> ReasonCode:
    by_place = {
        NightPlace.FIRST: ReasonCode.ON_DUTY_FIRST,
        NightPlace.SECOND: ReasonCode.ON_DUTY_SECOND,
        None: ReasonCode.IN_RESERVE,
    }
    return by_place[candidate.place]
