"""How does a Listener find what is due for him, and ask for a copy of what is held about him, or for a correction?

His page holds no flag, no score and no count. What he asks for is given to him in person: nothing of it is shown on a
kiosk, and nothing is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.offload import OffloadState
from listeners.domain.care.person_request import AskedFor, to_be_given_by
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import policies_of
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.offload_team import row_of, share_from
from listeners.services.duty_gaps import settle_notices
from listeners.services.own_page import OwnPage, own_page
from listeners.store import notices_facts, people_facts
from listeners.store.care import offload_facts, person_requests
from listeners.store.care.person_requests import RequestOnFile
from listeners.store.database import Session
from listeners.store.duties_rests import lock
from listeners.store.journal import audit, queue_notice

PERSON_ASKED = "person_asked"
"""The kind of notice to the coordinators."""
GIVEN_SHOWN = timedelta(days=56)
"""How long a request that was given stays on the list (a design choice)."""
DONE = "done"


@dataclass(frozen=True, slots=True)
class AboutMe:
    """What is due for a Listener as of ``today``."""

    today: date
    own: OwnPage
    offload: OffloadState


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What somebody asked for, and the last day for it."""

    asked: RequestOnFile
    by: date


def about_me(site: Site, actor: Actor, now: datetime) -> AboutMe:
    """Return what is due for the actor (6 statements).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = _self(site, actor, Do.READ, Kind.OFFLOAD)
    today = local_date(now, site.zone)
    own = own_page(site, actor, now)
    every_days = policies_of(people_facts.policy_changes(site.id))(today).offload_every_days
    held = offload_facts.told_of(site.id, [listener], share_from(today))
    row = row_of(site, one_of_team(site, listener), held, today, every_days)
    return AboutMe(today, own, row.state)


def ask(site: Site, asked_for: AskedFor, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Put on file that the actor asks for something, and tell the coordinators of his prison; what he has asked for
    already stays as it is.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = _self(site, actor, Do.WRITE, Kind.SUBJECT_ACCESS)
    today = local_date(now, site.zone)

    def do(session: Session) -> str:
        lock(session, [listener])
        request_id = person_requests.add(session, site.id, listener, asked_for, today, actor, now)
        if request_id is not None:
            event, facts = f"{PERSON_ASKED}:{request_id}", {"listener": listener, "asked_for": asked_for}
            for account_id in notices_facts.coordinators(site.id, today):
                queue_notice(session, site.id, event, PERSON_ASKED, facts, now, account_id=account_id)
            audit(session, actor, now, PERSON_ASKED, Kind.SUBJECT_ACCESS, object_id=request_id, subject_id=listener)
        return DONE

    once(actor, act_key, now, do)


def team_requests(site: Site, actor: Actor, now: datetime) -> tuple[RequestRow, ...]:
    """Return who of a site asked for something: open ones first, then those given in the last eight weeks (1
    statement).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.READ, Kind.SUBJECT_ACCESS, site.id)
    found = person_requests.requests(site.id, local_date(now, site.zone) - GIVEN_SHOWN)
    return tuple(RequestRow(each, to_be_given_by(each.asked_on)) for each in found)


def given(site: Site, request_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Put on file that somebody was given what he asked for, today.

    Raises:
        NotAllowed: only a coordinator of the site, or the national office.
        NotFound: none of that id at this site.
        Conflict: it was given before.
    """
    require(actor, Do.WRITE, Kind.SUBJECT_ACCESS, site.id)

    def do(session: Session) -> str:
        on = local_date(now, site.zone)
        listener = person_requests.give(session, site.id, request_id, on, actor, now)
        settle_notices(session, site, [f"{PERSON_ASKED}:{request_id}:"], actor, now)
        audit(session, actor, now, "person_given", Kind.SUBJECT_ACCESS, object_id=request_id, subject_id=listener)
        return DONE

    once(actor, act_key, now, do)


def _self(site: Site, actor: Actor, do: Do, kind: Kind) -> ListenerId:
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    require(actor, do, kind, site.id, actor.listener_id)
    return actor.listener_id
