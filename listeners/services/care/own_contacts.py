"""A contact to which no officer called him: what a Listener tells of it gets on file here, and is never shown to him
again.

It is for the coordinator and for the reasons to ask how he is, alone. It gives no rest and is no load: from both,
officers would see that he listened, and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.own_contact import OwnContact, own_fault
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.readings import note_reading
from listeners.store.care import own_contacts
from listeners.store.care.own_contacts import OwnOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

SHOWN = timedelta(days=182)
"""The coordinator's page shows half a year, as the figures of offload do."""


@dataclass(frozen=True, slots=True)
class OwnContactsOf:
    """The contacts that one Listener told of himself, the newest first."""

    member: TeamMember
    contacts: tuple[OwnOnFile, ...]


@dataclass(frozen=True, slots=True)
class OneContact:
    """One contact, to be corrected, and whose it is."""

    member: TeamMember
    contact: OwnOnFile


def of(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> OwnContactsOf:
    """Return the own contacts of somebody in the last 26 weeks (3 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
    """
    require(actor, Do.READ, Kind.OWN_CONTACT, site.id, listener)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id, listener)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, Kind.OWN_CONTACT, now, listener)
    first = local_date(now - SHOWN, site.zone)
    return OwnContactsOf(member, own_contacts.own_contacts(site.id, listener, first))


def tell(site: Site, told: OwnContact, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Put a contact of the actor's own on file.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
        Unreadable: it cannot have been.
    """
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    _put(site, actor.listener_id, told, actor, now, act_key, on_behalf=False)


def key_in(
    site: Site, listener: ListenerId, told: OwnContact, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Put a contact on file for a Listener, from his card.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unreadable: it cannot have been.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id, listener)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id, listener)
    one_of_team(site, listener)
    _put(site, listener, told, actor, now, act_key, on_behalf=True)


def one(site: Site, own_id: str, actor: Actor, now: datetime) -> OneContact:
    """Return one contact, to be corrected (3 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: no such contact at this site.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id)
    require(actor, Do.READ, Kind.OWN_CONTACT, site.id)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)
    whose, found = own_contacts.one(site.id, own_id)
    note_reading(actor, site.id, Kind.OWN_CONTACT, now, whose, own_id)
    return OneContact(one_of_team(site, whose), found)


def correct(
    site: Site,
    own_id: str,
    seen_version: int,
    told: OwnContact,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Correct a contact, and return whose it is; the earlier version is kept. Who told of it stays as it was.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: no such contact at this site.
        Unreadable: it cannot have been.
        Conflict: somebody has corrected it since it was read.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)
    _must_be_possible(site, told, now)

    def do(session: Session) -> str:
        whose, changed = own_contacts.correct(session, site.id, own_id, seen_version, told, actor, now)
        if changed:
            audit(session, actor, now, "own_contact_corrected", Kind.OWN_CONTACT, object_id=own_id, subject_id=whose)
        return whose

    return ListenerId(once(actor, act_key, now, do))


def take_off(site: Site, own_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> ListenerId:
    """Take one that was not so off file, and return whose it was. The earlier version is kept.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: no such contact at this site.
    """
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id)

    def do(session: Session) -> str:
        listener = own_contacts.take_off(session, site.id, own_id, actor, now)
        audit(session, actor, now, "own_contact_taken_off", Kind.OWN_CONTACT, object_id=own_id, subject_id=listener)
        return listener

    return ListenerId(once(actor, act_key, now, do))


def _put(
    site: Site,
    listener: ListenerId,
    told: OwnContact,
    actor: Actor,
    now: datetime,
    act_key: str | None,
    *,
    on_behalf: bool,
) -> None:
    require(actor, Do.WRITE, Kind.OWN_CONTACT, site.id, listener)
    _must_be_possible(site, told, now)

    def do(session: Session) -> str:
        own_id = own_contacts.add_own(session, site.id, listener, told, actor, now, on_behalf=on_behalf)
        audit(session, actor, now, "own_contact_told", Kind.OWN_CONTACT, object_id=own_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)


def _must_be_possible(site: Site, told: OwnContact, now: datetime) -> None:
    if (fault := own_fault(told, now, site.zone)) is not None:
        raise Unreadable("contact", [Problem(None, "contact", fault)])
