"""What does an officer need at 02:10: who is asked next and why, who is out, who rests until when?

Staff see three states of whoever cannot be asked: on a call-out, resting until, not available. A coordinator sees the
rule as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from listeners.access import Actor, Device, Do, Kind, can, require
from listeners.domain.disclosure import SeenByStaff, SeenState, seen_by_staff
from listeners.domain.dispatch import UNANSWERED
from listeners.domain.dispatch_facts import Choice, Exclusion, Group, Ranking, Reason, Rule
from listeners.domain.nights import Span, overnight
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.rota.told import policies_told
from listeners.domain.states import AttendanceState, CallOutState, DutyState, NightPlace, Part
from listeners.domain.team import Site, TeamMember
from listeners.services.callout_held import held_now
from listeners.services.callout_relays import able, is_time
from listeners.services.nights import Night
from listeners.services.nights import tonight as look
from listeners.store import callouts_events, rota_versions
from listeners.store.callouts_facts import UNDER_WAY, Attended, CallOutOnFile
from listeners.store.night_contacts import Contact

LONG_ALONE = timedelta(minutes=30)
"""A man to whom nobody has come for longer than this stands on the board in red (a design choice of this program). It
has nothing to do with how long a press is fresh (``callout_corrections.FRESH``), which is as long."""
ON_STAND_BY = SeenByStaff(SeenState.ON_STAND_BY)


@dataclass(frozen=True, slots=True)
class Seat:
    """One Listener on a page of the night: what may be shown of him, and for a coordinator the rule that stops him.
    ``only_waited``: what counts as having been out tonight was that he was woken and waited, and did not leave his
    cell. ``is_let_begin``: a named person lets him go though he rests. ``under_way``: on a call-out, whether he is only
    being asked, waits to be unlocked or is out."""

    member: TeamMember
    seen: SeenByStaff
    place: NightPlace | None = None
    been_out: bool = False
    only_waited: bool = False
    reasons: tuple[Reason, ...] = ()
    is_let_begin: bool = False
    under_way: AttendanceState | None = None
    rule: Rule | None = None
    count: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class OpenCallOut:
    """A request that has not ended: for which wing, who is out, who waits to be unlocked, who is being asked.
    ``return_missing``: it is of an earlier night, so that whoever is out is treated as resting. ``nobody_left``: nobody
    goes to that man, and nobody is left to ask for him, whoever could be asked for another; ``held``: whom staff hold
    then, so that he could go if they let him. ``relays``: who is suggested to take over from each who has been out for
    long. ``answered``: who was asked for him and is not going, or did not answer."""

    call_out: CallOutOnFile
    wing: str
    out: tuple[tuple[TeamMember, Attended], ...]
    waiting: tuple[tuple[TeamMember, Attended], ...]
    asked: tuple[TeamMember, ...]
    return_missing: bool
    nobody_left: bool
    relays: Mapping[str, TeamMember]
    held: tuple[TeamMember, ...] = ()
    answered: tuple[TeamMember, ...] = ()


@dataclass(frozen=True, slots=True)
class LetBegin:
    """Somebody whose rest is passed over: until when he would rest, who said so, where this actor may know that,
    whether he can be asked now, and by which override."""

    member: TeamMember
    until: datetime
    by: str | None
    can_be_asked: bool
    override: str


@dataclass(frozen=True, slots=True)
class Board:
    """Tonight. ``crew``: how many places it has; ``order``: who is on stand-by and can be asked, the next first;
    ``reserve``: who said that they may be asked, named only where ``names_reserve``; ``others``: tonight's people who
    cannot be asked now; ``not_here``: taken off the list by staff; ``let_begin``: whose rest is passed over;
    ``contact``: who can be turned to."""

    night: date
    now: datetime
    hours: Span
    policy: Policy
    crew: int
    on_duty: int
    order: tuple[Seat, ...]
    reserve: tuple[Seat, ...]
    others: tuple[Seat, ...]
    not_here: tuple[TeamMember, ...]
    resting: tuple[tuple[TeamMember, datetime], ...]
    let_begin: tuple[LetBegin, ...]
    names_reserve: bool
    contact: Contact | None
    open: tuple[OpenCallOut, ...]

    @property
    def nobody_on(self) -> bool:
        """Whether nobody at all is on stand-by tonight: the loudest thing there is."""
        return self.on_duty == 0

    @property
    def been_out(self) -> frozenset[ListenerId]:
        """Who is on stand-by and has been out tonight: asked again, though he rests, when nobody else is left."""
        return frozenset(seat.member.id for seat in (*self.order, *self.others) if seat.place and seat.been_out)

    @property
    def only_waited(self) -> frozenset[ListenerId]:
        """Which of these were woken and waited, and did not leave their cell."""
        return frozenset(seat.member.id for seat in (*self.order, *self.others) if seat.only_waited)

    @property
    def nobody_left(self) -> bool:
        """Whether there is nobody to ask now."""
        return not self.order and not self.reserve

    @property
    def left_alone(self) -> tuple[OpenCallOut, ...]:
        """The requests for which nobody is left to ask: a man waits, and somebody must see to him."""
        return tuple(each for each in self.open if each.nobody_left)

    @property
    def left_waiting(self) -> tuple[OpenCallOut, ...]:
        """The requests in which nobody has been with the man for long, though somebody was found or is asked. Of whom
        it is asked at unlock whether he was let out is none of these."""
        late = (
            each for each in self.open if not each.nobody_left and self.now - each.call_out.alone_since > LONG_ALONE
        )
        there = (each for each in late if not (each.return_missing and each.waiting))
        return tuple(each for each in there if each.call_out.state is CallOutState.ASKED)

    @property
    def has_begun(self) -> bool:
        """Whether the stand-by night has begun."""
        return self.hours.start <= self.now


@dataclass(frozen=True)
class Seats:
    """Turns what dispatch says about Listeners into what this actor may be shown of them."""

    view: Night
    shows_rules: bool

    @cached_property
    def _members(self) -> Mapping[ListenerId, TeamMember]:
        return {member.id: member for member in self.view.facts.team}

    @cached_property
    def _places(self) -> Mapping[ListenerId, NightPlace]:
        return {duty.listener: duty.place for duty in self.view.on_duty()}

    def who(self, listener: ListenerId) -> TeamMember:
        """Return who that is."""
        return self._members[listener]

    def of_choice(self, choice: Choice) -> Seat:
        """Return the seat of somebody who may be asked; what he has carried only for whoever may know the rules: these
        pages stay open at a desk for a whole shift."""
        place = self._places.get(choice.listener)
        reasons = choice.reasons if self.shows_rules else tuple(r for r in choice.reasons if r.number is None)
        waited = choice.been_out and self.view.only_waited(choice.listener)
        let_begin = self.view.is_let_begin(choice.listener)
        return Seat(self.who(choice.listener), ON_STAND_BY, place, choice.been_out, waited, reasons, let_begin)

    def of_exclusion(self, exclusion: Exclusion) -> Seat:
        """Return the seat of somebody who cannot be asked; the rule only for whoever may know it."""
        member, place = self.who(exclusion.listener), self._places.get(exclusion.listener)
        been_out = exclusion.rule is Rule.BEEN_OUT
        waited = been_out and self.view.only_waited(exclusion.listener)
        seat = Seat(member, exclusion.seen, place, been_out, waited, under_way=_under_way(self.view, member))
        if not self.shows_rules:
            return seat
        return replace(seat, rule=exclusion.rule, count=exclusion.count, limit=exclusion.limit)


def board(site: Site, actor: Actor, now: datetime, night: date | None = None) -> Board:
    """Return tonight's board, or that of another night as it looks now (7 statements).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    return board_of(view_of(site, actor, now, night), actor)


