"""What is known when a rota is planned, looked at or changed? Frozen facts of one site, loaded once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from listeners.domain.feasts import FeastOfYear, FeastServed, had_before
from listeners.domain.load import CallOutFact, Served, served_by
from listeners.domain.nights import ONE_DAY, local_date, nights_between, overnight
from listeners.domain.pauses import with_pauses
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.policy import Policy, PolicyChange
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.rota.told import Told, frozen_among, policies_told
from listeners.domain.said import Rule
from listeners.domain.states import DutyState, NightPlace
from listeners.domain.team import Site, TeamMember

MOST_NIGHTS = 84
"""The longest rota: twelve weeks (as the longest example of the rota format)."""

FURTHEST_NIGHTS = 182
"""A plan ends within half a year (26 weeks): who is here further on, and who can do a night, nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a Listener said about one night; ``reason`` is empty where none was given or it may not be read. ``of_many``
    where he is also away by a word about many nights, such as a rest from call-outs: no question about one night
    changes that."""

    listener: ListenerId
    night: date
    kind: AvailabilityKind
    reason: str = ""
    of_many: bool = False


@dataclass(frozen=True, slots=True)
class RestOnFile:
    """A rest in force, or one that stands in while a return was never entered."""

    listener: ListenerId
    rest_from: datetime
    rest_until: datetime


@dataclass(frozen=True, slots=True)
class DutyOnFile:
    """A duty as published, with what became of it. ``was_lived`` when it was withdrawn only after it had begun: it
    counts as a night all the same."""

    id: str
    listener: ListenerId
    night: date
    place: NightPlace
    starts_at: datetime
    ends_at: datetime
    state: DutyState = DutyState.PLANNED
    was_lived: bool = False

    @property
    def placed(self) -> Placed:
        """Who is where on which night."""
        return Placed(self.night, self.place, self.listener)


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """A Listener in a place on a night; ``by_hand`` when a coordinator chose it in a draft."""

    night: date
    place: NightPlace
    listener: ListenerId
    by_hand: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class PlaceToTake:
    """A place of a night ahead that others are asked to take: who has it, None where nobody has; and who has said yes
    and waits for a coordinator to agree."""

    night: date
    place: NightPlace
    listener: ListenerId | None
    said_yes: ListenerId | None = None

    @property
    def which(self) -> tuple[date, NightPlace, ListenerId | None]:
        """Which place it is, and whose."""
        return self.night, self.place, self.listener


@dataclass(frozen=True, slots=True)
class Draft:
    """The plan that is not yet published; ``version`` moves at each change. ``remedies``: what the planner found that
    would fill its gaps, as JSON (``remedies_json``); ``asked``: the problem that it was planned from, as JSON."""

    id: str
    ordinal: int
    version: int
    first_night: date
    last_night: date
    placed: tuple[Placed, ...]
    remedies: str | None = None
    asked: str | None = None


@dataclass(frozen=True)
class PlanningFacts:
    """Everything about one site that a rota depends on, as of ``now``.

    ``team`` holds everybody who has ever been there, by ref; ``call_outs`` the parts in call-outs by Listener;
    ``published`` each published version, the later ones last, ``changed`` the nights changed by hand since;
    ``feasts`` who had a night of a feast in the years before; ``policy_changes`` what has been changed of the numbers;
    ``under_way`` is the id of the request that the planner works on or will, ``proposed`` that of the repair that
    nobody has accepted yet, where there is one, and ``proposed_at`` when it was asked for; ``to_take`` the places that
    others are asked to take, and ``swaps_to_agree`` the next night of each swap that waits for a coordinator to agree;
    ``pauses`` who rests from call-outs by his own word, and since when.
    """

    site: Site
    now: datetime
    policies: PolicyOn
    bank_holidays: frozenset[date]
    team: tuple[TeamMember, ...]
    said: tuple[Said, ...]
    rests: tuple[RestOnFile, ...]
    duties: tuple[DutyOnFile, ...]
    call_outs: Mapping[ListenerId, tuple[CallOutFact, ...]]
    published: tuple[Told, ...] = ()
    changed: frozenset[date] = frozenset()
    draft: Draft | None = None
    under_way: str | None = None
    proposed: str | None = None
    proposed_at: datetime | None = None
    policy_changes: tuple[PolicyChange, ...] = ()
    feasts: tuple[FeastServed, ...] = ()
    to_take: tuple[PlaceToTake, ...] = ()
    swaps_to_agree: tuple[date, ...] = ()
    pauses: tuple[Rule, ...] = ()

    def with_reasons(self, said: tuple[Said, ...]) -> PlanningFacts:
        """The same facts with ``said`` told with its reasons: all that has been worked out stays, as none of it asks
        why."""
        told = copy(self)
        vars(told)["said"] = said
        return told

    def counting_pauses(self) -> PlanningFacts:
        """The same facts with whoever rests from call-outs by his own word taking no part, as if a coordinator had
        paused him: for whoever counts the team."""
        return replace(self, team=with_pauses(self.team, self.pauses))

    def policy(self, night: date) -> Policy:
        """The numbers in force on a night."""
        return self.policies(night)

    def policy_told(self, night: date) -> Policy:
        """The numbers that a night is judged by: those on file when it was published, however they were changed since;
        of a night that is still a draft, those in force on it."""
        return self.policy(night) if self.in_draft(night) else self._policies_told(night)

    @cached_property
    def _policies_told(self) -> PolicyOn:
        return policies_told(self.policy_changes, self.policies, self.published)

    def starts_at(self, night: date) -> datetime:
        """The moment at which a stand-by night begins."""
        return _starts_at(night, self.site.zone, self.policies)

    def is_ahead(self, night: date) -> bool:
        """Whether a night has not begun, so that it may still be planned and changed."""
        return self.now < self.starts_at(night)

    def in_draft(self, night: date) -> bool:
        """Whether a night is shown and changed as the draft has it: the draft covers it, it has not begun, and it is
        not frozen."""
        return night in self._drafted_nights

    def is_planned(self, night: date) -> bool:
        """Whether a night has been published or drafted, so that an empty place on it is a gap."""
        return self.in_draft(night) or night in self._published_nights

    @cached_property
    def _drafted_nights(self) -> frozenset[date]:
        of_draft = () if self.draft is None else nights_between(self.draft.first_night, self.draft.last_night)
        return frozenset(filter(self.is_ahead, of_draft)) - self.frozen

    @cached_property
    def frozen(self) -> frozenset[date]:
        """The published nights that are so near that they change only by cover: as many nights as the policy says from
        the first that has not begun. Nobody is put on one, or taken off it, by a plan."""
        ahead = self.first_ahead
        return frozen_among(self.published, ahead, self.policy(ahead).freeze_nights)

    @property
    def first_ahead(self) -> date:
        """The first night that has not begun."""
        return first_ahead(self.now, self.site.zone, self.policies)

    @property
    def first_free(self) -> date:
        """The first night that is ahead and not near enough to be frozen once it is published."""
        ahead = self.first_ahead
        return ahead + timedelta(days=self.policy(ahead).freeze_nights)

    @cached_property
    def _published_nights(self) -> frozenset[date]:
        return frozenset(night for told in self.published for night in nights_between(told.first, told.last))

    def planned_duties(self) -> Iterator[DutyOnFile]:
        """The duties that stand, lived or ahead."""
        return (duty for duty in self.duties if duty.state is DutyState.PLANNED or duty.was_lived)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The plan as it is now, in order: the draft on its nights ahead, what is published on all others."""
        drafted = self.draft.placed if self.draft is not None else ()
        told = (duty.placed for duty in self.planned_duties() if not self.in_draft(duty.night))
        return tuple(sorted((*told, *(each for each in drafted if self.in_draft(each.night))), key=_in_order))

    @cached_property
    def placed_by_night(self) -> dict[date, tuple[Placed, ...]]:
        """The same by night; a night that nobody is on is not there."""
        found: defaultdict[date, list[Placed]] = defaultdict(list)
        for each in self.placed:
            found[each.night].append(each)
        return {night: tuple(there) for night, there in found.items()}

    @cached_property
    def said_no(self) -> dict[ListenerId, frozenset[date]]:
        """The nights that each Listener said he cannot do."""
        found: defaultdict[ListenerId, set[date]] = defaultdict(set)
        for each in self.said:
            if each.kind is AvailabilityKind.UNAVAILABLE:
                found[each.listener].add(each.night)
        return {listener: frozenset(nights) for listener, nights in found.items()}

    def had_feast(self, listener: ListenerId, night: date) -> FeastOfYear | None:
        """The feast of the last two years that a Listener had, of the kind that a night belongs to: he is asked for
        that night only when others cannot. Whoever would like the night is asked like everybody."""
        nights = self._feast_nights.get(listener)
        return (
            None
            if nights is None or self.has_said(listener, night, AvailabilityKind.PREFER)
            else had_before(night, nights)
        )

    def ever_had_feast(self, listener: ListenerId) -> bool:
        """Whether a Listener had any night of a feast in the years before."""
        return listener in self._feast_nights

    def has_said(self, listener: ListenerId, night: date, kind: AvailabilityKind) -> bool:
        """Whether a Listener has said that of a night."""
        return (listener, night, kind) in self._said

    @cached_property
    def _feast_nights(self) -> dict[ListenerId, list[date]]:
        found: defaultdict[ListenerId, list[date]] = defaultdict(list)
        for each in self.feasts:
            found[each.listener].append(each.night)
        return dict(found)

    @cached_property
    def _said(self) -> frozenset[tuple[ListenerId, date, AvailabilityKind]]:
        return frozenset((each.listener, each.night, each.kind) for each in self.said)

    @cached_property
    def served(self) -> dict[ListenerId, Served]:
        """The nights of the plan as it is now, lived and ahead, and the call-outs, as load and limits count them."""
        return served_by(((each.listener, each.night) for each in self.placed), self.said_no, self.call_outs)

    @cached_property
    def refs(self) -> dict[ListenerId, str]:
        """The charity's reference of everybody, by id."""
        return {member.id: member.ref for member in self.team}

    @cached_property
    def _by_id(self) -> dict[ListenerId, TeamMember]:
        return {member.id: member for member in self.team}

    def member(self, listener: ListenerId) -> TeamMember | None:
        """The member of the team of that id."""
        return self._by_id.get(listener)


def first_ahead(now: datetime, zone: ZoneInfo, policies: PolicyOn) -> date:
    """Return the first night of a site that has not begun."""
    today = local_date(now, zone)
    return today if now < _starts_at(today, zone, policies) else today + ONE_DAY


def _starts_at(night: date, zone: ZoneInfo, policies: PolicyOn) -> datetime:
    policy = policies(night)
    return overnight(night, policy.stand_by_from, policy.stand_by_until, zone).start


def _in_order(placed: Placed) -> tuple[date, str, str]:
    return placed.night, placed.place, placed.listener
