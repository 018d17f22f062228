"""How is the demonstration made, once, in an empty database?"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from config import SettingsError, instance_folder, make_missing_secrets
from listeners import clock
from listeners.access import SYSTEM
from listeners.cli.dates import DATE
from listeners.cli.solving import solved
from listeners.domain.nights import at_local, local_date
from listeners.errors import Conflict, ListenersError, Problem, Unreadable

if TYPE_CHECKING:
    from flask import Flask

    from listeners.domain.team import Site

ACCOUNTS_FILE = "demo-accounts.txt"
NIGHTS_PUBLISHED = 28
LONDON = ZoneInfo("Europe/London")
MIDDAY = time(12, 0)


@click.command()
@click.option("--site", "code", metavar="CODE", help="Only this prison: LKI or FNI.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed tells another story.")
@click.option("--on", "day", type=DATE, metavar="DATE", help="The story's today (default: today).")
@click.option("--if-empty", is_flag=True, help="Where the database holds anything, leave it and say nothing.")
@click.pass_obj
def demo(open_app: Callable[[], Flask], code: str | None, seed: int, day: date | None, if_empty: bool) -> None:
    """Make the demonstration scheme in an empty database."""
    from listeners.services.care import flags
    from listeners.services.demo import (
        ahead,
        checkins,
        concerns,
        decisions,
        exit_talks,
        flag_lives,
        instruments,
        make,
        offloads,
        own_contacts,
        person_requests,
        plans,
        sheets,
        support,
        thanks,
        training,
    )

    _make_secrets()
    now = clock.now()
    on = day or local_date(now, LONDON)
    schemes = make.chosen_schemes(code)
    if not schemes:
        raise Unreadable("demo", [Problem(None, "--site", f"there is no demonstration of {code}; choose LKI or FNI")])
    with open_app().app_context():
        if make.holds_anything():
            if if_empty:
                return
            raise Conflict("the database already holds something: the demonstration needs an empty one")
        moment = story_ends(on, now)
        made = [(scheme, make.make_scheme(scheme, seed, on, moment)) for scheme in schemes]
        for _, site in made:
            _publish_ahead(site, on, moment)
            # What they told counts for the reasons of the day.
            own_contacts.add_own_contacts(site, seed, on, moment)
            instruments.add_results(site, seed, on, moment)
            flags.run(site, SYSTEM, moment)
        lines = make.open_accounts(made, on, moment)
        for scheme, site in made:
            ahead.change_ahead(scheme, site, on, moment)
            ahead.ask_ahead(scheme, site, moment)
            support.add_support(site, seed, on, moment)
            checkins.add_checkins(site, seed, on, moment)
            concerns.add_concerns(site, on, moment)
            offloads.add_offloads(site, seed, on, moment)
            thanks.add_thanks(site, seed, on, moment)
            instruments.add_surveys(site, seed, on, moment)
            plans.add_plans(site, on, moment)
            decisions.add_decisions(site, on, moment)
            person_requests.add_person_requests(site, on, moment)
            training.add_training(site, seed, on, moment)
            exit_talks.add_exit_talks(site, on, moment)
            flag_lives.add_flag_lives(scheme, site, on, moment)
            sheets.print_tonight(scheme, site, moment, now)
    _write_accounts("".join(f"{line}\n" for line in lines))


def story_ends(on: date, now: datetime) -> datetime:
    """Return the moment after which nothing of the story has happened: midday of its date, or now where that is
    earlier on this very date."""
    midday = at_local(on, MIDDAY, LONDON)
    return min(midday, now) if local_date(now, LONDON) == on else midday


def _publish_ahead(site: Site, on: date, moment: datetime) -> None:
    """Plan the next four weeks from tonight by the planner, and publish them."""
    from listeners.services import plan_runs, plans, rota_publishing

    problem = plans.problem_to_solve(SYSTEM, site, on, NIGHTS_PUBLISHED, moment)
    solution = solved(problem, tell=False)
    rota_id = plan_runs.keep_draft(SYSTEM, site.id, problem, solution, moment, instead_of=None)
    rota_publishing.publish(SYSTEM, site, rota_id, moment)


def _make_secrets() -> None:
    try:
        make_missing_secrets(instance_folder())
    except SettingsError as error:
        raise Unreadable("settings", [Problem(None, None, str(error))]) from error


def _write_accounts(text: str) -> None:
    path = Path(instance_folder()) / ACCOUNTS_FILE
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
    except OSError as error:
        raise ListenersError(f"{path} cannot be written ({error.strerror})") from error
    click.echo(f"The demonstration is ready. Sign-in details: {path}")
