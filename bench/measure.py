"""How is one thing measured against another, and how is it told?"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median


def tell(name: str, value: float, against: float) -> None:
    """Print one line of JSON: what was measured, what it is compared with, and their ratio (null against nothing)."""
    ratio = _rounded(value / against) if against else None
    line = {"name": name, "value": _rounded(value), "against": _rounded(against), "ratio": ratio}
    print(json.dumps(line), flush=True)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def seconds(act: Callable[[], object]) -> float:
    """How long something took, by a clock that nobody moves."""
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def user_seconds() -> float:
    """How long this process and those that it waited for have been at work: a busy machine changes little of it."""
    return sum(resource.getrusage(whose).ru_utime for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def pairs(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Do two things in turn, A B A B, and return the median seconds of each; a first round is not counted."""
    taken = [(seconds(one), seconds(other)) for _ in range(rounds + 1)][1:]
    return median(first for first, _ in taken), median(second for _, second in taken)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that so large a part of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


@contextmanager
def noted(what: str) -> Iterator[None]:
    """Say on standard error what is going on: standard output is for the figures alone."""
    print(f"bench: {what} ...", file=sys.stderr, flush=True)
    yield
