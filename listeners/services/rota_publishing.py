"""What would publishing the draft change, who would be told, and publish it: one act, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date, nights_between
from listeners.domain.people import ListenerId
from listeners.domain.rota.draft_meanwhile import undone
from listeners.domain.rota.from_facts import as_placed, assignments_now, rules_of
from listeners.domain.rota.hard_rules import Breach, breaches_of
from listeners.domain.rota.naming import named
from listeners.domain.rota.objective import gaps
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, Draft, DutyOnFile, Placed, PlanningFacts
from listeners.domain.rota.problem import Demand
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.publication import Publication, publication
from listeners.domain.team import Site
from listeners.errors import Conflict, DoneAlready, NotFound, RuleBroken
from listeners.services import duties, rotas
from listeners.store import duties_rests, journal, people_facts, rota_facts, rota_versions, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.rota import Rota
from listeners.store.rota_versions import Version

NOTHING_AHEAD = "rota_has_begun"
"""The conflict of a draft all of whose nights have begun."""
ALL_FROZEN = "rota_is_frozen"
"""The conflict of a draft of which every night that has not begun is frozen."""
WOULD_UNDO = "draft_would_undo"
"""The conflict of a draft that would take back what people have been told since it was planned."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing the draft would do: its gaps stay gaps; while it breaks a rule it cannot be published.

    ``frozen``: nights of it that stay as people have been told.

    ``undone``: nights on which it would take back what people have been told since it was planned. It cannot be
    published before it has been planned again.

    ``undecided``: who is on it whose informed decision is not recorded, by ref. It comes before a first call-out
    (docs/evidence.md, section 2), not before a first night, so that it is no breach: the coordinator is warned.
    """

    draft: Draft
    facts: PlanningFacts
    change: Publication
    gaps: tuple[Demand, ...]
    breaches: tuple[Breach, ...]
    frozen: tuple[date, ...] = ()
    undone: tuple[date, ...] = ()
    undecided: tuple[ListenerId, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether every night of it is published already just as it is in the draft."""
        nights = nights_between(max(self.draft.first_night, self.facts.first_ahead), self.draft.last_night)
        told = all(any(each.covers(night) for each in self.facts.published) for night in nights)
        return told and not self.change.added and not self.change.withdrawn


def preview(actor: Actor, site: Site, rota_id: str, now: datetime) -> Preview:
    """Return what publishing a draft would change and who would be told.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such draft (any more).
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    found = rota_facts.draft_asked(site.id, rota_id)
    if found is None:
        raise NotFound("no such draft")
    first, last, asked = found
    page = _preview(rotas.facts_for(site, first, last, now), asked)
    change = page.change
    on_it = {*(each.listener for each in change.added), *(each.listener for each in change.kept)}
    return replace(page, undecided=people_facts.without_decision(site.id, on_it))


def _preview(facts: PlanningFacts, asked: str) -> Preview:
    """``asked``: the problem (JSON) that the draft was planned from."""
    draft = facts.draft
    if draft is None:
        raise NotFound("no draft")
    first = max(draft.first_night, facts.first_ahead)
    if first > draft.last_night:
        raise Conflict(NOTHING_AHEAD)
    nights = tuple(nights_between(first, draft.last_night))
    free = tuple(night for night in nights if night not in facts.frozen)
    if not free:
        raise Conflict(ALL_FROZEN)
    problem = rules_of(facts, first, len(nights), leave=facts.frozen)
    held = assignments_now(facts, problem)
    return Preview(
        draft=draft,
        facts=facts,
        change=publication(facts, draft.placed, free),
        gaps=tuple(gaps(problem, held)),
        breaches=named(facts, breaches_of(problem, held)),
        frozen=tuple(night for night in nights if night in facts.frozen),
        undone=_undone(facts, asked),
    )


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """The nights for which the draft cannot be published as it is. ``undone``: it would take back what people have been
    told since it was planned. ``on_paper``: the same where whoever cannot do his night counts as gone, as one who is
    paused is, for nothing on paper may tell a "no" from a pause; a draft that holds him cannot be published either."""

    undone: tuple[date, ...] = ()
    on_paper: tuple[date, ...] = ()


def changed_since_planned(actor: Actor, site: Site, facts: PlanningFacts, first: date, last: date) -> ChangedSince:
    """Return for which of the nights from ``first`` to ``last``, over which these facts reach, the draft cannot be
    published any more; for none where it plans no published night again.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    nights = (night for told in facts.published for night in nights_between(told.first, told.last))
    if facts.draft is None or facts.draft.asked is None or not any(map(facts.in_draft, nights)):
        return ChangedSince()
    base, told = _base_and_told(facts, facts.draft.asked)
    there = [each for each in told if each.night not in facts.said_no.get(each.listener, ())]
    found = (undone(facts, base, each) for each in (told, there))
    return ChangedSince(*(tuple(night for night in each if first <= night <= last) for each in found))


