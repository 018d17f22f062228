"""Who is in the team? The command ``listeners people``."""

from __future__ import annotations

import click

from listeners.cli.imports import import_command


@click.group()
def people() -> None:
    """The team of a site."""


people.add_command(
    import_command(
        "people.csv", "listeners.services.imports:look_at_people", "listeners.services.imports:import_people"
    )
)
