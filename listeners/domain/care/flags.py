"""Is there a reason to ask how a Listener is, how soon, and is any of it new?

A flag is not a diagnosis; it is a reason to ask. It is read by a person, and takes nobody off the rota.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from listeners.domain.care.facts import CareFacts
from listeners.domain.care.reasons import (
    Group,
    Reason,
    exposure_reasons,
    rest_reasons,
    self_reasons,
    support_reasons,
)
from listeners.domain.policy import Policy


class Level(StrEnum):
    """How soon somebody should look."""

    FLAG = "flag"
    URGENT = "urgent"


class FlagState(StrEnum):
    """Where a flag stands. Closed flags are kept, and only new facts raise them again."""

    RAISED = "raised"
    TAKEN_UP = "taken_up"
    GONE_THROUGH = "gone_through"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The reasons that hold now: structural causes first, then what the Listener himself said or met, which makes it
    urgent, then how much it was; ``level`` is None where there is none."""

    reasons: tuple[Reason, ...]
    level: Level | None


def assess(facts: CareFacts, tonight: date, now: datetime, policy: Policy) -> Assessment:
    """Return every reason that holds as of tonight, and how soon to look (docs/evidence.md, section 5).

    Any one group is a flag. Two groups, two rests not kept or a starred reason make it urgent. ``now`` is
    aware UTC and is used for the hours in which a debrief must be offered.
    """
    reasons = (
        *rest_reasons(facts, tonight),
        *support_reasons(facts, tonight, now, policy),
        *self_reasons(facts, tonight),
        *exposure_reasons(facts, tonight, policy),
    )
    return Assessment(reasons, level_of(reasons, policy))


def level_of(reasons: Iterable[Reason], policy: Policy) -> Level | None:
    """Return the level that reasons make; the number of reasons within a group makes no difference, save for
    rests."""
    held = tuple(reasons)
    if not held:
        return None
    rests = sum(reason.count for reason in held if reason.group is Group.REST)
    groups = len({reason.group for reason in held})
    starred = any(reason.starred for reason in held)
    urgent = starred or groups >= policy.urgent_groups or rests >= policy.urgent_rests
    return Level.URGENT if urgent else Level.FLAG


def new_reasons(reasons: Iterable[Reason], known: frozenset[str]) -> tuple[Reason, ...]:
    """Return the reasons that rest on facts which nobody has looked at: on one at least, and where one more is no news
    by itself (``Reason.fresh``) on as many as make the reason."""
    return tuple(reason for reason in reasons if len(set(reason.keys) - known) >= reason.fresh)


def keys_of(reasons: Iterable[Reason]) -> frozenset[str]:
    """Return the keys of all facts that reasons rest on."""
    return frozenset(key for reason in reasons for key in reason.keys)
