"""Short ways to say what is known of one Listener, for the tests of flags."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from listeners.domain.care.facts import AskedForRest, CareFacts, Contact, ContactSource, RestBroken, Tick
from listeners.domain.care.flags import Assessment, assess
from listeners.domain.care.offload import LedBy, Officer, Offload, OffloadKind, Start
from listeners.domain.load import CallOutFact, Served, load_of
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy

TONIGHT = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
LONG_AGO = date(2025, 1, 1)
SUICIDAL = Tick.SUICIDAL_FEELINGS


def ago(days: int) -> date:
    return TONIGHT - timedelta(days=days)


def contact(
    days_ago: int,
    *ticks: Tick,
    at_night: bool = False,
    source: ContactSource = ContactSource.OWN,
    debrief_after_hours: int | None = None,
    nth: int = 1,
) -> Contact:
    ended = datetime.combine(ago(days_ago), time(15, 0), tzinfo=UTC)
    offered = ended + timedelta(hours=debrief_after_hours) if debrief_after_hours is not None else None
    return Contact(f"contact-{days_ago}-{nth}", ago(days_ago), at_night, source, ended, offered, frozenset(ticks))


def offload(days_ago: int, officer: Officer = Officer.NONE) -> Offload:
    return Offload(f"offload-{days_ago}", ago(days_ago), OffloadKind.SINGLE, LedBy.SAMARITANS, True, officer)


def not_kept(days_ago: int, rest: str = "rest") -> RestBroken:
    return RestBroken(f"{rest}-{days_ago}", ago(days_ago), overridden=False)


def overridden(days_ago: int, rest: str = "rest") -> RestBroken:
    return RestBroken(f"{rest}-{days_ago}", ago(days_ago), overridden=True)


def night_call_out(days_ago: int) -> CallOutFact:
    out = datetime.combine(ago(days_ago), time(23, 0), tzinfo=UTC)
    return CallOutFact(ago(days_ago), out, out + timedelta(hours=1), at_night=True)


def facts(
    *,
    contacts: tuple[Contact, ...] = (),
    offloads: tuple[Offload, ...] = (),
    rests: tuple[RestBroken, ...] = (),
    asked: tuple[int, ...] = (),
    nights: tuple[int, ...] = (),
    call_outs: tuple[CallOutFact, ...] = (),
    joined_on: date = LONG_AGO,
    contacts_from: date = LONG_AGO,
    recording_from: date = LONG_AGO,
    debriefs_from: date | None = LONG_AGO,
    policy: Policy | None = None,
) -> CareFacts:
    served = Served(ListenerId("x"), frozenset(ago(night) for night in nights), call_outs)
    return CareFacts(
        start=Start(joined_on, recording_from),
        contacts_from=contacts_from,
        debriefs_from=debriefs_from,
        contacts=contacts,
        offloads=offloads,
        rests=rests,
        asked_for_rest=tuple(AskedForRest(ago(days)) for days in asked),
        load=load_of(served, TONIGHT, policy or Policy()),
    )


def assessed(known: CareFacts, policy: Policy | None = None) -> Assessment:
    return assess(known, TONIGHT, NOW, policy or Policy())


def codes(found: Assessment) -> list[str]:
    return [reason.code.value for reason in found.reasons]
