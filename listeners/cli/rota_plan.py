"""Planning a site's rota, and handing out what is published: with the database.

Nothing of the program is imported before a command runs, so that the commands beside these load neither Flask nor
settings.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from listeners.cli.dates import DATE
from listeners.cli.rota_words import breach_line, fill_all_lines, fill_lines, why_not
from listeners.cli.solving import mending_of, solved
from listeners.domain.rota.hard_rules import Breach
from listeners.domain.rota.problem import Slot
from listeners.domain.rota.problem_json import VERSION, assignments_to_json
from listeners.domain.rota.remedies import Mending
from listeners.domain.rota.solution import RotaSolution
from listeners.errors import RuleBroken

if TYPE_CHECKING:
    from flask import Flask

    from listeners.domain.rota.problem import RotaProblem
    from listeners.domain.team import Site
    from listeners.services.repair_page import RepairPage
    from listeners.services.rota_export import PublishedDuty

OpenApp = Callable[[], "Flask"]
BY_COMMAND = "Repaired on the command line"
"""What stands in the history as the reason."""


def _of_a_stretch(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name a prison and a stretch of nights."""
    for option in (
        click.option("--nights", required=True, type=click.IntRange(1, 84), help="How many nights."),
        click.option("--from", "first", required=True, type=DATE, help="The first night."),
        click.option("--site", "code", required=True, metavar="CODE", help="The prison code, such as LKI."),
    ):
        command = option(command)
    return command


@click.command(short_help="Plan a prison's rota: a draft, or published.")
@_of_a_stretch
@click.option("--publish", is_flag=True, help="Publish the plan at once.")
@click.pass_context
def plan(ctx: click.Context, code: str, first: date, nights: int, publish: bool) -> None:
    """Plan a prison's rota from what is on file: as a draft, or published."""
    from listeners import clock
    from listeners.access import SYSTEM
    from listeners.services import plan_runs, plans, sites

    open_app: OpenApp = ctx.obj
    with open_app().app_context():
        site = sites.by_code(code, SYSTEM)
        draft = plans.draft_in_hand(SYSTEM, site)
        problem = plans.problem_to_solve(SYSTEM, site, first, nights, clock.now())
        solution = solved(problem, [f"--seconds={plans.SECONDS}"])
        if solution.objective is None:
            for line in why_not(solution):
                click.echo(line, err=True)
            ctx.exit(1)
        mending = _mending(site, problem, solution, clock.now())
        rota_id = plan_runs.keep_draft(SYSTEM, site.id, problem, solution, clock.now(), mending, instead_of=draft)
        _tell(solution, mending)
        if publish:
            ctx.exit(_publish(site, rota_id, clock.now()))


def _mending(site: Site, problem: RotaProblem, solution: RotaSolution, now: datetime) -> Mending | None:
    """What would fill the places that a plan leaves empty; None where it leaves none."""
    from listeners.access import SYSTEM
    from listeners.services import remedies

    if not solution.gaps:
        return None
    return mending_of(problem, solution.assignments, remedies.may_be_asked(SYSTEM, site.id, problem, now))


@click.command()
@click.option("--site", "code", required=True, metavar="CODE", help="The prison code, such as LKI.")
@click.option("--accept", is_flag=True, help="Accept the changes at once.")
@click.pass_context
def repair(ctx: click.Context, code: str, accept: bool) -> None:
    """Repair what is published: propose the fewest changes, or make them."""
    from listeners import clock
    from listeners.access import SYSTEM
    from listeners.services import plan_runs, plans, repairs, sites

    open_app: OpenApp = ctx.obj
    with open_app().app_context():
        site = sites.by_code(code, SYSTEM)
        problem = repairs.problem_to_solve(SYSTEM, site, clock.now())
        if problem is None:
            click.echo("nothing to repair")
            return
        solution = solved(problem, [f"--seconds={plans.SECONDS}"])
        if solution.objective is None:
            click.echo("Nothing was found in time.", err=True)
            ctx.exit(1)
        mending = _mending(site, problem, solution, clock.now())
        request_id = plan_runs.keep_repair(SYSTEM, site.id, problem, solution, clock.now(), mending)
        if request_id is None:
            click.echo("nothing better can be had")
            _tell_gaps("open", solution, mending)
            ctx.exit(1)
        _tell_repair(repairs.preview(SYSTEM, site, request_id, clock.now()), mending)
        if accept:
            ctx.exit(_told("accepted", lambda: repairs.accept(SYSTEM, site, request_id, BY_COMMAND, clock.now())))


