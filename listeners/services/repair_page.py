"""What would a repair do by the facts of this moment? Place by place before and after, who is told, what stays open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.rota.draft_meanwhile import differing, following
from listeners.domain.rota.from_facts import as_assignments, as_placed, rules_of
from listeners.domain.rota.hard_rules import Breach, breaches_of
from listeners.domain.rota.judging import demand_told
from listeners.domain.rota.naming import named
from listeners.domain.rota.objective import gaps
from listeners.domain.rota.place_changes import worse
from listeners.domain.rota.planning_facts import Placed, PlanningFacts, Said
from listeners.domain.rota.problem import Assignment, RotaProblem, Slot
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.publication import Publication, Replaced, publication, replacements
from listeners.domain.rota.reasons import Holding, Reason, counted_reasons
from listeners.domain.rota.repair import Repair, repair_of
from listeners.domain.rota.solution import RotaSolution, solution_from_json
from listeners.domain.states import NightPlace
from listeners.domain.team import Site, TeamMember
from listeners.services import rotas
from listeners.services.place_changes import as_told
from listeners.services.remedies import Mends
from listeners.store import cover_facts
from listeners.store.rota_requests import Proposal


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A place of the repaired nights that nobody better could be found for, and how many each reason stops;
    ``listener`` has it, though he cannot do it."""

    night: date
    place: NightPlace
    listener: ListenerId | None
    reasons: dict[Reason, int]


@dataclass(frozen=True, slots=True)
class RepairPage:
    """What a repair would do by the facts of this moment: place by place before and after, what is told to whom, and
    what stays open. While it is out of date or breaks a rule it cannot be accepted.

    ``follows``, ``differs``: nights of the draft in hand that change with it, and those that the draft has otherwise,
    so that it has to be planned again before it is published. ``is_least``: proven, by the numbers in force alone, that
    nothing less does as much.
    ``noes``: who was asked to take which night, and said no; ``mends``: what would fill what stays open.
    """

    facts: PlanningFacts
    first: date
    last: date
    replaced: tuple[Replaced, ...]
    change: Publication
    open: tuple[StillOpen, ...]
    breaches: tuple[Breach, ...]
    is_out_of_date: bool
    draft_id: str | None
    follows: tuple[date, ...]
    differs: tuple[date, ...]
    is_least: bool
    noes: tuple[tuple[ListenerId, date], ...]
    mends: Mends = Mends()

    def yes_for(self, place: Replaced) -> TeamMember | None:
        """Who has said yes to a place that changes, and waits for a coordinator to agree."""
        which = place.night, place.place, place.before
        waits = (each.said_yes for each in self.facts.to_take if each.which == which and each.said_yes is not None)
        found = next(waits, None)
        return None if found is None else self.facts.member(found)

    @property
    def yeses(self) -> tuple[str, ...]:
        """Every such yes, by its night and place and the reference of who said it."""
        found = ((each, self.yes_for(each)) for each in self.replaced)
        return tuple(f"{each.night} {each.place.value} {who.ref}" for each, who in found if who is not None)

    @property
    def by_ref(self) -> dict[str, TeamMember]:
        """The team, by the charity's reference."""
        return {member.ref: member for member in self.facts.team}


def facts_of(site: Site, first: date, last: date, now: datetime) -> PlanningFacts:
    """Return what a repair of nights depends on (7 statements)."""
    return _heeding(rotas.facts_for(site, first, last, now), cover_facts.said_no(site.id, first, last))


def _heeding(facts: PlanningFacts, noes: Iterable[tuple[ListenerId, date]]) -> PlanningFacts:
    """Whoever said no when he was asked to take a night of somebody else's is not put on that night: his no is kept."""
    theirs = {(duty.listener, duty.night) for duty in facts.planned_duties()}
    kept = (each for each in noes if each not in theirs)
    more = (Said(listener, night, AvailabilityKind.UNAVAILABLE) for listener, night in kept)
    return replace(facts, said=(*facts.said, *more))


