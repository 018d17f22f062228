"""Is what is sealed in one column equally long, whatever was said: a word, or all that has room in any letters?

Two people tell opposite things through the program's own doors, and each column is looked at. Columns that no
Listener's word gets into are named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, func, select

from listeners.access import SYSTEM
from listeners.domain.care.agreed import Agreed
from listeners.domain.care.behind import Behind
from listeners.domain.care.checkin import CheckIn, HowMuch, Item, WantsRest
from listeners.domain.care.concern import (
    LONGEST_CONCERN,
    LONGEST_TO,
    Addressee,
    Concern,
    ConcernKind,
    ConcernOutcome,
    ConcernStep,
    StepNote,
    pack_concern,
    pack_note,
)
from listeners.domain.care.debrief import Answer, Look, Talk, TalkOnFile
from listeners.domain.care.decision import BY_LENGTH, Decision, Topic, pack_decision
from listeners.domain.care.decision import Answer as Decided
from listeners.domain.care.exit_talk import LONGEST_EXIT, Came, ExitKind, ExitTalk, Felt, TalkOn, pack_exit
from listeners.domain.care.facts import Tick
from listeners.domain.care.flag_life import FollowUp, Outcome, Step, StepKind
from listeners.domain.care.flags import Level
from listeners.domain.care.offload import LedBy, OffloadKind
from listeners.domain.care.own_contact import OwnContact
from listeners.domain.care.planned import CancelledBy, Plan
from listeners.domain.care.reasons import Code, Group, Reason
from listeners.domain.care.support_plan import SupportPlan, pack_plan
from listeners.domain.care.thanks import LONGEST_THANKS, Thanks, ThanksFrom, pack_thanks
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.import_fields import TEXT_LENGTH
from listeners.domain.own_limits import OwnLimits
from listeners.domain.people import AvailabilityKind, Role
from listeners.domain.states import ContactPlace
from listeners.services import availability, availability_rules
from listeners.services.availability_rules import EveryNight
from listeners.services.care import (
    asked_again,
    checkins,
    concerns,
    contacts,
    debriefs,
    decisions,
    exit_talks,
    flag_work,
    group_surveys,
    instruments,
    offload_plans,
    offloads,
    own_contacts,
    support_plans,
    thanks,
)
from listeners.services.care.instrument_keys import instrument
from listeners.store import keyring, schema_tables
from listeners.store.care import flag_facts
from listeners.store.database import act, db
from listeners.store.keyring import filled
from tests.services.care_records import NOW, TONIGHT, ago, at, held, site_of, was_overridden, went_out
from tests.world import Prison, World

NO_WORD_OF_HIS = {"night_sheet.body", "upload.look", "upload_part.lines"}
"""The list that hangs at a wing desk, and the coordinator's own file until it is confirmed."""
WORST = '\U0001f600\u2019\u00e9"'
"""An emoji, the apostrophe of a telephone, a letter with an accent, and what JSON must escape."""


def words(most: int) -> str:
    """As many letters as have room."""
    return (WORST * most)[:most]


def sealed_columns() -> dict[str, Column[bytes]]:
    """Every sealed column, by table and name."""
    tables = schema_tables.metadata.tables.values()
    return {f"{table.name}.{each.name}": each for table in tables for each in table.columns if each.info.get("sealed")}


def lengths() -> dict[str, set[int]]:
    """How long what is sealed is, by column; of earlier versions, by whose version it is."""
    db.session.rollback()
    found: dict[str, set[int]] = defaultdict(set)
    for name, column in sealed_columns().items():
        of = column.table.c.table_name if name == "kept.body" else column.table.c.site_id
        for whose, length in db.session.execute(select(of, func.length(column)).where(column.is_not(None))):
            found[f"{name} of {whose}" if name == "kept.body" else name].add(length)
    return found


