"""How is a Listener told back what he has said of nights? Each night by its name, and what follows for his own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from flask import flash, g

from listeners.domain.nights import nights_between
from listeners.domain.people import AvailabilityKind
from listeners.domain.said import Rule
from listeners.services.availability_rules import EveryNight
from listeners.services.own_page import NIGHTS_AHEAD, OwnNights, not_on
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
STILL_OFF = (
    "You are not on these nights for now: {}. What you said is kept. "
    "Talk to your coordinator if you want to change that."
)
"""The same whatever makes it so: a rest, a limit and a hold must look alike to whoever stands over him."""


def tell_of_nights(changed: Mapping[date, AvailabilityKind | None], needed: Iterable[date], page: OwnNights) -> None:
    """Say on the next page what he has said of some nights, and which of them stay off all the same. Nobody is told
    why, not even here (docs/decisions/0044)."""
    can = [night for night, kind in changed.items() if kind is not AvailabilityKind.UNAVAILABLE]
    off = not_on(g.site, can, g.actor)
    counts = {night: kind for night, kind in changed.items() if night not in off}
    words = [*_said_of_nights(counts), *still_off(off)]
    tell_back(words or ["It is saved."], [night for night in needed if night not in off], page, avoided(counts))


def still_off(nights: Collection[date]) -> list[str]:
    """Return the sentence for nights on which he is not available whatever he says of them, none for none."""
    return [STILL_OFF.format(named(sorted(nights)))] if nights else []


def soon(tonight: date, every: Rule | EveryNight | None = None) -> list[date]:
    """Return the nights of two weeks from tonight on, or those of them that ``every`` speaks of."""
    first, last = tonight, tonight + timedelta(days=NIGHTS_AHEAD - 1)
    if every is None:
        return list(nights_between(first, last))
    within = nights_between(max(first, every.from_on), min(last, every.until_on or last))
    return [night for night in within if night.weekday() in every.weekdays]


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
