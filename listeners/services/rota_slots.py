"""Who could take a place on a night? And put somebody there, or leave it empty: in the draft, or as a new version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.rota.board import NightState, Seat, seats_on, state_of
from listeners.domain.rota.candidates import Candidates, candidates
from listeners.domain.rota.from_facts import (
    as_assignments,
    assignments_now,
    rules_of,
)
from listeners.domain.rota.gap_list import seats_asked
from listeners.domain.rota.hard_rules import breaches_of
from listeners.domain.rota.naming import named
from listeners.domain.rota.place_changes import problem_around, worse
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, Placed, PlanningFacts
from listeners.domain.rota.problem import Assignment, RotaProblem, Slot
from listeners.domain.rota.remedies import MendedGap, one_step
from listeners.domain.rota.remedies_now import may_be_asked_about
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound, Problem, RuleBroken, Unreadable
from listeners.services import place_changes, plans, rotas
from listeners.store import journal, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.database import act

NOT_PLANNED = "night_not_planned"
"""The conflict of a place on a night that is neither in the draft nor published."""
TOO_FAR_AHEAD = "night_too_far"
"""The conflict of a place on a night further ahead than may be planned."""


@dataclass(frozen=True, slots=True)
class SlotPage:
    """One seat on a night: who has it, who could have it, and who cannot and by which rule; whether others are asked to
    take it, and who said yes and waits for a coordinator. ``reasons``: why somebody said no is opened; only then are
    there, where nobody can, the single steps after which somebody could."""

    facts: PlanningFacts
    night: date
    state: NightState
    seat: Seat
    candidates: Candidates
    one_step: MendedGap | None = None
    wants_cover: bool = False
    said_yes: ListenerId | None = None
    reasons: bool = False

    def has_asked_to_avoid(self, listener: ListenerId) -> bool:
        """Whether somebody said of this night that he would rather not."""
        return self.facts.has_said(listener, self.night, AvailabilityKind.AVOID)


@dataclass(frozen=True, slots=True)
class Change:
    """What is wanted of a seat: ``held`` has it, as far as whoever asks has seen, and ``new`` is to have it.

    ``by_hand``: a new plan keeps him there; False lets go of such a choice."""

    night: date
    number: int
    held: ListenerId | None
    new: ListenerId | None
    reason: str = ""
    by_hand: bool = True


def slot(actor: Actor, site: Site, night: date, number: int, now: datetime, *, reasons: bool = False) -> SlotPage:
    """Return a seat of a night that has not begun, with the whole team ranked for it. ``reasons`` opens why somebody
    cannot do the night, and who looked is recorded.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
        NotFound: there is no such seat on that night, or the night has begun.
        Conflict: the night is not planned, or further ahead than may be planned.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    facts = _facts(site, night, now, reasons=reasons)
    seat = _seat(facts, night, number)
    problem = _problem(facts, night)
    others = _without(assignments_now(facts, problem), facts, night, seat)
    place = Slot(night, seat.place.value, None)
    ranked = candidates(problem, others, place)
    mends = None
    if reasons:
        if not ranked.possible:
            mends = one_step(problem, others, place, may_be_asked_about(facts, night, night))
        with act() as session:
            journal.audit(
                session, actor, now, "slot_read", Kind.AVAILABILITY_REASON, site_id=site.id, detail={"night": night}
            )
    seats = seats_on(facts, night)
    wants_cover = seat.number in seats_asked(night, seats, (each.which for each in facts.to_take))
    of_seat = (each for each in facts.to_take if wants_cover and each.which == (night, seat.place, seat.listener))
    said_yes = next((each.said_yes for each in of_seat if each.said_yes), None)
    return SlotPage(facts, night, state_of(facts, night), seat, ranked, mends, wants_cover, said_yes, reasons)


