"""May a Listener begin before he is rested, who said so, and how often does that happen?

The last resort: a named person gives a reason, the Listener agrees, and it is counted and asked about again. It passes
the rest alone: an overlap, the free nights and the limits are passed by nobody. Nobody gives it for himself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.access import Actor, Device, Do, Kind, can, require
from listeners.domain.duties import Breach, breaches_of_plan, night_limits
from listeners.domain.nights import Span, overnight
from listeners.domain.override_words import names_a_person, says_why
from listeners.domain.people import ListenerId
from listeners.domain.rest import resting_until
from listeners.domain.rest_facts import Rest, Resting
from listeners.domain.rest_open import assumed_rests
from listeners.domain.states import DutyState, Part
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotAllowed, NotFound, Problem, RuleBroken, Unreadable
from listeners.services.acts import once
from listeners.services.duty_gaps import tell_coordinators
from listeners.services.nights import Night, tonight
from listeners.store import duties_overrides
from listeners.store.callouts_facts import CallOutOnFile
from listeners.store.database import Session
from listeners.store.duties_facts import DutyOnFile
from listeners.store.duties_overrides import NewOverride, OverrideOnFile
from listeners.store.journal import audit

SHORTEST_REASON, LONGEST_REASON = 20, 300
LONGEST_NAME = 80
ASSUMED = "return_not_recorded"
GIVEN = "override_given"
A_WEEK, FOUR_WEEKS = timedelta(days=7), timedelta(days=27)


@dataclass(frozen=True, slots=True)
class Passing:
    """What an override would pass: whose rest, for which night, under which rule, and how much of it is short."""

    member: TeamMember
    night: date
    rule: str
    until: datetime
    short_by: timedelta
    duty: DutyOnFile | None = None

    @property
    def key(self) -> str:
        """What a form sends back for it."""
        return f"{self.member.id}:{self.night.isoformat()}"


@dataclass(frozen=True, slots=True)
class OverridePage:
    """What could be passed now, how many could be asked without it, and what was given in the last 28 nights.
    ``asks_name``: the account is a desk's, not a person's, so that whoever decides has to say who that is, and by none
    of ``not_persons``. ``needs_none``: who rests and is asked again tonight without anybody's leave."""

    night: date
    choices: tuple[Passing, ...]
    others_free: int
    asks_name: bool
    not_persons: frozenset[str]
    needs_none: tuple[TeamMember, ...]
    given: tuple[tuple[TeamMember, OverrideOnFile], ...]


def page(site: Site, actor: Actor, now: datetime) -> OverridePage:
    """Return what this actor may override now, and the overrides that he may read: coordinators and safer custody all
    of them, staff their own (8 statements).

    Raises:
        NotAllowed: the actor may not override at this site.
    """
    require(actor, Do.WRITE, Kind.OVERRIDE, site.id)
    view = tonight(site, now, ahead=now.date() + A_WEEK)
    reads_all = can(actor, Do.READ, Kind.OVERRIDE, site.id)
    given = duties_overrides.overrides(site.id, view.night - FOUR_WEEKS)
    return OverridePage(
        view.night,
        tuple(each for each in _choices(view) if not _is_own(actor, site, each.member.id)),
        len(_free(view)),
        _is_shared(actor),
        _not_persons(site, actor),
        tuple(member for member in view.facts.team if _needs_none(view, member, view.night)),
        tuple(
            (view.facts.member(each.listener), each)
            for each in given
            if reads_all or each.approver_id == actor.account_id
        ),
    )