def say(prison: Prison, name: str, wordy: bool) -> None:
    """Tell everything that can be told of one Listener, in as few letters as can be, or in as many."""
    listener, site = prison.listeners[name], site_of(prison)
    himself, who = prison.actor(Role.LISTENER, name), prison.actor(Role.COORDINATOR)

    def w(most: int) -> str:
        return words(most) if wordy else "a"

    night = {TONIGHT + timedelta(days=9): AvailabilityKind.UNAVAILABLE}
    availability.say(site, listener, night, w(TEXT_LENGTH), who, NOW)
    every = EveryNight(frozenset({0}), TONIGHT, None, AvailabilityKind.UNAVAILABLE)
    availability_rules.say(site, listener, every, w(TEXT_LENGTH), who, NOW)
    offloads.log(site, held(1), w(LONGEST_TEXT), himself, NOW)
    call = went_out(prison, name, at(1, 2 if wordy else 4), answered=False)
    contacts.tick(site, call, frozenset(Tick if wordy else ()), himself, NOW)
    talk = Talk(Answer.ACCEPTED, ago(0)) if wordy else Talk(Answer.NOT_SAID)
    debriefs.put(site, call, Look.SECOND, TalkOnFile(ago(0), talk), who, NOW)
    answer = (max if wordy else min)(Agreed, key=len)
    asked_again.put(site, was_overridden(prison, name, 1), ago(0), answer, who, NOW)
    contact = OwnContact(ago(1), time(3), 600, ContactPlace.OWN_CELL, frozenset(Tick))
    if not wordy:
        contact = OwnContact(ago(2), time(3), 1, ContactPlace.OWN_CELL, frozenset())
    own_contacts.tell(site, contact, himself, NOW)
    plan_id = offload_plans.plan(
        site, Plan(ago(-3), time(14, 20), OffloadKind.SENSITIVITY, LedBy.CLINICIAN), [listener], who, NOW
    )
    offload_plans.cancel(site, plan_id, 1, CancelledBy.PRISON, w(LONGEST_TEXT), who, NOW)
    say_how_he_is(prison, name, wordy)
    say_what_is_wrong(prison, name, w)
    raise_a_flag(prison, name, w)
    plan = SupportPlan(w(LONGEST_TEXT), frozenset(ContactPlace if wordy else ()), w(LONGEST_TEXT))
    support_plans.agree(site, listener, support_plans.Agreed(OwnLimits(), plan, ago(-20)), None, who, NOW)
    thanks.put(site, listener, Thanks(ago(1), ThanksFrom.CHARITY, w(LONGEST_THANKS)), who, NOW)
    said = Decision(Decided.YES, frozenset(Topic) if wordy else frozenset({Topic.HARM}), w(BY_LENGTH))
    decisions.write_down(site, listener, ago(1), said, who, NOW)
    for _ in "ab":  # the second time the first is kept
        gone = ExitTalk(Came.HELD, (Felt.RATHER_NOT,) * 3, *[words(LONGEST_EXIT)] * 3)
        exit_talks.put(
            site, listener, TalkOn(ExitKind.LEAVING, ago(1)), gone if wordy else ExitTalk(Came.DECLINED), who, NOW
        )


def say_how_he_is(prison: Prison, name: str, wordy: bool) -> None:
    """A check-in, a questionnaire, and a sheet of a survey."""
    site, who = site_of(prison), prison.actor(Role.COORDINATOR)
    much, wants = (HowMuch.NEARLY_ALWAYS, WantsRest.RATHER_NOT) if wordy else (None, None)
    checkins.key_in(site, prison.listeners[name], ago(0), CheckIn((much,) * len(Item), wants), who, NOW)
    for key in ("who5", "proqol5") if wordy else ("who5",):
        answers = dict.fromkeys(instrument(key).numbers, 1) if wordy else {1: 1}
        instruments.key_in(site, prison.listeners[name], key, ago(1), answers, who, NOW)
    survey = group_surveys.begin(site, "psc4", who, NOW)
    group_surveys.key_in(site, survey, dict.fromkeys(instrument("psc4").numbers, 1) if wordy else {1: 1}, who, NOW)


def say_what_is_wrong(prison: Prison, name: str, w: Callable[[int], str]) -> None:
    """A concern, and what is done about it; it is passed on in the longest words."""
    site, who, note = site_of(prison), prison.actor(Role.COORDINATOR), w(LONGEST_CONCERN)
    kinds = frozenset(ConcernKind if len(note) > 1 else [ConcernKind.OWN])
    before = {each.id for each in concerns.listed(site, who, NOW)[0]}
    concerns.tell(site, Concern(kinds, note), Addressee.BRANCH, None, False, prison.actor(Role.LISTENER, name), NOW)
    (concern_id,) = {each.id for each in concerns.listed(site, who, NOW)[0]} - before
    passed = StepNote(note, w(LONGEST_TO), w(LONGEST_TO), False, ago(0), ago(-3), None)
    closed = StepNote(note, outcome=ConcernOutcome.HE_LETS_IT_BE)
    steps = ((ConcernStep.TALKED, StepNote(note)), (ConcernStep.PASSED_ON, passed), (ConcernStep.CLOSED, closed))
    for step, of_it in steps:
        version = concerns.page(site, concern_id, who, NOW).concern.version
        concerns.take_step(site, concern_id, version, step, ago(0), of_it, who, NOW)