def change(actor: Actor, site: Site, wanted: Change, now: datetime, act_key: str | None = None) -> NightState:
    """Put somebody in a seat, or leave it empty. Return where the change went: into the draft, or what is published.

    In a draft the choice is kept when the rota is planned again. A published night becomes a new version with the
    reason, and those affected are told once. A change that breaks a rule is refused; what was broken before stands in
    nobody's way.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: no such seat, or nobody of that id takes part; or the night has begun.
        Conflict: somebody else has the seat meanwhile, or a fact forbids the duty; or the night is not planned, or
            further ahead than may be planned.
        Unreadable: a published night changes without a reason.
        RuleBroken: naming who, when, and by how much.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id, [each for each in (wanted.held, wanted.new) if each is not None])
        facts = _facts(site, wanted.night, now)
        seat = _seat(facts, wanted.night, wanted.number)
        if seat.listener != wanted.held:
            raise Conflict("changed meanwhile")
        gone, new = _moves(seat, wanted)
        problem = _checked(facts, wanted.night, gone, new)
        if facts.in_draft(wanted.night):
            where = _change_draft(session, facts, gone, new, actor, now)
        else:
            where = _change_published(session, facts, problem, wanted, gone, new, actor, now)
        _trace(session, site, wanted, where, actor, now)
        return where

    return NightState(once(actor, act_key, now, do))


def _facts(site: Site, night: date, now: datetime, *, reasons: bool = False) -> PlanningFacts:
    """The facts around a night that is planned: one place is changed in a plan, never put on a night without one."""
    furthest = plans.last_to_plan(site, now)
    if night > furthest:
        raise Conflict(TOO_FAR_AHEAD)
    first = min(now.astimezone(site.zone).date(), night)
    facts = rotas.facts_for(
        site, first, max(furthest, first + timedelta(days=FURTHEST_NIGHTS - 1)), now, reasons=reasons
    )
    if facts.is_ahead(night) and state_of(facts, night) is NightState.UNPLANNED:
        raise Conflict(NOT_PLANNED)
    return facts


def _seat(facts: PlanningFacts, night: date, number: int) -> Seat:
    seats = seats_on(facts, night) if facts.is_ahead(night) else ()
    found = next((seat for seat in seats if seat.number == number), None)
    if found is None:
        raise NotFound("no such place on a night ahead")
    return found


def _problem(facts: PlanningFacts, night: date) -> RotaProblem:
    """The plan that a night belongs to: the draft's nights ahead, or everything that is published ahead.

    A draft is judged by its strictest limits, as when it is published; a published night by those around it alone.
    """
    first = facts.first_ahead
    if facts.draft is not None and facts.in_draft(night):
        first, last = max(first, facts.draft.first_night), facts.draft.last_night
        return rules_of(facts, first, (last - first).days + 1)
    return problem_around(facts, night)


def _without(held: Iterable[Assignment], facts: PlanningFacts, night: date, seat: Seat) -> tuple[Assignment, ...]:
    member = facts.member(seat.listener) if seat.listener is not None else None
    return tuple(each for each in held if member is None or (each.night, each.volunteer) != (night, member.ref))


def _moves(seat: Seat, wanted: Change) -> tuple[Placed | None, Placed | None]:
    gone = Placed(wanted.night, seat.place, seat.listener) if seat.listener is not None else None
    new = Placed(wanted.night, seat.place, wanted.new, by_hand=wanted.by_hand) if wanted.new is not None else None
    return gone, new


def _checked(facts: PlanningFacts, night: date, gone: Placed | None, new: Placed | None) -> RotaProblem:
    """Refuse a change that breaks a rule, and return the problem that it was judged by."""
    if new is not None and facts.member(new.listener) is None:
        raise NotFound("nobody of that id at this site")
    problem = _problem(facts, night)
    before = assignments_now(facts, problem)
    refs = facts.refs
    nights = (night,)
    out = as_assignments([gone] if gone else [], refs, nights)
    put = as_assignments([new] if new else [], refs, nights)
    after = [each for each in before if each not in out] + list(put)
    made = worse(breaches_of(problem, before), breaches_of(problem, after))
    if made:
        raise RuleBroken(named(facts, made))
    return problem


def _change_draft(
    session: Writing,
    facts: PlanningFacts,
    gone: Placed | None,
    new: Placed | None,
    actor: Actor,
    now: datetime,
) -> NightState:
    if facts.draft is None:
        raise NotFound("no draft")
    row = rota_writes.draft_row(session, facts.site.id, facts.draft.id)
    rota_writes.replace_in_draft(session, row, gone, new, actor, now)
    return NightState.DRAFT


def _change_published(
    session: Writing,
    facts: PlanningFacts,
    problem: RotaProblem,
    wanted: Change,
    gone: Placed | None,
    new: Placed | None,
    actor: Actor,
    now: datetime,
) -> NightState:
    """Publish the change with its reason."""
    if not wanted.reason.strip():
        raise Unreadable("the change", [Problem(None, "reason", "say why a published night changes")])
    reason = wanted.reason.strip()
    place_changes.publish_night(session, facts, problem, wanted.night, gone, new, reason, actor, now)
    return NightState.PUBLISHED


def _trace(session: Writing, site: Site, wanted: Change, where: NightState, actor: Actor, now: datetime) -> None:
    detail = {"night": wanted.night, "seat": wanted.number, "gone": wanted.held, "new": wanted.new, "where": where}
    journal.audit(session, actor, now, "rota_changed", Kind.ROTA, site_id=site.id, subject_id=wanted.new, detail=detail)
