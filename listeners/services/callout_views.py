"""Where does one request stand, and what may the officer do next?

One question a page: who is asked, who has gone, who is back, and what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.disclosure import SeenState
from listeners.domain.dispatch import UNANSWERED
from listeners.domain.nights import local_date, night_now
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import policies_of
from listeners.domain.rest import resting_until
from listeners.domain.rest_facts import PolicyOn, Rest
from listeners.domain.rest_why import Why, why
from listeners.domain.states import AttendanceState, CallOutEventKind, CallOutState, DutyState, Part
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound
from listeners.services import nights, override_choices
from listeners.services.acts import first_answer
from listeners.services.callout_checks import checks_of, wants_nobody
from listeners.services.callout_corrections import is_old
from listeners.services.callout_ends import may_be_called_off
from listeners.services.callout_held import held_now, may_come_in
from listeners.services.callout_refusals import ways
from listeners.services.callout_relays import able, is_return_missing
from listeners.services.callout_steps import TELEPHONED, has_led, is_within_reach, recorded_return, within_reach
from listeners.services.nights import Night
from listeners.services.rest_days import days_off
from listeners.services.tonight import ON_STAND_BY, Seat, Seats, seats_for, suggested_relays
from listeners.store import (
    availability_facts,
    callouts_events,
    callouts_facts,
    duties_facts,
    night_contacts,
    night_facts,
    people_facts,
)
from listeners.store.callouts_events import EventOnFile
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.callouts_taken_back import TakenBack, taken_back
from listeners.store.duties_facts import DutyOnFile
from listeners.store.night_contacts import Contact, of_night

A_WEEK, AN_HOUR = timedelta(days=7), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MemberPart:
    """Somebody's part in a request: who, as what, how far."""

    member: TeamMember
    part: Attended


