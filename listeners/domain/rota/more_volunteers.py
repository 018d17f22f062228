"""How does a planning problem look with more volunteers in the team than there are?

For what would mend one rota (``remedies``). How large a team the nights ahead need is another question, with people
away as often as the present ones (``team_size.like``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count as counting

from listeners.domain.rota.problem import RotaProblem, Volunteer


def with_more(problem: RotaProblem, count: int, areas: frozenset[str] | None = None) -> RotaProblem:
    """Return the problem with ``count`` more volunteers, who reach ``areas`` (None: everywhere).

    Each is past the shadowed contacts, takes a full part, can do every night, and has carried as much as the others on
    average for a full part: nobody who has just joined is given the nights of years.
    """
    carried = _usual_load(problem)
    names = _free_names(problem)
    more = tuple(
        Volunteer(
            id=next(names),
            new=False,
            areas=areas,
            share=100,
            unavailable=(),
            avoid=frozenset(),
            prefer=frozenset(),
            carried_load=carried,
            last_nights=frozenset(),
        )
        for _ in range(count)
    )
    return replace(problem, volunteers=(*problem.volunteers, *more))


def _free_names(problem: RotaProblem) -> Iterator[str]:
    taken = {each.id for each in problem.volunteers}
    return (name for name in map("more {}".format, counting(1)) if name not in taken)


def _usual_load(problem: RotaProblem) -> int:
    team = problem.volunteers
    return round(sum(Fraction(each.carried_load * 100, each.share) for each in team) / len(team)) if team else 0
