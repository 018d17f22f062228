"""Is a file with the official wording of a questionnaire right? The command ``listeners instruments``."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def instruments() -> None:
    """Check packs with the wording of questionnaires."""


@instruments.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Say whether a pack is right before it is used."""
    from listeners.services.care import instrument_packs

    of_key, pack = instrument_packs.check(file)
    click.echo(f"{of_key.name}: {len(pack.items)} items, version {pack.version}")
