"""What does a coordinator keep of a Listener, the standing apart?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from listeners.domain.cells import Cell


@dataclass(frozen=True, slots=True)
class Details:
    """Who somebody is, where, what part of the nights he takes, and when he was trained and decided to do it.

    ``reaches`` is None for every wing; ``works`` None leaves the sessions as they are.
    """

    name: str
    prison_number: str
    cell: Cell
    reaches: frozenset[str] | None
    share: int
    joined_on: date
    reserve: bool
    works: tuple[str, ...] | None = None
    trained_on: date | None = None
    consented_on: date | None = None
