"""Ask for a repair of what is published, look at what it would change, and accept all of it as one act, or leave it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date, nights_between
from listeners.domain.rota.board import board_of
from listeners.domain.rota.from_facts import without_reasons
from listeners.domain.rota.place_changes import last_planned
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, Placed, PlanningFacts
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import to_json
from listeners.domain.rota.repair import nights_in_want, nights_to_repair, problem_of_repair
from listeners.domain.states import PlanKind
from listeners.domain.team import Site
from listeners.errors import Conflict, DoneAlready, NotFound, Problem, RuleBroken, Unreadable
from listeners.services import duties, remedies
from listeners.services.place_changes import as_told
from listeners.services.plans import SECONDS
from listeners.services.remedies import Mends
from listeners.services.repair_page import RepairPage, facts_of, page_of
from listeners.store import (
    cover_facts,
    duties_rests,
    journal,
    people_facts,
    rota_requests,
    rota_versions,
    rota_writes,
)
from listeners.store.acts import Writing, once
from listeners.store.database import act, db
from listeners.store.rota_requests import Proposal, RequestOnFile
from listeners.store.rota_versions import Version

NOTHING_TO_REPAIR = "nothing_to_repair"
"""The conflict of a repair that is asked for where no published night, neither begun nor frozen, needs one."""
OUT_OF_DATE = "repair_out_of_date"
"""The conflict of a repair one of whose places has changed meanwhile, or one of whose nights is frozen by now."""


YES_SINCE = "repair_yes_since"
"""The conflict of a repair that gives away a night to which somebody has said yes since it was looked at."""


@dataclass(frozen=True, slots=True)
class LastRepair:
    """The repair that was worked out last, and what would fill what it leaves."""

    request_id: str
    mends: Mends


def ask(actor: Actor, site: Site, now: datetime, act_key: str | None = None) -> str:
    """Ask the planner for a repair and return the id of the request; while one is under way at the site, that one.

    Raises:
        NotAllowed: the actor may not plan at this site.
        Conflict: no published night that may be repaired needs it.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    problem = problem_to_solve(actor, site, now)
    if problem is None:
        raise Conflict(NOTHING_TO_REPAIR)
    nights = problem.nights[0].on, len(problem.nights)
    text = json.dumps(to_json(problem))

    def add(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        known = rota_requests.under_way(session, site.id, PlanKind.REPAIR)
        if known is not None:
            return known
        request_id = rota_requests.add(session, site.id, nights, SECONDS, text, actor, now, PlanKind.REPAIR)
        detail = {"first": nights[0], "nights": nights[1]}
        journal.audit(
            session, actor, now, "repair_asked", Kind.ROTA, site_id=site.id, object_id=request_id, detail=detail
        )
        return request_id

    return once(actor, act_key, now, add)


def problem_to_solve(actor: Actor, site: Site, now: datetime) -> RotaProblem | None:
    """Return the problem of the repair as the planner is given it: without why somebody cannot do a night. None where
    no published night that may be repaired needs it.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    today = local_date(now, site.zone)
    facts = as_told(facts_of(site, today, today + timedelta(days=FURTHEST_NIGHTS - 1), now))
    last = last_planned(facts)
    if last is None or not nights_in_want(facts, board_of(facts, facts.first_ahead, last).rows):
        return None
    return without_reasons(problem_of_repair(facts, nights_to_repair(facts, last)))


def preview(actor: Actor, site: Site, request_id: str, now: datetime) -> RepairPage:
    """Return what a proposed repair would change, whom it would tell, and what it leaves open.

    Raises:
        NotAllowed: the actor may not plan at this site, or may not read why somebody cannot do a night.
        NotFound: there is no such repair (any more).
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = rota_requests.proposal(db.session(), site.id, request_id)
    if found is None:
        raise NotFound("no such repair")
    return _with_mends(actor, site, found, now)


def left_open(actor: Actor, site: Site, request_id: str, now: datetime) -> RepairPage | None:
    """Return what stays open after a repair that changes nothing, for nothing better can be had; None of any other.

    Raises:
        NotAllowed: the actor may not plan at this site, or may not read why somebody cannot do a night.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = rota_requests.proposal(db.session(), site.id, request_id, changes=False)
    return None if found is None else _with_mends(actor, site, found, now)


def sets_of_steps(actor: Actor, site: Site, facts: PlanningFacts) -> LastRepair | None:
    """Return what the last repair found that would fill the places that it leaves, as far as it still holds by facts
    whose reasons are opened (2 statements); None where there is none that waits or that changed nothing.

    Raises:
        NotAllowed: the actor may not plan at this site, or may not read why somebody cannot do a night.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = rota_requests.remedies_of_last_repair(site.id)
    if found is None:
        return None
    request_id, first, count, remedies_found = found
    nights = tuple(nights_between(first, first + timedelta(days=count - 1)))
    noes = cover_facts.said_no(site.id, nights[0], nights[-1])
    return LastRepair(request_id, remedies.of_repair(actor, site, facts, remedies_found, nights, noes))


def _with_mends(actor: Actor, site: Site, found: Proposal, now: datetime) -> RepairPage:
    """Look at a repair, and where something was found that would fill what it leaves, at that too: why somebody cannot
    do a night is opened for it, and who looked recorded."""
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    page = page_of(site, found, now, reasons=found.remedies is not None)
    if found.remedies is None:
        return page
    nights = tuple(nights_between(page.first, page.last))
    mends = remedies.of_repair(actor, site, page.facts, found.remedies, nights, page.noes)
    with act() as session:
        detail = {"from": page.first}
        journal.audit(session, actor, now, "repair_read", Kind.AVAILABILITY_REASON, site_id=site.id, detail=detail)
    return replace(page, mends=mends)


def accept(
    actor: Actor,
    site: Site,
    request_id: str,
    reason: str,
    now: datetime,
    act_key: str | None = None,
    seen_yeses: Collection[str] | None = None,
) -> str:
    """Publish every change of a repair as one act, each changed night as a version with the reason, and tell everybody
    affected once. A draft of these nights follows where it can. Return the first version. A second press gets the first
    answer. ``seen_yeses``: those that waited for its places when it was looked at (``RepairPage.yeses``); None: nobody
    has looked.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there was never such a request at this site.
        DoneAlready: it has been accepted before.
        Conflict: it is proposed no longer, a place of it has changed meanwhile, a night of it is frozen by now,
            somebody has said yes to one since it was looked at, or a fact recorded meanwhile forbids a duty.
        Unreadable: there is no reason.
        RuleBroken: by the facts as they are now it breaks a rule; each breach names who.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    if not reason.strip():
        raise Unreadable("the repair", [Problem(None, "reason", "say why published nights change")])

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = rota_requests.proposal(session, site.id, request_id)
        if found is None:
            raise _no_longer(site, request_id)
        duties_rests.lock(session, [member.id for member in people_facts.team(site.id)])
        page = page_of(site, found, now)
        if page.is_out_of_date:
            raise Conflict(OUT_OF_DATE)
        if page.breaches:
            raise RuleBroken(page.breaches)
        if seen_yeses is not None and not set(page.yeses) <= set(seen_yeses):
            raise Conflict(YES_SINCE)
        versions = _versions(session, site, page, found.problem, reason.strip(), actor, now)
        first = versions[min(versions)]
        duties.publish(session, page.facts, page.change, first, actor, now, by_night=versions)
        _let_draft_follow(session, site, page, actor, now)
        if not rota_requests.settle(session, site.id, request_id, first):
            raise Conflict("changed meanwhile")
        _audit(session, site, request_id, page, actor, now)
        return first

    return once(actor, act_key, now, do)


def _no_longer(site: Site, request_id: str) -> NotFound | Conflict:
    """Why a repair that is not proposed cannot be accepted."""
    request = rota_requests.request(site.id, request_id)
    if request is None:
        return NotFound("no such request")
    known = rota_versions.version(site.id, request.rota_id) if request.rota_id is not None else None
    if known is None:
        return Conflict("repair_gone")
    return DoneAlready("repair", known[0].published_at, known[0].published_by, known[0].id)


def accepted(actor: Actor, site: Site, request: RequestOnFile) -> Version | None:
    """Return the first version that came of a request that was published: when and by whom (2 statements, or none).

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    known = rota_versions.version(site.id, request.rota_id) if request.rota_id is not None else None
    return None if known is None else known[0]


def leave(actor: Actor, site: Site, request_id: str, now: datetime) -> None:
    """Leave what is published as it is: the repair is proposed no longer. One that is no longer changes nothing.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    with act() as session:
        rota_writes.lock_plan(session, site.id)
        if rota_requests.settle(session, site.id, request_id, None):
            journal.audit(session, actor, now, "repair_left", Kind.ROTA, site_id=site.id, object_id=request_id)


def _versions(
    session: Writing, site: Site, page: RepairPage, problem: str, reason: str, actor: Actor, now: datetime
) -> dict[date, str]:
    """Make a published version of each night that changes; return their ids by night."""
    after = [*(each.placed for each in page.change.kept), *page.change.added]
    made = {}
    for night in sorted({each.night for each in page.replaced}):
        placed = [each for each in after if each.night == night]
        row = rota_writes.add_rota(session, site.id, (night, night), placed, (problem, "{}"), actor, now)
        rota_writes.publish_row(session, row, reason, actor, now)
        made[night] = row.id
    return made


def _let_draft_follow(session: Writing, site: Site, page: RepairPage, actor: Actor, now: datetime) -> None:
    """Change the draft in hand on the nights on which it has everybody who goes: it would undo the repair otherwise."""
    if page.draft_id is None or not page.follows:
        return
    row = rota_writes.draft_row(session, site.id, page.draft_id)
    moves = [each for each in page.replaced if each.night in page.follows]
    gone = [Placed(each.night, each.place, each.before) for each in moves if each.before is not None]
    new = [Placed(each.night, each.place, each.now) for each in moves if each.now is not None]
    for who in gone:
        rota_writes.replace_in_draft(session, row, who, None, actor, now)
    for who in new:
        rota_writes.replace_in_draft(session, row, None, who, actor, now)


def _audit(session: Writing, site: Site, request_id: str, page: RepairPage, actor: Actor, now: datetime) -> None:
    detail = {
        "nights": sorted({each.night for each in page.replaced}),
        "added": len(page.change.added),
        "withdrawn": len(page.change.withdrawn),
    }
    journal.audit(
        session, actor, now, "repair_accepted", Kind.ROTA, site_id=site.id, object_id=request_id, detail=detail
    )
