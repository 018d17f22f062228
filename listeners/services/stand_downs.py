"""Which duty was withdrawn because rest is owed, who could take it, and who is told?

Works inside the act that recorded the fact. A proposal asks nobody: it names the first whom the rules allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from listeners.access import Actor
from listeners.domain.duties import (
    BreachCode,
    LimitExceeded,
    PlannedDuty,
    StandDown,
    breaches_of_plan,
    night_limits,
)
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Standing
from listeners.domain.rest_facts import Resting
from listeners.domain.rest_open import assumed_rests
from listeners.domain.states import DutyState, NightPlace
from listeners.domain.team import Site, TeamMember
from listeners.services.duty_gaps import tell_coordinators
from listeners.services.nights import Night, tonight
from listeners.store import duties_facts, notices_facts
from listeners.store.database import db
from listeners.store.duties_facts import LIVED_ALL_THE_SAME, DutyOnFile
from listeners.store.journal import queue_notice

PROPOSED = 3
"""How many names a proposal holds."""
A_WEEK = timedelta(days=7)
LIMITS_LOOK_AHEAD = timedelta(days=28)
"""How far past a night its limits look, the longest of them: a plan for one night bears on those after it."""


class Told(StrEnum):
    """Kinds of notice that a rest gives rise to: to a Listener a slip, to coordinators a line on their page."""

    REST = "rest"
    REST_OFF = "rest_off"
    STOOD_DOWN = "stood_down"
    GAP = "stood_down_gap"
    LIMIT_PASSED = "limit_passed"
    MAY_STAND_AGAIN = "may_stand_again"


@dataclass(frozen=True, slots=True)
class StoodDown:
    """A duty withdrawn by a fact, and who could take the place: at most three, the best first. ``found_later``: it had
    begun before anybody knew, so that nothing is left to cover."""

    duty: DutyOnFile
    because: StandDown
    found_later: bool
    cover: tuple[ListenerId, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitPassed:
    """A limit that a fact passed, and the next planned night of the same window that could be handed over."""

    listener: ListenerId
    over: LimitExceeded
    next_duty: date | None


def cause_of(stand_down: StandDown, found_later: bool) -> str:
    """Return the code that a duty on file carries: ``unrested`` or ``free_nights``, and whether it was found later."""
    codes = {breach.code for breach in stand_down.breaches}
    code = BreachCode.UNRESTED if BreachCode.UNRESTED in codes else BreachCode.FREE_NIGHTS
    return code.value + (LIVED_ALL_THE_SAME if found_later else "")


def with_cover(site: Site, withdrawn: Sequence[tuple[DutyOnFile, StandDown]], now: datetime) -> tuple[StoodDown, ...]:
    """Return what was withdrawn, by night, with a proposal for each night still to come."""
    ordered = sorted(withdrawn, key=lambda pair: (pair[0].night, pair[0].place, pair[0].id))
    ahead = [duty.night for duty, _ in ordered if duty.starts_at > now]
    view = tonight(site, now, ahead=max(ahead) + LIMITS_LOOK_AHEAD) if ahead else None
    return tuple(
        StoodDown(duty, because, duty.starts_at <= now, proposal(view, duty) if view and duty.starts_at > now else ())
        for duty, because in ordered
    )


def proposal(view: Night, duty: DutyOnFile) -> tuple[ListenerId, ...]:
    """Return the first three whom no rule stops from taking a duty, those who have carried least for their share
    first."""
    able = [member for member in view.facts.team if _may_take(view, member, duty)]
    able.sort(key=lambda member: (view.loads.get(member.id, 0) * 100 / member.share, member.id))
    return tuple(member.id for member in able[:PROPOSED])


def _may_take(view: Night, member: TeamMember, duty: DutyOnFile) -> bool:
    """Whether somebody else may take a duty."""
    return member.id != duty.listener and is_allowed(view, member, duty)


def is_allowed(view: Night, member: TeamMember, duty: DutyOnFile) -> bool:
    """Whether somebody takes part, is available, reaches the wing, and breaks no rule by taking the duty."""
    if not member.may_be_given(duty.night):
        return False
    if duty.night in view.facts.said_no.get(member.id, ()) or not _can_reach(view.site, member, duty):
        return False
    if duty.place is NightPlace.FIRST and member.standing_on(duty.night) is Standing.SHADOWING:
        return False
    plan = PlannedDuty(duty.id, member.id, duty.night, duty.starts_at, duty.ends_at)
    policy = view.policies(duty.night)
    own = [each.planned for each in view.facts.duties if each.listener == member.id]
    called = {call_out.night for call_out in view.call_outs.get(member.id, ()) if call_out.at_night}
    rests = [*view.facts.rests.get(member.id, ()), *_not_back(view, member.id)]
    limits = night_limits(policy, member.limits.in_7, member.limits.in_28)
    return not breaches_of_plan(plan, own, rests, called, policy, limits)


def _not_back(view: Night, listener: ListenerId) -> list[Resting]:
    """The rests to reckon with of somebody whose return is not recorded: whoever is out now is not free before the end
    of the rest that stands in for it (docs/evidence.md, section 4, rule 5)."""
    happened = view.interruptions.get(listener, ())
    assumed = assumed_rests(happened, view.policies, view.site.zone, view.now + A_WEEK)
    return [replace(rest, rest_from=min(rest.rest_from, view.now)) for rest in assumed]


def _can_reach(site: Site, member: TeamMember, duty: DutyOnFile) -> bool:
    codes = {wing.id: wing.code for wing in site.wings}
    return duty.wing is None or member.can_reach(codes[duty.wing])


def next_duty(site: Site, listener: ListenerId, over: LimitExceeded, now: datetime) -> date | None:
    """Return the first planned night, still to come, of the window in which a limit is passed (1 statement)."""
    ahead = duties_facts.duties(site.id, local_date(now, site.zone), over.last, [listener])
    return next((duty.night for duty in ahead if duty.state is DutyState.PLANNED and duty.starts_at > now), None)


def tell(
    site: Site,
    stood_down: Iterable[StoodDown],
    limits: Iterable[LimitPassed],
    actor: Actor,
    now: datetime,
) -> None:
    """Queue a slip for each man stood down, and tell the coordinators of gaps and limits; once each. What lies longer
    back than a week is history: nobody is told."""
    for each in stood_down:
        if each.duty.ends_at > now - A_WEEK:
            _tell_of_gap(site, each, actor, now)
    for passed in limits:
        event = f"{_limit_event(passed.listener)}{passed.over.limit}:{passed.over.last}"
        tell_coordinators(db.session(), site, event, Told.LIMIT_PASSED, _limit_facts(passed), actor, now)


def withdraw_limits(
    site: Site,
    listeners: Iterable[ListenerId],
    limits: Iterable[LimitPassed],
    looked_at_after: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Take back what coordinators have not seen yet of limits that these Listeners, as their facts now are, have not
    passed, or not by that number (1 statement, and 1 where there is any). Of windows that ended by ``looked_at_after``
    nobody looks any more whether they are passed: what was told of them stays."""
    passed = [_limit_facts(each) for each in limits]
    found = notices_facts.waiting_about(db.session(), site.id, [_limit_event(each) for each in listeners])
    untrue = [id_ for id_, facts in found.items() if facts["last"] > looked_at_after and facts not in passed]
    notices_facts.set_void(db.session(), site.id, untrue, actor, now)


