"""Ask the planner for a rota, follow it, cancel it.

One request of a site at a time. The solver never runs here: the process of the jobs claims a request
(``plan_runs``) and hands its problem to a process of its own.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date, nights_between
from listeners.domain.policy_book import policies_of
from listeners.domain.rota.from_facts import problem_of, without_reasons
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, MOST_NIGHTS
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import to_json
from listeners.domain.rota.told import frozen_among
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound, Problem, Unreadable
from listeners.services import rotas
from listeners.store import journal, night_facts, people_facts, rota_facts, rota_requests, rota_versions, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.database import act, db
from listeners.store.rota_facts import DraftSeen
from listeners.store.rota_requests import UNDER_WAY, RequestOnFile

SECONDS = 120
"""Wall time that the planner may take at most; it proves a rota of 24 people and 28 nights in far less."""

OTHERS_UNDER_WAY = "others_under_way"
"""The conflict of a plan that is asked for while one of other nights is being made."""


def ask(actor: Actor, site: Site, first: date, nights: int, now: datetime, act_key: str | None = None) -> str:
    """Ask for a rota of ``nights`` nights from ``first`` and return the id of the request.

    While one of the same nights is under way at the site, that one is the answer.

    Raises:
        NotAllowed: the actor may not plan at this site.
        Conflict: one of other nights is under way.
        Unreadable: the first night has begun, the last is more than half a year ahead, there are no nights, or more
            than twelve weeks of them, or all are frozen, or nobody takes part on any of them.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    draft = draft_in_hand(actor, site)  # first, so that no change of it stays unseen
    wanted = problem_to_solve(actor, site, first, nights, now)
    if not wanted.volunteers:
        raise Unreadable("the plan", [Problem(None, "team", "nobody takes part on these nights")])
    problem = json.dumps(to_json(wanted))

    def add(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        asked, known = (first, nights), rota_requests.under_way(session, site.id)
        if known is not None:
            return _same_nights(site, known, asked)
        request_id = rota_requests.add(session, site.id, asked, SECONDS, problem, actor, now, draft=draft)
        detail = {"first": first, "nights": nights}
        journal.audit(
            session, actor, now, "plan_asked", Kind.ROTA, site_id=site.id, object_id=request_id, detail=detail
        )
        return request_id

    return once(actor, act_key, now, add)


def _same_nights(site: Site, request_id: str, asked: tuple[date, int]) -> str:
    known = rota_requests.request(site.id, request_id)
    if known is None or (known.first_night, known.nights) != asked:
        raise Conflict(OTHERS_UNDER_WAY)
    return request_id


def problem_to_solve(actor: Actor, site: Site, first: date, nights: int, now: datetime) -> RotaProblem:
    """Return the problem of a stretch of nights as the planner is given it: without why somebody cannot do a night,
    and without the nights that are frozen.

    Raises:
        NotAllowed: the actor may not plan at this site.
        Unreadable: the first night has begun, the last is more than half a year ahead, or there are no nights, or more
            than twelve weeks of them, or all are frozen.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    if not 1 <= nights <= MOST_NIGHTS:
        raise Unreadable("the plan", [Problem(None, "nights", f"must be from 1 to {MOST_NIGHTS}")])
    furthest = last_to_plan(site, now)
    if first > furthest - timedelta(days=nights - 1):
        why = f"a plan may end on {furthest} at the latest, half a year ahead"
        raise Unreadable("the plan", [Problem(None, "first night", why)])
    facts = rotas.facts_for(site, first, first + timedelta(days=nights - 1), now)
    soonest = facts.first_ahead
    if first < soonest:
        raise Unreadable("the plan", [Problem(None, "first night", f"{first} has begun; the next is {soonest}")])
    if facts.frozen.issuperset(nights_between(first, first + timedelta(days=nights - 1))):
        raise Unreadable("the plan", [Problem(None, "nights", f"are frozen; the next to plan is {facts.first_free}")])
    return without_reasons(problem_of(facts, first, nights))


def last_to_plan(site: Site, now: datetime) -> date:
    """Return the last night that a plan made now may hold: half a year ahead."""
    return local_date(now, site.zone) + timedelta(days=FURTHEST_NIGHTS - 1)


def frozen(actor: Actor, site: Site, now: datetime) -> tuple[date, ...]:
    """Return the published nights that are so near that no plan changes them, in order (2 statements).

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    first = rotas.first_ahead(actor, site, now)
    nights = policies_of(people_facts.policy_changes(site.id))(first).freeze_nights
    told = rota_versions.versions_told(site.id, first, first + timedelta(days=max(nights - 1, 0)))
    return tuple(sorted(frozen_among(told, first, nights)))


def draft_to_lose(actor: Actor, site: Site) -> tuple[date, date] | None:
    """Return the first and last night of the draft that a new plan replaces; None where there is none (1 statement).

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    return rota_facts.draft_now(site.id)


def draft_in_hand(actor: Actor, site: Site) -> DraftSeen | None:
    """Return the draft that a plan made from here on is to replace, as it is now; None where there is none (1
    statement). To be asked before the problem is stated.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    return rota_facts.draft_seen(db.session(), site.id)


def is_anybody_there(actor: Actor, site: Site, first: date, nights: int) -> bool:
    """Whether anybody takes part on any of these nights (1 statement).

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    asked = tuple(nights_between(first, first + timedelta(days=nights - 1)))
    team = night_facts.team(site)
    return any(each.may_be_given(night) for each in team for night in asked)


def follow(actor: Actor, site: Site, request_id: str) -> RequestOnFile:
    """Return how far a request is: a plan, a repair, or how many Listeners are needed.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: no such request at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = rota_requests.request(site.id, request_id)
    if found is None:
        raise NotFound("no such request")
    return found


def is_under_way(request: RequestOnFile | None) -> bool:
    """Whether a request waits or runs."""
    return request is not None and request.state in UNDER_WAY


def names(actor: Actor, site: Site) -> dict[str, str]:
    """Return the name of everybody who has ever been in the team, by ref (1 statement).

    Raises:
        NotAllowed: the actor may not read the rota.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    return {member.ref: member.name for member in night_facts.team(site)}


def cancel(actor: Actor, site: Site, request_id: str, now: datetime) -> None:
    """Cancel a request; cancelling one that has ended changes nothing.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: no such request at this site.
    """
    follow(actor, site, request_id)
    with act() as session:
        if rota_requests.cancel(session, site.id, request_id, now):
            journal.audit(session, actor, now, "plan_cancelled", Kind.ROTA, site_id=site.id, object_id=request_id)