def raise_a_flag(prison: Prison, name: str, w: Callable[[int], str]) -> None:
    """A flag on one fact or on twenty, and all that is noted about it."""
    site, who, note = site_of(prison), prison.actor(Role.COORDINATOR), w(LONGEST_TEXT)
    many = 20 if len(note) > 1 else 1
    keys = tuple(f"contact:{number:020}" for number in range(many))
    behind = tuple(Behind(ago(1 + number)) for number in range(many))
    reason = Reason(Group.EXPOSURE, Code.MANY_CONTACTS, many, 8, 28, keys, behind=behind)
    step = Step(StepKind.RAISE, Level.FLAG, (reason,), (reason,), frozenset(keys))
    with act() as session:
        flag_id, _ = flag_facts.write_step(session, prison.id, prison.listeners[name], step, None, SYSTEM, NOW)
    flag_work.take_up(site, flag_id, 1, who, NOW)
    flag_work.go_through(site, flag_id, 2, ago(0), note, who, NOW)
    flag_work.follow_up(site, flag_id, 3, FollowUp.REST_OFFERED, False, note, who, NOW)
    flag_work.close(site, flag_id, 3, Outcome.SUPPORT_IN_PLACE, note, who, NOW)


def test_whatever_is_said_each_column_has_one_length(world: World) -> None:
    for name, wordy in (("sam", False), ("ravi", True)):
        say(world.larkmoor, name, wordy)
    found = lengths()
    seen = {name.partition(" of ")[0] for name in found}
    assert seen == sealed_columns().keys() - NO_WORD_OF_HIS, "a column into which this test tells nothing"
    assert {name: each for name, each in found.items() if len(each) != 1} == {}


def test_every_sealed_column_says_how_much_it_holds() -> None:
    assert [name for name, each in sealed_columns().items() if not each.info["holds"] > 0] == []


def letters(most: int) -> st.SearchStrategy[str]:
    """Any text up to so many letters."""
    return st.one_of(st.text(max_size=most), st.text(alphabet=WORST, max_size=most))


PACKED = {
    "concern.told": st.builds(Concern, st.frozensets(st.sampled_from(ConcernKind)), letters(LONGEST_CONCERN)).map(
        pack_concern
    ),
    "concern_step.note": st.builds(
        StepNote, letters(LONGEST_CONCERN), letters(LONGEST_TO), letters(LONGEST_TO), st.sampled_from([None, True])
    ).map(pack_note),
    "support_plan.told": st.builds(
        SupportPlan, letters(LONGEST_TEXT), st.frozensets(st.sampled_from(ContactPlace)), letters(LONGEST_TEXT)
    ).map(pack_plan),
    "exit_talk.told": st.builds(
        ExitTalk, st.just(Came.HELD), st.just((Felt.NO,) * 3), *[letters(LONGEST_EXIT)] * 3
    ).map(pack_exit),
    "decision.told": st.builds(
        Decision, st.sampled_from(Decided), st.frozensets(st.sampled_from(Topic)), letters(BY_LENGTH)
    ).map(pack_decision),
    "thanks.words": letters(LONGEST_THANKS).map(pack_thanks),
    "offload.text": letters(LONGEST_TEXT),
    "offload_planned.why": letters(LONGEST_TEXT),
    "availability.reason": letters(TEXT_LENGTH),
    "availability_rule.reason": letters(TEXT_LENGTH),
}


@pytest.mark.parametrize("name", PACKED)
@given(data=st.data())
def test_no_letters_however_many_make_what_is_sealed_longer(name: str, data: st.DataObject) -> None:
    holds = sealed_columns()[name].info["holds"]
    said = data.draw(PACKED[name])
    assert len(filled(said, holds).encode()) == holds


@pytest.mark.parametrize("text", ["", "a", "\u00e9" * 300, '{"words": "x"}   '])
def test_what_was_sealed_is_opened_as_it_was_also_from_before_it_was_filled_up(world: World, text: str) -> None:
    place = world.larkmoor.id, "offload", "text", "a" * 20
    now, before = keyring.seal(text, *place), keyring._keyring().seal(text, *place)
    assert len(now) != len(before)
    assert [keyring.unseal(each, *place) for each in (now, before)] == [text, text]