def view_of(site: Site, actor: Actor, now: datetime, night: date | None = None) -> Night:
    """Return tonight, or another night as it looks now, for somebody who may see its board (6 statements).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.REST, site.id)
    view = look(site, now, ahead=night)
    return view if night is None else replace(view, night=night)


def board_of(view: Night, actor: Actor, crew: int | None = None, *, with_asked: bool = False) -> Board:
    """Return the board of a night that is loaded already (1 statement, none where ``crew`` is told). ``with_asked``:
    whoever is only being asked stands where he would stand if he were not.

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    site, now, policy = view.site, view.now, view.policy
    require(actor, Do.READ, Kind.ROTA, site.id)
    seats = seats_for(view, actor)
    ranking = view.ranking(None, with_asked=with_asked)
    choices = [(choice.group, seats.of_choice(choice)) for choice in ranking.order]
    return Board(
        night=view.night,
        now=now,
        hours=overnight(view.night, policy.stand_by_from, policy.stand_by_until, site.zone),
        policy=policy,
        crew=_crew(view) if crew is None else crew,
        on_duty=_on_duty(view),
        order=tuple(seat for group, seat in choices if group is not Group.RESERVE),
        reserve=tuple(seat for group, seat in choices if group is Group.RESERVE),
        others=_others(view, seats, ranking),
        not_here=_not_here(view),
        resting=resting(view, with_asked=with_asked),
        let_begin=_let_begin(view, actor, {choice.listener for choice in ranking.order}),
        names_reserve=actor.device is not Device.DESK,
        contact=view.contact,
        open=open_call_outs(view, seats),
    )


