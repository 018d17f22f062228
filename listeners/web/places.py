"""What is each place called where a Listener listens?"""

from __future__ import annotations

from listeners.domain.states import ContactPlace
from listeners.domain.team import Site

PLACES = {
    ContactPlace.LISTENER_SUITE: "Listener suite",
    ContactPlace.LISTENER_ROOM: "Listener room",
    ContactPlace.OWN_CELL: "The Listener's own cell",
    ContactPlace.CALLERS_CELL: "The other man's cell",
    ContactPlace.PRIVATE_ROOM: "Another private room",
    ContactPlace.CELL_DOOR: "At a cell door",
}
NOT_KNOWN = ("", "Not known")


def offered(site: Site, on_file: ContactPlace | None = None) -> list[tuple[str, str]]:
    """Return the places that a form of this prison offers, and "Not known"; one that is on file stays among them."""
    there = [place for place in ContactPlace if place in site.places or place is on_file]
    return [NOT_KNOWN, *((place.value, PLACES[place]) for place in there)]
