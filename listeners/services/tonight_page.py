"""What stands on the page of tonight: the board, and what has to be done beside it before lock-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor
from listeners.domain.team import Site
from listeners.services import callout_checks, sheets_printed, tonight
from listeners.services.callout_checks import ToChase
from listeners.services.sheets_printed import SheetState
from listeners.services.tonight import Board


@dataclass(frozen=True, slots=True)
class TonightPage:
    """The board of tonight, how its printed sheet stands, and for which man something is not on file that staff do
    when no Listener goes."""

    board: Board
    sheet: SheetState
    to_chase: tuple[ToChase, ...]


def page(site: Site, actor: Actor, now: datetime) -> TonightPage:
    """Return the page of tonight (9 statements at most).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    view = tonight.view_of(site, actor, now)
    chase = callout_checks.to_chase(view)
    return TonightPage(tonight.board_of(view, actor), sheets_printed.state_of(view, actor), chase)
