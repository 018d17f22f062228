"""How long does a repair take that a coordinator waits for?"""

from __future__ import annotations

import json

from bench.measure import noted, tell
from bench.watched import watched
from listeners.domain.rota.problem_json import to_json
from tests.planner.repairs import published_rota

PEOPLE, NIGHTS, SEEDED = 24, 28, 50
GOAL = 2.0
"""Seconds: somebody stands before the page."""


def run() -> None:
    """Repair seeded published rotas, each in a process of its own as the program does."""
    with noted(f"{SEEDED} repairs"):
        texts = [json.dumps(to_json(published_rota(seed, PEOPLE, NIGHTS))).encode() for seed in range(SEEDED)]
        taken = [watched(text).seconds for text in texts]
    tell(f"repair of {PEOPLE} x {NIGHTS}, slowest of {SEEDED}: user CPU s, against the goal", max(taken), GOAL)