def _crew(view: Night) -> int:
    """How many places tonight has: of a night that is published, those that it was published with."""
    versions = rota_versions.versions_told(view.site.id, view.night, view.night)
    return policies_told(view.policy_changes, view.policies, versions)(view.night).crew


def _on_duty(view: Night) -> int:
    """How many of those planned are there: whoever is away counts as little as whoever was never planned, also while he
    is still being asked for a call-out."""
    return len({duty.listener for duty in view.on_duty() if view.is_there(duty.listener)})


def seats_for(view: Night, actor: Actor) -> Seats:
    """Return what this actor may be shown: rules and reasons are the coordinator's."""
    return Seats(view, can(actor, Do.READ, Kind.AVAILABILITY_REASON, view.site.id))


def _others(view: Night, seats: Seats, ranking: Ranking) -> tuple[Seat, ...]:
    """Tonight's people who cannot be asked now, whatever took them off: who was planned, and who was once and does not
    take part any more, look the same."""
    tonight = {duty.listener for duty in view.facts.duties if duty.night == view.night}
    planned = {duty.listener for duty in view.on_duty()}
    stood_down = {
        duty.listener for duty in view.facts.duties if duty.night == view.night and duty.state is DutyState.STOOD_DOWN
    }
    found = [each for each in ranking.excluded if each.listener in tonight]
    shown = [each for each in found if each.rule is not Rule.NOT_IN_RESERVE or each.listener in planned | stood_down]
    gone = tonight - planned - {each.listener for each in found} - {each.listener for each in ranking.order}
    seated = [_on_the_board(seats, each) for each in shown] + [_gone(view, seats, listener) for listener in gone]
    return tuple(sorted(seated, key=lambda seat: (seat.member.name.casefold(), seat.member.ref)))


def _gone(view: Night, seats: Seats, listener: ListenerId) -> Seat:
    """Somebody who does not take part any more looks like somebody who cannot do this night."""
    seen = seen_by_staff(
        on_a_call_out=listener in view.under_way,
        resting_until=view.resting_until(listener),
        on_stand_by=False,
        now=view.now,
    )
    return Seat(seats.who(listener), seen, under_way=_under_way(view, seats.who(listener)))


def _under_way(view: Night, member: TeamMember) -> AttendanceState | None:
    his = view.under_way.get(member.id)
    return None if his is None else his.state


def _on_the_board(seats: Seats, exclusion: Exclusion) -> Seat:
    """Somebody new on stand-by goes beside another, never first: on stand-by all the same. Whoever is away holds no
    place, as if he had never been planned."""
    seat = seats.of_exclusion(exclusion)
    if not seats.view.is_there(exclusion.listener):
        return replace(seat, place=None)
    is_new = exclusion.rule is Rule.NEW and exclusion.seen.state is SeenState.NOT_AVAILABLE
    return replace(seat, seen=ON_STAND_BY) if is_new and seat.place else seat


