"""One prison with a team, and a second one that must stay unseen: what most tests of the store and services start from.

Everything is fixed: dates, names, cells. A test adds what it is about and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from listeners.access import Actor, Device, Grant
from listeners.domain.people import AccountId, ListenerId, Role, SiteId, Standing
from listeners.store import people
from listeners.store.accounts import Account, AccountGrant
from listeners.store.columns import new_id
from listeners.store.database import Base, Session, act

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
        listeners, team = {}, []
        for number in range(1, size + 1):
            full = surname + NAMES[(number - 1) % len(NAMES)] + ("" if number <= len(NAMES) else f" {number}")
            key = full.removeprefix(surname).split()[0].lower() + ("" if number <= len(NAMES) else str(number))
            team.append(_listener(code, site_id, wings, number, full))
            listeners[key] = ListenerId(team[-1].id)
        accounts = {role: _account(code, role) for role in Role if listeners or role not in LISTENING}
        _add_in_turn(
            session,
            [*team, *accounts.values()],
            [_standing(each, Standing.ACTIVE) for each in team],
            [grant for role in accounts for grant in _grants(accounts[role].id, site_id, role, listeners)],
        )
        ids = {role: AccountId(account.id) for role, account in accounts.items()}
    return Prison(SiteId(site_id), code, wings, listeners, ids)


def _add_in_turn(session: Session, *rows: Sequence[Base]) -> None:
    """Add many rows of a table in one statement, those that others point at first."""
    for each in rows:
        session.add_all(each)
        session.flush()


def _sessions(site_id: str) -> list[people.SiteSession]:
    hours = {"AM": (time(8, 30), time(11, 45)), "PM": (time(13, 45), time(16, 30)), "evening": (time(16, 30), time(17))}
    return [
        people.SiteSession(id=new_id(), site_id=site_id, name=name, weekdays="01234", starts=starts, ends=ends)
        for name, (starts, ends) in hours.items()
    ]


def add_listener(session, code, site_id, wings, number, name, standing=Standing.ACTIVE) -> ListenerId:  # type: ignore[no-untyped-def]
    """Add one Listener inside an act and return the id."""
    one = _listener(code, site_id, wings, number, name)
    _add_in_turn(session, [one], [_standing(one, standing)])
    return ListenerId(one.id)


def _listener(code: str, site_id: str, wings: dict[str, str], number: int, name: str) -> people.Listener:
    wing = "ABCD"[number % 4]
    return people.Listener(
        id=new_id(),
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


def _standing(one: people.Listener, standing: Standing) -> people.StandingFact:
    return people.StandingFact(
        id=new_id(),
        site_id=one.site_id,
        listener_id=one.id,
        standing=standing,
        from_on=STARTED_ON,
        recorded_at=MADE_AT,
    )


def _account(code: str, role: Role) -> Account:
    return Account(
        id=new_id(),
        username=f"{code.lower()}{role.value.replace('_', '')}",
        name=f"{code} {role.value}",
        password=UNUSABLE,
        fs_uniquifier=new_id(),
        created_at=MADE_AT,
    )


def _grants(account_id: str, site_id: str, role: Role, listeners: dict[str, ListenerId]) -> list[AccountGrant]:
    site_of_grant = None if role in (Role.NATIONAL, Role.AUDITOR) else site_id
    roles = [Role.LISTENER, Role.PEER_LEAD] if role is Role.PEER_LEAD else [role]
    return [
        AccountGrant(
            id=new_id(),
            account_id=account_id,
            role=each,
            site_id=site_of_grant,
            listener_id=_whom(role, listeners),
            from_on=STARTED_ON,
        )
        for each in roles
    ]


def _whom(role: Role, listeners: dict[str, ListenerId]) -> str | None:
    return listeners[{Role.LISTENER: "sam", Role.PEER_LEAD: "ravi"}[role]] if role in LISTENING else None
