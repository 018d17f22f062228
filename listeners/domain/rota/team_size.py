"""How large a team do the nights ahead need? The question as a planning problem, and what comes of it.

A team of a certain size is the present one in an order of chance: its first so many members, or all of them and more
like them. Whether such a team fills every place is found by solving (``listeners.planner.team_size``); here is what is
asked, and what can be said at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from listeners.domain.rota.from_facts import rules_of, without_reasons
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.problem import Absence, RotaProblem, Unavailable, Volunteer
from listeners.domain.team import TeamMember
from listeners.domain.team_ahead import takes_part
from listeners.domain.team_warnings import A_QUARTER

NIGHTS = 84
"""The coming twelve weeks."""
PATTERN_NIGHTS = 56
"""What somebody said of so many nights back stands in for the weeks ahead of which nothing is planned yet."""
LEAST_PATTERN = 28
"""Of somebody here for fewer nights than these no pattern is known, but what he has said."""
LOSSES = (0, 10, 25)
"""Per cent of a team that is lost."""
LARGEST = 60
"""No larger team is tried: the largest that this program is made for."""


@dataclass(frozen=True, slots=True)
class Need:
    """The least team that still fills every place when ``loss`` per cent of it are lost: in the middle of several
    draws of who they are, and in the worst of them; None: no team of up to 60 does."""

    loss: int
    middle: int | None
    worst: int | None


@dataclass(frozen=True, slots=True)
class Filled:
    """How the coming nights go with one team: its size, the places filled and left empty. ``is_proven``: no plan of
    these people leaves less empty. ``there`` is the sum over the nights of how many take part, ``at_end`` how many of
    them do on the last; None: everybody all the time."""

    people: int
    filled: int
    empty: int
    is_proven: bool
    there: int | None = None
    at_end: int | None = None

    @property
    def nights_each(self) -> float:
        """Nights of one of them in four weeks, on the average of those who take part: who leaves half way is half of
        one."""
        return self.filled * 28 / self.people_nights if self.people_nights else 0.0

    @property
    def people_nights(self) -> int:
        """The sum over the nights of how many take part."""
        return self.people * NIGHTS if self.there is None else self.there

    def with_team(self, there: Sequence[int]) -> Filled:
        """Return the same with how many take part on each of the nights."""
        return replace(self, there=sum(there), at_end=there[-1]) if there else self


@dataclass(frozen=True, slots=True)
class TeamQuestion:
    """What the planner is asked: the coming nights with the team as it is, and the same nights with the pattern of the
    team (``pattern``: everybody stays, may lead, and begins rested); ``without`` names who leaves at once.

    ``there`` is how many take part on each of the nights by what is on file of leaving and coming back, ``left`` how
    many of them without those who leave at once."""

    problem: RotaProblem
    pattern: RotaProblem
    without: tuple[str, ...]
    there: tuple[int, ...] = ()
    left: tuple[int, ...] = ()

    def holds_for(self, later: TeamQuestion) -> bool:
        """Whether a question asked later is of the same team and the same numbers on the nights that both are about.
        What Listeners said of nights is not compared: it changes every day."""
        ours, theirs = self._of_nights, later._of_nights
        both = ours.keys() & theirs.keys()
        known = {each.id for each in self.problem.volunteers}
        nobody_new = all(each.id in known for each in later.problem.volunteers)
        same_rules = self.problem.rules == later.problem.rules
        return bool(ours) and nobody_new and same_rules and all(ours[on] == theirs[on] for on in both)

    @property
    def _of_nights(self) -> dict[date, tuple[int, int]]:
        """How many take part on each night, and how many places it has."""
        nights = [night.on for night in self.problem.nights]
        places = Counter(demand.slot.night for demand in self.problem.demand)
        return {on: (there, places[on]) for on, there in zip(nights, self.there, strict=False)}


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """What comes of it: the least teams, and the coming nights with the present team and (where asked) without some.
    ``is_proven``: that a smaller team leaves gaps has been proven for each draw."""

    needs: tuple[Need, ...]
    is_proven: bool
    now: Filled
    without: tuple[str, ...] = ()
    after: Filled | None = None

    @property
    def load_rises(self) -> bool:
        """Whether each of those left has a quarter more nights than each of the present team, or more than that."""
        if self.after is None or not self.now.people_nights or not self.after.people_nights:
            return False
        before, then = (Fraction(each.filled, each.people_nights) for each in (self.now, self.after))
        return bool(before) and then >= before * A_QUARTER


def question_of(facts: PlanningFacts, without: Sequence[str] = ()) -> TeamQuestion:
    """Return the question of the coming twelve weeks, from the first night that has not begun; without any reason why
    somebody cannot do a night. ``facts`` reach back over ``PATTERN_NIGHTS``."""
    first = facts.first_ahead
    there = _with_pattern(facts, rules_of(facts, first, NIGHTS))
    nights = [night.on for night in there.nights]
    staying = [member for member in facts.team if member.ref not in without]
    return TeamQuestion(
        without_reasons(there),
        without_reasons(_settled(there)),
        tuple(without),
        there=_taking_part(facts.team, nights),
        left=_taking_part(staying, nights),
    )


def _taking_part(team: Sequence[TeamMember], nights: Sequence[date]) -> tuple[int, ...]:
    return tuple(sum(takes_part(member, night) for member in team) for night in nights)


def _with_pattern(facts: PlanningFacts, problem: RotaProblem) -> RotaProblem:
    """Add to each volunteer the nights on which he is likely to be away once nothing is planned yet: eight weeks before
    he said that he cannot do them."""
    ids = {member.ref: member for member in facts.team}
    planned = max((told.last for told in facts.published), default=date.min)
    unplanned = [night.on for night in problem.nights if night.on > planned]
    return replace(
        problem,
        volunteers=tuple(
            _also_away(each, unplanned, facts.said_no.get(ids[each.id].id, frozenset()), ids[each.id].joined_on)
            for each in problem.volunteers
        ),
    )


def _also_away(one: Volunteer, nights: Sequence[date], said_no: frozenset[date], joined_on: date) -> Volunteer:
    if not nights:
        return one
    first = nights[0]
    known = min(PATTERN_NIGHTS, (first - joined_on).days // 7 * 7)
    if known < LEAST_PATTERN:
        return one
    held = {each.on for each in one.unavailable}
    likely = (night for night in nights if night not in held and _same_night_before(night, first, known) in said_no)
    return replace(one, unavailable=(*one.unavailable, *(Unavailable(on, Absence.UNAVAILABLE) for on in likely)))


def _same_night_before(night: date, first: date, known: int) -> date:
    """The night of the ``known`` ones before ``first`` that stands in for a night from ``first`` on."""
    return night - timedelta(days=ceil(((night - first).days + 1) / known) * known)


def _settled(problem: RotaProblem) -> RotaProblem:
    """The pattern of the team: nobody leaves, everybody may be first, nobody is tired from before."""
    return replace(
        problem,
        volunteers=tuple(
            replace(
                each,
                new=False,
                last_nights=frozenset(),
                unavailable=tuple(one for one in each.unavailable if one.reason is not Absence.TRANSFERRED),
            )
            for each in problem.volunteers
        ),
    )


def team_of(pattern: RotaProblem, order: Sequence[int], size: int) -> RotaProblem:
    """Return the problem with a team of ``size``: the volunteers of ``pattern`` in an order, and when they are all in
    it more like them, each with the nights off of one of them moved by a week for each round."""
    nights = [night.on for night in pattern.nights]
    rounds = [(number // len(order), pattern.volunteers[order[number % len(order)]]) for number in range(size)]
    team = (one if not again else like(one, again, nights) for again, one in rounds)
    return replace(pattern, volunteers=tuple(team))


def like(one: Volunteer, number: int, nights: Sequence[date]) -> Volunteer:
    """Return somebody with the same pattern of nights off, ``number`` weeks later; what falls off the end begins
    again. So a night that one cannot do, another like him can, and weekdays stay weekdays."""
    first, count = nights[0], len(nights) // 7 * 7 or len(nights)
    moved = (first + timedelta(days=((each.on - first).days + 7 * number) % count) for each in one.unavailable)
    away = tuple(Unavailable(on, Absence.UNAVAILABLE) for on in sorted(set(moved)))
    return replace(one, id=f"{one.id}+{number}", unavailable=away)


def least_with_loss(least: int, loss: int) -> int:
    """Return the least team of which ``least`` are left when ``loss`` per cent are lost, rounded up to whole people."""
    return next(size for size in range(least, least * 100) if size - ceil(size * loss / 100) >= least)


def least_at_once(problem: RotaProblem) -> int:
    """Return a size below which no team of such people can fill every place, whoever they are: counted, not solved.

    Each can take so many nights of the stretch as the limits and his nights off leave; those who can take most are
    counted first, until the places are covered.
    """
    places = len(problem.demand)
    rooms = sorted((room_of(problem, each) for each in problem.volunteers), reverse=True)
    if not rooms or not rooms[0]:
        return 0 if not places else LARGEST + 1
    taken, size = 0, 0
    for room in rooms:
        if taken >= places:
            return size
        taken, size = taken + room, size + 1
    # Of more people the nights off lie otherwise: no more is known than that none takes more than the limits allow
    # whoever of them is allowed most.
    most = max(room_of(problem, replace(each, unavailable=())) for each in problem.volunteers)
    return size + max(0, ceil((places - taken) / most))


def room_of(problem: RotaProblem, one: Volunteer) -> int:
    """Return how many of the nights one volunteer can take at most, by the limits in 7 and in 28 and the nights off."""
    away = {each.on for each in one.unavailable}
    rules = problem.rules
    weeks: defaultdict[int, list[date]] = defaultdict(list)
    for night in problem.nights:
        weeks[(night.on - problem.nights[0].on).days // 7].append(night.on)
    room: Counter[int] = Counter()
    for week, nights in weeks.items():
        room[week // 4] += min(rules.in_7(one), _apart(nights, away, rules.free(one)))
    return sum(min(rules.in_28(one), nights) for nights in room.values())


def _apart(week: Sequence[date], away: set[date], free: int) -> int:
    """How many nights of a week somebody can take with so many free ones between: the earliest each time."""
    taken, last = 0, None
    for night in week:
        if night not in away and (last is None or (night - last).days > free):
            taken, last = taken + 1, night
    return taken
