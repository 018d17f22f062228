"""The jobs from the command line: which there are, and one of them now. Each runs in the jobs' own process."""

from __future__ import annotations

import subprocess
import sys

import click


@click.group()
def jobs() -> None:
    """What the program does by itself."""


@jobs.command("list")
@click.pass_context
def list_them(ctx: click.Context) -> None:
    """Name every job, when it runs, what it does, and its latest run."""
    ctx.exit(_ask("list"))


@jobs.command()
@click.argument("name")
@click.pass_context
def run(ctx: click.Context, name: str) -> None:
    """Run one job now, and print what it did."""
    ctx.exit(_ask("run", name))


def _ask(*arguments: str) -> int:
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "listeners.jobs", *arguments], check=False).returncode
