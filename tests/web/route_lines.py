"""How is it written down to whom a route is open, and about what?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from listeners.domain.people import Role
from tests.world import Prison

L, P, C, S, U, N, A = (
    Role.LISTENER,
    Role.PEER_LEAD,
    Role.COORDINATOR,
    Role.STAFF,
    Role.SAFER_CUSTODY,
    Role.NATIONAL,
    Role.AUDITOR,
)
EVERYBODY = frozenset(Role)
PUBLIC: frozenset[Role] = frozenset()
"""Open to anybody, signed in or not."""


def nothing(_prison: Prison) -> Mapping[str, str]:
    """A page about no particular row."""
    return {}


def a_listener(prison: Prison) -> Mapping[str, str]:
    """A page about one of the prison's Listeners."""
    return {"listener_id": prison.listeners["sam"]}


@dataclass(frozen=True)
class Route:
    """Who may open a route, about what, and what a GET by one of them answers.

    ``everywhere``: its rows belong to no site, so another prison's are there too. ``hidden_from``: roles for whom there
    are such pages, but not the one of this row: a GET answers 404.
    """

    roles: frozenset[Role]
    about: Callable[[Prison], Mapping[str, str]] = field(default=nothing)
    answer: int = 200
    everywhere: bool = False
    hidden_from: frozenset[Role] = frozenset()

    def answer_to(self, role: Role) -> int:
        """What a GET by one of its roles answers."""
        return 404 if role in self.hidden_from else self.answer


def only(*roles: Role) -> frozenset[Role]:
    """The roles that a route is open to."""
    return frozenset(roles)
