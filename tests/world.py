"""One prison with a team, and a second one that must stay unseen: what most tests of the store and services start from.

Everything is fixed: dates, names, cells. A test adds what it is about and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from listeners.access import Actor, Device, Grant
from listeners.domain.people import AccountId, ListenerId, Role, SiteId, Standing
from listeners.store import people
from listeners.store.accounts import Account, AccountGrant
from listeners.store.columns import new_id
from listeners.store.database import act

MADE_AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
STARTED_ON = date(2026, 6, 1)
NAMES = (
    "Sam Okoro",
    "Ravi Patel",
    "Luc Martin",
    "Dean Shaw",
    "Imran Aziz",
    "Kofi Mensah",
    "Mo Farah-Lyle",
    "Lee Byrne",
)
UNUSABLE = "!"
"""A password hash that no secret matches: tests of pages sign in by a sign-in row, not by a secret."""


@dataclass(frozen=True, slots=True)
class Prison:
    """One site of the world: ids by what a test calls them."""

    id: SiteId
    code: str
    wings: dict[str, str]
    listeners: dict[str, ListenerId]
    """By first name, in small letters."""
    accounts: dict[Role, AccountId]

    def actor(self, role: Role, listener: str | None = None) -> Actor:
        """Return somebody of this prison in a role; for a Listener, which of them."""
        whom = self.listeners[listener or "sam"] if role in (Role.LISTENER, Role.PEER_LEAD) else None
        site = None if role in (Role.NATIONAL, Role.AUDITOR) else self.id
        device = Device.KIOSK if whom else Device.DESK if role is Role.STAFF else Device.OWN
        return Actor(self.accounts[role], f"{role.value}1", self.id, (Grant(role, site, whom),), device)


@dataclass(frozen=True, slots=True)
class World:
    """Larkmoor, which a test is about, and Fenwick, of which it must see nothing."""

    larkmoor: Prison
    fenwick: Prison


LISTENING = (Role.LISTENER, Role.PEER_LEAD)


def make_world() -> World:
    """Make both prisons in the database of the pushed app context."""
    return World(make_prison("LKI", "HMP Larkmoor", ""), make_prison("FNI", "HMP Fenwick", "Fen "))


def make_prison(code: str, name: str, surname: str, size: int = len(NAMES)) -> Prison:
    """Make a prison with wings A to D, ``size`` active Listeners (refs L01 and on) and an account of each role; with
    nobody in its team, of each role but a Listener's."""
    site_id = new_id()
    with act() as session:
        session.add(
            people.Site(
                id=site_id,
                code=code,
                name=name,
                timezone="Europe/London",
                country="ENG",
                emergency_line=f"{name}: emergency code and self-harm procedure first.",
                telephone_line="Samaritans 116 123",
                recording_since=STARTED_ON,
            )
        )
        session.flush()
        wings = {letter: new_id() for letter in "ABCD"}
        session.add_all(people.Wing(id=wings[letter], site_id=site_id, code=letter) for letter in wings)
        session.add_all(_sessions(site_id))
        session.flush()
        listeners = {}
        for number in range(1, size + 1):
            full = surname + NAMES[(number - 1) % len(NAMES)] + ("" if number <= len(NAMES) else f" {number}")
            key = full.removeprefix(surname).split()[0].lower() + ("" if number <= len(NAMES) else str(number))
            listeners[key] = add_listener(session, code, site_id, wings, number, full)
        roles = [role for role in Role if listeners or role not in LISTENING]
        accounts = {role: _account(session, code, site_id, role, listeners) for role in roles}
    return Prison(SiteId(site_id), code, wings, listeners, accounts)


def _sessions(site_id: str) -> list[people.SiteSession]:
    hours = {"AM": (time(8, 30), time(11, 45)), "PM": (time(13, 45), time(16, 30)), "evening": (time(16, 30), time(17))}
    return [
        people.SiteSession(id=new_id(), site_id=site_id, name=name, weekdays="01234", starts=starts, ends=ends)
        for name, (starts, ends) in hours.items()
    ]


def add_listener(session, code, site_id, wings, number, name, standing=Standing.ACTIVE) -> ListenerId:  # type: ignore[no-untyped-def]
    """Add one Listener inside an act and return the id."""
    wing = "ABCD"[number % 4]
    listener_id = new_id()
    session.add(
        people.Listener(
            id=listener_id,
            site_id=site_id,
            ref=f"L{number:02}",
            name=name,
            prison_number=f"A{1000 + number}{'AA' if code == 'LKI' else 'BB'}",
            cell=f"{code}-{wing}-2-{number:03}",
            wing_id=wings[wing],
            share=100,
            joined_on=STARTED_ON,
            reserve=number % 2 == 0,
            recorded_at=MADE_AT,
        )
    )
    session.flush()
    session.add(
        people.StandingFact(
            id=new_id(),
            site_id=site_id,
            listener_id=listener_id,
            standing=standing,
            from_on=STARTED_ON,
            recorded_at=MADE_AT,
        )
    )
    return ListenerId(listener_id)


def _account(session, code, site_id, role, listeners) -> AccountId:  # type: ignore[no-untyped-def]
    account_id = new_id()
    session.add(
        Account(
            id=account_id,
            username=f"{code.lower()}{role.value.replace('_', '')}",
            name=f"{code} {role.value}",
            password=UNUSABLE,
            fs_uniquifier=new_id(),
            created_at=MADE_AT,
        )
    )
    session.flush()
    site_of_grant = None if role in (Role.NATIONAL, Role.AUDITOR) else site_id
    roles = [Role.LISTENER, Role.PEER_LEAD] if role is Role.PEER_LEAD else [role]
    for each in roles:
        session.add(
            AccountGrant(
                id=new_id(),
                account_id=account_id,
                role=each,
                site_id=site_of_grant,
                listener_id=_whom(role, listeners),
                from_on=STARTED_ON,
            )
        )
    return AccountId(account_id)


def _whom(role: Role, listeners: dict[str, ListenerId]) -> str | None:
    return listeners[{Role.LISTENER: "sam", Role.PEER_LEAD: "ravi"}[role]] if role in LISTENING else None
