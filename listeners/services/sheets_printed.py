"""Has tonight's sheet been printed, and does what was printed still say what is so?

Each printing is an act: a copy of the paper is kept for a week, with who printed it and when.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, can, require
from listeners.domain.nights import ONE_DAY, at_local
from listeners.domain.sheets import KEPT_FOR, SheetOnPaper, sum_of
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services import night_sheets
from listeners.services.acts import once
from listeners.services.nights import Night, night_of
from listeners.services.periods import EVERY_SITE
from listeners.store import sheets
from listeners.store.database import Session, act
from listeners.store.journal import audit
from listeners.store.sheets import Printed


@dataclass(frozen=True, slots=True)
class SheetState:
    """How the sheet of tonight stands. ``lock_up``: when it should be printed by; ``printed``: the latest printing,
    None before the first; ``has_changed``: printed now it would say something else."""

    lock_up: datetime
    is_late: bool
    printed: Printed | None
    has_changed: bool


def print_sheet(site: Site, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Note that tonight's sheet is printed, keep a copy of it, and return the id of the copy. The same form sent again
    is the same printing.

    Raises:
        NotAllowed: the actor may not see tonight at this site, or does not look after it at lock-up.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id)

    def do(session: Session) -> str:
        sheet_id = sheets.add(session, site.id, night_sheets.sheet(site, actor, now).on_paper, actor)
        audit(session, actor, now, "print the night sheet", Kind.AVAILABLE, site_id=site.id, object_id=sheet_id)
        return sheet_id

    return once(actor, act_key, now, do)


def state_of(view: Night, actor: Actor) -> SheetState:
    """Return how the sheet of the night stands that ``view`` looks at (1 statement).

    What was printed is compared with what is on file now as of the moment that it was judged at: that time goes by
    changes nothing on paper.

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    require(actor, Do.READ, Kind.CELL, view.site.id, narrowed_to="duty")
    lock_up = at_local(view.night, view.policy.sheet_by, view.site.zone)
    printed = sheets.latest(view.site.id, view.night)
    has_changed = False
    if printed is not None:
        then = replace(view, now=max(printed.printed_at, view.stand_by.start))
        has_changed = sum_of(night_sheets.of_view(then, actor, printed.printed_at).on_paper) != printed.sum
    return SheetState(lock_up, lock_up <= view.now, printed, has_changed)


def kept(site: Site, actor: Actor, now: datetime) -> tuple[Printed, ...]:
    """Return every sheet that was printed in the last week and that this actor may look at, the latest first (at most 2
    statements).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
    """
    require(actor, Do.READ, Kind.CELL, site.id, narrowed_to="duty")
    first = _first_night(site, actor, now)
    return tuple(each for each in sheets.printed_since(site.id, now - KEPT_FOR) if each.night >= first)


def copy_of(site: Site, sheet_id: str, actor: Actor, now: datetime) -> SheetOnPaper:
    """Return a sheet as it was printed in the last week (at most 2 statements).

    Raises:
        NotAllowed: the actor may not see tonight at this site.
        NotFound: there is no such copy, it is older, or of a night that is longer ago than this actor may look.
    """
    require(actor, Do.READ, Kind.CELL, site.id, narrowed_to="duty")
    sheet = sheets.copy_of(site.id, sheet_id, now - KEPT_FOR)
    if sheet.night < _first_night(site, actor, now):
        raise NotFound("no such sheet")
    return sheet


def _first_night(site: Site, actor: Actor, now: datetime) -> date:
    """The first night whose sheets an actor may look at: every one for who reads where everybody sleeps; for staff this
    night and the one before, as for call-outs (docs/security.md, part b)."""
    if can(actor, Do.READ, Kind.CELL, site.id):
        return date.min
    return night_of(site, now) - ONE_DAY


def forget_old(actor: Actor, now: datetime) -> int:
    """Forget every copy of a sheet that was printed more than a week ago; return how many. SYSTEM alone.

    Raises:
        NotAllowed: somebody else asks.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        return sheets.forget_before(session, now - KEPT_FOR)
