"""What does a notice say, beyond its kind, and which of its words still hold?

Codes, nights, instants and numbers; never a reason and never a feeling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from listeners.domain.states import NightPlace

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}")
_ID = re.compile(r"[0-9a-f]{20}")

Facts = dict[str, Any]
SAID_NO = "said_no"
"""Stands on a slip in the stead of his place on a night of his that he has said he cannot do."""
OFF, RESTS = "off", "rests"
"""Stand on a slip in the stead of a place where a night is not his any more; ``RESTS``: because rest is owed to him."""

QUESTION = "question"
"""The fact of a slip that asks something: the id of what is asked about. It holds until he has answered, or until
nobody needs his answer."""
PAGE_FROM = "page_from"
"""The fact of a slip that asks about a night which his page does not show yet: the moment from which on it does."""
NOT_HIS = "not_his"
"""The fact of a slip for somebody who said yes to a night that is not his: the night. It holds until that is over,
or he is down for it after all."""
UNTAKEN = "untaken"
"""The fact of a line that tells coordinators that nobody has taken a place: the id of the request for it. It holds
while that is open."""

SHEET = "sheet"
"""The fact of a line that the sheet of a night is not printed, or not as it should be: the night. It holds until the
sheet is printed after the moment ``printed_at``, or the night is over."""

RETURN = "return_of"
"""The fact of a line that asks when somebody was back: the id of his part in the call-out. It holds until a return is
entered, or he is recorded as never gone."""
LONG = "long_of"
"""Fact of a line about a part in a call-out that lasts for too long: which."""
OVERRIDE, OVERRIDE_BACK = "override", "override_back"
"""Fact of a line about somebody let go unrested: by which override; as it is read, when that was taken back."""
BACK = "back_at"
"""Fact of such a line, as it is read: when he was back, where that is on file."""
NOT_LONG = "not_long"
"""Fact of such a line that was read and holds no more: by what is on file now it did not last too long."""
UNLOCK = "unlock_of"
"""The fact of a line that asks whether somebody who said yes was let out: the id of his part in the call-out. It holds
until that is entered, whatever it was."""


HOLDS_UNTIL = "holds_until"
"""The fact of a slip that is of no use after a moment: that moment."""


def read_facts(text: str) -> Facts:
    """Return the facts of a notice as they were queued: dates and instants are dates and instants again."""
    facts: Facts = _revived(json.loads(text))
    return facts


def ids_in(facts: object) -> Iterator[str]:
    """Yield everything in the facts that looks like the id of a row: the Listeners to be named are among them."""
    if isinstance(facts, str) and _ID.fullmatch(facts):
        yield facts
    elif isinstance(facts, dict):
        for value in facts.values():
            yield from ids_in(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from ids_in(value)


def nights_told(facts: Facts) -> frozenset[date]:
    """Return the nights that a slip speaks of."""
    placed = [on for each in ("added", "withdrawn") for on, _ in facts.get(each, ())]
    one = [facts["night"]] if isinstance(facts.get("night"), date) else []
    return frozenset([*facts.get("nights", ()), *placed, *one])


def nights_by_date(slips: Iterable[Facts]) -> tuple[tuple[date, str], ...]:
    """Return each night that some lines for one Listener speak of, the next first, with what is so of it: his place,
    ``SAID_NO``, ``OFF`` or ``RESTS``. Of one that a line takes off him and gives him again what it
    gives holds."""
    told: dict[date, str] = {}
    for facts in slips:
        told |= {night: OFF for night in facts.get("nights", ())}
        told |= {night: OFF for night, _ in facts.get("withdrawn", ())}
        told |= dict(facts.get("added", ()))
        if "night" in facts:
            told[facts["night"]] = RESTS
    return tuple(sorted(told.items()))


def still_true(
    slips: Sequence[Facts], down: Mapping[date, str], today: date, now: datetime, asked: Collection[str] = ()
) -> tuple[Facts | None, ...]:
    """Return what still holds of the slips that one Listener is to be given, the oldest first; None where nothing does.

    ``down`` are the nights ahead that he is down for, each with the place that he has or ``SAID_NO``: that a night is
    his, or is not, is told only where it is so, whatever changed it. Of such words about a night the last is the only
    one; a night before ``today`` is over; a day of rest that has ended is of no use to anybody. ``asked``: the
    questions of which his answer is waited for (``QUESTION``); what is asked again stands on one slip, the last.
    """
    told: set[date] = set()
    kept: list[Facts | None] = []
    to_ask = set(asked)
    for facts in reversed(slips):
        nights = nights_told(facts)
        if not nights:
            is_answered = QUESTION in facts and facts[QUESTION] not in to_ask
            to_ask.discard(facts.get(QUESTION))
            is_past = NOT_HIS in facts and (facts[NOT_HIS] < today or facts[NOT_HIS] in down)
            kept.append(None if is_answered or is_past or _is_over(facts, now) else facts)
            continue
        holds = _that_agrees(_of_nights(facts, {night for night in nights - told if night >= today}), down)
        told |= nights_told(holds)
        kept.append(holds if nights_told(holds) else None)
    return tuple(reversed(kept))


def needs_night(facts: Facts) -> bool:
    """Whether a line asks a coordinator to find somebody for a night: one that its Listener cannot do, a place that was
    taken off him, or nights of which he takes no part."""
    return "nights" in facts or "place" in facts


def still_to_do(
    facts: Facts,
    down: Collection[tuple[str, date]],
    full: Collection[tuple[date, str]],
    said: Collection[tuple[str, date, str]],
    tonight: date,
) -> Facts | None:
    """Return what is still to be done of what a coordinator was told; None where nothing is.

    ``down``: who is down for which night from ``tonight`` on, the one that is not over yet; ``full``: places of nights
    that lack nobody; ``said``: what Listeners say about nights. A night that its Listener cannot do needs somebody
    until another has it or he says so no more; an empty place until somebody has it; a night of somebody who takes no
    part in it until nobody lacks there, or it is over. That a night was taken off him stays news when it is over; that
    he may have it again does not.
    """
    if "said" in facts:
        whose = facts["listener"]
        left = [on for on in facts["nights"] if (whose, on) in down and (whose, on, facts["said"]) in said]
        return facts | {"nights": left} if left else None
    if "nights" in facts:
        left = [on for on in facts["nights"] if on >= tonight and any((on, each) not in full for each in NightPlace)]
        return facts | {"nights": left} if left else None
    if "place" not in facts:
        return facts
    is_over = "cause" not in facts and facts["night"] < tonight
    return None if is_over or (facts["night"], facts["place"]) in full else facts


def _that_agrees(facts: Facts, down: Mapping[date, str]) -> Facts:
    """Return the facts of a slip without the nights of which it tells what is not so; places are as in ``down``."""
    agreed = [[night, down[night]] for night, _ in facts.get("added", ()) if night in down]
    kept = _of_nights(facts, nights_told(facts) - down.keys())
    return kept | {"added": agreed} if "added" in facts else kept


def after_handing_over(slips: Sequence[tuple[Facts, bool]]) -> tuple[Facts | None, ...]:
    """Return what the slips of one Listener say once some of them are handed over: the oldest first, each with whether
    it is one of these; None where nothing is left.

    Of a night that a slip handed over speaks of, nothing older holds any more: it must not come back on the next slip.
    """
    last_word: set[date] = set()
    kept: list[Facts | None] = []
    for facts, is_handed_over in reversed(slips):
        told = nights_told(facts)
        holds = told - last_word
        last_word |= told if is_handed_over else set()
        kept.append(facts if holds == told else _of_nights(facts, holds) if holds else None)
    return tuple(reversed(kept))


def _of_nights(facts: Facts, nights: Collection[date]) -> Facts:
    """Return the facts of a slip without the nights that are not among these."""
    kept = dict(facts)
    for each in ("added", "withdrawn"):
        if each in facts:
            kept[each] = [pair for pair in facts[each] if pair[0] in nights]
    if "nights" in facts:
        kept["nights"] = [night for night in facts["nights"] if night in nights]
    if isinstance(facts.get("night"), date) and facts["night"] not in nights:
        del kept["night"]
    return kept


def _is_over(facts: Facts, now: datetime) -> bool:
    until = facts.get("excused_until", facts.get(HOLDS_UNTIL))
    return isinstance(until, datetime) and until <= now


def _revived(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _revived(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_revived(each) for each in value]
    if isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    return value
