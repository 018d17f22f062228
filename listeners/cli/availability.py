"""What do Listeners say about nights? The command ``listeners availability``."""

from __future__ import annotations

import click

from listeners.cli.imports import import_command


@click.group()
def availability() -> None:
    """What Listeners say about nights."""


availability.add_command(
    import_command(
        "availability.csv",
        "listeners.services.import_availability:look_at_availability",
        "listeners.services.import_availability:import_availability",
    )
)