def give(
    site: Site,
    listener: ListenerId,
    night: date,
    reason: str,
    consented: bool,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    name: str = "",
) -> str:
    """Let a Listener begin a night before he is rested, and return the override's id; it ends with the night. A duty of
    that night that was stood down for the rest alone stands again. ``name`` is that of the person who decides, needed
    where a desk is signed in; elsewhere it is the account's.

    Raises:
        NotAllowed: the actor may not override here, or is that Listener.
        NotFound: there is no rest to pass on that night.
        Unreadable: the reason is shorter than 20 characters or longer than 300 or has no words, the Listener has not
            agreed, or no person is named.
        RuleBroken: a rule that nobody passes forbids the duty.
    """
    require(actor, Do.WRITE, Kind.OVERRIDE, site.id)
    if _is_own(actor, site, listener) or actor.account_id is None:
        raise NotAllowed("nobody overrides their own rest, and no machine overrides anybody's")
    words, named = " ".join(reason.split()), " ".join(name.split()) if _is_shared(actor) else None
    faults = faults_in(words, consented, named, _not_persons(site, actor))
    if faults:
        raise Unreadable("the override", faults)

    def do(session: Session) -> str:
        view = tonight(site, now, ahead=night)
        passed = next((each for each in _choices(view) if each.key == f"{listener}:{night.isoformat()}"), None)
        if passed is None:
            raise NotFound("there is no rest to pass on that night")
        _refuse_other_breaches(view, passed)
        minutes = int(passed.short_by.total_seconds()) // 60
        new = NewOverride(listener, night, passed.rule, minutes, words, _hours(view, night).end, named)
        override_id = duties_overrides.add_override(session, site.id, new, actor, now)
        if passed.duty is not None:
            duties_overrides.take_up_again(session, passed.duty.id, override_id, actor, now)
        facts: dict[str, object] = {"listener": listener, "night": night, "rule": passed.rule, "short_by": minutes}
        tell_coordinators(session, site, f"{GIVEN}:{override_id}", GIVEN, facts, actor, now)
        free = len(_free(view))
        detail = {"night": night, "rule": passed.rule, "short_by_minutes": minutes, "others_free": free}
        audit(session, actor, now, "override", Kind.OVERRIDE, object_id=override_id, subject_id=listener, detail=detail)
        return override_id

    return once(actor, act_key, now, do)


def faults_in(reason: str, consented: bool, name: str | None, not_persons: Collection[str] = ()) -> list[Problem]:
    """Return what an override still lacks; ``name`` is None where the account is a person's own."""
    faults = []
    if name is not None and (fault := name_fault(name, not_persons)):
        faults.append(Problem(None, "name", fault))
    faults += reason_faults(reason)
    if not consented:
        faults.append(Problem(None, "consented", "the Listener must agree"))
    return faults


def reason_faults(reason: str) -> list[Problem]:
    """Return what is wrong with the reason for something that the charity asks about: too short, too long, no words."""
    faults = []
    if len(reason) < SHORTEST_REASON:
        faults.append(Problem(None, "reason", f"must be at least {SHORTEST_REASON} characters"))
    if len(reason) > LONGEST_REASON:
        faults.append(Problem(None, "reason", f"must be at most {LONGEST_REASON} characters"))
    if not says_why(reason):
        faults.append(Problem(None, "reason", "must say why, in words"))
    return faults


def name_fault(name: str, not_persons: Collection[str] = ()) -> str | None:
    """Return what is wrong with the name of whoever decides: a first and a last name are needed, so that the charity
    can ask that person; None when it will do."""
    if not names_a_person(name, not_persons):
        return "Enter your own first and last name"
    return None if len(name) <= LONGEST_NAME else f"Enter a name of at most {LONGEST_NAME} characters"


def _not_persons(site: Site, actor: Actor) -> frozenset[str]:
    """The names that the account and the site have: nobody who decides is called so."""
    account = duties_overrides.account_name(actor.account_id) if actor.account_id else None
    return frozenset({site.name, account or site.name})


def _is_shared(actor: Actor) -> bool:
    """Whether many people use the account that is signed in: nobody is named by it."""
    return actor.device is Device.DESK


def _free(view: Night) -> set[ListenerId]:
    """Return who can still be asked without anybody's leave. While a man waits those count who have not said no to his
    request; a "no" is never wiped."""
    waiting = [each for each in view.facts.call_outs if each.is_open and not _has_a_lead_out(each)]
    if not waiting:
        return {choice.listener for choice in view.ranking(None).order}
    return {choice.listener for each in waiting for choice in view.ranking(each.wing, Part.LEAD, each).order}


