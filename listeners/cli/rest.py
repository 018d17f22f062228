"""Who is owed rest? The command ``listeners rest``: standard output is the list alone.

``--csv`` is a stable interface: ``ref,rest_from,rest_until,excused_until,rule,kept``, times in UTC.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from listeners import clock
from listeners.access import SYSTEM
from listeners.cli.dates import DATE

if TYPE_CHECKING:
    from flask import Flask

    from listeners.domain.team import Site
    from listeners.services.rest_days import OwedRest

COLUMNS = ("ref", "rest_from", "rest_until", "excused_until", "rule", "kept")


@click.command()
@click.option("--site", "code", required=True, metavar="CODE", help="The prison code, such as LKI.")
@click.option("--on", "on", type=DATE, metavar="DATE", help="Every rest in force on this date (today).")
@click.option("--from", "first", type=DATE, metavar="DATE", help="Rests that begin on or after this date ...")
@click.option("--to", "last", type=DATE, metavar="DATE", help="... and on or before this one.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, times in UTC.")
@click.option("--why", "with_why", is_flag=True, help="Say of each rest in words how it comes about (not with --csv).")
@click.pass_obj
def rest(
    open_app: Callable[[], Flask],
    code: str,
    on: date | None,
    first: date | None,
    last: date | None,
    as_csv: bool,
    with_why: bool,
) -> None:
    """List the rests owed at a site."""
    _refuse_mixed(on, first, last)
    if as_csv and with_why:
        raise click.UsageError("--why is for reading: leave --csv out.")
    from flask import g, get_template_attribute

    from listeners.services import rest_days, sites

    with open_app().app_context():
        site = sites.by_code(code, SYSTEM)
        if first is not None and last is not None:
            owed = rest_days.owed_between(site, first, last, SYSTEM)
        else:
            owed = rest_days.owed_on(site, on or rest_days.today(site, clock.now()), SYSTEM)
        g.site = site  # the sentence of a page is in its time
        because = get_template_attribute("macros/rest.html", "because") if with_why else None
        whys = [str(because(each.why)).strip() if because else None for each in owed]
    if as_csv:
        _write_csv(owed)
    else:
        _write_words(site, owed, whys)


def _refuse_mixed(on: date | None, first: date | None, last: date | None) -> None:
    if (first is None) != (last is None):
        raise click.UsageError("--from and --to go together.")
    if on is not None and first is not None:
        raise click.UsageError("Ask for --on, or for --from and --to.")
    if first is not None and last is not None and last < first:
        raise click.UsageError(f"--to {last} is before --from {first}.")


def _write_csv(owed: Iterable[OwedRest]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in owed:
        one = each.rest
        times = (_utc(one.rest_from), _utc(one.rest_until), _utc(one.excused_until))
        writer.writerow((each.member.ref, *times, one.rule.value, "yes" if one.kept else "no"))


def _utc(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _write_words(site: Site, owed: tuple[OwedRest, ...], whys: Sequence[str | None]) -> None:
    for each, why in zip(owed, whys, strict=True):
        one = each.rest
        begins, until = (moment.astimezone(site.zone) for moment in (one.rest_from, one.rest_until))
        words = [f"{each.member.ref} {each.member.name}: rest {begins:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}"]
        if one.excused_until is not None:
            words.append(f"excused from work until {one.excused_until.astimezone(site.zone):%Y-%m-%d %H:%M}")
        words.append(one.rule.value.replace("_", " "))
        words.append("kept" if one.kept else "not kept")
        click.echo(", ".join(words) + (f"\n    {why}" if why else ""))
    if not owed:
        click.echo("Nobody is owed rest then.", err=True)
