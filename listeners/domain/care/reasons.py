"""Which reasons are there for a person to look, in which group, and on which facts does each rest?

The table of docs/evidence.md, section 5. No points, no probability: a reason holds or it does not, and says its
number. The thresholds are numbers of the policy, design choices made from the studies named there; support missing
weighs as much as exposure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from listeners.domain.care.behind import Behind, in_order, nights_of, sessions_of
from listeners.domain.care.cadence import Cadence
from listeners.domain.care.facts import CareFacts, Contact, ContactSource, Tick
from listeners.domain.care.offload import Due, days_without, last_unprotected, offload_state
from listeners.domain.load import Limit, Over
from listeners.domain.policy import Policy

LOOK_BACK_DAYS = 28
"""The period of every count; the numbers that it is measured against are those of the policy."""


class Group(StrEnum):
    """A group of causes; in this order they are shown: structural causes first, then the starred ones."""

    REST = "rest"
    SUPPORT = "support"
    SELF = "self"
    EXPOSURE = "exposure"


class Code(StrEnum):
    """What a reason says; the sentence lives in the template."""

    REST_NOT_KEPT = "rest_not_kept"
    REST_OVERRIDDEN = "rest_overridden"
    OFFLOADS_UNPROTECTED = "offloads_unprotected"
    NO_PROTECTED_OFFLOAD = "no_protected_offload"
    OFFLOAD_OVERDUE = "offload_overdue"
    DEBRIEF_NOT_OFFERED = "debrief_not_offered"
    SUICIDE_RELATED = "suicide_related"
    MANY_CONTACTS = "many_contacts"
    CONTACTS_OVER_USUAL = "contacts_over_usual"
    NIGHTS_OVER = "nights_over"
    NIGHT_CALL_OUTS_OVER = "night_call_outs_over"
    ASKED_FOR_REST = "asked_for_rest"
    ATTEMPT_OR_DEATH = "attempt_or_death"
    CHECK_IN_WORSE = "check_in_worse"
    CHECK_IN_SEVERE = "check_in_severe"


STARRED = frozenset({Code.ASKED_FOR_REST, Code.ATTEMPT_OR_DEATH})
"""Each of these alone makes a flag urgent."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its number, what it is measured against, and the keys of the facts that it rests on.

    ``limit`` is the threshold, ``days`` the period counted (for offload: days without a protected one),
    ``since`` the date from which these days are counted, where they are shown: a reason is kept, a date does not age;
    ``usual`` the Listener's own mean for 28 days, shown beside ``count``; each None where it does not apply.
    ``starred`` alone makes a flag urgent. ``behind`` holds the facts themselves as they were found, the
    earliest first. ``fresh``: so many facts that nobody has looked at yet make it a new reason.
    """

    group: Group
    code: Code
    count: int
    limit: int | None
    days: int | None
    keys: tuple[str, ...]
    usual: Fraction | None = None
    starred: bool = False
    since: date | None = None
    behind: tuple[Behind, ...] = ()
    fresh: int = 1


def rest_reasons(facts: CareFacts, tonight: date) -> tuple[Reason, ...]:
    """Return the rests of the last 28 days not kept, and those overridden; one rest counts once, as not kept
    first."""
    recent = [rest for rest in facts.rests if rest.on >= _first_of(tonight, LOOK_BACK_DAYS)]
    not_kept = {rest.rest: rest for rest in recent if not rest.overridden}
    overridden = {rest.rest: rest for rest in recent if rest.rest not in not_kept}
    found = ((Code.REST_NOT_KEPT, not_kept), (Code.REST_OVERRIDDEN, overridden))
    return tuple(
        Reason(
            group=Group.REST,
            code=code,
            count=len(rests),
            limit=1,
            days=LOOK_BACK_DAYS,
            keys=_keys("rest", rests),
            behind=in_order(Behind(rest.on, rest.at, rest.until, work=rest.work) for rest in rests.values()),
        )
        for code, rests in found
        if rests
    )


def support_reasons(facts: CareFacts, tonight: date, now: datetime, policy: Policy) -> tuple[Reason, ...]:
    """Return what support is missing: at most one reason about offload (one cause), and debriefs not
    offered."""
    found = (_offload_reason(facts, tonight, policy), _debrief_reason(facts, tonight, now, policy))
    return tuple(reason for reason in found if reason is not None)


def exposure_reasons(facts: CareFacts, tonight: date, policy: Policy) -> tuple[Reason, ...]:
    """Return what the Listener has been exposed to, at all hours: suicide-related contacts, contacts,
    nights."""
    found = (_suicide_related(facts, tonight, policy), _contacts(facts, tonight, policy))
    contacts = tuple(reason for reason in found if reason is not None)
    return contacts + tuple(_over_policy(over) for over in facts.load.over)


def self_reasons(facts: CareFacts, tonight: date) -> tuple[Reason, ...]:
    """Return what he asked for, met or answered in 28 days: a rest, or an attempt or a death (starred: a flag at once);
    a questionnaire worse by the reliable change, or in the severe band."""
    first = _first_of(tonight, LOOK_BACK_DAYS)
    asked = {asked.on.isoformat(): asked.on for asked in facts.asked_for_rest if asked.on >= first}
    contacts = _within(facts.contacts, first, tonight)
    met = {contact.id: contact.night for contact in contacts if Tick.ATTEMPT_OR_DEATH in contact.ticks}
    recent = [each for each in facts.checked_in if first <= each.on <= tonight]
    worse = {each.id: each.on for each in recent if each.worse}
    severe = {each.id: each.on for each in recent if each.severe}
    found = (
        (Code.ASKED_FOR_REST, asked),
        (Code.ATTEMPT_OR_DEATH, met),
        (Code.CHECK_IN_WORSE, worse),
        (Code.CHECK_IN_SEVERE, severe),
    )
    return tuple(
        Reason(
            group=Group.SELF,
            code=code,
            count=len(ids),
            limit=None,
            days=LOOK_BACK_DAYS,
            keys=_keys(code, ids),
            starred=code in STARRED,
            behind=in_order(map(Behind, ids.values())),
        )
        for code, ids in found
        if ids
    )


def usual_contacts(nights: Iterable[date], contacts_from: date, tonight: date, policy: Policy) -> Fraction | None:
    """Return how many contacts a Listener usually has in 28 days: the mean of the twelve weeks before the last 28 days.

    ``nights`` holds the night of each contact. Where fewer of those weeks are on file the mean is of these; None under
    four weeks of them. (Twelve and four are numbers of the policy.)
    """
    until = _first_of(tonight, LOOK_BACK_DAYS)
    since = max(contacts_from, until - timedelta(weeks=policy.usual_over_weeks))
    days = (until - since).days
    if days < timedelta(weeks=policy.usual_needs_weeks).days:
        return None
    return Fraction(sum(since <= night < until for night in nights) * LOOK_BACK_DAYS, days)


def _offload_reason(facts: CareFacts, tonight: date, policy: Policy) -> Reason | None:
    """The missing offload, named by the first that holds: officers at the last two, too long without,
    overdue."""
    without = days_without(facts.offloads, facts.start, tonight)
    cadence = Cadence(policy.offload_every_days, facts.offloads_agreed)
    state = offload_state(facts.offloads, facts.start, tonight, cadence)
    too_long = without >= policy.unprotected_limit_days
    long_keys = _keys(Code.NO_PROTECTED_OFFLOAD, {state.since.isoformat()}) if too_long else ()
    run = last_unprotected(facts.offloads, tonight)
    if len(run) >= policy.unprotected_run:
        return Reason(
            group=Group.SUPPORT,
            code=Code.OFFLOADS_UNPROTECTED,
            count=len(run),
            limit=policy.unprotected_run,
            days=without,
            keys=_keys(Code.OFFLOADS_UNPROTECTED, {offload.id for offload in run}) + long_keys,
            since=state.since,
            behind=sessions_of(run),
        )
    if too_long:
        limit = policy.unprotected_limit_days
        return Reason(Group.SUPPORT, Code.NO_PROTECTED_OFFLOAD, without, limit, without, long_keys, since=state.since)
    # The hour of a session is not recorded, so a contact of the same day counts as since.
    heavy = [c for c in facts.contacts if c.night >= state.since and (c.at_night or c.is_suicide_related)]
    if state.due is not Due.OVERDUE or not heavy:
        return None
    return Reason(
        group=Group.SUPPORT,
        code=Code.OFFLOAD_OVERDUE,
        count=len(heavy),
        limit=cadence.on(state.due_on),
        days=without,
        keys=_keys_of(Code.OFFLOAD_OVERDUE, heavy),
        since=state.since,
        behind=nights_of(heavy),
    )


def _debrief_reason(facts: CareFacts, tonight: date, now: datetime, policy: Policy) -> Reason | None:
    if facts.debriefs_from is None:
        return None
    within = timedelta(hours=policy.debrief_within_hours)
    first = max(_first_of(tonight, LOOK_BACK_DAYS), facts.debriefs_from)
    recent = _within(facts.contacts, first, tonight)
    missed = [contact for contact in recent if _debrief_was_missed(contact, within, now)]
    if not missed:
        return None
    return Reason(
        group=Group.SUPPORT,
        code=Code.DEBRIEF_NOT_OFFERED,
        count=len(missed),
        limit=policy.debrief_within_hours,
        days=LOOK_BACK_DAYS,
        keys=_keys_of(Code.DEBRIEF_NOT_OFFERED, missed),
        behind=in_order(Behind(each.night, (each.ended,)) for each in missed if each.ended is not None),
    )


def _debrief_was_missed(contact: Contact, within: timedelta, now: datetime) -> bool:
    """Only a call-out recorded here owes a debrief; imported ones, own contacts and paper that does not tell do not."""
    if contact.source is not ContactSource.CALL_OUT or contact.ended is None:
        return False
    return (contact.debrief_offered or now) > contact.ended + within


def _suicide_related(facts: CareFacts, tonight: date, policy: Policy) -> Reason | None:
    """Three in 7 days, or six in 28; the same contacts make one reason."""
    related = tuple(contact for contact in facts.contacts if contact.is_suicide_related)
    for days, limit in ((7, policy.suicide_related_in_7), (LOOK_BACK_DAYS, policy.suicide_related_in_28)):
        found = _within(related, _first_of(tonight, days), tonight)
        if len(found) >= limit:
            keys, behind = _keys_of(Code.SUICIDE_RELATED, found), nights_of(found)
            return Reason(Group.EXPOSURE, Code.SUICIDE_RELATED, len(found), limit, days, keys, behind=behind)
    return None


def _contacts(facts: CareFacts, tonight: date, policy: Policy) -> Reason | None:
    """Ten in 28 days, or at least three and over twice the own mean; the own mean is told with either.

    A rise is one fact, however many contacts it is told by: it is a new reason when as many as make one have come
    since it was looked at, not with the next contact of the same rise.
    """
    found = _within(facts.contacts, _first_of(tonight, LOOK_BACK_DAYS), tonight)
    nights = (contact.night for contact in facts.contacts)
    usual, count = usual_contacts(nights, facts.contacts_from, tonight, policy), len(found)
    rise = policy.contacts_in_28
    if usual is not None:
        rise = min(rise, max(policy.usual_least_contacts, math.floor(policy.usual_times * usual) + 1))
    if count < rise:
        return None
    many = count >= policy.contacts_in_28
    return Reason(
        group=Group.EXPOSURE,
        code=Code.MANY_CONTACTS if many else Code.CONTACTS_OVER_USUAL,
        count=count,
        limit=policy.contacts_in_28 if many else policy.usual_least_contacts,
        days=LOOK_BACK_DAYS,
        keys=_keys_of("contacts", found),
        usual=usual,
        behind=nights_of(found),
        fresh=rise,
    )


def _over_policy(over: Over) -> Reason:
    by_nights = over.limit in (Limit.NIGHTS_IN_7, Limit.NIGHTS_IN_28)
    code = Code.NIGHTS_OVER if by_nights else Code.NIGHT_CALL_OUTS_OVER
    days = 7 if over.limit in (Limit.NIGHTS_IN_7, Limit.NIGHT_CALL_OUTS_IN_7) else 28
    # Two call-outs of one night are two facts, so each entry is numbered within its night.
    numbered = {f"{night}/{nth}" for night, times in Counter(over.nights).items() for nth in range(1, times + 1)}
    behind = in_order(map(Behind, over.nights))
    return Reason(Group.EXPOSURE, code, over.count, over.allowed, days, _keys(code, numbered), behind=behind)


def _first_of(last: date, days: int) -> date:
    return last - timedelta(days=days - 1)


def _within(contacts: Iterable[Contact], first: date, last: date) -> tuple[Contact, ...]:
    return tuple(contact for contact in contacts if first <= contact.night <= last)


def _keys(cause: str, facts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(f"{cause}:{fact}" for fact in facts))


def _keys_of(cause: str, contacts: Iterable[Contact]) -> tuple[str, ...]:
    return _keys(cause, {contact.id for contact in contacts})