def _has_a_lead_out(call_out: CallOutOnFile) -> bool:
    return any(each.part is Part.LEAD and each.out_at is not None for each in call_out.attended)


def _is_own(actor: Actor, site: Site, listener: ListenerId) -> bool:
    return any(grant.listener_id == listener for grant in actor.grants if grant.site_id == site.id)


def _choices(view: Night) -> tuple[Passing, ...]:
    """Return whose rest could be passed: of whoever would rest tonight if asked, and of whoever was stood down for the
    rest from a night of the next week that nobody else has taken."""
    tonight_ = [_passing(view, member, view.night, None) for member in view.facts.team]
    ahead = [
        _passing(view, view.facts.member(duty.listener), duty.night, duty)
        for duty in view.facts.duties
        if duty.state is DutyState.STOOD_DOWN and duty.starts_at > view.now and not view.is_taken(duty)
    ]
    found: dict[str, Passing] = {}
    for each in (*ahead, *tonight_):
        if each is not None:
            found.setdefault(each.key, each)
    return tuple(sorted(found.values(), key=lambda each: (each.night, each.member.name.casefold(), each.member.ref)))


def _passing(view: Night, member: TeamMember, night: date, duty: DutyOnFile | None) -> Passing | None:
    """Return what would be passed at the moment at which he would begin; None when he is rested then, out now, not
    there on that night, whatever keeps him, or is asked again without it."""
    if member.id in view.under_way or view.has_override(member.id) or not _is_there(view, member, night):
        return None
    if _needs_none(view, member, night):
        return None
    moment = max(view.now, _hours(view, night).start)
    rests = _rests(view, member.id)
    until = resting_until(rests, moment)
    if until is None:
        return None
    around = [rest for rest in rests if rest.rest_from <= moment < rest.rest_until]
    last = max(around, key=lambda rest: rest.rest_until)
    rule = last.rule.value if isinstance(last, Rest) else ASSUMED
    return Passing(member, night, rule, until, until - moment, duty)


def _needs_none(view: Night, member: TeamMember, night: date) -> bool:
    """Whether an override would change nothing: who is on stand-by tonight and has been out is asked again when nobody
    else is left, whatever his rest (docs/evidence.md, section 4, rule 4)."""
    on_duty = {duty.listener for duty in view.on_duty()}
    return night == view.night and member.id in on_duty and view.been_out(member.id)


def _is_there(view: Night, member: TeamMember, night: date) -> bool:
    """Nobody is asked on a night on which he is not available, override or not."""
    said_no = night in view.facts.said_no.get(member.id, ())
    return member.takes_part_on(night) and not said_no and (member.id, night) not in view.facts.not_here


def _rests(view: Night, listener: ListenerId) -> tuple[Resting, ...]:
    happened = view.interruptions.get(listener, ())
    return (
        *view.facts.rests.get(listener, ()),
        *assumed_rests(happened, view.policies, view.site.zone, view.now),
    )


def _hours(view: Night, night: date) -> Span:
    policy = view.policies(night)
    return overnight(night, policy.stand_by_from, policy.stand_by_until, view.site.zone)


def _refuse_other_breaches(view: Night, passed: Passing) -> None:
    """Refuse a duty that breaks more than the rest."""
    if passed.duty is None:
        return
    own = [each.planned for each in view.facts.duties if each.listener == passed.member.id]
    called = {each.night for each in view.call_outs.get(passed.member.id, ()) if each.at_night}
    policy = view.policies(passed.night)
    plan = replace(passed.duty.planned, state=DutyState.PLANNED, overridden=True)
    breaches: Iterable[Breach] = breaches_of_plan(plan, own, (), called, policy, night_limits(policy))
    if breaches:
        raise RuleBroken(list(breaches))
