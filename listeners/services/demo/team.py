"""How do a made-up prison and its team get on file?

Every function here is called inside ``act()``, with its session.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from listeners.domain.people import AvailabilityKind, SiteId, Standing
from listeners.services.demo.scheme import Person, Scheme
from listeners.store import keyring, people
from listeners.store.columns import new_id
from listeners.store.database import Session

AHEAD_NIGHTS = 35
LEAVE_REASONS = ("leave", "court", "visit")


def add_team(session: Session, site_id: SiteId, scheme: Scheme, wings: dict[str, str], on: date, now: datetime) -> None:
    """Add everybody of a team, with what they reach and where they stand."""
    for number, person in enumerate(scheme.people, start=1):
        listener_id = _add_person(session, site_id, scheme, wings, number, person, on, now)
        session.flush()
        for code in person.reaches.split(";") if person.reaches else ():
            session.add(people.Reach(id=new_id(), site_id=site_id, listener_id=listener_id, wing_id=wings[code]))
        for ordinal, (standing, from_on) in enumerate(_standings(person, on)):
            session.add(
                people.StandingFact(
                    id=new_id(),
                    site_id=site_id,
                    listener_id=listener_id,
                    standing=standing,
                    from_on=from_on,
                    ordinal=ordinal,
                    recorded_at=now,
                )
            )
    session.flush()


def _add_person(
    session: Session,
    site_id: SiteId,
    scheme: Scheme,
    wings: dict[str, str],
    number: int,
    person: Person,
    on: date,
    now: datetime,
) -> str:
    listener_id = new_id()
    joined_on = person.joined_on(on)
    session.add(
        people.Listener(
            id=listener_id,
            site_id=site_id,
            ref=f"L{number:02}",
            name=person.name,
            prison_number=f"A{1000 + 37 * number:04}{'XZ'[number % 2]}{scheme.code[0]}",
            cell=f"{scheme.code}-{person.wing}-{1 + number % 3}-{number:03}",
            wing_id=wings[person.wing],
            share=person.share,
            joined_on=joined_on,
            reserve=person.reserve,
            works=person.works,
            trained_on=joined_on - timedelta(weeks=2),
            consented_on=joined_on - timedelta(weeks=1),
            recorded_at=now,
        )
    )
    return listener_id


def _standings(person: Person, on: date) -> list[tuple[Standing, date]]:
    first = Standing.SHADOWING if person.standing is Standing.SHADOWING else Standing.ACTIVE
    facts = [(first, person.joined_on(on))]
    if person.changed_days_ago is not None:
        facts.append((person.standing, on - timedelta(days=person.changed_days_ago)))
    return facts


def add_availability(
    session: Session, site_id: SiteId, listener_ids: list[str], chance: random.Random, on: date, now: datetime
) -> None:
    """Add what each Listener says about the coming weeks: a run of leave for some, nights to avoid, nights liked."""
    for listener_id in listener_ids:
        said: dict[date, AvailabilityKind] = {}
        if chance.random() < 0.4:
            first = on + timedelta(days=chance.randrange(AHEAD_NIGHTS))
            said |= {first + timedelta(days=n): AvailabilityKind.UNAVAILABLE for n in range(chance.randint(1, 6))}
        for kind, most in ((AvailabilityKind.AVOID, 3), (AvailabilityKind.PREFER, 3)):
            for _ in range(chance.randint(0, most)):
                said.setdefault(on + timedelta(days=chance.randrange(AHEAD_NIGHTS)), kind)
        for night, kind in sorted(said.items()):
            session.add(_said(site_id, listener_id, night, kind, chance, now))


def _said(
    site_id: SiteId, listener_id: str, night: date, kind: AvailabilityKind, chance: random.Random, now: datetime
) -> people.Availability:
    row = people.Availability(
        id=new_id(), site_id=site_id, listener_id=listener_id, night=night, kind=kind, recorded_at=now
    )
    if kind is AvailabilityKind.UNAVAILABLE:
        row.reason = keyring.seal(chance.choice(LEAVE_REASONS), site_id, "availability", "reason", row.id)
    return row
