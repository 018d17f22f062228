"""A man has asked for a Listener: what does the page need that asks for which wing?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.team import Site
from listeners.store import callouts_facts


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A request that has not ended, as the page for a new one names it."""

    id: str
    wing: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class StartPage:
    """What the page for a new request needs beside the wings: the wing of the last one, and what is still open, the
    latest first, so that the same man is not asked for twice."""

    last_wing: str | None
    still_open: tuple[StillOpen, ...]

    @property
    def shown(self) -> str:
        """What the page sends back, so that it is known which of them it showed."""
        return " ".join(each.id for each in self.still_open)


def start_page(site: Site, actor: Actor) -> StartPage:
    """Return what the page for a new request needs (2 statements).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    there, last = still_open(site, actor), callouts_facts.last_wing(site.id)
    code = next((wing.code for wing in site.wings if wing.id == last), None)
    return StartPage(code, there)


def still_open(site: Site, actor: Actor) -> tuple[StillOpen, ...]:
    """Return every request that has not ended, the latest first (1 statement).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    codes = {wing.id: wing.code for wing in site.wings}
    open_ones = [each for each in callouts_facts.call_outs(site.id, date.max) if each.is_open]
    return tuple(StillOpen(each.id, codes[each.wing], each.asked_at) for each in reversed(open_ones))
