"""What would the charity's file of past call-outs change, ticks included? Coordinators' imports only.

The call-outs themselves are ``services.import_call_outs``; the ticks are sealed here and never leave. A tick that an
import cannot give (an attempt or a death, need beyond listening) stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.facts import Tick
from listeners.domain.import_files import Source
from listeners.domain.import_look import Look
from listeners.domain.team import Site
from listeners.services import import_call_outs as plain
from listeners.services.import_call_outs import Ticked
from listeners.store.care import contact_facts, ticks_in_bulk
from listeners.store.database import Session


class _SealedTicks:
    """Where an import keeps what was ticked."""

    def on_file(self, site: Site, attendances: Collection[str]) -> dict[str, bool]:
        """Return, for each contact that has been ticked, whether suicidal feelings were."""
        ticked = ticks_in_bulk.ticks_of(site.id, attendances)
        return {attendance: Tick.SUICIDAL_FEELINGS in ticks for attendance, ticks in ticked.items()}

    def put(self, session: Session, site: Site, ticked: Sequence[Ticked], actor: Actor, now: datetime) -> None:
        """Write the ticks of new contacts at once, and those of known ones as corrections."""
        new = [(each.listener, each.attendance, _with(frozenset(), each)) for each in ticked if each.is_new]
        ticks_in_bulk.add_ticks(session, site.id, new, actor, now)
        known = [each for each in ticked if not each.is_new]
        before = ticks_in_bulk.ticks_of(site.id, [each.attendance for each in known])
        for each in known:
            ticks = _with(before.get(each.attendance, frozenset()), each)
            contact_facts.put_ticks(session, site.id, each.attendance, each.listener, ticks, actor, now)


def _with(ticks: frozenset[Tick], told: Ticked) -> frozenset[Tick]:
    return ticks | {Tick.SUICIDAL_FEELINGS} if told.suicidal_feelings else ticks - {Tick.SUICIDAL_FEELINGS}


def look_at_call_outs(site: Site, source: Source, actor: Actor, now: datetime) -> Look:
    """Return what callouts.csv would do at a site. Nothing is written.

    Raises:
        NotAllowed: the actor may not record call-outs of this site, or not read what was ticked after them.
    """
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)
    return plain.look_at_call_outs(site, source, _SealedTicks(), actor, now)


def import_call_outs(site: Site, source: Source, actor: Actor, now: datetime) -> Look:
    """Put callouts.csv on file at a site and return what it did.

    Raises:
        NotAllowed: the actor may not record call-outs of this site, or not read what was ticked after them.
        Unreadable: the file has faults; nothing has been written.
    """
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)
    return plain.import_call_outs(site, source, _SealedTicks(), actor, now)