def page_of(site: Site, proposal: Proposal, now: datetime, *, reasons: bool = False) -> RepairPage:
    """Return what accepting a repair would do now. ``reasons`` opens why somebody cannot do a night; whoever asks may
    read it."""
    problem = problem_from_json(proposal.problem.encode(), "the request")
    solution = solution_from_json(proposal.solution.encode(), "the request")
    repair = repair_of(problem, solution.assignments)
    first, last = problem.nights[0].on, problem.nights[-1].on
    noes = cover_facts.said_no(site.id, first, last)
    in_hand = _heeding(rotas.facts_for(site, first, last, now, reasons=reasons), noes)
    facts = as_told(in_hand)
    before = tuple(each.placed for each in facts.planned_duties() if first <= each.night <= last)
    out, put = (as_placed(facts, each) for each in (repair.withdrawn, repair.added))
    after = (*(each for each in before if each not in out), *put)
    ahead = max(first, facts.first_ahead)
    judged = rules_of(facts, ahead, max((last - ahead).days + 1, 1))
    judged = replace(judged, demand=demand_told(facts, judged))
    held = _assigned(facts, judged, after)
    changed = (each for each in replacements(after, before, repair.nights) if each.has_changed)
    replaced = tuple(_as_held(facts, changed, before, out))
    return RepairPage(
        facts=facts,
        first=first,
        last=last,
        replaced=replaced,
        change=publication(facts, after, repair.nights),
        open=tuple(_still_open(facts, judged, after)),
        breaches=named(facts, worse(breaches_of(judged, _assigned(facts, judged, before)), breaches_of(judged, held))),
        is_out_of_date=_is_out_of_date(facts, repair, before, (out, put)) or _can_again(problem, judged, repair),
        draft_id=None if in_hand.draft is None else in_hand.draft.id,
        follows=following(in_hand, out, put),
        differs=differing(in_hand, out, put),
        is_least=problem.rules == judged.rules and _is_proven(solution),
        noes=noes,
    )


def _assigned(facts: PlanningFacts, problem: RotaProblem, placed: Iterable[Placed]) -> tuple[Assignment, ...]:
    return as_assignments(placed, facts.refs, tuple(night.on for night in problem.nights))


def _is_out_of_date(
    facts: PlanningFacts,
    repair: Repair,
    before: tuple[Placed, ...],
    moves: tuple[tuple[Placed, ...], tuple[Placed, ...]],
) -> bool:
    """Whether a night of it has begun or is frozen by now, one whom it takes off is not there any more, or a place that
    it fills is taken."""
    out, put = moves
    if any(night < facts.first_free for night in repair.nights) or not set(out) <= set(before):
        return True
    after = Counter((each.night, each.place) for each in (*(one for one in before if one not in out), *put))
    return any(after[where] > _seats(facts, *where) for where in {(each.night, each.place) for each in put})


def _seats(facts: PlanningFacts, night: date, place: NightPlace) -> int:
    """How many may have a place of a night that people have been told of."""
    return 1 if place is NightPlace.FIRST else facts.policy_told(night).crew - 1


def _as_held(
    facts: PlanningFacts, replaced: Iterable[Replaced], before: Iterable[Placed], out: Collection[Placed]
) -> Iterator[Replaced]:
    """The places that change, each with who has it now: one that was empty when the repair was asked for may be taken
    by now, and stands then beside whoever has it."""
    held: defaultdict[tuple[date, NightPlace], list[ListenerId]] = defaultdict(list)
    for one in before:
        held[one.night, one.place].append(one.listener)
    empty = {where: _seats(facts, *where) - len(there) for where, there in held.items()}
    for each in replaced:
        where = each.night, each.place
        if each.before is None and where in empty:
            empty[where] -= 1
            staying = [who for who in held[where] if Placed(*where, who) not in out]
            if empty[where] < 0 and staying:
                held[where].remove(staying[0])
                yield replace(each, before=staying[0])
                continue
        yield each


def _can_again(asked: RotaProblem, now: RotaProblem, repair: Repair) -> bool:
    """Whether somebody is taken off a night that he could not do when the repair was asked for, and can by now."""
    away, team = _away(asked), now.volunteers_by_id()
    gone = {(each.volunteer, each.night) for each in repair.withdrawn}
    return any(who in team for who, _ in (gone & away) - _away(now))


def _away(problem: RotaProblem) -> set[tuple[str, date]]:
    return {(each.id, absence.on) for each in problem.volunteers for absence in each.unavailable}


def _is_proven(solution: RotaSolution) -> bool:
    """Whether it is proven that no plan leaves less empty, and none as good changes less."""
    return all(solution.bound.get(name) == (solution.objective or {}).get(name) for name in ("gaps", "changes"))


def _still_open(facts: PlanningFacts, problem: RotaProblem, after: Iterable[Placed]) -> Iterable[StillOpen]:
    """The places, of nights that may be repaired, that nobody has after it, or nobody who can do it."""
    placed = tuple(after)
    for night, place, listener in sorted(_wanted(facts, problem, placed), key=lambda one: one[:2]):
        if night >= facts.first_free and facts.is_planned(night):
            others = (each for each in placed if (each.night, each.listener) != (night, listener))
            holding = Holding(problem, _assigned(facts, problem, others))
            yield StillOpen(night, place, listener, counted_reasons(holding, problem, Slot(night, place.value, None)))


def _wanted(
    facts: PlanningFacts, problem: RotaProblem, placed: tuple[Placed, ...]
) -> Iterable[tuple[date, NightPlace, ListenerId | None]]:
    for demand in gaps(problem, _assigned(facts, problem, placed)):
        yield demand.slot.night, NightPlace(demand.slot.duty), None
    for each in placed:
        if each.night in facts.said_no.get(each.listener, ()):
            yield each.night, each.place, each.listener