@dataclass(frozen=True, slots=True)
class CallOutPage:
    """One request as its page shows it. ``asked`` is who is being asked now, with why; ``could_ask`` the others in
    order; ``answered`` who said no or did not answer, shown while the request is open and never counted; ``cannot``
    who cannot be asked; ``waiting`` who said yes and waits to be unlocked; ``beside`` as what somebody could be sent
    beside the lead who has gone; ``never_gone`` who was recorded as gone and then as never gone, for coordinators
    alone; ``may_let_begin`` whether somebody rests tonight whom a named person could let go unrested; ``happened`` what
    else happened in its course; ``held_now`` by what staff hold a Listener now, each with whether he can take his part
    again; ``names`` whose name belongs to each part in it; ``relays`` who could take over from
    each who is out, the first to be asked first, and ``suggested`` who should, where one has been out for long;
    ``night_is_over`` whether it is of an earlier night, so that what is not known of anybody is asked at unlock;
    ``owed`` for which parts a rest is owed."""

    call_out: CallOutOnFile
    wing: str
    policy: Policy
    asking_for: Part
    asked: Seat | None
    asked_part: Attended | None
    could_ask: tuple[Seat, ...]
    answered: tuple[MemberPart, ...]
    cannot: tuple[Seat, ...]
    waiting: tuple[MemberPart, ...]
    out: tuple[MemberPart, ...]
    ended: tuple[MemberPart, ...]
    beside: tuple[Part, ...]
    never_gone: tuple[tuple[TeamMember, TakenBack], ...]
    may_let_begin: bool
    happened: tuple[EventOnFile, ...]
    held_now: tuple[tuple[EventOnFile, bool], ...]
    names: Mapping[str, str]
    relays: Mapping[str, tuple[TeamMember, ...]]
    suggested: Mapping[str, TeamMember]
    contact: Contact | None
    night_is_over: bool
    owed: frozenset[str]

    def before(self, attendance_id: str) -> str | None:
        """Return the name of him from whom somebody took over, where he did."""
        return next((self.names[one] for one, other in self._relays if other == attendance_id), None)

    def after(self, attendance_id: str) -> str | None:
        """Return the name of him who took over from somebody, where one did."""
        return next((self.names[other] for one, other in self._relays if one == attendance_id), None)

    @property
    def _relays(self) -> tuple[tuple[str, str], ...]:
        """From which part to which it was handed over, the latest first: not to somebody who never went after all."""
        went = {each.id for each in self.call_out.attended if each.out_at is not None}
        found = ((each.relieved_id, each.attendance_id) for each in reversed(self.happened))
        return tuple((one, other) for one, other in found if one is not None and other in went)

    @property
    def checks(self) -> dict[CallOutEventKind, EventOnFile | None]:
        """What staff do for a man to whom no Listener goes, and when each was done."""
        return checks_of(self.call_out, self.happened)

    @property
    def is_telephoned(self) -> bool:
        """Whether it ended by the telephone in a Listener's place, which can be taken back."""
        return self.call_out.outcome in TELEPHONED

    @property
    def wants_nobody(self) -> EventOnFile | None:
        """Since when the man to whom no Listener went no longer wants anybody, where that is on file."""
        return wants_nobody(self.happened) if self.checks else None

    @property
    def lacks(self) -> tuple[CallOutEventKind, ...]:
        """What staff do for him that is not on file yet."""
        return () if self.wants_nobody else tuple(kind for kind, done in self.checks.items() if done is None)

    @property
    def held(self) -> tuple[EventOnFile, ...]:
        """How often staff could not let somebody go, and why."""
        return tuple(each for each in self.happened if each.reason is not None)

    def whose(self, event: EventOnFile) -> str | None:
        """Return the name of the Listener whom an event is about, where it is about one."""
        return self.names.get(event.attendance_id or "")

    @property
    def may_be_held(self) -> bool:
        """Whether staff can be recorded as not letting somebody go now."""
        return bool(ways(self.call_out)) and not self.nobody_left

    @property
    def nobody_left(self) -> bool:
        """Whether nobody is being asked, has gone, or could be asked."""
        return self.call_out.is_open and not (self.asked or self.waiting or self.out or self.could_ask)

    @property
    def has_gone(self) -> bool:
        """Whether somebody has gone: then a wing that is put right changes nothing else."""
        return self.call_out.state is CallOutState.ACTING

    @property
    def may_be_called_off(self) -> bool:
        """Whether the caller can still change his mind (``callout_ends.may_be_called_off``)."""
        return may_be_called_off(self.call_out)

    @property
    def may_be_telephoned(self) -> bool:
        """Whether the telephone can be given in a Listener's place. (Where nobody is left it is the large button.)"""
        return self.may_be_without and not self.nobody_left

    @property
    def may_be_without(self) -> bool:
        """Whether the request can end without a Listener: nobody has gone."""
        return self.call_out.is_open and not self.out


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from one man's return: his rest and its arithmetic, until when work is excused, the duties he is
    stood down from. ``out``: who is out on it now. ``since``: the rest that has replaced his, where one has.
    ``days_off``: for which dates he needs a slip. ``opens``: this actor may open the whole call-out as well."""

    went: MemberPart
    out: tuple[MemberPart, ...]
    wing: str
    call_out: CallOutOnFile
    rest: Rest | None
    since: Rest | None
    why: Why | None
    days_off: tuple[date, ...]
    stood_down: tuple[DutyOnFile, ...]
    policy: Policy
    opens: bool
    contact: Contact | None
    night_is_over: bool

    @property
    def may_be_called_off(self) -> bool:
        """Whether the caller can still change his mind (``callout_ends.may_be_called_off``)."""
        return may_be_called_off(self.call_out)

    def goes_back_now(self, now: datetime) -> bool:
        """Whether he is not back in his cell, or has been for so short a time that it is no correction yet: a talk can
        still be offered before. Whether one was is asked of officers, and shown to none of them."""
        one = self.went.part
        return one.out_at is not None and not is_old(one.back_at or one.called_off_at, now)


def page(site: Site, call_out_id: str, actor: Actor, now: datetime) -> CallOutPage:
    """Return one request as its page shows it (8 statements; for a coordinator 9, and one more of long ago).

    Raises:
        NotAllowed: the actor may not see call-outs at this site.
        NotFound: there is none, or it is longer ago than this actor may look.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    view = nights.tonight(site, now)
    found = view.call_out(call_out_id) or callouts_facts.call_out(site.id, call_out_id)
    call_out = within_reach(found, view.night, site, actor)
    seats = seats_for(view, actor)
    offered = next((each for each in call_out.attended if each.state is AttendanceState.OFFERED), None)
    part = offered.part if offered is not None else Part.LEAD
    choosing = call_out.is_open and (offered is not None or not has_led(call_out))
    happened = callouts_events.events(site.id, call_out.id)
    choices, cannot = _choices(view, seats, call_out, part) if choosing else ((), ())
    return CallOutPage(
        call_out=call_out,
        wing=_code(site, call_out),
        policy=view.policy,
        asking_for=part,
        asked=_asked(seats, choices, offered),
        asked_part=offered,
        could_ask=tuple(seat for seat in choices if offered is None or seat.member.id != offered.listener),
        answered=_went(seats.who, call_out, lambda each: each.state in UNANSWERED and each.has_answered),
        cannot=cannot,
        out=_went(seats.who, call_out, lambda each: each.state is AttendanceState.ACTING),
        waiting=_went(seats.who, call_out, lambda each: each.state is AttendanceState.ACCEPTED),
        beside=_beside(view, call_out),
        ended=_went(seats.who, call_out, lambda each: each.interruption is not None and each.has_ended),
        never_gone=_never_gone(site, seats, call_out),
        may_let_begin=any(each.night == view.night for each in override_choices.choices(view)),
        contact=of_night(view.facts.contacts, call_out.night),
        happened=happened,
        held_now=tuple((each, may_come_in(view, call_out, each)) for each in held_now(call_out, happened)),
        names={each.id: seats.who(each.listener).name for each in call_out.attended},
        relays=_relays(view, seats, call_out),
        suggested=suggested_relays(view, seats, call_out),
        night_is_over=call_out.night < view.night,
        owed=frozenset(each.id for each in call_out.attended if view.owes_rest(each)),
    )


