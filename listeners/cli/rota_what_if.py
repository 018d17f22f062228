"""How many Listeners does a prison need? The command ``listeners rota what-if``: it asks, and waits for the answer.

Nothing of the program is imported before the command runs (``rota_plan``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flask import Flask

    from listeners.domain.rota.team_size import Filled, Need, TeamAnswer
    from listeners.domain.team_ahead import Recruiting
    from listeners.services.what_ifs import Known


@click.command("what-if", short_help="Find how many Listeners a prison needs.")
@click.option("--site", "code", required=True, metavar="CODE", help="The prison code, such as LKI.")
@click.option("--without", default="", metavar="REFS", help="Who leaves at once, such as L03,L07.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.pass_obj
def what_if(open_app: Callable[[], Flask], code: str, without: str, as_json: bool) -> None:
    """Find how many Listeners a prison needs in the coming twelve weeks, and what happens if some leave."""
    from listeners import clock
    from listeners.access import SYSTEM
    from listeners.cli.solving import answer_to
    from listeners.domain.rota.team_size_json import answer_from_text, question_to_text
    from listeners.outbound.planner_process import TEAM_SIZE
    from listeners.services import sites, what_ifs

    refs = [ref.strip() for ref in without.split(",") if ref.strip()]
    with open_app().app_context():
        site, now = sites.by_code(code, SYSTEM), clock.now()
        question = what_ifs.question(SYSTEM, site, refs, now)
        known = what_ifs.known(SYSTEM, site, now)
    text, options = question_to_text(question), [f"--seconds={what_ifs.SECONDS}"]
    answer = answer_from_text(answer_to(text.encode(), options, tell=as_json, part=TEAM_SIZE).decode())
    if as_json:
        click.echo(json.dumps(_as_json(known, answer), indent=1))
        return
    for line in _lines(known, answer):
        click.echo(line)


def _as_json(known: Known, answer: TeamAnswer) -> dict[str, Any]:
    with_loss = known.with_loss(answer)
    return {
        "site": known.site.code,
        "crew": asdict(known.crew),
        "team": {
            "people": known.sizes[0].people,
            "paused": known.paused,
            "fewest": None if known.fewest is None else [_iso(known.fewest.from_on), known.fewest.people],
            "by_call_outs": known.by_call_outs,
            "at_once": known.at_once,
            **asdict(answer),
        },
        "warnings_without": _warnings_json(known, answer),
        "recruit": _recruit_json(known.recruiting(answer)),
        "recruit_with_loss": None if with_loss is None else _recruit_json(with_loss),
    }


def _warnings_json(known: Known, answer: TeamAnswer) -> dict[str, Any]:
    small = known.warned_without(answer)
    told = None if small is None else {"from_on": _iso(small.from_on), "people": small.people, "least": small.least}
    return {"small_team": told, "load_rises": answer.load_rises}


def _recruit_json(recruit: Recruiting) -> dict[str, Any]:
    return {
        "need": recruit.need,
        "falls_on": _iso(recruit.falls_on),
        "weeks": recruit.weeks,
        "begin_by": _iso(recruit.begin_by),
    }


def _iso(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _lines(known: Known, answer: TeamAnswer) -> Iterator[str]:
    crew, policy = known.crew, known.policy
    source = "general figure" if crew.is_general else f"{crew.nights} nights on file"
    yield f"night call-outs: {crew.mean:.2f} a night ({source})"
    for row in crew.rows:
        mark = " (the crew now)" if row.crew == policy.crew else ""
        yield f"crew of {row.crew}: more call-outs than Listeners on {row.share:.1%} of nights{mark}"
    paused = f" ({known.paused} more paused)" if known.paused else ""
    yield f"team now: {known.sizes[0].people}{paused}{_fewest(known)}"
    yield f"least team by night call-outs: {known.by_call_outs}"
    for need in answer.needs:
        yield f"least team that fills 12 weeks, {need.loss} % lost: {_need(need)}"
    if not answer.is_proven:
        yield "not proven: a smaller team may do"
    yield f"12 weeks with the team now: {_filled(answer.now)}"
    if answer.after is not None:
        yield f"without {', '.join(answer.without)}: {_filled(answer.after)}"
        yield from _warnings(known, answer)
    most = max(need.loss for need in answer.needs) if answer.needs else 0
    for loss, recruit in ((0, known.recruiting(answer)), (most, known.with_loss(answer))):
        if recruit is not None:
            yield f"with {loss} % lost: {_recruiting(recruit)}"


def _warnings(known: Known, answer: TeamAnswer) -> Iterator[str]:
    small = known.warned_without(answer)
    if small is not None:
        since = "" if small.from_on is None or small.from_on <= known.sizes[0].from_on else f" from {small.from_on}"
        yield f"warning: without them {small.people} active{since}, fewer than {small.least}"
    if answer.load_rises:
        yield "warning: without them the nights of each rise by a quarter or more"


def _fewest(known: Known) -> str:
    return "" if known.fewest is None else f", {known.fewest.people} from {known.fewest.from_on}"


def _recruiting(recruit: Recruiting) -> str:
    if recruit.falls_on is None:
        return f"the team does not fall under {recruit.need} in half a year, by what is on file"
    return f"under {recruit.need} from {recruit.falls_on}: train by {recruit.begin_by} ({recruit.weeks} weeks)"


def _need(need: Need) -> str:
    middle, worst = (str(size) if size is not None else "more than 60" for size in (need.middle, need.worst))
    return middle if middle == worst else f"{middle}, in the worst draw {worst}"


def _filled(told: Filled) -> str:
    proven = "" if told.is_proven or not told.empty else " (not proven to be the least)"
    ends = "" if told.at_end is None or told.at_end == told.people else f" ({told.at_end} at the end)"
    return (
        f"{told.people} people{ends}, {told.empty} places empty{proven}, {told.nights_each:.1f} nights each in 4 weeks"
    )
