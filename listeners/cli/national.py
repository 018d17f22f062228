"""How does a new installation get its first account? The command ``listeners national``: one of the national office.

Everything else is done on the pages by whoever signs in with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from listeners import clock
from listeners.access import SYSTEM

if TYPE_CHECKING:
    from flask import Flask


@click.command(short_help="Make an account of the national office.")
@click.argument("username")
@click.argument("name")
@click.pass_obj
def national(open_app: Callable[[], Flask], username: str, name: str) -> None:
    """Make an account of the national office and print USERNAME and its passphrase, this once."""
    from listeners.domain.accounts import NewGrant
    from listeners.domain.people import Role
    from listeners.errors import Conflict
    from listeners.services import accounts

    with open_app().app_context():
        now = clock.now()
        grant = NewGrant(Role.NATIONAL, None, now.date())
        try:
            issued = accounts.create_account(SYSTEM, username, name, [grant], now)
        except Conflict as error:
            raise click.ClickException(f"the username {username} is taken") from error
    click.echo(f"{issued.username} {issued.secret}")
