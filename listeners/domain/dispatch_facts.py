"""What does choosing whom to ask start from, and what does it answer?

Frozen facts of each Listener in; an order with reasons and exclusions with rules out, codes and numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from listeners.domain.disclosure import SeenByStaff
from listeners.domain.people import ListenerId, Standing, WingId
from listeners.domain.states import AttendanceState, NightPlace, Part


@dataclass(frozen=True, slots=True)
class Candidate:
    """What dispatch knows of one Listener, and nothing else; every cause of not being available is folded in.

    ``place`` is None for somebody not on duty tonight; ``reaches`` None for all wings; ``new`` until the shadowed
    contacts are done; ``resting_until`` the end of any rest, one assumed for a return never entered included;
    ``on_a_call_out`` while a return is missing; ``been_out`` whether out at any hour of tonight; the two counts are of
    night call-outs in the night-dates ending with tonight; ``answer`` is that given to this very call-out;
    ``last_night`` of somebody who is gone in the morning, so that he could finish no rest here; ``by_override`` of
    somebody who rests and whom a named person lets go all the same: his rest is not among these facts then.
    """

    listener: ListenerId
    standing: Standing
    place: NightPlace | None = None
    in_reserve: bool = False
    reaches: frozenset[WingId] | None = None
    new: bool = False
    available: bool = True
    not_here: bool = False
    resting_until: datetime | None = None
    on_a_call_out: bool = False
    been_out: bool = False
    night_call_outs_in_7: int = 0
    night_call_outs_in_28: int = 0
    carried_load: int = 0
    last_night: bool = False
    by_override: bool = False
    answer: AttendanceState | None = None

    @property
    def is_new(self) -> bool:
        """Whether this Listener may not lead: still shadowing, or with shadowed contacts to do."""
        return self.new or self.standing is Standing.SHADOWING


@dataclass(frozen=True, slots=True)
class Request:
    """Who is wanted: for which wing, as what, and whether the lead that they go beside is new."""

    wing: WingId
    part: Part
    now: datetime
    lead_is_new: bool = False


class Rule(StrEnum):
    """Why somebody is not asked. For coordinators alone: staff see what ``disclosure`` lets them see."""

    ON_A_CALL_OUT = "on_a_call_out"
    BEEN_OUT = "been_out"
    RESTING = "resting"
    STANDING = "standing"
    NOT_HERE = "not_here"
    UNAVAILABLE = "unavailable"
    NOT_IN_RESERVE = "not_in_reserve"
    CANNOT_REACH = "cannot_reach"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    NOT_LET_GO = "not_let_go"
    BACK_FROM_IT = "back_from_it"
    NEW = "new"
    NOT_NEW = "not_new"
    LIMIT_7 = "limit_7"
    LIMIT_28 = "limit_28"


class Group(StrEnum):
    """Where in the order somebody stands."""

    ON_DUTY = "on_duty"
    RESERVE = "reserve"
    BEEN_OUT = "been_out"


class ReasonCode(StrEnum):
    """Why somebody stands where they stand."""

    ON_DUTY_FIRST = "on_duty_first"
    ON_DUTY_SECOND = "on_duty_second"
    IN_RESERVE = "in_reserve"
    ALREADY_OUT_TONIGHT = "already_out_tonight"
    CARRIED_LOAD = "carried_load"
    NIGHT_CALL_OUTS_IN_28 = "night_call_outs_in_28"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with its number where it has one (points of load, a count of night call-outs)."""

    code: ReasonCode
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may be asked. ``been_out`` is to be told to the officer, and counted."""

    listener: ListenerId
    group: Group
    been_out: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Somebody who is not asked: what staff see, the rule behind it, and a count against its limit."""

    listener: ListenerId
    seen: SeenByStaff
    rule: Rule
    count: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer: whom to ask in this order, who is not asked and why, and whether nobody is left."""

    order: tuple[Choice, ...]
    excluded: tuple[Exclusion, ...]

    @property
    def nobody_left(self) -> bool:
        """Whether there is nobody to ask: the page says so at once and shows what to do instead."""
        return not self.order
