"""Which places ahead want somebody? All nights that are planned, those for which cover is asked included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor
from listeners.domain.people import ListenerId
from listeners.domain.rota.gap_list import GapKind, OpenPlace, by_kind, open_places, told_under_draft
from listeners.domain.team import Site, TeamMember
from listeners.services import rotas


@dataclass(frozen=True, slots=True)
class GapsPage:
    """The places that want somebody, by night; those of published nights that a draft plans again, as people have been
    ``told`` of them; who is who; and the last night that is planned, None where none is."""

    places: tuple[OpenPlace, ...]
    told: tuple[OpenPlace, ...]
    who: Mapping[ListenerId, TeamMember]
    last: date | None

    @property
    def groups(self) -> Mapping[GapKind, tuple[OpenPlace, ...]]:
        """The places by how much they want somebody, the draft on its nights."""
        return by_kind(self.places)

    @property
    def by_night(self) -> tuple[OpenPlace, ...]:
        """All of them by night, of one night first what people have been told."""
        return tuple(sorted((*self.told, *self.places), key=lambda each: each.row.night))


def gaps(site: Site, actor: Actor, now: datetime) -> GapsPage:
    """Return every place ahead that wants somebody, on published nights, those that a draft plans again included, and
    on those of the draft.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    page = rotas.board(actor, site, now)
    asked = [each.which for each in page.facts.to_take]
    planned = [row.night for row in page.board.rows if row.is_planned]
    return GapsPage(
        open_places(page.board.rows, asked),
        open_places(told_under_draft(page.facts), asked),
        {member.id: member for member in page.facts.team},
        planned[-1] if planned else None,
    )
