"""What happened before this program kept the record? The command ``listeners callouts``."""

from __future__ import annotations

import click

from listeners.cli.imports import import_command


@click.group()
def callouts() -> None:
    """Call-outs of the past."""


callouts.add_command(
    import_command(
        "callouts.csv",
        "listeners.services.care.imports:look_at_call_outs",
        "listeners.services.care.imports:import_call_outs",
    )
)
