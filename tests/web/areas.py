"""What does each area of wellbeing add to the tests that look at every page: routes, sealed words, what can be told?

An area is a file ``tests/web/area_*.py`` with one ``AREA``; whatever is in it is asked by those tests by itself.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.nights import Scene
from tests.web.route_lines import Route
from tests.world import Prison


def _nothing_in(_prison: Prison) -> None:
    """Puts nothing on file."""


def _nothing_of(_prison: Prison, _weeks: int) -> None:
    """Puts nothing on file, for however many weeks."""


def _nothing_told(_scene: Scene, _told: Any) -> None:
    """Tells nothing."""


@dataclass(frozen=True)
class Area:
    """What one area adds. ``plant`` puts a canary into each of its sealed columns, and ``tell_more`` tells it something
    else; ``tellings`` draws what may be told in one of two worlds, and ``tell`` puts it on file, so that nobody's
    availability differs by it; ``live_through`` gives a prison so many weeks of it."""

    routes: Mapping[str, Route]
    sealed: frozenset[str] = frozenset()
    canaries: tuple[str, ...] = ()
    plant: Callable[[Prison], None] = _nothing_in
    tell_more: Callable[[Prison], None] = _nothing_in
    tellings: st.SearchStrategy[Any] = field(default_factory=st.none)
    tell: Callable[[Scene, Any], None] = _nothing_told
    live_through: Callable[[Prison, int], None] = _nothing_of


@cache
def areas() -> tuple[Area, ...]:
    """Every area, in the order of the names of their files."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("area_*.py"))
    return tuple(importlib.import_module(f"tests.web.{name}").AREA for name in names)


def with_those_of_areas(routes: Mapping[str, Route]) -> dict[str, Route]:
    """These routes and those of every area, none twice."""
    found = dict(routes)
    for area in areas():
        twice = found.keys() & area.routes.keys()
        assert not twice, f"twice a route: {sorted(twice)}"
        found |= area.routes
    return found