def _tell_repair(page: RepairPage, mending: Mending | None) -> None:
    """Say what a repair changes, place by place and by reference, what it leaves open, and what would fill that."""
    click.echo(f"proposed: {len(page.replaced)} changed, {len(page.open)} still open")
    refs = page.facts.refs
    for each in page.replaced:
        now, before = (refs[who] if who is not None else "nobody" for who in (each.now, each.before))
        click.echo(f"change {each.night.isoformat()} {each.place}: {now} instead of {before}")
    for place in page.open:
        reasons = ", ".join(f"{count} {reason}" for reason, count in place.reasons.items())
        click.echo(f"open {place.night.isoformat()} {place.place}: {reasons or 'nobody takes part'}")
        for line in fill_lines(mending, Slot(place.night, place.place.value, None)) if mending is not None else ():
            click.echo(line)
    for line in fill_all_lines(mending) if mending is not None else ():
        click.echo(line)


def _tell(solution: RotaSolution, mending: Mending | None) -> None:
    """Say what came of it: the figures, then each gap with its counted reasons and what would fill it."""
    figures = ", ".join(f"{name} {value:g}" for name, value in (solution.objective or {}).items())
    click.echo(f"draft: {len(solution.assignments)} places filled, {len(solution.gaps)} gaps ({figures})")
    _tell_gaps("gap", solution, mending)


def _tell_gaps(word: str, solution: RotaSolution, mending: Mending | None) -> None:
    for gap in solution.gaps:
        reasons = ", ".join(f"{count} {reason}" for reason, count in gap.reasons.items())
        click.echo(f"{word} {gap.slot.night.isoformat()} {gap.slot.duty}: {reasons or 'nobody takes part'}")
        for line in fill_lines(mending, gap.slot) if mending is not None else ():
            click.echo(line)
    for line in fill_all_lines(mending) if mending is not None else ():
        click.echo(line)


def _publish(site: Site, rota_id: str, now: datetime) -> int:
    from listeners.access import SYSTEM
    from listeners.services import rota_publishing

    return _told("published", lambda: rota_publishing.publish(SYSTEM, site, rota_id, now))


def _told(done: str, act: Callable[[], object]) -> int:
    """Do it and say so, or say which rules forbid it; return the exit status."""
    try:
        act()
    except RuleBroken as refused:
        for breach in refused.breaches:
            click.echo(breach_line(breach) if isinstance(breach, Breach) else str(breach), err=True)
        return 1
    click.echo(done)
    return 0


@click.command()
@_of_a_stretch
@click.option("--csv", "form", flag_value="csv", default="csv", help="Lines of night,place,ref (the default).")
@click.option("--ics", "form", flag_value="ics", help="A calendar.")
@click.option("--json", "form", flag_value="json", help="Assignments of the rota format.")
@click.pass_obj
def export(open_app: OpenApp, code: str, first: date, nights: int, form: str) -> None:
    """Write out what is published, by reference: no name leaves with it."""
    from listeners.access import SYSTEM
    from listeners.services import rota_export, sites

    with open_app().app_context():
        site = sites.by_code(code, SYSTEM)
        duties = rota_export.published(SYSTEM, site, first, nights)
        if form == "csv":
            csv.writer(sys.stdout, lineterminator="\n").writerows(_rows(duties))
        elif form == "ics":
            sys.stdout.buffer.write(rota_export.as_calendar(site, duties).encode())
            sys.stdout.buffer.flush()
        else:
            assignments = assignments_to_json(rota_export.as_assignments(duties))
            click.echo(json.dumps({"version": VERSION, "site": site.code, "assignments": assignments}, indent=1))


def _rows(duties: tuple[PublishedDuty, ...]) -> Iterator[tuple[str, str, str]]:
    yield "night", "place", "ref"
    for duty in duties:
        yield duty.night.isoformat(), duty.place.value, duty.ref
