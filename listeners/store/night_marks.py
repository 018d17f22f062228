"""What marks a Listener on a night: not here, let go unrested, interrupted; and who is the support contact?

One statement for all of it, put together once: every page of the night asks it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CompoundSelect, Date, String, bindparam, cast, literal, null, or_, select, union_all

from listeners.domain.nights import at_local
from listeners.domain.people import ListenerId
from listeners.domain.rest_facts import Interruption
from listeners.domain.team import Site
from listeners.store.callouts import Attendance
from listeners.store.callouts_facts import BEGAN_SINCE, IS_INTERRUPTION, CallOutOnFile
from listeners.store.columns import UtcDateTime
from listeners.store.database import read
from listeners.store.duties import NotHere, RestOverride
from listeners.store.night_contacts import Contacts, NightContact, as_contacts

NOT_HERE, OVERRIDE, CONTACT, INTERRUPTION = "not here", "override", "contact", "interruption"


@dataclass(frozen=True, slots=True)
class OverrideOfNight:
    """The latest override of somebody's rest for one night that was not taken back: when it was recorded, until when it
    stands, by which account, in whose name, and its id."""

    recorded_at: datetime
    until: datetime
    approver_id: str
    approver_name: str
    id: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Who is not here on which night; the latest override of each night; whoever is named as support contact; what
    interrupted each Listener, as it was put on file."""

    not_here: frozenset[tuple[ListenerId, date]]
    overrides: Mapping[tuple[ListenerId, date], OverrideOfNight]
    contacts: Contacts
    interruptions: Mapping[ListenerId, list[Interruption]]


def _select() -> CompoundSelect[Any]:
    """A mark, whose it is, its night; five times; three texts."""
    away, override, contact, part = NotHere, RestOverride, NightContact, Attendance
    site: Any = bindparam("site")
    nights: Any = (bindparam("first"), bindparam("last"))
    never, nothing = cast(null(), UtcDateTime), cast(null(), String)
    not_here = select(literal(NOT_HERE), away.listener_id, away.night, *(never,) * 5, *(nothing,) * 3).where(
        away.site_id == site, away.night.between(*nights)
    )
    overridden = select(
        *(literal(OVERRIDE), override.listener_id, override.night, override.recorded_at, override.expires_at),
        *(*(never,) * 3, override.approver_id, override.approver_name, override.id),
    ).where(override.site_id == site, override.night.between(*nights), override.taken_back_at.is_(None))
    named = select(
        literal(CONTACT), contact.id, contact.night, *(never,) * 5, contact.name, contact.reached, nothing
    ).where(contact.site_id == site, or_(contact.night.is_(None), contact.night.between(*nights)))
    interrupted = select(
        *(literal(INTERRUPTION), part.listener_id, cast(null(), Date), part.accepted_at, part.out_at, part.back_at),
        *(part.called_off_at, part.back_before, part.id, nothing, nothing),
    ).where(part.site_id == site, IS_INTERRUPTION, BEGAN_SINCE)
    return union_all(not_here, overridden, named, interrupted)


_MARKS = _select()


def marks(site: Site, first: date, last: date, open_ones: Iterable[CallOutOnFile]) -> Marks:
    """Return the marks of the nights from ``first`` to ``last`` (1 statement). ``open_ones``: what began before them
    and is not over, a return of long ago that was never entered, interrupts too."""
    not_here: set[tuple[ListenerId, date]] = set()
    overrides: dict[tuple[ListenerId, date], OverrideOfNight] = {}
    named: list[tuple[date | None, str, str]] = []
    interruptions: dict[ListenerId, dict[str, Interruption]] = defaultdict(dict)
    wanted = {"site": site.id, "first": first, "last": last, "since": at_local(first, time(0), site.zone)}
    for mark, who, night, *times, one, other, third in read(_MARKS, wanted):
        if mark == INTERRUPTION:
            interruptions[who][one] = Interruption(one, *times)
        elif mark == NOT_HERE:
            not_here.add((who, night))
        elif mark == CONTACT:
            named.append((night, one, other))
        else:
            found = OverrideOfNight(times[0], times[1], one, other, third)
            latest = overrides.get((who, night), found)
            overrides[who, night] = max(found, latest, key=lambda each: (each.recorded_at, each.until))
    for attended in (each for call_out in open_ones for each in call_out.attended):
        if attended.interruption is not None:
            interruptions[attended.listener][attended.id] = attended.interruption
    return Marks(
        frozenset(not_here),
        overrides,
        as_contacts(named),
        {who: sorted(of_one.values(), key=lambda each: each.start) for who, of_one in interruptions.items()},
    )
