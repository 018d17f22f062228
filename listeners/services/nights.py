"""How does tonight stand: who is on, who rests until when, who is out, and what has each carried?

Everything that dispatch, the board, the load page and the search for cover work from, loaded once in seven statements.
No reason for being unavailable is among it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from listeners.domain.call_out_facts import counted
from listeners.domain.dispatch import limit_reached, rank
from listeners.domain.dispatch_facts import Candidate, Ranking, Request
from listeners.domain.duties import LIMIT_NIGHTS
from listeners.domain.fairness import Member, away_span, carried_loads
from listeners.domain.load import CallOutFact, Served, counted_call_outs, counted_nights, served_by
from listeners.domain.nights import Span, overnight
from listeners.domain.own_limits import Only
from listeners.domain.people import ListenerId, Standing, WingId
from listeners.domain.policy import Policy, PolicyChange
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest import resting_until
from listeners.domain.rest_facts import Interruption, PolicyOn, Resting
from listeners.domain.rest_nights import nights_touched, span_in_quiet_hours
from listeners.domain.rest_open import assumed_rests
from listeners.domain.states import AttendanceState, DutyState, NightPlace, Part
from listeners.domain.team import Site, TeamMember
from listeners.services import holidays
from listeners.store import night_facts, people_facts
from listeners.store.callouts_facts import SAID_YES, UNDER_WAY, Attended, CallOutOnFile
from listeners.store.duties_facts import DutyOnFile
from listeners.store.night_contacts import Contact, of_night
from listeners.store.night_facts import NightFacts

A_DAY = timedelta(days=1)
ANY_WING = WingId("")


@dataclass(frozen=True)
class Night:
    """One night of a site as of ``now``: the facts on file, and what the rules make of them."""

    site: Site
    now: datetime
    night: date
    policy_changes: tuple[PolicyChange, ...]
    policies: PolicyOn
    facts: NightFacts
    call_outs: Mapping[ListenerId, tuple[CallOutFact, ...]]

    @property
    def policy(self) -> Policy:
        """The numbers in force on this night."""
        return self.policies(self.night)

    @property
    def interruptions(self) -> Mapping[ListenerId, list[Interruption]]:
        """What interrupted each Listener in the nights that are looked at, and whatever is not over."""
        return self.facts.interruptions

    @property
    def contact(self) -> Contact | None:
        """The support contact of this night, if anybody is named."""
        return of_night(self.facts.contacts, self.night)

    @cached_property
    def served(self) -> dict[ListenerId, Served]:
        """What each Listener has done up to and including this night."""
        lived = ((d.listener, d.night) for d in self.facts.duties if d.was_served and d.night <= self.night)
        return served_by(lived, self.facts.said_no, self.call_outs)

    @cached_property
    def loads(self) -> dict[ListenerId, int]:
        """The load that each Listener has carried before this night (docs/evidence.md, section 4, "Load
        carried")."""
        return self.loads_over(self.policy.load_window_nights)

    def loads_over(self, nights: int) -> dict[ListenerId, int]:
        """The same over another number of nights before this one; so many must be among the facts."""
        policy = replace(self.policy, load_window_nights=nights)
        span = away_span(self.night, policy)
        members = [self._fairness_member(member, span) for member in self.facts.team]
        bank_holidays = holidays.bank_holidays_around(self.site.country, *span)
        return carried_loads(members, self.night, policy, bank_holidays)

    def _fairness_member(self, member: TeamMember, span: tuple[date, date]) -> Member:
        said_no = self.facts.said_no.get(member.id, frozenset())
        done = self.served.get(member.id)
        return Member.of(member, said_no, span, done.nights if done else frozenset(), done.call_outs if done else ())

    def on_duty(self) -> tuple[DutyOnFile, ...]:
        """The duties of this night that stand, first place first."""
        return tuple(d for d in self.facts.duties if d.night == self.night and d.state is DutyState.PLANNED)

    def is_taken(self, duty: DutyOnFile) -> bool:
        """Whether somebody stands in a duty's place on its night."""
        here = (duty.night, duty.place, duty.wing)
        return any(
            (each.night, each.place, each.wing) == here and each.state is DutyState.PLANNED
            for each in self.facts.duties
        )

    def takes_part(self, member: TeamMember) -> bool:
        """Whether somebody is planned and asked on this night."""
        return member.joined_on <= self.night and member.takes_part_on(self.night)

    def is_there(self, listener: ListenerId) -> bool:
        """Whether somebody who is planned is there now: he takes part, may be asked at this hour, and staff have not
        taken him off the list. To staff, all that is not so is one look, whatever else he is doing."""
        return self.may_be_asked(listener) and (listener, self.night) not in self.facts.not_here

    def may_be_asked(self, listener: ListenerId) -> bool:
        """Whether somebody takes part, and neither his own word nor what was agreed with him keeps him from being asked
        at this hour."""
        member = self.facts.member(listener)
        return self.takes_part(member) and self._may_be_asked_now(member)

    def is_kept_from(self, member: TeamMember, night: date) -> bool:
        """Whether somebody has said that he cannot do a night, or is not on stand-by tonight and it would be one night
        more than was agreed with him (the nights that count: docs/evidence.md, section 4, rule 6)."""
        if night in self.facts.said_no.get(member.id, ()):
            return True
        if night != self.night or self._has_a_place(member.id):
            return False
        return member.limits.are_passed_by(night, self.nights_lived(member.id))

    def nights_lived(self, listener: ListenerId) -> tuple[date, ...]:
        """The nights up to and including this one that count where a limit looks back from this one or a later one."""
        done = self.served.get(listener)
        return counted_nights(done, self.night - (LIMIT_NIGHTS - 1) * A_DAY, self.night) if done else ()

    def _may_be_asked_now(self, member: TeamMember) -> bool:
        """Whether neither his own word nor what was agreed with him keeps somebody from being asked at this hour: by
        day, before the stand-by hours, whoever goes by day alone may be, and whoever goes by night alone may not. One
        who goes by day alone and still has a place tonight may not either: his "I cannot" looks like any other, which
        holds all day (docs/decisions/0044)."""
        is_night = self.now >= self.stand_by.start
        if member.limits.only is Only.BY_NIGHT and not is_night:
            return False
        if is_night or self._has_a_place(member.id):
            return not self.is_kept_from(member, self.night)
        return self.night not in self.facts.said_no_by_day.get(member.id, ())

    def _has_a_place(self, listener: ListenerId) -> bool:
        return any(duty.listener == listener for duty in self.on_duty())

    def resting_until(self, listener: ListenerId) -> datetime | None:
        """Until when somebody rests now, a rest assumed for a return never entered included; None when rested."""
        return resting_until(self._rests(listener), self.now)

    def rests_in_force(self, listener: ListenerId) -> tuple[Resting, ...]:
        """The rests in which somebody is now, one assumed for a return never entered included."""
        return tuple(rest for rest in self._rests(listener) if rest.rest_from <= self.now < rest.rest_until)

    def _rests(self, listener: ListenerId) -> tuple[Resting, ...]:
        owed = self.facts.rests.get(listener, ())
        happened = self.interruptions.get(listener, ())
        if any(each.end is None for each in happened):
            return (*owed, *assumed_rests(happened, self.policies, self.site.zone, self.now))
        return owed

    def is_let_begin(self, listener: ListenerId) -> bool:
        """Whether a named person lets somebody go unrested now: in tonight's stand-by hours, and once."""
        return self.stand_by.start <= self.now and self.has_override(listener)

    def has_override(self, listener: ListenerId, night: date | None = None) -> bool:
        """Whether an override of a night, tonight's if none is named, is on file that has not expired and has not been
        used: whoever goes out under it rests again after that."""
        given = self.facts.overrides.get((listener, night or self.night))
        if given is None:
            return False
        is_used = any(each.start >= given.recorded_at for each in self.interruptions.get(listener, ()))
        return self.now < given.until and not is_used

    @property
    def stand_by(self) -> Span:
        """This night's stand-by hours."""
        return overnight(self.night, self.policy.stand_by_from, self.policy.stand_by_until, self.site.zone)

    def call_out(self, call_out_id: str) -> CallOutOnFile | None:
        """Return a call-out of this night or the one before, or one still open."""
        return next((each for each in self.facts.call_outs if each.id == call_out_id), None)

    @cached_property
    def under_way(self) -> dict[ListenerId, Attended]:
        """Who is being asked or out, on any call-out."""
        return {
            each.listener: each
            for call_out in self.facts.call_outs
            for each in call_out.attended
            if each.state in UNDER_WAY
        }

    def has_said_yes(self, listener: ListenerId) -> bool:
        """Whether somebody is out or waits to be unlocked, on any call-out: more than being asked."""
        one = self.under_way.get(listener)
        return one is not None and one.state in SAID_YES

    def returns_missing(self) -> tuple[ListenerId, ...]:
        """Return who rests only because a return was never entered, or an unlocking."""
        said_yes = (listener for listener, each in self.under_way.items() if each.state in SAID_YES)
        happened = ((listener, self.interruptions[listener]) for listener in said_yes)
        return tuple(who for who, of_one in happened if assumed_rests(of_one, self.policies, self.site.zone, self.now))

    def been_out(self, listener: ListenerId) -> bool:
        """Whether somebody has been out at any of tonight's stand-by hours; an hour of the day before is none. Who said
        yes and waited was up for it, and counts too (docs/decisions/0026)."""
        return bool(self._tonight(listener))

    def only_waited(self, listener: ListenerId) -> bool:
        """Whether whoever has ``been_out`` tonight was woken and waited alone, and did not leave his cell."""
        return all(each.only_waited for each in self._tonight(listener))

    def _tonight(self, listener: ListenerId) -> list[Interruption]:
        return [
            each
            for each in self.interruptions.get(listener, ())
            if self.now - each.start < 2 * A_DAY
            and span_in_quiet_hours(each, self.policies, self.site.zone).overlaps(self.stand_by)
        ]

    def owes_rest(self, one: Attended) -> bool:
        """Whether a rest is owed for somebody's part in a call-out that has ended: it touches the quiet hours of a
        night by more than nothing (docs/evidence.md, section 4, rule 1), or falls into another rest of his."""
        happened = one.interruption
        if happened is None or happened.end is None or happened.took_no_time:
            return False
        span = Span(happened.start, happened.end)
        rests = self.facts.rests.get(one.listener, ())
        at_night = nights_touched(span, self.policies, self.site.zone)
        return bool(at_night) or any(one.id in rest.because for rest in rests)

    def night_call_outs(self, listener: ListenerId, nights: int) -> int:
        """How many call-outs count towards the limit in the ``nights`` night-dates ending with this night."""
        done = self.served.get(listener)
        return len(counted_call_outs(done, self.night - timedelta(days=nights - 1), self.night)) if done else 0

    def is_at_a_limit(self, listener: ListenerId) -> bool:
        """Whether somebody has had as many night call-outs as the limit in 7 or in 28 nights allows; no override passes
        it."""
        in_7, in_28 = (self.night_call_outs(listener, nights) for nights in (7, 28))
        return limit_reached(in_7, in_28, self.policy) is not None

    def ranking(
        self,
        wing: WingId | None,
        part: Part = Part.LEAD,
        call_out: CallOutOnFile | None = None,
        *,
        with_asked: bool = False,
    ) -> Ranking:
        """Return whom to ask for a wing (None: for any), and who cannot be asked; answers are those to ``call_out``,
        and whoever is being asked for it stands in the order. ``with_asked``: so does whoever is being asked for any
        other, as if he were not."""
        candidates = self.candidates(call_out)
        if with_asked:
            candidates = [replace(c, on_a_call_out=self.has_said_yes(c.listener)) for c in candidates]
        if wing is None:
            candidates = [replace(candidate, reaches=None) for candidate in candidates]
        lead = call_out.under_way(Part.LEAD) if call_out is not None else None
        lead_is_new = lead is not None and self._is_new(lead.listener)
        return rank(candidates, Request(wing or ANY_WING, part, self.now, lead_is_new), self.policy)

    def _is_new(self, listener: ListenerId) -> bool:
        return self.facts.member(listener).standing_on(self.night) is Standing.SHADOWING

    def candidates(self, call_out: CallOutOnFile | None = None) -> list[Candidate]:
        """Return everybody who takes part or has a place tonight, as dispatch sees them."""
        places = {duty.listener: duty.place for duty in self.on_duty()}
        wings = {wing.code: wing.id for wing in self.site.wings}
        return [
            self._candidate(member, places.get(member.id), wings, call_out)
            for member in self.facts.team
            if self.takes_part(member) or member.id in places
        ]

    def _candidate(
        self,
        member: TeamMember,
        place: NightPlace | None,
        wings: Mapping[str, WingId],
        call_out: CallOutOnFile | None,
    ) -> Candidate:
        let_begin, resting_until = self.is_let_begin(member.id), self.resting_until(member.id)
        here = call_out.of(member.id) if call_out is not None else None
        under_way = self.under_way.get(member.id)
        asked_for_this = here is not None and here.state is AttendanceState.OFFERED
        return Candidate(
            listener=member.id,
            standing=member.standing_on(self.night) or Standing.LEFT,
            place=place,
            in_reserve=member.reserve or let_begin,
            reaches=None if member.reaches is None else frozenset(wings[code] for code in member.reaches),
            available=self._may_be_asked_now(member),
            not_here=(member.id, self.night) in self.facts.not_here,
            resting_until=None if let_begin else resting_until,
            by_override=let_begin and resting_until is not None,
            on_a_call_out=under_way is not None and not asked_for_this,
            been_out=self.been_out(member.id),
            night_call_outs_in_7=self.night_call_outs(member.id, 7),
            night_call_outs_in_28=self.night_call_outs(member.id, 28),
            carried_load=self.loads.get(member.id, 0),
            last_night=member.gone_from(self.night) is not None,
            answer=here.state if here is not None and (here.has_answered or here.has_ended) else None,
        )


def night_of(site: Site, at: datetime) -> date:
    """Return the night that it is at a site at a moment, by its own numbers (1 statement)."""
    return night_at(policies_of(people_facts.policy_changes(site.id)), at, site.zone)


def tonight(
    site: Site, now: datetime, *, back: int | None = None, ahead: date | None = None, only_open: bool = False
) -> Night:
    """Return the night that it is now (7 statements).

    ``back``: how many nights of history are needed (None: those that load carried looks at); ``ahead``: the last night
    that is asked about, for plans; ``only_open``: of the call-outs those that have not ended alone, which is all that
    it takes to choose whom to ask.
    """
    changes = people_facts.policy_changes(site.id)
    policies = policies_of(changes)
    night = night_at(policies, now, site.zone)
    first, last = away_span(night, policies(night))
    if back is not None:
        first = min(first, night - timedelta(days=back))
    policy = policies(night)
    begins = overnight(night, policy.stand_by_from, policy.stand_by_until, site.zone).start
    whole = date.max if only_open else night - A_DAY
    facts = night_facts.load(site, first, whole, max(night, last, ahead or night), min(now, begins))
    call_outs = {who: counted(of_one, policies, site.zone) for who, of_one in facts.interruptions.items()}
    return Night(site, now, night, changes, policies, facts, call_outs)
