"""What is published, for other programs: as rows, as a calendar, as assignments of the rota format? By reference only:
no name leaves with it."""

from __future__ import annotations

from datetime import date, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.rota.problem import Assignment, Slot
from listeners.domain.team import Site
from listeners.outbound.calendar import Event, calendar
from listeners.store import night_changes, rota_versions
from listeners.store.rota_versions import PublishedDuty

__all__ = ["PublishedDuty", "as_assignments", "as_calendar", "published"]


def published(actor: Actor, site: Site, first: date, nights: int) -> tuple[PublishedDuty, ...]:
    """Return the published duties of ``nights`` nights from ``first``, by night, place and ref; as on paper, one that
    its Listener cannot do is left out.

    Raises:
        NotAllowed: the actor may not read the rota.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    return rota_versions.published_duties(site.id, first, first + timedelta(days=nights - 1))


def as_assignments(duties: tuple[PublishedDuty, ...]) -> tuple[Assignment, ...]:
    """Return published duties as assignments of the rota format."""
    return tuple(Assignment(Slot(duty.night, duty.place.value, None), duty.ref) for duty in duties)


def as_calendar(site: Site, duties: tuple[PublishedDuty, ...]) -> str:
    """Return published duties as a calendar. An event belongs to a place on a night, so that another Listener in it
    changes the event and makes no second one (4 statements: when each night last changed)."""
    numbers: dict[tuple[date, str], int] = {}
    nights = [duty.night for duty in duties]
    changed = night_changes.last_changed(site.id, min(nights), max(nights)) if nights else {}
    events = []
    for duty in duties:
        key = (duty.night, duty.place.value)
        numbers[key] = numbers.get(key, 0) + 1
        events.append(
            Event(
                uid=f"{duty.night.isoformat()}-{duty.place.value}-{numbers[key]}@{site.id}.listeners",
                starts_at=duty.starts_at,
                ends_at=duty.ends_at,
                stamped_at=changed[duty.night],
                summary=f"{duty.place.value.capitalize()}: {duty.ref}",
            )
        )
    return calendar(f"Listeners {site.code}", events, site.zone)
