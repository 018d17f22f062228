"""What do the rules know about a site and about each member of its team?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from listeners.domain.nights import ONE_DAY
from listeners.domain.own_limits import NO_LIMITS, OwnLimits
from listeners.domain.people import ListenerId, SiteId, Standing, StandingFrom, WingId, may_be_given, since, standing_on
from listeners.domain.states import ContactPlace


@dataclass(frozen=True, slots=True)
class Wing:
    """An area of a site."""

    id: WingId
    code: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session of work or education: its weekdays (0 is Monday) and its local hours."""

    name: str
    weekdays: frozenset[int]
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Site:
    """A prison that runs a scheme. ``places``: where its Listeners listen, in the order of the enumeration."""

    id: SiteId
    code: str
    name: str
    zone: ZoneInfo
    country: str
    emergency_line: str
    telephone_line: str
    recording_since: date
    wings: tuple[Wing, ...]
    sessions: tuple[Session, ...]
    places: tuple[ContactPlace, ...] = tuple(ContactPlace)

    def wing(self, code: str) -> Wing | None:
        """Return the wing of that code."""
        return next((wing for wing in self.wings if wing.code == code), None)


@dataclass(frozen=True, slots=True)
class SiteName:
    """What a list of sites says of each."""

    id: SiteId
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A Listener as the rules see them. ``reaches`` holds wing codes; None: every wing. Those to which he
    does not go, as was agreed with him (``limits``), are not among them; his details hold ``reaches_on_file``."""

    id: ListenerId
    ref: str
    name: str
    prison_number: str
    cell: str
    wing: str
    reaches: frozenset[str] | None
    share: int
    joined_on: date
    reserve: bool
    works: tuple[str, ...]
    standings: tuple[StandingFrom, ...]
    limits: OwnLimits = NO_LIMITS
    reaches_on_file: frozenset[str] | None = None

    def standing_on(self, on: date) -> Standing | None:
        """Return the standing in force on a date; None before the first."""
        return standing_on(self.standings, on)

    @property
    def ever_shadows(self) -> bool:
        """Whether any standing on file is that of somebody who is new and goes beside another."""
        return any(fact.standing is Standing.SHADOWING for fact in self.standings)

    def takes_part_on(self, on: date) -> bool:
        """Whether this Listener may be planned and asked on a date."""
        standing = self.standing_on(on)
        return standing is not None and standing.takes_part

    def may_be_given(self, night: date) -> bool:
        """Whether this Listener may be given a night (domain.people.may_be_given)."""
        return may_be_given(self.standings, self.joined_on, night)

    def is_left_no_wing(self, reaches: frozenset[str] | None, wings: Collection[str]) -> bool:
        """Whether a change of the wings that he can reach (None: all ``wings`` of the site) would leave none to which
        he goes. Where they stay as they are nothing is asked: that he moved, his name or his work is a fact."""
        return reaches != self.reaches_on_file and self.limits.leave_no_wing(reaches, wings)

    def is_the_same_from(self, first: date, last: date) -> bool:
        """Whether he may be given all of the nights from ``first`` to ``last``, or none: he has joined or not joined
        throughout, and no standing begins on the way, the morning after the last included."""
        has_joined = self.joined_on <= first or self.joined_on > last
        return has_joined and not any(first < fact.from_on <= last + ONE_DAY for fact in self.standings)

    def gone_from(self, night: date) -> date | None:
        """Return since when this Listener is gone by the morning in which a night ends; None where he is here then."""
        in_force = since(self.standings, night + ONE_DAY)
        return in_force.from_on if in_force is not None and in_force.standing.is_gone else None

    def can_reach(self, wing: str) -> bool:
        """Whether this Listener can reach a wing at night."""
        return self.reaches is None or wing in self.reaches
