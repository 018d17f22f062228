"""What do a Listener and his coordinator agree on, so that he can go on, and until when?

The limits are plain and everybody who plans obeys them (``domain.own_limits``); what is here is sealed: what he is not
to be asked, where he would rather not listen, and words of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.own_limits import OwnLimits
from listeners.domain.states import ContactPlace

LONGEST_PLAN = timedelta(weeks=26)
"""A plan is looked at together after half a year at the latest (a design choice)."""
A_WEEK, FOUR_WEEKS = 7, 28


@dataclass(frozen=True, slots=True)
class SupportPlan:
    """What was agreed and is for the two of them: what he is not to be asked, the places where he would rather not
    listen, and words of their own; each may be empty."""

    not_asked: str = ""
    not_places: frozenset[ContactPlace] = frozenset()
    words: str = ""


def is_due(review_on: date, today: date) -> bool:
    """Whether a plan is to be looked at together."""
    return review_on <= today


def plan_faults(
    plan: SupportPlan,
    limits: OwnLimits,
    on_file: frozenset[str] | None,
    wings: frozenset[str],
    review_on: date,
    today: date,
) -> Iterator[tuple[str, str]]:
    """Yield what cannot be agreed, each as a field and words. ``on_file``: the wings that he can reach (None: all
    ``wings`` of the site); one must be left. Neither of two numbers may make the other say
    nothing. It is looked at again on a day to come, within half a year."""
    for field, limit, longest in (("in_7", limits.in_7, A_WEEK), ("in_28", limits.in_28, FOUR_WEEKS)):
        if limit is not None and not 1 <= limit <= longest:
            yield field, f"Enter a number from 1 to {longest}, or leave it empty"
    if limits.in_7 is not None and limits.in_28 is not None and limits.in_28 < limits.in_7:
        yield "in_28", "Enter no fewer than in any 7: with fewer, the number for any 7 would say nothing"
    if not limits.not_wings <= wings:
        yield "not_wings", "Choose wings of this prison"
    elif limits.leave_no_wing(on_file, wings):
        yield "not_wings", "Leave a wing that he goes to. For no call-outs at all he rests"
    if not today < review_on <= today + LONGEST_PLAN:
        yield "review_on", f"Enter a day to come, within {LONGEST_PLAN.days // 7} weeks"
    for field, text in (("not_asked", plan.not_asked), ("words", plan.words)):
        if len(text) > LONGEST_TEXT:
            yield field, f"Use {LONGEST_TEXT} letters at most"
    if limits.are_none and plan == SupportPlan():
        yield "in_7", "Enter what you agreed, or end the plan"


def pack_plan(plan: SupportPlan) -> str:
    """Return a plan as one text."""
    places = sorted(place.value for place in plan.not_places)
    return json.dumps({"not_asked": plan.not_asked, "not_places": places, "words": plan.words})


def unpack_plan(text: str) -> SupportPlan:
    """Return what ``pack_plan`` wrote.

    Raises:
        ValueError: the text is not one of ours.
    """
    try:
        found = json.loads(text)
        return SupportPlan(found["not_asked"], frozenset(map(ContactPlace, found["not_places"])), found["words"])
    except (KeyError, TypeError) as error:
        raise ValueError("not a support plan") from error
