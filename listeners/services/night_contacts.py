"""Who is named as the support contact, night by night, and who names somebody?

Nobody who listens at night is left with nobody to turn to: the name stands on tonight's page, on each call-out, on what
follows from a return, and on the night sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.team import Site
from listeners.errors import Problem, Unreadable
from listeners.services.acts import once
from listeners.services.nights import night_of
from listeners.store import night_contacts
from listeners.store.database import Session
from listeners.store.journal import audit
from listeners.store.night_contacts import LONGEST_NAME, LONGEST_REACHED, Contact

FURTHEST_AHEAD = timedelta(days=366)
Named = tuple[str, str]
"""A name, and how to reach that person."""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Whoever is named for every night, and for single nights from tonight on, the next first; ``tonight``: who answers
    in this one."""

    night: date
    tonight: Contact | None
    every_night: Contact | None
    nights: tuple[tuple[date, Contact], ...]


def page(site: Site, actor: Actor, now: datetime) -> ContactPage:
    """Return who is named (2 statements).

    Raises:
        NotAllowed: the actor does not plan the nights of this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    night = night_of(site, now)
    named = night_contacts.contacts(site.id, night)
    nights = sorted((on, contact) for on, contact in named.items() if on is not None)
    return ContactPage(night, night_contacts.of_night(named, night), named.get(None), tuple(nights))


def put(
    site: Site,
    night: date | None,
    named: Named | None,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Name a contact for one night, or (``night`` None) for every night that has nobody of its own; ``named`` None:
    nobody any more. The earlier name is kept.

    Raises:
        NotAllowed: the actor does not plan the nights of this site.
        Unreadable: the night is over or more than a year ahead, or a name or how to reach it is missing or too long.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    tonight = night_of(site, now)
    faults = faults_in(night, named, tonight)
    if faults:
        raise Unreadable("the support contact", faults)
    name, reached = (" ".join(each.split()) for each in named or ("", ""))

    def do(session: Session) -> str:
        if night_contacts.put_contact(session, site.id, night, name, reached, actor, now):
            detail = {"night": night}
            audit(session, actor, now, "support_contact", Kind.ROTA, site_id=site.id, detail=detail)
        return "done"

    once(actor, act_key, now, do)


def faults_in(night: date | None, named: Named | None, tonight: date) -> list[Problem]:
    """Return what is wrong with who is to be named."""
    faults = []
    if night is not None and not tonight <= night <= tonight + FURTHEST_AHEAD:
        faults.append(Problem(None, "night", "Enter a night from tonight to a year ahead"))
    name, reached = (len(each.strip()) for each in named or ("-", "-"))
    if not 0 < name <= LONGEST_NAME:
        faults.append(Problem(None, "name", f"Enter a name of at most {LONGEST_NAME} characters"))
    if not 0 < reached <= LONGEST_REACHED:
        faults.append(Problem(None, "reached", f"Enter how to reach that person, in {LONGEST_REACHED} characters"))
    return faults
