"""Does each reason of the table make a flag, and do the six people, each by name (docs/evidence.md, section 5)?"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from listeners.domain.care.facts import CareFacts, Contact, ContactSource, Tick
from listeners.domain.care.flags import Level
from listeners.domain.care.offload import LedBy, Officer, Offload
from listeners.domain.care.reasons import Code, Group
from listeners.domain.policy import Policy
from tests.domain.care_cases import (
    LONG_AGO,
    SUICIDAL,
    TONIGHT,
    ago,
    assessed,
    codes,
    contact,
    facts,
    night_call_out,
    not_kept,
    offload,
    overridden,
)

CARED_FOR = (offload(3),)
MONTHLY = Policy(offload_every_days=31)
CALLED = ContactSource.CALL_OUT


def test_imran_forty_days_without_protected_offload_and_nothing_else_is_flagged() -> None:
    found = assessed(facts(offloads=(offload(40),)))
    assert found.level is Level.FLAG
    (reason,) = found.reasons
    assert (reason.group, reason.code, reason.count) == (Group.SUPPORT, Code.NO_PROTECTED_OFFLOAD, 40)


def test_kofi_four_suicide_related_daytime_contacts_a_week_with_weekly_offload_is_flagged() -> None:
    contacts = tuple(contact(7 * week + day, SUICIDAL) for week in range(13) for day in (0, 2, 3, 5))
    offloads = tuple(offload(7 * week + 1) for week in range(13))
    found = assessed(facts(contacts=contacts, offloads=offloads))
    assert found.level is Level.FLAG
    assert {reason.group for reason in found.reasons} == {Group.EXPOSURE}
    assert codes(found) == ["suicide_related", "many_contacts"]
    assert [reason.count for reason in found.reasons] == [4, 16]


def test_dean_two_rests_not_kept_is_urgent() -> None:
    found = assessed(facts(offloads=CARED_FOR, rests=(not_kept(2), not_kept(9))))
    assert found.level is Level.URGENT
    (reason,) = found.reasons
    assert (reason.code, reason.count) == (Code.REST_NOT_KEPT, 2)


def test_sam_asked_for_a_rest_is_urgent() -> None:
    found = assessed(facts(offloads=CARED_FOR, asked=(0,)))
    assert (found.level, codes(found)) == (Level.URGENT, ["asked_for_rest"])


def test_mo_an_officer_at_his_last_two_offloads_is_flagged_once() -> None:
    held = (offload(3, Officer.PRESENT), offload(10, Officer.PRESENT), offload(17))
    found = assessed(facts(offloads=held, contacts=(contact(4, SUICIDAL, at_night=True),)))
    assert (found.level, codes(found)) == (Level.FLAG, ["offloads_unprotected"])


def test_lee_one_contact_this_week_after_none_offload_nine_days_ago_at_a_monthly_site_is_not_flagged() -> None:
    found = assessed(facts(contacts=(contact(2, SUICIDAL, at_night=True),), offloads=(offload(9),)), MONTHLY)
    assert (found.level, found.reasons) == (None, ())


def test_one_rest_not_kept_or_overridden_in_twenty_eight_days_is_a_flag() -> None:
    for broken in (not_kept(27), overridden(27)):
        assert assessed(facts(offloads=CARED_FOR, rests=(broken,))).level is Level.FLAG


def test_a_rest_not_kept_twenty_eight_days_ago_is_no_longer_a_reason() -> None:
    assert assessed(facts(offloads=CARED_FOR, rests=(not_kept(28),))).level is None


def test_a_rest_overridden_and_not_kept_counts_once() -> None:
    found = assessed(facts(offloads=CARED_FOR, rests=(overridden(2), not_kept(2))))
    assert (found.level, codes(found)) == (Level.FLAG, ["rest_not_kept"])


def test_one_rest_not_kept_and_another_overridden_is_urgent() -> None:
    found = assessed(facts(offloads=CARED_FOR, rests=(overridden(2), not_kept(9))))
    assert (found.level, codes(found)) == (Level.URGENT, ["rest_not_kept", "rest_overridden"])


@pytest.mark.parametrize(("days", "flagged"), [(31, False), (32, True)])
def test_thirty_two_days_without_protected_offload_are_a_reason_and_thirty_one_are_not(
    days: int, flagged: bool
) -> None:
    assert bool(assessed(facts(offloads=(offload(days),))).reasons) is flagged


def test_somebody_who_joined_a_week_ago_is_not_without_offload_for_longer() -> None:
    assert assessed(facts(joined_on=ago(7))).reasons == ()


def test_a_site_that_began_recording_a_week_ago_has_nobody_without_offload_for_longer() -> None:
    assert assessed(facts(recording_from=ago(7))).reasons == ()


@pytest.mark.parametrize(
    "since", [contact(5, at_night=True), contact(5, SUICIDAL), contact(5, Tick.NEED_BEYOND_LISTENING, SUICIDAL)]
)
def test_overdue_with_a_night_or_suicide_related_contact_since_is_a_reason(since: Contact) -> None:
    assert codes(assessed(facts(offloads=(offload(15),), contacts=(since,)))) == ["offload_overdue"]


@pytest.mark.parametrize(
    ("offload_ago", "others"),
    [(15, (contact(5),)), (15, (contact(16, at_night=True),)), (14, (contact(5, at_night=True),)), (15, ())],
)
def test_overdue_alone_or_with_a_contact_before_or_an_ordinary_one_is_no_reason(
    offload_ago: int, others: tuple[Contact, ...]
) -> None:
    assert assessed(facts(offloads=(offload(offload_ago),), contacts=others)).reasons == ()


@pytest.mark.parametrize(
    "held",
    [(offload(40),), (offload(3, Officer.PRESENT), offload(10, Officer.EARSHOT), offload(40))],
)
def test_a_reason_about_offload_says_since_when_so_that_it_does_not_age(held: tuple[Offload, ...]) -> None:
    (reason,) = assessed(facts(offloads=held)).reasons
    assert reason.since == date(2026, 10, 18)


def test_every_reason_holds_the_dates_of_the_facts_that_it_rests_on() -> None:
    out = datetime(2026, 11, 20, 14, 8, tzinfo=UTC)
    contacts = tuple(contact(day, SUICIDAL, at_night=True, source=CALLED) for day in (4, 3, 3, 2))
    found = assessed(
        facts(
            offloads=(offload(15),),
            contacts=(*contacts, contact(1, Tick.ATTEMPT_OR_DEATH)),
            rests=(replace(not_kept(7), until=out + timedelta(hours=2), at=(out,)), overridden(9)),
            asked=(5,),
            nights=(6, 4, 2),
        )
    )
    when = {reason.code: [(TONIGHT - each.on).days for each in reason.behind] for reason in found.reasons}

    assert when == {
        Code.REST_NOT_KEPT: [7],
        Code.REST_OVERRIDDEN: [9],
        Code.OFFLOAD_OVERDUE: [4, 3, 3, 2, 1],
        Code.DEBRIEF_NOT_OFFERED: [4, 3, 3, 2],
        Code.ASKED_FOR_REST: [5],
        Code.ATTEMPT_OR_DEATH: [1],
        Code.SUICIDE_RELATED: [4, 3, 3, 2, 1],
        Code.CONTACTS_OVER_USUAL: [4, 3, 3, 2, 1],
        Code.NIGHTS_OVER: [6, 4, 2],
    }
    kept, *_ = found.reasons
    assert [(each.at, each.until) for each in kept.behind] == [((out,), out + timedelta(hours=2))]


def test_a_session_with_an_officer_says_when_and_how_near() -> None:
    led = replace(offload(10), led_by=LedBy.OFFICER)
    (reason,) = assessed(facts(offloads=(offload(3, Officer.EARSHOT), led, offload(40)))).reasons
    assert [(each.on, each.officer) for each in reason.behind] == [
        (ago(10), Officer.PRESENT),
        (ago(3), Officer.EARSHOT),
    ]


def test_too_long_without_and_overdue_after_a_night_is_one_cause_and_one_reason() -> None:
    found = assessed(facts(offloads=(offload(40),), contacts=(contact(5, at_night=True),)))
    assert codes(found) == ["no_protected_offload"]


def test_officers_at_every_offload_for_forty_days_is_one_reason_that_names_the_officers_first() -> None:
    held = (offload(3, Officer.PRESENT), offload(10, Officer.EARSHOT), offload(40))
    (reason,) = assessed(facts(offloads=held)).reasons
    assert (reason.code, reason.count, reason.days) == (Code.OFFLOADS_UNPROTECTED, 2, 40)


def test_an_officer_at_the_last_offload_only_is_no_reason() -> None:
    assert assessed(facts(offloads=(offload(3, Officer.PRESENT), offload(10)))).reasons == ()


@pytest.mark.parametrize(("hours", "missed"), [(None, True), (25, True), (24, False), (0, False)])
def test_a_debrief_not_offered_within_a_day_is_a_reason(hours: int | None, missed: bool) -> None:
    called = contact(3, source=CALLED, debrief_after_hours=hours)
    found = assessed(facts(offloads=CARED_FOR, contacts=(called,)))
    assert codes(found) == (["debrief_not_offered"] if missed else [])


def test_a_debrief_may_still_be_offered_on_the_day_of_the_call() -> None:
    assert assessed(facts(offloads=CARED_FOR, contacts=(contact(0, source=CALLED),))).reasons == ()


@pytest.mark.parametrize("source", [ContactSource.IMPORTED, ContactSource.OWN, ContactSource.PAPER])
def test_imported_call_outs_own_contacts_and_paper_that_does_not_tell_raise_no_debrief_reason(
    source: ContactSource,
) -> None:
    assert assessed(facts(offloads=CARED_FOR, contacts=(contact(3, source=source),))).reasons == ()


def test_before_debriefs_are_recorded_none_is_missed() -> None:
    called = (contact(3, source=CALLED),)
    assert assessed(facts(offloads=CARED_FOR, contacts=called, debriefs_from=None)).reasons == ()
    assert assessed(facts(offloads=CARED_FOR, contacts=called, debriefs_from=ago(2))).reasons == ()


def test_imported_call_outs_count_as_exposure() -> None:
    contacts = tuple(contact(day, SUICIDAL, source=ContactSource.IMPORTED) for day in (1, 2, 3))
    assert codes(assessed(facts(offloads=CARED_FOR, contacts=contacts, contacts_from=ago(20)))) == ["suicide_related"]


@pytest.mark.parametrize(
    ("days", "flagged"),
    [
        ((0, 3, 6), True),
        ((0, 3, 7), False),
        ((0, 6), False),
        ((7, 12, 17, 22, 25, 27), True),
        ((7, 12, 17, 22, 25), False),
        ((7, 12, 17, 22, 25, 28), False),
    ],
)
def test_three_suicide_related_contacts_in_seven_days_or_six_in_twenty_eight_are_a_reason(
    days: tuple[int, ...], flagged: bool
) -> None:
    contacts = tuple(contact(day, SUICIDAL) for day in days)
    found = assessed(facts(offloads=CARED_FOR, contacts=contacts, contacts_from=ago(30)))
    assert ("suicide_related" in codes(found)) is flagged


def test_ten_contacts_in_twenty_eight_days_are_a_reason_and_nine_are_not() -> None:
    for number, expected in ((9, []), (10, ["many_contacts"])):
        contacts = tuple(contact(day) for day in range(number))
        assert codes(assessed(facts(offloads=CARED_FOR, contacts=contacts, contacts_from=ago(30)))) == expected


def test_over_twice_the_own_mean_of_twelve_weeks_is_a_reason_with_both_numbers() -> None:
    usual = tuple(contact(day) for day in (40, 68, 96))
    now = tuple(contact(day) for day in (1, 5, 9))
    (reason,) = assessed(facts(offloads=CARED_FOR, contacts=usual + now)).reasons
    assert (reason.code, reason.count, reason.usual) == (Code.CONTACTS_OVER_USUAL, 3, Fraction(1))


def test_twice_the_own_mean_is_not_over_it_and_two_contacts_are_too_few_to_compare() -> None:
    usual = tuple(contact(day, nth=nth) for day in (40, 68, 96) for nth in (1, 2))
    four = tuple(contact(day) for day in (1, 5, 9, 13))
    two = four[:2]
    assert assessed(facts(offloads=CARED_FOR, contacts=usual + four)).reasons == ()
    assert assessed(facts(offloads=CARED_FOR, contacts=two)).reasons == ()


@pytest.mark.parametrize(("days_on_file", "compared"), [(27, False), (28, True)])
def test_the_own_mean_is_used_only_from_four_weeks_of_history(days_on_file: int, compared: bool) -> None:
    contacts = tuple(contact(day) for day in (1, 5, 9))
    found = assessed(facts(offloads=CARED_FOR, contacts=contacts, contacts_from=ago(27 + days_on_file)))
    assert ("contacts_over_usual" in codes(found)) is compared


def test_the_own_mean_stands_beside_the_absolute_figure() -> None:
    contacts = tuple(contact(day, nth=nth) for day in range(112) for nth in (1, 2))
    (reason,) = assessed(facts(offloads=CARED_FOR, contacts=contacts)).reasons
    assert (reason.code, reason.count, reason.usual) == (Code.MANY_CONTACTS, 56, Fraction(56))


def test_over_the_night_policy_is_a_reason_by_how_much() -> None:
    (nights,) = assessed(facts(offloads=CARED_FOR, nights=(0, 2, 4))).reasons
    assert (nights.code, nights.count, nights.limit, nights.days) == (Code.NIGHTS_OVER, 3, 2, 7)
    called = tuple(night_call_out(day) for day in (9, 12, 15, 18, 21))
    (calls,) = assessed(facts(offloads=CARED_FOR, call_outs=called)).reasons
    assert (calls.code, calls.count, calls.limit, calls.days) == (Code.NIGHT_CALL_OUTS_OVER, 5, 4, 28)


def test_contact_with_an_attempt_or_a_death_is_urgent_at_once() -> None:
    found = assessed(facts(offloads=CARED_FOR, contacts=(contact(1, Tick.ATTEMPT_OR_DEATH),)))
    assert (found.level, codes(found)) == (Level.URGENT, ["attempt_or_death"])


def test_an_attempt_twenty_eight_days_ago_no_longer_makes_a_new_flag() -> None:
    assert assessed(facts(offloads=CARED_FOR, contacts=(contact(28, Tick.ATTEMPT_OR_DEATH),))).level is None


def test_two_groups_are_urgent() -> None:
    found = assessed(facts(offloads=(offload(40),), rests=(not_kept(2),)))
    assert found.level is Level.URGENT


def test_structural_causes_come_first_then_the_starred_ones_then_exposure() -> None:
    contacts = (*(contact(day, SUICIDAL) for day in (1, 2)), contact(3, Tick.ATTEMPT_OR_DEATH))
    known = facts(contacts=contacts, offloads=(offload(40),), rests=(not_kept(2),), asked=(1,), contacts_from=ago(20))
    groups = [reason.group for reason in assessed(known).reasons]
    assert groups == [Group.REST, Group.SUPPORT, Group.SELF, Group.SELF, Group.EXPOSURE]


def test_a_need_beyond_listening_says_something_about_the_service_and_flags_nobody() -> None:
    contacts = tuple(contact(day, Tick.NEED_BEYOND_LISTENING) for day in range(2))
    assert assessed(facts(offloads=CARED_FOR, contacts=contacts)).reasons == ()


def test_ticks_left_out_change_nothing() -> None:
    contacts = tuple(contact(day) for day in (1, 3))
    assert assessed(facts(offloads=CARED_FOR, contacts=contacts)).reasons == ()


def test_declines_skips_and_concerns_have_no_place_among_the_facts() -> None:
    """What is not a fact cannot raise a flag: a new field here must be weighed (docs/evidence.md, section 5)."""
    assert {field.name for field in fields(CareFacts)} == {
        "start",
        "contacts_from",
        "debriefs_from",
        "contacts",
        "offloads",
        "offloads_agreed",
        "rests",
        "asked_for_rest",
        "load",
        "checked_in",
    }
    assert {tick.value for tick in Tick} == {"suicidal_feelings", "attempt_or_death", "need_beyond_listening"}


def test_somebody_with_nothing_on_file_is_not_flagged() -> None:
    assert assessed(facts(joined_on=ago(0), contacts_from=ago(0), recording_from=LONG_AGO)).level is None
