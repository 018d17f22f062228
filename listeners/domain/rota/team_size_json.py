"""How do the question of the team's size and its answer look as JSON: between processes, and on file?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from listeners.domain.rota.problem_json import parse, to_json
from listeners.domain.rota.strict_json import Reader, decode
from listeners.domain.rota.team_size import Filled, Need, TeamAnswer, TeamQuestion

MOST = 10_000
"""More than this are no team."""


def question_to_text(question: TeamQuestion) -> str:
    """Return the question as text; ``question_from_json`` turns it back into an equal one."""
    parts = {"problem": to_json(question.problem), "pattern": to_json(question.pattern)}
    team = {"without": list(question.without), "there": list(question.there), "left": list(question.left)}
    return json.dumps({**parts, **team})


def question_from_json(data: bytes, source: str) -> TeamQuestion:
    """Return the question that a text states.

    Raises:
        Unreadable: naming every field that cannot be used.
    """
    raw, reader = decode(data, source), Reader(source)
    top = reader.record(raw, "", ("problem", "pattern", "without", "there", "left"))
    without = tuple(reader.text(*item) for item in reader.items(*top["without"]))
    there, left = (
        tuple(reader.whole(*item, 0, MOST) for item in reader.items(*top[name])) if name in top else ()
        for name in ("there", "left")
    )
    reader.finish()
    return TeamQuestion(parse(top["problem"][0], source), parse(top["pattern"][0], source), without, there, left)


def answer_to_text(answer: TeamAnswer) -> str:
    """Return the answer as the text of a JSON object; equal answers give equal bytes."""
    return json.dumps(asdict(answer), indent=1)


def answer_from_text(text: str) -> TeamAnswer:
    """Return the answer that ``answer_to_text`` wrote.

    Raises:
        ValueError: it is none.
    """
    try:
        return _answer(json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"no answer about a team: {error}") from None


def _answer(raw: dict[str, Any]) -> TeamAnswer:
    return TeamAnswer(
        needs=tuple(Need(**each) for each in raw["needs"]),
        is_proven=raw["is_proven"],
        now=Filled(**raw["now"]),
        without=tuple(raw["without"]),
        after=None if raw["after"] is None else Filled(**raw["after"]),
    )
