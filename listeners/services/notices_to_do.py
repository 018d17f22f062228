"""Which of the lines that wait for a coordinator are done by now, whoever did it?

Somebody was found for a night, he can do it after all, or it is over: nothing of that is written on the line, so that
it is looked up each time that the lines are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from listeners.domain.notices import (
    BACK,
    LONG,
    OVERRIDE,
    OVERRIDE_BACK,
    QUESTION,
    RETURN,
    SHEET,
    UNLOCK,
    UNTAKEN,
    Facts,
    needs_night,
    still_to_do,
)
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.rota.told import policies_told
from listeners.domain.states import AttendanceState, DutyState, NightPlace
from listeners.domain.team import Site
from listeners.services.cover_page import waiting_for_coordinators
from listeners.services.nights import night_of
from listeners.store import (
    availability_facts,
    callouts_facts,
    callouts_long,
    duties_facts,
    duties_overrides,
    people_facts,
    rota_versions,
    sheets,
)
from listeners.store.duties_facts import DutyOnFile

OPEN_WHILE = {RETURN: AttendanceState.ACTING, UNLOCK: AttendanceState.ACCEPTED}
"""While a part in a call-out stands so, the line that names it by this fact holds."""


def to_do(site: Site, lines: Sequence[Facts], now: datetime) -> tuple[Facts | None, ...]:
    """Return what is still to be done of each line; None where nothing is (4 statements where a line speaks of a night,
    2 where one waits for a coordinator to agree, or for somebody to take a place, 2 where one waits for a sheet, 1
    for a return, 1 where somebody was out for long, 1 where one is about an override)."""
    waiting = _not_back(site, _not_printed(site, _not_settled(site, lines, now), now))
    left = with_taken_back(site, still_long(site, waiting))
    asked = [facts for facts in left if facts is not None and needs_night(facts)]
    if not asked:
        return left
    changes = people_facts.policy_changes(site.id)
    policies = policies_of(changes)
    tonight = night_at(policies, now, site.zone)
    planned = [each for each in duties_facts.duties(site.id, tonight) if each.state is DutyState.PLANNED]
    down = {(each.listener, each.night) for each in planned}
    full = _full(planned, policies_told(changes, policies, rota_versions.versions_told(site.id, tonight)))
    last = max((each.night for each in planned), default=tonight)
    sayings = availability_facts.sayings(site.id, tonight, last, {facts["listener"] for facts in asked})
    said = {(each.listener, each.night, each.kind) for each in sayings.settled}
    begun = frozenset(each.night for each in planned if each.starts_at <= now)
    return tuple(facts and _as_of_now(still_to_do(facts, down, full, said, tonight), begun) for facts in left)


def _as_of_now(facts: Facts | None, begun: frozenset[date]) -> Facts | None:
    """Return the line with which of the nights that their Listener cannot do has begun: nobody is asked for it."""
    under_way = [on for on in facts["nights"] if on in begun] if facts and "said" in facts else []
    return facts | {"begun": under_way} if facts and under_way else facts


def _not_settled(site: Site, lines: Sequence[Facts], now: datetime) -> tuple[Facts | None, ...]:
    """Return the lines, None in the stead of one that asks to agree to what nobody waits for any more, or says that
    nobody takes a place for which nobody is asked any more."""
    if not any(QUESTION in facts or UNTAKEN in facts for facts in lines):
        return tuple(lines)
    to_agree, untaken = waiting_for_coordinators(site.id, now)
    return tuple(
        facts if facts.get(QUESTION, "") in ("", *to_agree) and facts.get(UNTAKEN, "") in ("", *untaken) else None
        for facts in lines
    )


def _not_printed(site: Site, lines: Sequence[Facts | None], now: datetime) -> tuple[Facts | None, ...]:
    """Return the lines, None in the stead of one about a sheet that is printed by now, or of a night that is over."""
    asked = {facts[SHEET] for facts in lines if facts and SHEET in facts}
    if not asked:
        return tuple(lines)
    tonight = night_of(site, now)
    printed = sheets.latest(site.id, tonight) if tonight in asked else None

    def is_done(facts: Facts) -> bool:
        if SHEET not in facts:
            return False
        return facts[SHEET] != tonight or (printed is not None and printed.printed_at != facts["printed_at"])

    return tuple(None if facts is None or is_done(facts) else facts for facts in lines)


def _not_back(site: Site, lines: Sequence[Facts | None]) -> tuple[Facts | None, ...]:
    """Return the lines, None in the stead of one about a return, or about whether somebody was let out, that a person
    has entered by now."""
    asked = {facts[key] for facts in lines if facts for key in OPEN_WHILE if key in facts}
    states = callouts_facts.states(site.id, asked) if asked else {}

    def is_done(facts: Facts) -> bool:
        return any(states.get(facts[key]) is not state for key, state in OPEN_WHILE.items() if key in facts)

    return tuple(None if facts is None or is_done(facts) else facts for facts in lines)


def still_long(site: Site, lines: Sequence[Facts | None]) -> tuple[Facts | None, ...]:
    """Return the lines, None in the stead of one about a call-out that was not over-long by the return that is on file
    now, and each of the others with that return. While none is, nobody knows: also where a later line of the sheet
    shows that he was back before it."""
    asked = {facts[LONG] for facts in lines if facts and LONG in facts}
    parts = {each.id: each for each in callouts_long.parts(site.id, asked)} if asked else {}

    def as_it_was(facts: Facts) -> Facts | None:
        one = parts.get(facts[LONG])
        if one is None or (one.back_at is not None and one.back_at - one.out_at < timedelta(hours=facts["hours"])):
            return None
        return facts | {"out_at": one.out_at, BACK: one.back_at}

    return tuple(as_it_was(facts) if facts and LONG in facts else facts for facts in lines)


def with_taken_back(site: Site, lines: Sequence[Facts | None]) -> tuple[Facts | None, ...]:
    """Return the lines; one about an override that was taken back before anybody had gone by it says when."""
    given = {facts[OVERRIDE] for facts in lines if facts and OVERRIDE in facts}
    back = duties_overrides.taken_back(site.id, given) if given else {}

    def as_it_is(facts: Facts) -> Facts:
        at = back.get(facts.get(OVERRIDE, ""))
        return facts if at is None else facts | {OVERRIDE_BACK: at}

    return tuple(facts and as_it_is(facts) for facts in lines)


def _full(planned: Iterable[DutyOnFile], told: PolicyOn) -> set[tuple[date, str]]:
    """Return the places of nights in which as many stand as the crew that each was published with needs there."""
    standing = Counter((each.night, each.place) for each in planned)
    return {
        (night, place)
        for night in {night for night, _ in standing}
        for place in NightPlace
        if standing[night, place] >= (1 if place is NightPlace.FIRST else told(night).crew - 1)
    }