def _limit_event(listener: ListenerId) -> str:
    return f"{Told.LIMIT_PASSED}:{listener}:"


def _limit_facts(passed: LimitPassed) -> dict[str, object]:
    over = passed.over
    return {
        "listener": passed.listener,
        "limit": over.limit.value,
        "last": over.last,
        "count": over.count,
        "allowed": over.allowed,
        "next_duty": passed.next_duty,
    }


def gap_facts(each: StoodDown) -> dict[str, object]:
    """Return what a coordinator is told of a duty that was withdrawn: whose, which, why, and who could take it."""
    return {
        "listener": each.duty.listener,
        "night": each.duty.night,
        "place": each.duty.place,
        "cause": cause_of(each.because, each.found_later),
        "cover": list(each.cover),
    }


def _tell_of_gap(site: Site, each: StoodDown, actor: Actor, now: datetime) -> None:
    duty, facts = each.duty, gap_facts(each)
    tell_coordinators(db.session(), site, f"{Told.GAP}:{duty.id}", Told.GAP, facts, actor, now)
    if not each.found_later:
        event = f"{Told.STOOD_DOWN}:{duty.id}"
        own = {"night": duty.night, "cause": facts["cause"]}
        queue_notice(db.session(), site.id, event, Told.STOOD_DOWN, own, now, listener_id=duty.listener)
