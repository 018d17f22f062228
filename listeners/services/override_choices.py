"""Whose rest could an override pass tonight and on the nights ahead, and who can be asked without one?

Read off the night as it stands; what an override takes is decided in ``overrides``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.domain.duties import Breach, NightLimits, breaches_of_plan, night_limits
from listeners.domain.nights import Span, overnight
from listeners.domain.people import ListenerId
from listeners.domain.rest import resting_until
from listeners.domain.rest_facts import Rest, Resting
from listeners.domain.rest_open import assumed_rests
from listeners.domain.states import DutyState, Part
from listeners.domain.team import TeamMember
from listeners.errors import RuleBroken
from listeners.services.nights import Night
from listeners.store.callouts_facts import UNDER_WAY, CallOutOnFile
from listeners.store.duties_facts import DutyOnFile

ASSUMED = "return_not_recorded"


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

    @property
    def minutes(self) -> int:
        """How much of the rest is short, in whole minutes."""
        return int(self.short_by.total_seconds()) // 60

    def is_known(self, rule: str, minutes: int) -> bool:
        """Whether somebody who knows that so many minutes of the rest under a rule are passed knows what is passed
        now: while he reads the rest grows shorter, and that is no news."""
        return rule == self.rule and minutes >= self.minutes


def free_to_be_asked(view: Night) -> set[ListenerId]:
    """Return who can still be asked without anybody's leave. While a man waits those count who have not said no to his
    request, a "no" is never wiped; where nobody is asked for one who waits, it is about him."""
    open_ones = [each for each in view.facts.call_outs if each.is_open and not _has_a_lead_out(each)]
    waiting = asking_nobody(view) or open_ones
    if not waiting:
        return {choice.listener for choice in view.ranking(None).order}
    return {choice.listener for each in waiting for choice in view.ranking(each.wing, Part.LEAD, each).order}


def asked_again(view: Night) -> tuple[TeamMember, ...]:
    """Return who rests and is asked again tonight without anybody's leave (``needs_none``); while nobody is asked for a
    man who waits, of these whoever has not said no to him."""
    members = [member for member in view.facts.team if needs_none(view, member, view.night)]
    if not asking_nobody(view):
        return tuple(members)
    free = free_to_be_asked(view)
    return tuple(member for member in members if member.id in free)


def asking_nobody(view: Night) -> list[CallOutOnFile]:
    """Return the requests for which nobody is being asked, waits to be unlocked or is out, the oldest first."""
    there = (each for each in view.facts.call_outs if each.is_open)
    return [each for each in there if not any(part.state in UNDER_WAY for part in each.attended)]


def _has_a_lead_out(call_out: CallOutOnFile) -> bool:
    return any(each.part is Part.LEAD and each.out_at is not None for each in call_out.attended)


def choices(view: Night) -> tuple[Passing, ...]:
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
    there on that night, whatever keeps him (that he agreed to fewer nights too), kept from tonight by a limit of
    call-outs, or is asked again without it."""
    if member.id in view.under_way or view.has_override(member.id) or not _is_there(view, member, night):
        return None
    if needs_none(view, member, night) or (night == view.night and view.is_at_a_limit(member.id)):
        return None
    if duty is not None and _is_more_than_agreed(view, member, duty):
        return None
    moment = max(view.now, hours(view, night).start)
    rests = rests_of(view, member.id)
    until = resting_until(rests, moment)
    if until is None:
        return None
    around = [rest for rest in rests if rest.rest_from <= moment < rest.rest_until]
    last = max(around, key=lambda rest: rest.rest_until)
    rule = last.rule.value if isinstance(last, Rest) else ASSUMED
    return Passing(member, night, rule, until, until - moment, duty)


def needs_none(view: Night, member: TeamMember, night: date) -> bool:
    """Whether an override would change nothing: who is on stand-by tonight and has been out is asked again when nobody
    else is left, whatever his rest (docs/evidence.md, section 4, rule 4). Not who is out now, nor who is away: a pause
    takes tonight's duty off him and a "no" does not, and staff must not learn which it was."""
    if night != view.night or member.id in view.under_way or not _is_there(view, member, night):
        return False
    return member.id in {duty.listener for duty in view.on_duty()} and view.been_out(member.id)


def _is_there(view: Night, member: TeamMember, night: date) -> bool:
    """Nobody is asked on a night on which he is not available, override or not; nor is he offered tonight at an hour at
    which staff see that he is not there."""
    if night == view.night and not view.is_there(member.id):
        return False
    is_off = (member.id, night) in view.facts.not_here
    return member.takes_part_on(night) and not view.is_kept_from(member, night) and not is_off


def _is_more_than_agreed(view: Night, member: TeamMember, duty: DutyOnFile) -> bool:
    """Whether a duty taken up again would be one more than was agreed with him, where the site's own limits allow it:
    nobody may be told by a rule broken that he has others."""
    policy, own = view.policies(duty.night), member.limits
    theirs = _other_breaches(view, duty, night_limits(policy))
    return len(_other_breaches(view, duty, night_limits(policy, own.in_7, own.in_28))) > len(theirs)


def rests_of(view: Night, listener: ListenerId) -> tuple[Resting, ...]:
    """Return the rests of a Listener, one assumed for a return never entered included."""
    happened = view.interruptions.get(listener, ())
    return (
        *view.facts.rests.get(listener, ()),
        *assumed_rests(happened, view.policies, view.site.zone, view.now),
    )


def hours(view: Night, night: date) -> Span:
    """Return from when until when somebody is on stand-by on a night."""
    policy = view.policies(night)
    return overnight(night, policy.stand_by_from, policy.stand_by_until, view.site.zone)


def refuse_other_breaches(view: Night, passed: Passing) -> None:
    """Refuse a duty that breaks more than the rest.

    Raises:
        RuleBroken: with every other rule that it breaks.
    """
    if passed.duty is None:
        return
    breaches = _other_breaches(view, passed.duty, night_limits(view.policies(passed.night)))
    if breaches:
        raise RuleBroken(breaches)


def _other_breaches(view: Night, duty: DutyOnFile, limits: NightLimits) -> tuple[Breach, ...]:
    """Return every rule but the rest that a duty breaks which is taken up again."""
    own = [each.planned for each in view.facts.duties if each.listener == duty.listener]
    called = {each.night for each in view.call_outs.get(duty.listener, ()) if each.at_night}
    plan = replace(duty.planned, state=DutyState.PLANNED, overridden=True)
    return breaches_of_plan(plan, own, (), called, view.policies(duty.night), limits)
