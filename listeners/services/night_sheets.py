"""What must stand on the printed sheet, so that it is right when the server is down?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.team import Site
from listeners.services import tonight
from listeners.services.tonight import Board, Seat

LINES = 8
"""Lines to write call-outs on: a site has one or two a day, and the sheet must stay on one page."""


@dataclass(frozen=True, slots=True)
class NightSheet:
    """One night on one sheet of A4. ``asked_in_order`` are those on stand-by, the first to ask first; there is no
    caller on it, and no field for one."""

    site: Site
    board: Board
    printed_at: datetime
    lines: int = LINES

    @property
    def asked_in_order(self) -> tuple[Seat, ...]:
        """Who is on stand-by: first those who may be asked now, in order, then those who may later in the night."""
        later = tuple(seat for seat in self.board.others if seat.place is not None)
        return (*self.board.order, *later)


def sheet(site: Site, actor: Actor, now: datetime, night: date | None = None) -> NightSheet:
    """Return the sheet of a night (None: of the night that it is, or of the coming one) as it stands now (6
    statements).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    require(actor, Do.READ, Kind.CELL, site.id, narrowed_to="duty")
    return NightSheet(site, tonight.board(site, actor, now, night), now)
