"""What did a Listener and his coordinator agree, so that he can go on, and when do they look at it again?

The limits hold from the moment they are agreed; whoever plans or asks obeys them and is not told why. The rest is
sealed, and each reading leaves a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.support_plan import SupportPlan, is_due, plan_faults
from listeners.domain.nights import local_date
from listeners.domain.own_limits import NO_LIMITS, OwnLimits
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound, Problem, Unreadable
from listeners.services import own_limits
from listeners.services.acts import once
from listeners.services.availability_rules import must_be_his_to_say
from listeners.services.care.facts import one_of_team, still_here
from listeners.services.care.readings import note_reading
from listeners.store import night_facts
from listeners.store.care import support_plans
from listeners.store.care.support_plans import PlanOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

KIND = Kind.AVAILABILITY_REASON
"""Why somebody cannot come is for coordinators alone, and so is what was agreed."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is agreed: the limits, what is sealed beside them, and when it is looked at together again."""

    limits: OwnLimits
    plan: SupportPlan
    review_on: date


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One of the team, and his plan; None: he has none."""

    member: TeamMember
    plan: PlanOnFile | None
    is_due: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of one Listener as it holds; None: he has none. ``before``: the plans that have ended, unopened."""

    member: TeamMember
    plan: PlanOnFile | None
    agreed: Agreed | None
    before: tuple[PlanOnFile, ...]
    is_due: bool


def team(site: Site, actor: Actor, now: datetime) -> tuple[PlanLine, ...]:
    """Return everybody who is here, by name, whose plan is due first (3 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.READ, KIND, site.id)
    note_reading(actor, site.id, KIND, now)
    today = local_date(now, site.zone)
    plans = {each.listener: each for each in support_plans.in_force(site.id)}
    lines = [_line(member, plans.get(member.id), today) for member in still_here(night_facts.team(site), today)]
    return tuple(sorted(lines, key=lambda line: (not line.is_due, line.plan is None, line.member.name.casefold())))


def of(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> PlanPage:
    """Open the plan of a Listener; the reading is noted before it is shown (4 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unopened: it is sealed under another key, or has been changed.
    """
    require(actor, Do.READ, KIND, site.id)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, KIND, now, listener)
    every = support_plans.of_one(site.id, listener)
    plan = next((each for each in every if each.ended_on is None), None)
    agreed = None if plan is None else Agreed(member.limits, support_plans.opened(site.id, plan.id), plan.review_on)
    line = _line(member, plan, local_date(now, site.zone))
    return PlanPage(member, plan, agreed, tuple(each for each in every if each is not plan), line.is_due)


def agree(
    site: Site,
    listener: ListenerId,
    agreed: Agreed,
    seen: str | None,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> tuple[date, ...]:
    """Put on file what both have agreed; it takes the place of what was agreed before (``seen``, the id of that plan;
    None: there was none) and holds from now on. Return the nights on which he has a duty that he does not do now:
    somebody else is needed.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unreadable: something that cannot be agreed, each with its field.
        Conflict: another plan is in force than was seen.
    """
    _may_change(site, listener, actor)
    member, today = one_of_team(site, listener), local_date(now, site.zone)
    wings = frozenset(wing.code for wing in site.wings)
    of_limits = agreed.plan, agreed.limits, member.reaches_on_file, wings
    if faults := tuple(plan_faults(*of_limits, agreed.review_on, today)):
        raise Unreadable("the plan", [Problem(None, field, words) for field, words in faults])

    def do(session: Session) -> str:
        # The limits first: of two who agree at once the second waits for the first there, and then sees his plan.
        answer = own_limits.agree_in(session, site, listener, agreed.limits, actor, now)
        if support_plans.end(session, site.id, listener, today, actor, now) != seen:
            raise Conflict("changed meanwhile")
        plan_id = support_plans.put(session, site.id, listener, today, agreed.review_on, agreed.plan, actor, now)
        audit(session, actor, now, "plan_agreed", KIND, object_id=plan_id, subject_id=listener)
        return answer

    return _nights(once(actor, act_key, now, do))


def end(site: Site, listener: ListenerId, seen: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """End the plan of a Listener that was ``seen`` with all its limits: from now on he is planned and asked like
    everybody.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site, or he has no plan.
        Conflict: another plan is in force than was seen.
    """
    _may_change(site, listener, actor)
    one_of_team(site, listener)

    def do(session: Session) -> str:
        answer = own_limits.agree_in(session, site, listener, NO_LIMITS, actor, now)
        ended = support_plans.end(session, site.id, listener, local_date(now, site.zone), actor, now)
        if ended is None:
            raise NotFound("he has no plan")
        if ended != seen:
            raise Conflict("changed meanwhile")
        audit(session, actor, now, "plan_ended", KIND, subject_id=listener)
        return answer

    once(actor, act_key, now, do)


def _may_change(site: Site, listener: ListenerId, actor: Actor) -> None:
    require(actor, Do.READ, KIND, site.id, listener)
    must_be_his_to_say(site, listener, actor)


def _line(member: TeamMember, plan: PlanOnFile | None, today: date) -> PlanLine:
    return PlanLine(member, plan, plan is not None and is_due(plan.review_on, today))


def _nights(answer: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in answer.split())
