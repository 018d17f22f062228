"""What stands on the page of tonight: the board, and what has to be done beside it before lock-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor
from listeners.domain.team import Site
from listeners.services import sheets_printed, tonight
from listeners.services.sheets_printed import SheetState
from listeners.services.tonight import Board


@dataclass(frozen=True, slots=True)
class TonightPage:
    """The board of tonight, and how its printed sheet stands."""

    board: Board
    sheet: SheetState


def page(site: Site, actor: Actor, now: datetime) -> TonightPage:
    """Return the page of tonight (8 statements).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    view = tonight.view_of(site, actor, now)
    return TonightPage(tonight.board_of(view, actor), sheets_printed.state_of(view, actor))