def _not_here(view: Night) -> tuple[TeamMember, ...]:
    return tuple(member for member in view.facts.team if (member.id, view.night) in view.facts.not_here)


def resting(view: Night, *, with_asked: bool = False) -> tuple[tuple[TeamMember, datetime], ...]:
    """Return who rests now and until when, by name, without whoever is out or let go unrested, and without whoever is
    being asked unless ``with_asked``."""
    away = [who for who in view.under_way if view.has_said_yes(who) or not with_asked]
    resters = (m for m in view.facts.team if m.id not in away and not view.is_let_begin(m.id))
    found = ((member, view.resting_until(member.id)) for member in resters)
    return tuple((member, until) for member, until in found if until is not None)


def _let_begin(view: Night, actor: Actor, order: Collection[ListenerId]) -> tuple[LetBegin, ...]:
    """Return whose rest is passed over now. Who said so is for those who may read overrides, and for that account."""
    reads_all = can(actor, Do.READ, Kind.OVERRIDE, view.site.id)
    found = []
    for member in view.facts.team:
        until = view.resting_until(member.id) if view.is_let_begin(member.id) else None
        if until is not None:
            given = view.facts.overrides[member.id, view.night]
            may_know = reads_all or given.approver_id == actor.account_id
            by = given.approver_name if may_know else None
            found.append(LetBegin(member, until, by, member.id in order, given.id))
    return tuple(found)


def open_call_outs(view: Night, seats: Seats) -> tuple[OpenCallOut, ...]:
    """Return every request that has not ended, the oldest first (1 statement for each for which nobody is left though
    a Listener had said yes, or been asked, and was let go)."""
    codes = {wing.id: wing.code for wing in view.site.wings}
    return tuple(_open(view, seats, each, codes[each.wing]) for each in view.facts.call_outs if each.is_open)


def _open(view: Night, seats: Seats, call_out: CallOutOnFile, wing: str) -> OpenCallOut:
    is_under_way = any(each.state in UNDER_WAY for each in call_out.attended)
    nobody_left = not is_under_way and not view.ranking(call_out.wing, Part.LEAD, call_out).order
    return OpenCallOut(
        call_out,
        wing,
        _who_is(seats, call_out, AttendanceState.ACTING),
        _who_is(seats, call_out, AttendanceState.ACCEPTED),
        tuple(seats.who(each.listener) for each in call_out.attended if each.state is AttendanceState.OFFERED),
        call_out.night < view.night,
        nobody_left,
        suggested_relays(view, seats, call_out),
        _held(view, seats, call_out) if nobody_left else (),
        tuple(seats.who(each.listener) for each in call_out.attended if each.state in UNANSWERED and each.has_answered),
    )


def _held(view: Night, seats: Seats, call_out: CallOutOnFile) -> tuple[TeamMember, ...]:
    """Return whom staff hold on a request for which nobody is left (1 statement at most)."""
    let_go = {each.id: each.listener for each in call_out.attended if each.state is AttendanceState.CALLED_OFF}
    happened = callouts_events.events(view.site.id, call_out.id) if let_go else ()
    return tuple(seats.who(let_go[each.attendance_id or ""]) for each in held_now(call_out, happened))


def _who_is(seats: Seats, call_out: CallOutOnFile, state: AttendanceState) -> tuple[tuple[TeamMember, Attended], ...]:
    return tuple((seats.who(each.listener), each) for each in call_out.attended if each.state is state)


def suggested_relays(view: Night, seats: Seats, call_out: CallOutOnFile) -> dict[str, TeamMember]:
    """Return the first who could take over from each who has been out for so long that a hand-over is suggested."""
    out = (each for each in call_out.attended if each.state is AttendanceState.ACTING and is_time(view, each))
    found = ((each.id, next(iter(able(view, call_out, each)), None)) for each in out)
    return {part: seats.who(whom) for part, whom in found if whom is not None}
