"""How is a coordinator told back what came of cover and swaps? By the names and the nights, as they are on file."""

from __future__ import annotations

from datetime import date, datetime

from listeners.domain.people import ListenerId
from listeners.domain.states import NightPlace
from listeners.domain.team import TeamMember
from listeners.services.answers import Decided, Outcome
from listeners.services.cover_told import OfNight, OfSwap
from listeners.web.filters import day_clock
from listeners.web.filters import night as night_words


def duty_words(night: date, member: TeamMember) -> str:
    """Say whose night it is, as a choice of a form."""
    return f"{night_words(night)}: {member.name} {member.ref}"


def answer_words(told: OfNight, whom: ListenerId, outcome: Outcome) -> str:
    """Say what came of somebody's yes or no to a night."""
    who, night = told.name(whom), night_words(told.night)
    return {
        Outcome.TAKEN: has_it_words(told, whom),
        Outcome.WAITS: f"{who} said yes to {night}. It waits for a coordinator to agree.",
        Outcome.WAITS_STILL: f"{who} said yes to {night} before. It waits for a coordinator to agree.",
        Outcome.NO: f"{who} said no to {night}. He is not asked again for it.",
        Outcome.TOO_LATE: f"{who} does not have {night}: somebody else has taken it.",
        Outcome.SPOKEN_FOR: f"{who} does not have {night}: somebody else said yes before him and waits for you.",
        Outcome.BEGUN: f"Nothing is written down: {night} has begun, and tonight’s page decides.",
        Outcome.NOT_NEEDED: f"{who} does not have {night}: nobody is asked to take it any more.",
        Outcome.NO_REST: f"{who} cannot take {night} any more: he would not have enough rest or free nights.",
        Outcome.AWAY: f"{who} cannot take {night} any more: he is not free that night.",
        Outcome.STOPPED: f"{who} cannot take {night} any more: a rule stands in the way by now.",
        Outcome.ALREADY: f"{who} has {night} already.",
    }[outcome]


def asked_words(told: OfNight, whom: ListenerId, now: datetime) -> str:
    """Say that somebody is asked about a night, and where he reads it: his page shows none that is far ahead."""
    on_page = (
        "it is on his page"
        if told.page_from <= now
        else f"it comes on his page on {day_clock(told.page_from)}. Until then put his answer down here"
    )
    return f"{told.name(whom)} is asked about {night_words(told.night)}: a slip waits for him, and {on_page}."


def has_it_words(told: OfNight, whom: ListenerId | None) -> str:
    """Say that somebody has a night now, in whose stead, and who is told."""
    place = told.down.get(whom, told.place) if whom is not None else told.place
    before = told.name(told.lost_by) if told.lost_by is not None else None
    return handed_over(told.night, place, told.name(whom), before)


def handed_over(night: date, place: NightPlace, new: str | None, before: str | None) -> str:
    """Say that a place of a published night changed hands, by the names, and who is told."""
    which = f"{night_words(night)}, {place.value}"
    if new is None:
        return f"Nobody has {which}: {before} has it no more, and is told." if before else f"Nobody has {which}."
    return (
        f"{new} has {which}. He is told."
        if before is None
        else f"{new} has {which}, and {before} has not. Both are told."
    )


def decided_words(earlier: Decided, told: OfNight) -> str:
    """Say who had decided of a yes before, and what is so now."""
    is_his = told.said_yes is not None and told.said_yes in told.down
    now = f"{told.name(told.said_yes)} has {night_words(told.night)}" if is_his else "see below how it stands"
    return f"{earlier.by} decided on {day_clock(earlier.at)}: {now}."


def swap_words(told: OfSwap, outcome: Outcome) -> str:
    """Say what came of an answer to a swap."""
    one, other = told.names.get(told.one.listener, "Somebody"), told.names.get(told.other.listener, "Somebody")
    night, for_night = night_words(told.one.night), night_words(told.other.night)
    return {
        Outcome.TAKEN: f"{one} has {for_night}, and {other} has {night}. Both are told.",
        Outcome.WAITS: f"{one} and {other} would swap {night} and {for_night}. It waits for a coordinator to agree.",
        Outcome.WAITS_STILL: f"{other} said yes before. It waits for a coordinator to agree.",
        Outcome.NO: f"{other} keeps {for_night}, and {one} keeps {night}.",
        Outcome.NOT_NEEDED: f"This swap of {night} and {for_night} is not offered any more.",
        Outcome.STOPPED: f"{one} and {other} cannot swap {night} and {for_night} any more: a rule stands in the way.",
        Outcome.ALREADY: f"{one} and {other} have swapped {night} and {for_night} already.",
    }[outcome]
