"""What do the tests of pages about the rota put into their addresses?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from listeners import clock
from listeners.domain.people import Role
from listeners.services import feeds, plans
from listeners.store import feed_links, people_facts
from tests.rota_world import draft, published, versions_of
from tests.world import Prison

FREE = timedelta(days=9)
"""So far ahead no night is frozen at any hour of the day: of one that is published and near, nothing is planned."""


def a_slot(_prison: Prison) -> Mapping[str, str]:
    """A place on a night ahead."""
    return {"night": (clock.now().date() + timedelta(days=2)).isoformat(), "number": "1"}


def a_rule(_prison: Prison) -> Mapping[str, str]:
    """A number of the policy."""
    return {"name": "rest_hours"}


def a_draft(prison: Prison) -> Mapping[str, str]:
    """A page about a draft of the prison's rota."""
    now = clock.now()
    return {"rota_id": draft(prison, [], now.date() + FREE, 2, now)}


def a_version(prison: Prison) -> Mapping[str, str]:
    """A page about a published version of the prison's rota."""
    now = clock.now()
    known = versions_of(prison)
    return {"rota_id": known[0].id if known else published(prison, [], now.date() + timedelta(days=2), 2, now)}


def a_request(prison: Prison) -> Mapping[str, str]:
    """A page about a request to the planner."""
    site, now = people_facts.site(prison.id), clock.now()
    first = now.date() + FREE
    return {"request_id": plans.ask(prison.actor(Role.COORDINATOR), site, first, 2, now)}


def a_feed_link(prison: Prison) -> Mapping[str, str]:
    """A page about a link to a calendar."""
    a_feed(prison)
    return {"link_id": feed_links.of_site(prison.id)[0].id}


def a_feed(prison: Prison) -> Mapping[str, str]:
    """A link to the calendar of the prison's nights that lack somebody."""
    made = feeds.make(people_facts.site(prison.id), prison.actor(Role.COORDINATOR), None, clock.now())
    return {"token": made.token or ""}


def no_request(_prison: Prison) -> Mapping[str, str]:
    """A request for cover that is not there."""
    return {"request_id": "0" * 20}


def no_answer(_prison: Prison) -> Mapping[str, str]:
    """An answer to it."""
    return {"request_id": "0" * 20, "answer": "yes"}


def no_offer(_prison: Prison) -> Mapping[str, str]:
    """An answer to an offer to swap that is not there."""
    return {"offer_id": "0" * 20, "answer": "yes"}


def a_night(_prison: Prison) -> Mapping[str, str]:
    """A night for which nobody is down."""
    return {"night": (clock.now().date() + timedelta(days=2)).isoformat()}


def no_night_of_his(prison: Prison) -> Mapping[str, str]:
    """A night for which a Listener is not down."""
    return {**a_night(prison), "listener_id": prison.listeners["sam"]}


def no_two_nights(prison: Prison) -> Mapping[str, str]:
    """It, for a night of another."""
    return {**no_night_of_his(prison), "for_night": "2026-12-24", "other_id": prison.listeners["luc"]}


def a_full_place(_prison: Prison) -> Mapping[str, str]:
    """A place of a night that is over: nobody is asked for it any more."""
    return {"night": (clock.now().date() - timedelta(days=2)).isoformat(), "place": "first"}


def an_outcome(_prison: Prison) -> Mapping[str, str]:
    """What came of an answer to one."""
    return {"of": "cover", "outcome": "taken"}