def _relays(view: Night, seats: Seats, call_out: CallOutOnFile) -> dict[str, tuple[TeamMember, ...]]:
    out = (each for each in call_out.attended if each.state is AttendanceState.ACTING)
    return {
        each.id: tuple(seats.who(who) for who in able(view, call_out, each))
        for each in out
        if not is_return_missing(view, call_out, each)
    }


def _never_gone(site: Site, seats: Seats, call_out: CallOutOnFile) -> tuple[tuple[TeamMember, TakenBack], ...]:
    if not seats.shows_rules:
        return ()
    return tuple((seats.who(each.listener), each) for each in taken_back(site.id, call_out.id, call_out.asked_at))


def follows(
    site: Site,
    call_out_id: str,
    attendance_id: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    was_held: bool = False,
) -> Follows:
    """Return what follows from one man's return (8 statements at most). ``was_held``: also of him whom staff did not
    let go before he had said yes.

    ``act_key``: that of the form that recorded it. Whoever sent that form is shown what follows from it for an hour,
    however long ago the call-out was: the key stands in an address, which a desk remembers. To everybody else of staff
    it is out of reach as before.

    Raises:
        NotAllowed: the actor may not see call-outs or rest at this site.
        NotFound: there is none, or it is longer ago than this actor may look.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    require(actor, Do.READ, Kind.REST, site.id)
    policies = policies_of(people_facts.policy_changes(site.id))
    policy = policies(local_date(now, site.zone))
    tonight = night_now(now, policy.stand_by_until, site.zone)
    call_out = callouts_facts.call_out(site.id, call_out_id)
    reaches_it = call_out is not None and is_within_reach(call_out, tonight, site, actor)
    if call_out is None or not (reaches_it or _was_recorded_by(act_key, call_out_id, actor, now)):
        raise NotFound("no such call-out")
    part = call_out.one(attendance_id)
    if part is None or (part.interruption is None and not (was_held and part.has_ended)):
        raise NotFound("nobody of that id said yes to this call-out")
    members = {member.id: member for member in night_facts.team(site)}
    end = part.back_at or part.called_off_at
    rest, since = (None, None) if end is None else _rest_after(site, part.listener, call_out.night, end)
    return Follows(
        MemberPart(members[part.listener], part),
        _went(members.__getitem__, call_out, lambda each: each.state is AttendanceState.ACTING),
        _code(site, call_out),
        call_out,
        rest,
        since,
        None if rest is None or part.interruption is None else why(rest, policies, (part.interruption,)),
        _days_off((rest, since), members[part.listener], site, policies),
        _stood_down(site, members[part.listener], call_out.night, part.out_at or part.accepted_at or now),
        policies(call_out.night),
        reaches_it,
        of_night(night_contacts.contacts(site.id, call_out.night, call_out.night), call_out.night),
        call_out.night < tonight,
    )


def _was_recorded_by(act_key: str | None, call_out_id: str, actor: Actor, now: datetime) -> bool:
    """Whether a form of this account's, of a return on this call-out, was sent within the hour."""
    return first_answer(actor, act_key, now - AN_HOUR) == recorded_return(call_out_id)


