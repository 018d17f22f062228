"""Who asked for a copy of what is held about him in a made-up prison: one waits, and one was given it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.care.person_request import AskedFor
from listeners.domain.team import Site
from listeners.store import people_facts
from listeners.store.care import person_requests
from listeners.store.database import act

LEAST = 12
"""A smaller prison has none."""
STORIES = ((7, AskedFor.COPY, 9, None), (10, AskedFor.CORRECTION, 40, 22))
"""Who, by his place in the team, what he asked for, how many days ago, and how many days ago it was given."""


def add_person_requests(site: Site, on: date, moment: datetime) -> None:
    """Put on file what was asked for and given."""
    team = people_facts.team(site.id)
    if len(team) < LEAST:
        return
    with act() as session:
        for place, asked_for, ago, given_ago in STORIES:
            days = timedelta(days=ago)
            whom = team[place].id
            request_id = person_requests.add(session, site.id, whom, asked_for, on - days, SYSTEM, moment - days)
            session.flush()
            if request_id is not None and given_ago is not None:
                days = timedelta(days=given_ago)
                person_requests.give(session, site.id, request_id, on - days, SYSTEM, moment - days)
