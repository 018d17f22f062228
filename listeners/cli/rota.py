"""Planning from files: solve a problem, check a solution; no database and no settings (``rota_plan`` has the rest).

The solver runs in a child process: nothing of the program itself loads it.
"""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path
from typing import Any

import click

from listeners.cli import rota_plan, rota_what_if
from listeners.cli.rota_words import breach_line, summary, why_lines, why_not
from listeners.cli.solving import answer_to, mending_of
from listeners.domain.rota.check import check as judge
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.problem_json import problem_from_json
from listeners.domain.rota.remedies_json import mending_to_text
from listeners.domain.rota.solution import solution_from_json
from listeners.errors import Problem, Unreadable

MAX_BYTES = 20_000_000
"""Far above any rota; a larger file is a mistake."""

WHOLE = click.IntRange(0, 2**31 - 1)


class _Seconds(click.FloatRange):
    """A stretch of time; "nan" is a number to Python and none to us."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


@click.group(short_help="Plan, judge plans, write out what is published.")
def rota() -> None:
    """Plan from files, judge plans; plan a prison's rota, and write out what is published."""


rota.add_command(rota_plan.plan)
rota.add_command(rota_plan.repair)
rota.add_command(rota_plan.export)
rota.add_command(rota_what_if.what_if)


@rota.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=click.Path(path_type=Path))
@click.option("-o", "output", metavar="FILE", type=click.Path(path_type=Path), help="Write the solution here.")
@click.option("--seconds", type=_Seconds(0, 10**6), help="Stop after this time.")
@click.option("--work", type=WHOLE, help="Solver work to spend at most (no clock).")
@click.option("--seed", type=WHOLE, help="Where the search begins (1).")
@click.pass_context
def solve(
    ctx: click.Context,
    problem_file: Path,
    output: Path | None,
    seconds: float | None,
    work: int | None,
    seed: int | None,
) -> None:
    """Turn a planning problem into a plan."""
    data = read_file(problem_file)
    problem_from_json(data, str(problem_file))
    if output is not None:
        _refuse_unwritable(output)
    limits = {"--seconds": seconds, "--work": work, "--seed": seed}
    answer = answer_to(data, [f"{name}={value}" for name, value in limits.items() if value is not None])
    _hand_over(answer, output)
    solution = solution_from_json(answer, "the planner")
    for line in why_not(solution):
        click.echo(line, err=True)
    ctx.exit(0 if solution.objective is not None else 1)


@rota.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=click.Path(path_type=Path))
@click.argument("solution_file", metavar="SOLUTION.json", type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, problem_file: Path, solution_file: Path) -> None:
    """Judge a plan, whoever made it."""
    problem: RotaProblem = problem_from_json(read_file(problem_file), str(problem_file))
    solution = solution_from_json(read_file(solution_file), str(solution_file))
    breaches = judge(problem, solution)
    for breach in breaches:
        click.echo(breach_line(breach))
    if not breaches:
        click.echo(summary(solution))
    ctx.exit(1 if breaches else 0)


@rota.command()
@click.argument("problem_file", metavar="PROBLEM.json", type=click.Path(path_type=Path))
@click.argument("solution_file", metavar="SOLUTION.json", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write what would mend it as JSON.")
@click.pass_context
def why(ctx: click.Context, problem_file: Path, solution_file: Path, as_json: bool) -> None:
    """Say why places stay empty, and what would fill them."""
    problem = problem_from_json(read_file(problem_file), str(problem_file))
    solution = solution_from_json(read_file(solution_file), str(solution_file))
    wrong = [*why_not(solution)] or [breach_line(breach) for breach in judge(problem, solution)]
    for line in wrong:
        click.echo(line)
    if wrong:
        ctx.exit(1)
    mending = mending_of(problem, solution.assignments)
    if as_json:
        click.echo(mending_to_text(mending), nl=False)
        return
    for line in why_lines(solution, mending):
        click.echo(line)
    if not solution.gaps:
        click.echo("Every place is filled.")


def read_file(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        Unreadable: there is no such file, it may not be read, or it is over 20 MB.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(str(path), [Problem(None, None, _reason(error))]) from None
    if len(data) > MAX_BYTES:
        raise Unreadable(str(path), [Problem(None, None, f"larger than {MAX_BYTES} bytes")])
    return data


def _reason(error: Exception) -> str:
    return error.strerror or "cannot be read" if isinstance(error, OSError) else str(error)


def _refuse_unwritable(output: Path) -> None:
    """Say so before the planner works for nothing."""
    if output.is_dir() or not output.parent.is_dir():
        why = "is a directory" if output.is_dir() else "its directory does not exist"
        raise Unreadable(str(output), [Problem(None, None, why)])
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise Unreadable(str(output), [Problem(None, None, "may not be written")])


def _hand_over(answer: bytes, output: Path | None) -> None:
    """Write the answer whole or not at all."""
    if output is None:
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
        return
    try:
        if output.exists() and not output.is_file():
            output.write_bytes(answer)  # a device or a pipe cannot be replaced
            return
        part = output.with_name(f".{output.name}.{os.getpid()}.part")
        part.write_bytes(answer)
        part.replace(output)
    except OSError as error:
        raise Unreadable(str(output), [Problem(None, None, _reason(error))]) from None
