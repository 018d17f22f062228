"""Is a talk after a call-out offered, answered and held, and looked at again a week later, and no "no" counted?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from listeners.access import SYSTEM
from listeners.domain.care.debrief import Answer, Look, Talk, TalkOnFile
from listeners.domain.people import Role
from listeners.errors import NotAllowed, NotFound, Unreadable
from listeners.services import notices
from listeners.services.care import debriefs, flags, look, second_looks
from listeners.services.care.debriefs import OpenTalks
from listeners.store.care import flag_facts
from listeners.store.care.wellbeing import Debrief
from listeners.store.database import db
from tests.kept import earlier_versions
from tests.nights import at as london
from tests.nights import scene_of
from tests.services.care_records import NOW, TONIGHT, ago, at, site_of, went_out
from tests.world import Prison, World

DECLINED, ACCEPTED = Talk(Answer.DECLINED), Talk(Answer.ACCEPTED)


@pytest.fixture
def larkmoor(world: World) -> Prison:
    return world.larkmoor


def opened(prison: Prison, days_on: int = 0) -> OpenTalks:
    now = NOW + timedelta(days=days_on)
    return look.today(site_of(prison), prison.actor(Role.COORDINATOR), now).talks


def looks(prison: Prison, days_on: int = 0) -> list[tuple[str, date, int]]:
    """For whom a second look is due: who, since when, and of how many of his call-outs."""
    return [(each.member.name.split()[0], each.due_on, each.calls) for each in opened(prison, days_on).to_look]


def put(prison: Prison, call: str, of: Look, talk: Talk, on: date = TONIGHT, role: Role = Role.COORDINATOR) -> None:
    debriefs.put(site_of(prison), call, of, TalkOnFile(on, talk), prison.actor(role), NOW)


def test_a_second_look_is_due_seven_days_after_a_call_out_and_for_two_weeks(larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(6, 3))
    assert looks(larkmoor) == []

    assert looks(larkmoor, 1) == [("Sam", ago(-1), 1)] == looks(larkmoor, 15)
    assert looks(larkmoor, 16) == []


def test_a_call_out_whose_return_was_never_entered_owes_a_talk_and_a_second_look(world: World) -> None:
    scene = scene_of(world.larkmoor)
    scene.paper("sam", "27 Nov 02:00", None, now="27 Nov 08:30")
    scene.paper("sam", "27 Nov 06:00", "27 Nov 06:30", now="27 Nov 09:00")

    def talks(now: str) -> OpenTalks:
        return look.today(scene.site, world.larkmoor.actor(Role.COORDINATOR), london(now)).talks

    assert len(talks("27 Nov 09:10").to_offer) == 2
    assert [each.calls for each in talks("4 Dec 12:00").to_look] == [2]


def test_imported_call_outs_and_callers_who_changed_their_minds_owe_none(larkmoor: Prison) -> None:
    went_out(larkmoor, "sam", at(8, 3), imported=True)

    assert looks(larkmoor) == []


def test_one_talk_is_of_all_his_calls_for_which_a_second_look_is_due(larkmoor: Prison) -> None:
    first, _, later = (went_out(larkmoor, "sam", at(days, 3)) for days in (9, 8, 3))
    went_out(larkmoor, "luc", at(7, 3))
    assert looks(larkmoor) == [("Sam", ago(2), 2), ("Luc", ago(0), 1)]

    put(larkmoor, first, Look.SECOND, DECLINED)

    assert looks(larkmoor) == [("Luc", ago(0), 1)]
    assert looks(larkmoor, 4) == [("Luc", ago(0), 1), ("Sam", ago(-4), 1)], later


def test_who_agreed_stays_on_the_list_until_the_talk_is_held(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(2, 3))
    put(larkmoor, call, Look.FIRST, ACCEPTED, ago(1))
    assert [(each.call_id, each.look) for each in opened(larkmoor).to_hold] == [(call, Look.FIRST)]

    put(larkmoor, call, Look.FIRST, Talk(Answer.ACCEPTED, ago(0)), ago(1))
    assert opened(larkmoor).to_hold == ()
    (row,) = db.session.query(Debrief)
    assert len(earlier_versions(db.session(), row)) == 1


@pytest.mark.parametrize("talk", [DECLINED, Talk(Answer.NOT_SAID)])
def test_a_no_leaves_nothing_open(larkmoor: Prison, talk: Talk) -> None:
    call = went_out(larkmoor, "sam", at(8, 3))
    for of in Look:
        put(larkmoor, call, of, talk)

    assert opened(larkmoor) == OpenTalks((), (), ())


def test_what_is_not_offered_is_open_until_it_is(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(2, 3), debriefed=False)

    assert [each.call_id for each in opened(larkmoor).to_offer] == [call]
    with pytest.raises(NotFound):
        put(larkmoor, call, Look.FIRST, ACCEPTED)


@pytest.mark.parametrize(
    ("offered_on", "talk"),
    [
        (ago(3), ACCEPTED),
        (ago(-1), ACCEPTED),
        (ago(1), Talk(Answer.ACCEPTED, ago(2))),
        (ago(1), Talk(Answer.ACCEPTED, ago(-1))),
        (ago(1), Talk(Answer.DECLINED, ago(0))),
    ],
)
def test_what_cannot_have_been_is_refused(larkmoor: Prison, offered_on: date, talk: Talk) -> None:
    call = went_out(larkmoor, "sam", at(2, 3))

    with pytest.raises(Unreadable):
        put(larkmoor, call, Look.SECOND, talk, offered_on)
    assert db.session.query(Debrief).count() == 0


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.AUDITOR])
def test_nobody_but_a_coordinator_notes_or_reads_it(larkmoor: Prison, role: Role) -> None:
    call = went_out(larkmoor, "sam", at(2, 3))

    with pytest.raises(NotAllowed):
        put(larkmoor, call, Look.SECOND, DECLINED, role=role)
    with pytest.raises(NotAllowed):
        debriefs.page(site_of(larkmoor), larkmoor.listeners["sam"], call, Look.SECOND, larkmoor.actor(role), NOW)


def test_a_call_out_of_another_prison_is_not_there(world: World) -> None:
    elsewhere = went_out(world.fenwick, "sam", at(2, 3))

    with pytest.raises(NotFound):
        put(world.larkmoor, elsewhere, Look.SECOND, DECLINED)


def test_a_no_changes_no_reason_to_ask_how_he_is(larkmoor: Prison) -> None:
    calls = [went_out(larkmoor, who, at(days, 3), debriefed=False) for who in ("sam", "luc") for days in (2, 9)]
    for call in calls[:2]:
        put(larkmoor, call, Look.SECOND, DECLINED)
    flags.run(site_of(larkmoor), SYSTEM, NOW + timedelta(hours=1))

    found = [flag_facts.flag_of(larkmoor.id, larkmoor.listeners[who]) for who in ("sam", "luc")]
    reasons = [[(each.code, each.count, each.behind) for each in flag.reasons()] for flag in found if flag]
    assert len(reasons) == 2 and reasons[0] == reasons[1] != []


def test_coordinators_are_told_once_of_each_second_look_and_nobody_else(larkmoor: Prison) -> None:
    call = went_out(larkmoor, "sam", at(8, 3))
    for later in range(3):
        assert second_looks.tell_site("LKI", SYSTEM, NOW + timedelta(days=later)) == 1
    went_out(larkmoor, "luc", at(6, 3))
    assert second_looks.tell_site("LKI", SYSTEM, NOW + timedelta(days=3)) == 2

    now = NOW + timedelta(days=4)
    told = notices.notices_for(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), now)
    assert [(each.names[each.facts["listener"]], each.facts["due"]) for each in told] == [
        ("Luc Martin", ago(-1)),
        ("Sam Okoro", ago(1)),
    ]
    assert notices.notices_for(larkmoor.actor(Role.SAFER_CUSTODY), site_of(larkmoor), now) == ()
    put(larkmoor, call, Look.SECOND, DECLINED)
    left = notices.notices_for(larkmoor.actor(Role.COORDINATOR), site_of(larkmoor), now)
    assert [each.names[each.facts["listener"]] for each in left] == ["Luc Martin"]
    with pytest.raises(NotAllowed):
        second_looks.tell_site("LKI", larkmoor.actor(Role.COORDINATOR), now)
