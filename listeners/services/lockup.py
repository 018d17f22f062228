"""Is everybody of tonight here, in the same cell? The check at lock-up: what staff see, and no reason."""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cells import cell_at
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services import callout_nobody
from listeners.services.acts import once
from listeners.services.nights import Night
from listeners.services.nights import tonight as look
from listeners.store import callouts_writes, night_writes
from listeners.store.database import Session
from listeners.store.journal import audit


def not_here(
    site: Site, listener: ListenerId, is_here: bool, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Take somebody off tonight's list, or put him back on it; no reason is asked. Where he was the last who could be
    asked for a man who waits, that nobody is left is noted and told. Returns the word of the audit.

    Raises:
        NotAllowed.
        NotFound: nobody of that id is in tonight's team.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener)

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        view = look(site, now)
        _one_of_tonight(view, listener)
        if is_here:
            night_writes.unmark_not_here(session, site.id, listener, view.night)
        else:
            night_writes.mark_not_here(session, site.id, listener, view.night, actor, now)
        verb = "is here" if is_here else "is not here"
        callout_nobody.look(session, site, actor, now)
        audit(session, actor, now, verb, Kind.AVAILABLE, site_id=site.id, subject_id=listener)
        return verb

    return once(actor, act_key, now, do)


def cell_fault(site: Site, text: str) -> str | None:
    """Return what is wrong with a cell as it was typed; None when it is one of this prison."""
    cell = cell_at(site.code, text)
    if cell is None:
        return f"must be wing, landing and cell, such as A-1-010 or {site.code}-A-1-010"
    if cell.prison != site.code:
        return f"must begin with {site.code}"
    return None if site.wing(cell.wing) is not None else f"names a wing that is not at {site.name}"


def change_cell(
    site: Site, listener: ListenerId, text: str, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Record the cell that one of tonight's Listeners is in now, and return it.

    Raises:
        NotAllowed.
        NotFound: nobody of that id is in tonight's team.
        Unreadable: it is no cell of this prison.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener)
    fault = cell_fault(site, text)
    cell = cell_at(site.code, text)
    wing = site.wing(cell.wing) if cell is not None else None
    if fault is not None or cell is None or wing is None:
        raise Unreadable("the cell", [Problem(None, "cell", fault or "is none")])

    def do(session: Session) -> str:
        _one_of_tonight(look(site, now), listener)
        night_writes.move_cell(session, site.id, listener, str(cell), wing.id, actor, now)
        audit(session, actor, now, "change the cell", Kind.CELL, site_id=site.id, subject_id=listener)
        return str(cell)

    return once(actor, act_key, now, do)


def one_of_tonight(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> TeamMember:
    """Return one of tonight's team (6 statements).

    Raises:
        NotAllowed.
        NotFound: nobody of that id is in tonight's team.
    """
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id, listener)
    view = look(site, now)
    _one_of_tonight(view, listener)
    return view.facts.member(listener)


def _one_of_tonight(view: Night, listener: ListenerId) -> None:
    """Everybody of the site's team, whatever keeps him away tonight: were a pause answered in another way than a "no",
    the answer would tell staff which it was."""
    if not any(member.id == listener for member in view.facts.team):
        raise NotFound("nobody of that id is in tonight's team")
