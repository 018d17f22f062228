"""Do the reasons keep to docs/evidence.md, section 5, line by line, whatever is on file?

Each line is told here once more in its own plain words, and compared with what the rules give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from listeners.domain.care.facts import AskedForRest, CareFacts, Contact, ContactSource, Tick
from listeners.domain.care.flag_life import FlagOnFile, StepKind, next_step
from listeners.domain.care.flags import FlagState, Level, keys_of
from listeners.domain.care.offload import LedBy, Officer, Offload
from listeners.domain.care.reasons import Code, Group, Reason
from tests.domain.care_cases import (
    NOW,
    TONIGHT,
    ago,
    assessed,
    contact,
    facts,
    night_call_out,
    not_kept,
    offload,
    overridden,
)
from tests.size import sized

ANY_SOURCE = st.sampled_from(ContactSource)
EDGES = (0, 1, 3, 6, 7, 8, 14, 15, 20, 27, 28, 29, 40, 55, 70, 90, 110, 111, 112, 113)
"""Days ago at which a contact is of one period and not of the next, and some between."""


def _mostly_none(drawn: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[list[Any]]:
    """Half of the time nothing: most people have little on file, and then each line is told by itself."""
    return st.one_of(st.just([]), drawn)


def _few(days: Sequence[int]) -> st.SearchStrategy[list[int]]:
    return _mostly_none(st.lists(st.sampled_from(days), max_size=4, unique=True))


def _contacts(sources: st.SearchStrategy[ContactSource]) -> st.SearchStrategy[tuple[Contact, ...]]:
    ticks = st.sampled_from([(), (Tick.SUICIDAL_FEELINGS,), (Tick.NEED_BEYOND_LISTENING,), (Tick.ATTEMPT_OR_DEATH,)])
    one = st.tuples(st.sampled_from(EDGES), ticks, st.booleans(), sources, st.sampled_from([None, 0, 24, 25]))
    return _mostly_none(st.lists(one, max_size=14)).map(
        lambda listed: tuple(
            contact(days, *ticked, at_night=at_night, source=source, debrief_after_hours=hours, nth=nth)
            for nth, (days, ticked, at_night, source, hours) in enumerate(listed)
        )
    )


SESSIONS = st.one_of(
    st.just((offload(3),)),
    st.lists(
        st.tuples(st.sampled_from((0, 3, 13, 14, 15, 31, 32, 33)), st.sampled_from(Officer)),
        max_size=4,
        unique_by=lambda one: one[0],
    ).map(lambda listed: tuple(offload(days, officer) for days, officer in listed)),
)
RESTS = st.tuples(_few((0, 5, 27, 28)), _few((0, 5, 27, 28))).map(
    lambda both: (*map(not_kept, both[0]), *map(overridden, both[1]))
)


def known(sources: st.SearchStrategy[ContactSource] = ANY_SOURCE) -> st.SearchStrategy[CareFacts]:
    """Draw what may be on file about somebody."""
    return st.builds(
        lambda contacts, offloads, rests, asked, nights, calls, since: facts(
            contacts=contacts,
            offloads=offloads,
            rests=rests,
            asked=tuple(asked),
            nights=tuple(nights),
            call_outs=tuple(map(night_call_out, calls)),
            contacts_from=ago(since),
        ),
        _contacts(sources),
        SESSIONS,
        RESTS,
        _few((0, 27, 28)),
        _few((0, 3, 6, 7, 20, 27, 28)),
        _few((0, 3, 6, 7, 20, 27, 28)),
        st.sampled_from([20, 54, 55, 70, 400]),
    )


def _near(session: Offload) -> bool:
    return session.officer is not Officer.NONE or session.led_by is LedBy.OFFICER


def _lately(contacts: tuple[Contact, ...], days: int) -> list[Contact]:
    return [each for each in contacts if ago(days - 1) <= each.night <= TONIGHT]


def _rest(told: CareFacts) -> bool:
    """One rest not kept or overridden in 28 days."""
    return any(rest.on > ago(28) for rest in told.rests)


def _support(told: CareFacts) -> bool:
    """No protected offload for 32 days; or overdue by the cadence with a night or suicide-related contact since; or a
    debrief not offered in 24 h; or the last two offloads unprotected."""
    private = [session.on for session in told.offloads if not _near(session)]
    since = max([told.start.joined_on, told.start.recording_from, *private])
    days = (TONIGHT - since).days
    last_two = sorted(told.offloads, key=lambda session: session.on)[-2:]
    hard = any(each.night >= since and (each.at_night or each.is_suicide_related) for each in told.contacts)
    missed = any(
        each.source is ContactSource.CALL_OUT
        and each.ended is not None
        and (
            each.debrief_offered > each.ended + timedelta(hours=24)
            if each.debrief_offered
            else each.ended < NOW - timedelta(hours=24)
        )
        for each in _lately(told.contacts, 28)
    )
    return days >= 32 or (days > 14 and hard) or missed or (len(last_two) == 2 and all(map(_near, last_two)))


def _exposure(told: CareFacts) -> bool:
    """3 suicide-related contacts in 7 days or 6 in 28; or 10 contacts in 28; or over the night policy; or at least 3
    contacts in 28 and over twice the own 12-week mean, which is used only from 4 weeks of history."""
    related = tuple(each for each in told.contacts if each.is_suicide_related)
    month = len(_lately(told.contacts, 28))
    begins = max(told.contacts_from, ago(27 + 84))
    history = (ago(27) - begins).days
    before = sum(begins <= each.night < ago(27) for each in told.contacts)
    over_usual = history >= 28 and month >= 3 and month * history > 2 * 28 * before
    return (
        len(_lately(related, 7)) >= 3
        or len(_lately(related, 28)) >= 6
        or month >= 10
        or over_usual
        or bool(told.load.over)
    )


def _self(told: CareFacts) -> bool:
    """Asked for a rest, or a contact with an attempt or a death, in 28 days."""
    met = any(Tick.ATTEMPT_OR_DEATH in each.ticks for each in _lately(told.contacts, 28))
    return met or any(asked.on > ago(28) for asked in told.asked_for_rest)


LINES = {Group.REST: _rest, Group.SUPPORT: _support, Group.EXPOSURE: _exposure, Group.SELF: _self}


@settings(max_examples=sized(1500))
@given(told=known())
def test_each_group_is_there_exactly_where_its_line_of_the_table_says_so(told: CareFacts) -> None:
    found = assessed(told)
    assert {reason.group for reason in found.reasons} == {group for group, line in LINES.items() if line(told)}


@settings(max_examples=sized(1500))
@given(told=known())
def test_any_one_group_is_a_flag_and_two_or_two_rests_or_a_star_are_urgent(told: CareFacts) -> None:
    groups = {group for group, line in LINES.items() if line(told)}
    rests = len({rest.rest for rest in told.rests if rest.on > ago(28)})
    urgent = len(groups) >= 2 or rests >= 2 or Group.SELF in groups
    expected = Level.URGENT if urgent else Level.FLAG if groups else None
    assert assessed(told).level is expected


@given(told=known())
def test_a_cause_is_told_once_and_the_structural_ones_first(told: CareFacts) -> None:
    reasons = assessed(told).reasons
    codes = Counter(reason.code for reason in reasons)
    about_offload = {Code.OFFLOADS_UNPROTECTED, Code.NO_PROTECTED_OFFLOAD, Code.OFFLOAD_OVERDUE}
    once = codes.keys() - {Code.NIGHTS_OVER, Code.NIGHT_CALL_OUTS_OVER}
    assert all(codes[code] == 1 for code in once)
    assert sum(code in about_offload for code in codes) <= 1
    assert not {Code.MANY_CONTACTS, Code.CONTACTS_OVER_USUAL} <= codes.keys()
    assert [reason.group for reason in reasons] == sorted((r.group for r in reasons), key=list(Group).index)
    assert list(Group)[:2] == [Group.REST, Group.SUPPORT]


@given(told=known(), ticked=st.booleans())
def test_what_is_left_out_or_is_about_the_service_changes_nothing(told: CareFacts, ticked: bool) -> None:
    need = frozenset({Tick.NEED_BEYOND_LISTENING})
    other = tuple(replace(each, ticks=each.ticks | need if ticked else each.ticks - need) for each in told.contacts)
    assert assessed(replace(told, contacts=other)) == assessed(told)


@given(told=known(st.sampled_from([ContactSource.IMPORTED, ContactSource.OWN, ContactSource.PAPER])))
def test_nothing_that_is_imported_or_told_by_himself_raises_a_reason_about_a_debrief(told: CareFacts) -> None:
    assert Code.DEBRIEF_NOT_OFFERED not in {reason.code for reason in assessed(told).reasons}


@given(told=known())
def test_but_for_the_debrief_it_makes_no_difference_how_a_contact_came_on_file(told: CareFacts) -> None:
    imported = tuple(replace(each, source=ContactSource.IMPORTED) for each in told.contacts)
    without = [r for r in assessed(told).reasons if r.code is not Code.DEBRIEF_NOT_OFFERED]
    assert list(assessed(replace(told, contacts=imported)).reasons) == without


@given(told=known(), weeks_on_file=st.integers(0, 7))
def test_the_own_mean_is_used_only_from_four_weeks_of_history(told: CareFacts, weeks_on_file: int) -> None:
    shorter = replace(told, contacts_from=ago(27 + 7 * weeks_on_file - 1))  # a day short of so many weeks
    compared = [reason.usual for reason in assessed(shorter).reasons if reason.usual is not None]
    assert weeks_on_file > 4 or compared == []


@given(told=known(), state=st.sampled_from(FlagState), level=st.sampled_from(Level))
def test_the_same_facts_raise_nothing_a_second_time_whatever_became_of_the_flag(
    told: CareFacts, state: FlagState, level: Level
) -> None:
    found = assessed(told)
    assert next_step(found, FlagOnFile(state, level, keys_of(found.reasons))) is None


@given(told=known(), again=st.integers(0, 13))
def test_one_more_rest_broken_asked_for_or_attempt_met_raises_a_closed_flag_again(told: CareFacts, again: int) -> None:
    before = assessed(told)
    closed = FlagOnFile(FlagState.CLOSED, Level.FLAG, keys_of(before.reasons))
    new_rest = replace(told, rests=(*told.rests, not_kept(again, "another")))
    met = replace(told, contacts=(*told.contacts, contact(again, Tick.ATTEMPT_OR_DEATH, nth=99)))
    for more in (new_rest, met):
        step = next_step(assessed(more), closed)
        assert step is not None and step.kind is StepKind.REOPEN
    if ago(again) not in {asked.on for asked in told.asked_for_rest}:
        asked = replace(told, asked_for_rest=(*told.asked_for_rest, AskedForRest(ago(again))))
        assert next_step(assessed(asked), closed) is not None


@given(told=known(), more=st.integers(1, 9))
def test_a_rise_that_was_looked_at_is_told_again_when_as_many_new_contacts_came_as_make_one(
    told: CareFacts, more: int
) -> None:
    rises = {Code.MANY_CONTACTS, Code.CONTACTS_OVER_USUAL}

    def rise(of: CareFacts) -> Reason | None:
        return next((reason for reason in assessed(of).reasons if reason.code in rises), None)

    first = rise(told)
    plain = tuple(contact(0, source=ContactSource.OWN, nth=100 + nth) for nth in range(more))
    second = rise(replace(told, contacts=(*told.contacts, *plain)))
    if first is None or second is None:
        return
    known_keys = keys_of(assessed(told).reasons)
    step = next_step(
        assessed(replace(told, contacts=(*told.contacts, *plain))), FlagOnFile(FlagState.CLOSED, Level.FLAG, known_keys)
    )
    told_again = step is not None and any(reason.code in rises for reason in step.new)
    usual = first.usual
    enough = more >= 10 or (usual is not None and more >= 3 and more > 2 * usual)
    assert told_again is enough
