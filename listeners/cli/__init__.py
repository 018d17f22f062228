"""What can be asked on the command line? The command ``listeners`` and the one table of its parts.

A part is imported when it is asked for, so that ``listeners rota solve`` loads neither Flask nor settings. Standard
output is the answer alone; everything else goes to standard error. Exit status 0: done; 1: the answer is no; 2: input
that cannot be used, with a line for each fault and nothing written.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from listeners import __version__
from listeners.errors import ListenersError, NotFound, Unreadable

if TYPE_CHECKING:
    from flask import Flask

# name of the part -> module:attribute of its click command or group
PARTS = {
    "demo": "listeners.cli.demo:demo",
    "availability": "listeners.cli.availability:availability",
    "callouts": "listeners.cli.callouts:callouts",
    "instruments": "listeners.cli.instruments:instruments",
    "national": "listeners.cli.national:national",
    "night-sheet": "listeners.cli.night_sheet:night_sheet",
    "numbers": "listeners.cli.numbers:numbers",
    "people": "listeners.cli.people:people",
    "rest": "listeners.cli.rest:rest",
    "jobs": "listeners.cli.jobs:jobs",
    "rota": "listeners.cli.rota:rota",
    "serve": "listeners.cli.serve:serve",
}

DONE, THE_ANSWER_IS_NO, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses."""


class _Parts(click.Group):
    """A group that imports a part when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(PARTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in PARTS:
            return None
        module, attribute = PARTS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=_Parts)
@click.version_option(__version__)
def commands() -> None:
    """Rotas, rest and wellbeing of Listeners in prisons."""


def run(open_app: Callable[[], Flask], arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that the arguments ask for (None: those of the process) and leave with its exit status.

    A command finds ``open_app`` by ``click.pass_obj``: it opens the application with its database upgraded. A command
    says no by ``ctx.exit(1)`` and refuses input by raising an error of ``listeners.errors``.
    """
    sys.exit(_status(open_app, arguments))


def _status(open_app: Callable[[], Flask], arguments: Sequence[str] | None) -> int:
    try:
        return _whole(commands.main(arguments, prog_name="listeners", standalone_mode=False, obj=open_app))
    except click.Abort:
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return BAD_INPUT
    except click.ClickException as error:
        return _refuse(error.format_message(), BAD_INPUT)
    except Unreadable as error:
        return _refuse(str(error), BAD_INPUT)
    except ListenersError as error:
        return _refuse(str(error), BAD_INPUT if isinstance(error, NotFound) else THE_ANSWER_IS_NO)
    except BrokenPipeError:  # whoever read the answer has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        return THE_ANSWER_IS_NO


def _whole(result: Any) -> int:
    """A command that ends by ``ctx.exit`` returns its status; one that just ends is done."""
    return result if isinstance(result, int) else DONE


def _refuse(message: str, status: int) -> int:
    for line in message.splitlines():
        click.echo(f"listeners: {line}", err=True)
    return status
