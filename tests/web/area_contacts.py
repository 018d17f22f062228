"""What contacts without a call add to the tests that look at every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

from hypothesis import strategies as st

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.care.facts import Tick
from listeners.domain.care.own_contact import OwnContact
from listeners.domain.people import ListenerId, Role, SiteId
from listeners.domain.states import ContactPlace
from listeners.services.care import own_contacts
from listeners.store.care.own_contacts import add_own
from listeners.store.database import act, db
from tests.nights import Scene
from tests.services.care_records import NOW, ago, site_of
from tests.web.areas import Area
from tests.web.route_lines import C, L, P, Route, a_listener, only
from tests.world import Prison

PLACE = ContactPlace.OWN_CELL
AT = time(3, 47)
"""No word is sealed of such a contact: its minute is what is looked for everywhere."""


def _put(site_id: SiteId, listener: ListenerId, told: OwnContact) -> str:
    with act() as session:
        return add_own(session, site_id, listener, told, SYSTEM, clock.now(), on_behalf=False)


def _one(prison: Prison) -> Mapping[str, str]:
    db.session.rollback()
    told = OwnContact(clock.now().date() - timedelta(days=1), time(14), 30, PLACE, frozenset())
    return {"own_id": _put(prison.id, prison.listeners["dean"], told)}


def _plant(prison: Prison) -> None:
    told = OwnContact(ago(1), AT, 37, PLACE, frozenset(Tick))
    own_contacts.tell(site_of(prison), told, prison.actor(Role.LISTENER), NOW)


def _tell_more(prison: Prison) -> None:
    for day in range(1, 5):
        told = OwnContact(ago(day), AT, 37, PLACE, frozenset(Tick))
        own_contacts.key_in(site_of(prison), prison.listeners["kofi"], told, prison.actor(Role.COORDINATOR), NOW)


def _live_through(prison: Prison, weeks: int) -> None:
    for week in range(weeks):
        told = OwnContact(ago(7 * week + 1), time(14), 30, PLACE, frozenset())
        _put(prison.id, prison.listeners["dean"], told)


def _tell(scene: Scene, told: list[tuple[str, OwnContact]]) -> None:
    for who, contact in told:
        _put(scene.prison.id, scene.who(who), contact)


_CONTACTS = st.builds(
    OwnContact,
    on=st.integers(1, 30).map(lambda days: clock.now().date() - timedelta(days=days)),
    at=st.sampled_from([AT, time(14), time(23)]),
    minutes=st.integers(1, 600),
    place=st.sampled_from(ContactPlace),
    ticks=st.frozensets(st.sampled_from(Tick)),
)

AREA = Area(
    routes={
        "me.contacts": Route(only(L, P)),
        "care.own_contacts": Route(only(C), a_listener),
        "care.own_contact": Route(only(C), _one),
        "care.own_contact_off": Route(only(C), _one),
    },
    sealed=frozenset({"own_contact.told"}),
    canaries=(f"{AT:%H:%M}",),
    plant=_plant,
    tell_more=_tell_more,
    tellings=st.lists(st.tuples(st.sampled_from(["sam", "dean", "kofi", "lee"]), _CONTACTS), max_size=6),
    tell=_tell,
    live_through=_live_through,
)
