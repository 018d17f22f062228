"""Which two prisons does the demonstration show, and who is in their teams? Everything here is fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from listeners.domain.new_site import Country, NewSite
from listeners.domain.people import Role, Standing
from listeners.domain.team import Session


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up Listener: joined so many weeks before the demonstration's date."""

    name: str
    wing: str
    reaches: str = ""
    share: int = 100
    weeks: int = 60
    standing: Standing = Standing.ACTIVE
    changed_days_ago: int | None = None
    reserve: bool = False
    works: str = "AM;PM"

    def joined_on(self, on: date) -> date:
        """Return the date of joining."""
        return on - timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Opening:
    """An account of the demonstration: its role, its username, the name shown, the Listener's ref where it is one's."""

    role: Role
    username: str
    name: str
    ref: str | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """A prison of the demonstration."""

    code: str
    name: str
    wings: tuple[str, ...]
    people: tuple[Person, ...]
    contacts_a_day: float
    death_days_ago: int | None
    accounts: tuple[Opening, ...]
    one_leaves_in_days: int | None = None

    def as_new(self, recording_since: date) -> NewSite:
        """Return the prison as the national office would put it on file."""
        return NewSite(
            self.code, self.name, Country.ENGLAND, self.wings, EMERGENCY_LINE, TELEPHONE_LINE, recording_since
        )


EMERGENCY_LINE = (
    "Hurt, or about to be? Emergency code and your self-harm procedure first. A Listener does not replace them."
)
"""What the board opens with, in the site's own words."""
TELEPHONE_LINE = "Samaritans telephone 116 123, free from every cell phone"
SESSIONS = (
    Session("AM", frozenset(range(5)), time(8, 30), time(11, 45)),
    Session("PM", frozenset(range(5)), time(13, 45), time(16, 30)),
    Session("evening", frozenset(range(4)), time(16, 30), time(17, 0)),
    Session("weekend", frozenset({5, 6}), time(9, 0), time(11, 30)),
)

LARKMOOR = Scheme(
    code="LKI",
    name="HMP Larkmoor",
    wings=("A", "B", "C", "D"),
    contacts_a_day=1.1,
    one_leaves_in_days=10,
    death_days_ago=45,
    people=(
        Person("Sam Okonkwo", "A", reserve=True),
        Person("Ravi Patel", "B", reserve=True),
        Person("Luc Martín", "C", "B;C;D"),
        Person("Dean Shaw", "A", reserve=True, works="AM;PM;evening"),
        Person("Imran Aziz", "D"),
        Person("Kofi Mensah", "B", reserve=True),
        Person("Mo Farouk", "C", share=75),
        Person("Lee Byrne", "A", "A;B"),
        Person("Pat O'Connor", "D", reserve=True, works="AM;PM;weekend"),
        Person("Tomasz Zieliński", "B"),
        Person("Jerome Clarke", "C", share=50, reserve=True),
        Person("Andy Hughes-Reid", "A"),
        Person("Winston Baptiste", "D", reserve=True),
        Person("Gary Pugh", "B", weeks=20),
        Person("Nathan Cole", "C", weeks=14),
        Person("Yusuf Demir", "A", weeks=6, standing=Standing.SHADOWING),
        Person("Colin Marsh", "D", weeks=45, standing=Standing.PAUSED, changed_days_ago=12),
        Person("Alan Frost", "B", weeks=70, standing=Standing.TRANSFERRED, changed_days_ago=40),
    ),
    accounts=(
        Opening(Role.LISTENER, "larkl01", "Sam Okonkwo", "L01"),
        Opening(Role.LISTENER, "larkl02", "Ravi Patel", "L02"),
        Opening(Role.LISTENER, "larkl05", "Imran Aziz", "L05"),
        Opening(Role.PEER_LEAD, "larkpeer", "Kofi Mensah", "L06"),
        Opening(Role.COORDINATOR, "larkcoord", "Helen Ward"),
        Opening(Role.STAFF, "larkstaff", "B wing desk"),
        Opening(Role.SAFER_CUSTODY, "larksafer", "Joan Ellis"),
        Opening(Role.NATIONAL, "national", "Priya Nair", everywhere=True),
        Opening(Role.AUDITOR, "auditor", "Owen Price", everywhere=True),
    ),
)

FENWICK = Scheme(
    code="FNI",
    name="HMP Fenwick",
    wings=("A", "B"),
    contacts_a_day=0.6,
    death_days_ago=None,
    people=(
        Person("Ben Archer", "A", reserve=True),
        Person("Chidi Eze", "B"),
        Person("Martyn Rowe", "A", reserve=True),
        Person("Ollie Grant", "B"),
        Person("Stefan Popescu", "A", reserve=True),
        Person("Vic Tanner", "B"),
        Person("Hamza Iqbal", "A"),
    ),
    accounts=(
        Opening(Role.LISTENER, "fenl01", "Ben Archer", "L01"),
        Opening(Role.COORDINATOR, "fencoord", "Ruth Lowe"),
        Opening(Role.STAFF, "fenstaff", "Centre desk"),
        Opening(Role.SAFER_CUSTODY, "fensafer", "Mark Dunn"),
    ),
)
BRANCH = Opening(Role.COORDINATOR, "branchcoord", "Alice Fry", everywhere=True)
"""One coordinator who holds both prisons."""
SCHEMES = (LARKMOOR, FENWICK)
