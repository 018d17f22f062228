"""Who was on stand-by, and who went, on each night of the simulated history?

The history keeps the rules that the program keeps: nobody begins a night unrested, free nights and limits hold, the
one who has carried least is next. What happens on a night is chance; what follows from it is rest.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from listeners.domain.feasts import feast_of
from listeners.domain.nights import ONE_DAY, at_local, local_date, night_now, nights_between, overnight
from listeners.domain.people import ListenerId, Standing
from listeners.domain.policy import Policy
from listeners.domain.rest import resting_until, rests_owed
from listeners.domain.rest_facts import Interruption
from listeners.domain.states import ContactPlace, NightPlace
from listeners.domain.team import Site, TeamMember
from listeners.services.demo.figures import Asked, asked_on, mean_on

SENT_UNRESTED = 0.08
"""Share of requests to which somebody is sent inside a rest: it happens, and the program must show it."""
LOOK_BACK = timedelta(days=4)
"""No rest reaches further: the interruptions of the last four days decide whether somebody is rested."""


@dataclass(frozen=True, slots=True)
class Served:
    """A night on stand-by."""

    night: date
    place: NightPlace
    listener: ListenerId


@dataclass(frozen=True, slots=True)
class SentOut:
    """A call-out that somebody went on."""

    asked: Asked
    listener: ListenerId
    out_at: datetime
    back_at: datetime


@dataclass(slots=True)
class History:
    """What came of it, in order of time."""

    served: list[Served] = field(default_factory=list)
    went: list[SentOut] = field(default_factory=list)
    unmet: list[Asked] = field(default_factory=list)


@dataclass(slots=True)
class _Simulation:
    site: Site
    team: tuple[TeamMember, ...]
    policy: Policy
    chance: random.Random
    history: History = field(default_factory=History)
    nights: defaultdict[ListenerId, list[date]] = field(default_factory=lambda: defaultdict(list))
    out: defaultdict[ListenerId, list[Interruption]] = field(default_factory=lambda: defaultdict(list))

    @property
    def zone(self) -> ZoneInfo:
        return self.site.zone

    def live_through(self, night: date, asked: list[Asked]) -> None:
        crew = self._crew(night)
        for place, listener in crew:
            self.nights[listener].append(night)
            self.history.served.append(Served(night, place, listener))
        for request in asked:
            self._answer(request, [listener for _, listener in crew])

    def _crew(self, night: date) -> list[tuple[NightPlace, ListenerId]]:
        begins = overnight(night, self.policy.stand_by_from, self.policy.stand_by_until, self.zone).start
        able = [m for m in self.team if self._may_serve(m, night, begins)]
        able.sort(key=lambda m: (self._carried(m, night), self.chance.random()))
        lead = next((m for m in able if not self._is_new(m, night)), None)
        second = next((m for m in able if m is not lead), None) if lead else None
        places = ((NightPlace.FIRST, lead), (NightPlace.SECOND, second))
        return [(place, member.id) for place, member in places if member]

    def _carried(self, member: TeamMember, night: date) -> float:
        """Nights a day since the window began or the Listener joined, for a full share: nobody makes up for not
        having been there."""
        since = max(member.joined_on, night - timedelta(days=self.policy.load_window_nights))
        served = sum(since <= earlier for earlier in self.nights[member.id])
        return served * 100 / member.share / max(1, (night - since).days)

    def _is_new(self, member: TeamMember, night: date) -> bool:
        return member.standing_on(night) is Standing.SHADOWING

    def _may_serve(self, member: TeamMember, night: date, begins: datetime) -> bool:
        if not member.takes_part_on(night) or not self._is_rested(member.id, begins):
            return False
        since = [(night - earlier).days for earlier in self.nights[member.id]]
        return (
            all(days > self.policy.free_nights_between for days in since)
            and sum(days < 7 for days in since) < self.policy.max_nights_in_7
            and sum(days < 28 for days in since) < self.policy.max_nights_in_28
        )

    def _is_rested(self, listener: ListenerId, moment: datetime) -> bool:
        recent = [i for i in self.out[listener] if i.start > moment - LOOK_BACK]
        rests = rests_owed(recent, (), lambda _night: self.policy, self.zone, moment)
        return resting_until(rests, moment) is None

    def _answer(self, request: Asked, crew: list[ListenerId]) -> None:
        out_at = request.out_at
        rest_ignored = self.chance.random() < SENT_UNRESTED
        night = night_of(request.at, self)
        present = [m for m in self.team if m.takes_part_on(night) and not self._is_new(m, night)]
        others = [m.id for m in present if m.reserve or rest_ignored]
        self.chance.shuffle(others)
        led_by = {member.id for member in present}
        order = [each for each in dict.fromkeys([*crew, *others]) if each in led_by]
        if rest_ignored:
            order.sort(key=lambda each: self._is_rested(each, out_at))
        for listener in order:
            if (rest_ignored or self._is_rested(listener, out_at)) and not self._is_out(listener, out_at):
                back_at = request.back_at
                self.out[listener].append(Interruption(id=str(len(self.history.went)), out_at=out_at, back_at=back_at))
                self.history.went.append(SentOut(request, listener, out_at, back_at))
                return
        self.history.unmet.append(request)

    def _is_out(self, listener: ListenerId, moment: datetime) -> bool:
        return any(i.back_at is not None and i.start <= moment < i.back_at for i in self.out[listener])


def feasts_before(team: Sequence[TeamMember], first: date, on: date) -> Iterator[Served]:
    """Yield who stood at Christmas and New Year of the year before ``on``, where that is before the history begins on
    ``first``: of those who were there, one after the other."""
    at = 0
    for night in filter(feast_of, nights_between(on - timedelta(days=365), first - ONE_DAY)):
        there = [member for member in team if member.takes_part_on(night)]
        for place in (NightPlace.FIRST, NightPlace.SECOND) if there else ():
            yield Served(night, place, there[at % len(there)].id)
            at += 1


def night_of(moment: datetime, simulation: _Simulation) -> date:
    """Return the night that an instant of the simulation belongs to."""
    return night_now(moment, simulation.policy.stand_by_until, simulation.zone)


def last_night(night: date, zone: ZoneInfo, wings: tuple[str, ...], until: datetime) -> Asked:
    """Return the one request that is no chance: deep in the last night, out at 02:50 and back at 04:10, so that a rest
    is in force on the day that the demonstration shows. A story that stops before then has it late in the evening."""
    place = ContactPlace.LISTENER_SUITE
    deep = Asked(at_local(night + ONE_DAY, time(2, 40), zone), wings[-1], 80, 10, place, suicidal_feelings=False)
    if deep.back_at <= until:
        return deep
    return Asked(at_local(night, time(22, 40), zone), wings[-1], 55, 8, place, suicidal_feelings=False)


def sent_again(before: SentOut, site: Site) -> SentOut:
    """Return the other call-out that is no chance: whoever came back in the small hours is sent out inside the rest
    that he is owed. It begins anew and lasts until tonight, which the board shows."""
    asked_at = at_local(local_date(before.back_at, site.zone), time(10, 50), site.zone)
    asked = Asked(asked_at, before.asked.wing, 35, 5, ContactPlace.PRIVATE_ROOM, suicidal_feelings=False)
    return SentOut(asked, before.listener, asked.out_at, asked.back_at)


def simulate(
    site: Site,
    team: tuple[TeamMember, ...],
    policy: Policy,
    chance: random.Random,
    first: date,
    last: date,
    mean: float,
    death_on: date | None,
    until: datetime,
) -> History:
    """Return the history of the nights from ``first`` to ``last``; nothing in it happened after ``until``."""
    simulation = _Simulation(site, team, policy, chance)
    wings = tuple(wing.code for wing in site.wings)
    requests: defaultdict[date, list[Asked]] = defaultdict(list)
    for day in nights_between(first, last + ONE_DAY):
        for asked in asked_on(chance, day, mean_on(day, mean, death_on), wings, site.zone):
            requests[night_of(asked.at, simulation)].append(asked)
    requests[last].append(fixed := last_night(last, site.zone, wings, until))
    for night in nights_between(first, last):
        simulation.live_through(night, sorted(requests[night], key=lambda asked: asked.at))
    history = simulation.history
    history.went += [sent_again(went, site) for went in history.went if went.asked is fixed]
    history.went = [went for went in history.went if went.back_at <= until]
    return history
