"""How is a Listener told back what he has said of nights? Each night by its name, and what follows for his own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from flask import flash, g

from listeners.domain.people import AvailabilityKind
from listeners.services import agreed_nights
from listeners.services.own_page import NIGHTS_AHEAD, OwnNights
from listeners.web.filters import night as night_words

SAID_BACK = {
    None: "You can",
    AvailabilityKind.UNAVAILABLE: "You can’t",
    AvailabilityKind.AVOID: "You would rather not",
    AvailabilityKind.PREFER: "You would like to",
}

LATER_ON = f"Others are asked to do later nights of yours from {NIGHTS_AHEAD} days before each."
IN_RESERVE = "Officers ask somebody in reserve if a call comes."
NOT_ON = (
    "You are not on that night. If nobody takes it, your coordinator finds somebody.",
    "You are not on these nights. If nobody takes one, your coordinator finds somebody.",
)
"""What follows for a night, or for several, that he cannot do: his slip and his card say the same."""
STILL_ON = ("It stays yours until somebody takes it.", "They stay yours until somebody takes them.")
"""What follows for a night, or for several, that he would rather not do."""
AS_AGREED = (
    "As you agreed with your coordinator, you don’t do: {}. Talk to your coordinator if you want to change that."
)


def tell_of_nights(changed: Mapping[date, AvailabilityKind | None], needed: Iterable[date], page: OwnNights) -> None:
    """Say on the next page what he has said of some nights, and of which of them it changes nothing, for he does not do
    them as was agreed with him. Nobody else is ever told why (docs/decisions/0044)."""
    can = [night for night, kind in changed.items() if kind is not AvailabilityKind.UNAVAILABLE]
    agreed = agreed_nights.kept_from(g.site, can, g.actor)
    counts = {night: kind for night, kind in changed.items() if night not in agreed}
    words = [*_said_of_nights(counts), *as_agreed(agreed)]
    tell_back(words or ["It is saved."], needed, page, avoided(counts))


def as_agreed(nights: Collection[date]) -> list[str]:
    """Return the sentence for nights that he does not do as was agreed with him, none for none."""
    return [AS_AGREED.format(named(sorted(nights)))] if nights else []


def _said_of_nights(changed: Mapping[date, AvailabilityKind | None]) -> list[str]:
    """Return a sentence for each thing that was said, with its nights; None is that he can."""
    return [
        f"{SAID_BACK[kind]}: {named(night for night in changed if changed[night] is kind)}."
        for kind in SAID_BACK
        if kind in changed.values()
    ]


def avoided(changed: Mapping[date, AvailabilityKind | None]) -> frozenset[date]:
    """Return the nights that he would rather not do."""
    return frozenset(night for night, kind in changed.items() if kind is AvailabilityKind.AVOID)


def named(nights: Iterable[date]) -> str:
    """Return these nights by their names."""
    return "; ".join(night_words(night) for night in nights)


def tell_back(
    words: Collection[str], needed: Iterable[date], page: OwnNights, rather_not: Collection[date] = frozenset()
) -> None:
    """Say on the next page what was saved, and what follows for his own nights for which somebody else is ``needed``;
    ``rather_not``: those of which he said so.

    Nobody is asked to take a night that has begun: officers ask whoever is in reserve. A kiosk names no night of the
    rota beyond the next 14, nor says how many there are; nobody is asked about one yet.
    """
    begun = {each.night for each in page.nights if each.starts_at <= g.now}
    own = tuple(needed)
    told = list(words)
    ahead = [night for night in own if night not in begun]
    shown = {each.night for each in page.nights}
    near = [night for night in ahead if night in shown]
    cannot, unwelcome = ([night for night in near if (night in rather_not) is so] for so in (False, True))
    if cannot:
        told.append(f"{_asked_of_others(cannot)} {NOT_ON[len(cannot) > 1]}")
    if unwelcome:
        told.append(f"{_asked_of_others(unwelcome)} {STILL_ON[len(unwelcome) > 1]}")
    if len(near) < len(ahead):
        told += ([] if near else ["Your coordinator is told."]) + [LATER_ON]
    for night in own:
        if night in begun:
            told.append(f"The night of {night_words(night)} has begun: your coordinator is told.")
            told.append("It stays yours." if night in rather_not else IN_RESERVE)
    flash(" ".join(told))


def _asked_of_others(nights: Collection[date]) -> str:
    own = "night" if len(nights) == 1 else "nights"
    return f"Your coordinator is told, and others are asked to do your own {own}: {named(nights)}."
