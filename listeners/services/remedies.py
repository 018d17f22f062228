"""What would fill the gaps of a draft or a repair: asked for when it is planned, and shown beside the gaps.

Who may be asked about which "no" depends on why he said it, which is sealed. It is opened for the planner's question
alone, is recorded as read, and is not stored; what is stored names only what is proposed (docs/decisions/0017).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import nights_between
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.problem import RotaProblem, Slot
from listeners.domain.rota.remedies import Asked, MendedGap, Mending
from listeners.domain.rota.remedies_json import mending_from_json
from listeners.domain.rota.remedies_now import may_be_asked_about, still_true
from listeners.domain.states import NightPlace
from listeners.domain.team import Site
from listeners.services import rotas
from listeners.store import cover_facts, journal, people_facts
from listeners.store.database import act


@dataclass(frozen=True, slots=True)
class Mends:
    """What would mend a draft, or what a repair leaves, as far as it still holds. ``is_changed``: somebody has changed
    the draft since it was planned, so that nothing is known; ``has_lost``: some of it does not hold any more.
    ``first``: so many places, the earliest, were looked at one by one, where there are more."""

    mending: Mending | None = None
    is_changed: bool = False
    has_lost: bool = False
    first: int | None = None

    def of(self, night: date, place: NightPlace) -> MendedGap | None:
        """What would fill one place."""
        gaps = self.mending.gaps if self.mending is not None else ()
        return next((each for each in gaps if each.slot == Slot(night, place.value, None)), None)


def may_be_asked(actor: Actor, site_id: SiteId, problem: RotaProblem, now: datetime) -> frozenset[Asked]:
    """Return about which nights of a problem each Listener may be asked although he said no: not where he has been
    asked to take the night already. That the reasons were opened for it is recorded.

    Raises:
        NotAllowed: the actor may not plan, or may not read why somebody cannot do a night.
    """
    require(actor, Do.WRITE, Kind.ROTA, site_id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site_id)
    first, last = problem.nights[0].on, problem.nights[-1].on
    facts = rotas.facts_for(people_facts.site(site_id), first, last, now, reasons=True)
    with act() as session:
        detail = {"from": first}
        journal.audit(session, actor, now, "remedies_sought", Kind.AVAILABILITY_REASON, site_id=site_id, detail=detail)
    return may_be_asked_about(facts, first, last) - _by_ref(facts, cover_facts.said_no(site_id, first, last))


def of_draft(actor: Actor, site: Site, facts: PlanningFacts) -> Mends:
    """Return what would mend the draft of these facts, whose reasons are opened.

    Raises:
        NotAllowed: the actor may not plan at this site, or may not read why somebody cannot do a night.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    draft = facts.draft
    if draft is None or draft.remedies is None:
        return Mends()
    if draft.version > 1:
        return Mends(is_changed=True)
    return _still_true(draft.remedies, facts, nights_between(draft.first_night, draft.last_night))


def of_repair(
    actor: Actor,
    site: Site,
    facts: PlanningFacts,
    found: str,
    nights: Iterable[date],
    noes: Iterable[tuple[ListenerId, date]],
) -> Mends:
    """Return what would mend what a repair of these nights leaves in want, of what was ``found`` (JSON); the reasons of
    the facts are opened. Who has said no to a night when he was asked to take it (``noes``) is not asked again.

    Raises:
        NotAllowed: the actor may not plan at this site, or may not read why somebody cannot do a night.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    return _still_true(found, facts, nights, _by_ref(facts, noes))


def _by_ref(facts: PlanningFacts, noes: Iterable[tuple[ListenerId, date]]) -> frozenset[Asked]:
    return frozenset((facts.refs[who], night) for who, night in noes)


def _still_true(
    text: str, facts: PlanningFacts, nights: Iterable[date], answered: frozenset[Asked] = frozenset()
) -> Mends:
    found = mending_from_json(text.encode(), "the planner")
    now = still_true(found, facts, nights, answered)
    return Mends(now, has_lost=now != found, first=found.first)