def _rest_after(site: Site, listener: ListenerId, night: date, end: datetime) -> tuple[Rest | None, Rest | None]:
    """Return the rest that his return gave, or that of the same night when he was out again after it; and the one that
    has replaced it since, if one has: of those that began inside it, or inside such a one, the last."""
    later = [each.rest for each in duties_facts.rests(site.id, from_on=end, listener_ids=[listener]).get(listener, [])]
    rest = next((each for each in later if each.rest_from == end or each.night == night), None)
    until = None if rest is None else resting_until(later, rest.rest_from)
    return rest, next((each for each in later if each is not rest and each.rest_until == until), None)


def _days_off(
    rests: tuple[Rest | None, Rest | None], member: TeamMember, site: Site, policies: PolicyOn
) -> tuple[date, ...]:
    found = (days_off(each, member, site, policies(each.night)) for each in rests if each is not None)
    return tuple(sorted({day for days in found for day in days}))


def _stood_down(site: Site, member: TeamMember, night: date, out_at: datetime) -> tuple[DutyOnFile, ...]:
    """Return his duties that began after he went out and were stood down, the evening of the same date included, of
    those nights that he could do: a pause takes a duty off him and a "no" does not, and whoever reads this must not
    learn which it was."""
    last = night + A_WEEK
    said_no = availability_facts.said_no(site.id, night, last).get(member.id, frozenset())
    return tuple(
        duty
        for duty in duties_facts.duties(site.id, night, last, [member.id])
        if duty.state is DutyState.STOOD_DOWN
        and duty.starts_at > out_at
        and duty.night not in said_no
        and member.takes_part_on(duty.night)
    )


def _beside(view: Night, call_out: CallOutOnFile) -> tuple[Part, ...]:
    """Return the parts beside the lead that are free and that somebody could take now."""
    lead = call_out.under_way(Part.LEAD)
    if not call_out.is_open or lead is None or lead.state is not AttendanceState.ACTING:
        return ()
    return tuple(
        part
        for part in (Part.SECOND, Part.SHADOW)
        if call_out.under_way(part) is None and view.ranking(call_out.wing, part, call_out).order
    )


def _code(site: Site, call_out: CallOutOnFile) -> str:
    return next(wing.code for wing in site.wings if wing.id == call_out.wing)


def _choices(
    view: Night, seats: Seats, call_out: CallOutOnFile, part: Part
) -> tuple[tuple[Seat, ...], tuple[Seat, ...]]:
    """Return who may be asked, in order, and who cannot: staff see those who are there tonight, out or resting."""
    ranking = view.ranking(call_out.wing, part, call_out)
    has_answered = {each.listener for each in call_out.attended if each.has_answered}
    excluded = [each for each in ranking.excluded if each.listener not in has_answered]
    if not seats.shows_rules:
        excluded = [each for each in excluded if view.is_there(each.listener)]
    cannot = [seats.of_exclusion(each) for each in excluded]
    if not seats.shows_rules:
        cannot = [seat for seat in cannot if seat.place or seat.seen.state is not SeenState.NOT_AVAILABLE]
    return tuple(seats.of_choice(choice) for choice in ranking.order), tuple(cannot)


def _asked(seats: Seats, choices: tuple[Seat, ...], offered: Attended | None) -> Seat | None:
    if offered is None:
        return None
    known = (seat for seat in choices if seat.member.id == offered.listener)
    return next(known, Seat(seats.who(offered.listener), ON_STAND_BY))


def _went(
    who: Callable[[ListenerId], TeamMember], call_out: CallOutOnFile, wanted: Callable[[Attended], bool]
) -> tuple[MemberPart, ...]:
    parts = list(Part)
    found = [MemberPart(who(each.listener), each) for each in call_out.attended if wanted(each)]
    return tuple(sorted(found, key=lambda went: (parts.index(went.part.part), went.member.name.casefold())))