def undone_by(actor: Actor, site: Site, first: date, last: date, now: datetime) -> tuple[date, ...]:
    """Return the nights on which the draft in hand, from ``first`` to ``last``, would take back what people have
    been told (5 statements).

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    return changed_since_planned(actor, site, rotas.facts_for(site, first, last, now), first, last).undone


def _undone(facts: PlanningFacts, asked: str) -> tuple[date, ...]:
    return undone(facts, *_base_and_told(facts, asked))


def _base_and_told(facts: PlanningFacts, asked: str) -> tuple[list[Placed], list[Placed]]:
    """What people had been told when the draft was planned from ``asked``, and what they have been told by now."""
    base = problem_from_json(asked.encode(), "the draft").published
    told = (duty.placed for duty in facts.planned_duties() if _is_here(facts, duty))
    return [*as_placed(facts, base)], [*told]


def _is_here(facts: PlanningFacts, duty: DutyOnFile) -> bool:
    """Whether who has a duty may have its night: no plan keeps the place of one who may not."""
    member = facts.member(duty.listener)
    return member is not None and member.may_be_given(duty.night)


@dataclass(frozen=True, slots=True)
class Published:
    """A draft that has been published: which nights, when and by whom, how many Listeners it told something, and
    whether the board shows its first night where no other nights are asked for."""

    version: Version
    told: int
    is_in_sight: bool


def published(actor: Actor, site: Site, rota_id: str, now: datetime) -> Published | None:
    """Return what became of a draft that is published; None where it is a draft still, or there is none.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    if rota_versions.version(site.id, rota_id) is None:
        return None
    page = rotas.version(actor, site, rota_id)
    changed = (each for each in page.replaced if each.now != each.before)
    told = {who for each in changed for who in (each.now, each.before) if who is not None}
    today = local_date(now, site.zone)
    facts = rotas.facts_for(site, today, today + timedelta(days=FURTHEST_NIGHTS - 1), now)
    return Published(page.version, len(told), rotas.is_in_sight(facts, page.version.first_night))


def publish(
    actor: Actor,
    site: Site,
    rota_id: str,
    now: datetime,
    *,
    reason: str | None = None,
    seen_version: int | None = None,
    act_key: str | None = None,
) -> str:
    """Publish a draft: its duties are written, those that it replaces withdrawn, and everybody affected is told once.

    ``seen_version`` is the version of the draft that was looked at. A second press gets the first answer.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such rota.
        DoneAlready: it has been published before.
        Conflict: it is a draft no longer, has changed, has wholly begun or is frozen, would take back what people have
            been told since it was planned, or a fact recorded meanwhile forbids a duty.
        RuleBroken: by the facts as they are now it breaks a rule; each breach names who.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        known = rota_versions.version(site.id, rota_id)
        if known is not None:
            raise DoneAlready("draft", known[0].published_at, known[0].published_by, rota_id)
        row = rota_writes.draft_row(session, site.id, rota_id, seen_version)
        found = _judged(session, site, row, now)
        as_told = [duty.placed for duty in found.facts.planned_duties() if duty.night in found.frozen]
        rota_writes.put_on_nights(session, row, found.frozen, as_told)
        rota_writes.publish_row(session, row, reason, actor, now)
        duties.publish(session, found.facts, found.change, row.id, actor, now)
        _audit(session, site, found, actor, now)
        return row.id

    return once(actor, act_key, now, do)


def _judged(session: Writing, site: Site, row: Rota, now: datetime) -> Preview:
    """Judge a draft by the facts as they are now; what is recorded from here on waits, so that no duty is judged by
    older ones."""
    duties_rests.lock(session, [member.id for member in people_facts.team(site.id)])
    found = _preview(rotas.facts_for(site, row.first_night, row.last_night, now), row.problem)
    if found.breaches:
        raise RuleBroken(found.breaches)
    if found.undone:
        raise Conflict(WOULD_UNDO)
    return found


def _audit(session: Writing, site: Site, found: Preview, actor: Actor, now: datetime) -> None:
    draft, change = found.draft, found.change
    detail = {
        "nights": [draft.first_night, draft.last_night],
        "added": len(change.added),
        "withdrawn": len(change.withdrawn),
    }
    journal.audit(session, actor, now, "rota_published", Kind.ROTA, site_id=site.id, object_id=draft.id, detail=detail)
