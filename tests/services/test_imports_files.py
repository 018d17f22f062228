"""Whole files: a real team in autumn and in spring, one bad file for each rule, and files torn in every way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.domain.import_files import Source
from listeners.domain.people import Standing
from listeners.domain.rest_facts import RestRule
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site
from listeners.errors import Problem, Unreadable
from listeners.services.care.imports import import_call_outs, look_at_call_outs
from listeners.services.import_availability import import_availability, look_at_availability
from listeners.services.imports import import_people, look_at_people
from listeners.store import duties_facts, people_facts
from listeners.store.callouts import Attendance, CallOut
from listeners.store.database import db
from listeners.store.people import Availability, Listener
from listeners.store.records import Audit
from tests.csv_files import TEAM, file_source, source
from tests.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SPRING = datetime(2026, 4, 4, 12, 0, tzinfo=UTC)
DATA = TEAM.parent
LOOKS = {"people": look_at_people, "availability": look_at_availability, "callouts": look_at_call_outs}
IMPORTS = {"people": import_people, "availability": import_availability, "callouts": import_call_outs}


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


def import_all(site: Site, folder: Path, now: datetime) -> list[tuple[int, int, int]]:
    """Import the three files of a folder in their order, and return what each did."""
    done = [IMPORTS[kind](site, file_source(folder / f"{kind}.csv"), SYSTEM, now) for kind in IMPORTS]
    return [(look.added, look.changed, look.same) for look in done]


def rests_of(site: Site, ref: str) -> list[tuple[datetime, datetime, RestRule]]:
    member = next(one for one in people_facts.team(site.id) if one.ref == ref)
    rests = duties_facts.rests(site.id, listener_ids=[member.id]).get(member.id, [])
    return [(each.rest.rest_from, each.rest.rest_until, each.rest.rule) for each in rests]


def test_the_team_of_sixteen_is_taken_as_it_is_and_a_second_time_changes_nothing(site: Site) -> None:
    assert import_all(site, TEAM, NOW) == [(16, 0, 0), (25, 0, 0), (14, 0, 0)]
    assert import_all(site, TEAM, NOW) == [(0, 0, 16), (0, 0, 25), (0, 0, 14)]

    team = {member.ref: member for member in people_facts.team(site.id) if member.ref.startswith("T")}
    assert [team[ref].name for ref in ("T01", "T03", "T05", "T09", "T10")] == [
        "Siân O'Brien",
        "Okafor, Chidi",
        "Łukasz Żak",
        "Zoltán Kővári",
        "Anh Nguyễn",
    ]
    standings = [member.standing_on(date(2026, 11, 20)) for member in team.values()]
    assert [standings.count(each) for each in Standing] == [1, 12, 1, 1, 1]


def test_the_call_outs_over_the_end_of_summer_time_rest_eleven_elapsed_hours(site: Site) -> None:
    import_all(site, TEAM, NOW)

    # Out 01:30 summer time, back 01:40 winter time: an hour and ten minutes, and a night of ten quiet hours.
    assert rests_of(site, "T03") == [
        (
            datetime(2026, 10, 25, 1, 40, tzinfo=UTC),
            datetime(2026, 10, 25, 12, 40, tzinfo=UTC),
            RestRule.DAILY_REST,
        )
    ]
    # Over midnight, and over both midnights of the clock change.
    assert [rest[0] for rest in rests_of(site, "T08")] == [datetime(2026, 11, 3, 0, 35, tzinfo=UTC)]


def test_two_call_outs_of_one_night_give_one_rest(site: Site) -> None:
    import_all(site, TEAM, NOW)

    assert [rest[0] for rest in rests_of(site, "T13")] == [datetime(2026, 11, 11, 5, 5, tzinfo=UTC)]


def test_the_return_that_was_never_entered_was_before_the_next_time_out(site: Site) -> None:
    import_all(site, TEAM, NOW)

    unknown = db.session.scalars(select(Attendance).where(Attendance.state == AttendanceState.UNKNOWN_BACK)).one()
    assert unknown.back_before == datetime(2026, 11, 16, 10, 40, tzinfo=UTC)


def test_over_the_beginning_of_summer_time_half_past_midnight_and_eleven_hours_is_half_past_twelve(
    site: Site,
) -> None:
    assert import_all(site, DATA / "team-spring", SPRING) == [(16, 0, 0), (16, 0, 0), (4, 0, 0)]
    assert import_all(site, DATA / "team-spring", SPRING) == [(0, 0, 16), (0, 0, 16), (0, 0, 4)]

    ((begins, ends, _rule),) = rests_of(site, "T01")
    assert (begins.astimezone(site.zone).hour, begins.minute) == (0, 30)
    assert (ends.astimezone(site.zone).hour, ends.minute) == (12, 30)


BAD = {
    "availability-date-of-another-order": (2, "on", "must be a date written YYYY-MM-DD"),
    "availability-kind": (2, "kind", "must be one of unavailable, avoid, prefer"),
    "availability-reason-too-long": (2, "reason", "is longer than 200 characters"),
    "availability-same-key-twice": (3, "ref, on, kind", "the same as in line 2"),
    "availability-unknown-ref": (2, "ref", "nobody at HMP Larkmoor has the ref 'L99'"),
    "callouts-back-after-twelve-hours": (2, "back_at", "is more than 12 hours after out_at"),
    "callouts-back-before-out": (2, "back_at", "is before out_at"),
    "callouts-column-about-the-caller": (1, "'caller'", "nothing about a caller is ever held: take this column out"),
    "callouts-in-the-future": (2, "asked_at", "is in the future"),
    "callouts-out-before-asked": (2, "out_at", "is before asked_at"),
    "callouts-place": (2, "place", "must be one of listener_suite"),
    "callouts-same-key-twice": (3, "ref, out_at", "the same as in line 2"),
    "callouts-tick": (2, "suicidal_feelings", "must be yes, no or empty"),
    "callouts-time-that-does-not-exist": (
        2,
        "out_at",
        "2026-03-29 01:30 does not exist: the clocks went forward; write 2026-03-29T02:30+01:00",
    ),
    "callouts-time-that-happens-twice": (
        2,
        "out_at",
        "2026-10-25 01:30 happened twice: the clocks went back; write 2026-10-25T01:30+01:00 or 2026-10-25T01:30+00:00",
    ),
    "callouts-unknown-ref": (2, "ref", "nobody at HMP Larkmoor has the ref 'L99'"),
    "callouts-unknown-wing": (2, "wing", "'Q' is not a wing of this prison"),
    "people-cell-of-another-prison": (2, "cell", "is at FNI, and this is LKI"),
    "people-empty": (1, None, "there is no header"),
    "people-empty-name": (2, "name", "is empty"),
    "people-missing-column": (1, "standing", "this column is missing"),
    "people-name-of-two-lines": (2, None, "has a quotation mark that is not closed"),
    "people-name-too-long": (2, "name", "is longer than 80 characters"),
    "people-no-such-date": (2, "joined_on", "is not a date of the calendar"),
    "people-not-utf8": (2, None, "is not UTF-8 (byte 7)"),
    "people-nul": (2, None, "holds a NUL"),
    "people-prison-number": (2, "prison_number", "must be a letter, four digits and two letters"),
    "people-repeated-column": (1, "ref", "this column stands there more than once"),
    "people-reserve": (2, "reserve", "must be yes, no or empty"),
    "people-same-ref-twice": (3, "ref", "the same as in line 2"),
    "people-semicolons": (1, "ref", "this column is missing"),
    "people-share": (2, "share", "must be one of 100, 75, 50, 25"),
    "people-standing": (2, "standing", "must be one of shadowing, active"),
    "people-too-few-cells": (2, None, "has fewer cells than the header"),
    "people-too-many-cells": (2, None, "has more cells than the header"),
    "people-unknown-column": (1, "'offence'", "there is no such column"),
    "people-unknown-reach": (2, "reaches", "'Z' is not a wing of this prison"),
    "people-unknown-wing": (2, "cell", "'Z' is not a wing of this prison"),
    "people-utf16": (1, None, "is not UTF-8 (byte 1)"),
}


def test_every_bad_file_is_refused_with_its_line_its_column_and_why_and_nothing_is_written(site: Site) -> None:
    assert sorted(path.stem for path in (DATA / "bad").iterdir()) == sorted(BAD)
    for name, (line, column, why) in BAD.items():
        kind, file = name.partition("-")[0], file_source(DATA / "bad" / f"{name}.csv")
        (first, *_more) = LOOKS[kind](site, file, SYSTEM, NOW).problems
        assert (first.line, first.column) == (line, column), name
        assert first.why.startswith(why), (name, first.why)
        with pytest.raises(Unreadable):
            IMPORTS[kind](site, file, SYSTEM, NOW)

    for table, rows in ((Listener, 16), (Availability, 0), (CallOut, 0), (Audit, 0)):
        assert db.session.scalar(select(func.count()).select_from(table)) == rows


def test_a_file_that_goes_bad_after_it_was_looked_at_writes_nothing(site: Site) -> None:
    good, torn = (TEAM / "callouts.csv").read_bytes(), b"T01,x\n"
    import_people(site, file_source(TEAM / "people.csv"), SYSTEM, NOW)
    reads = iter((good, good + torn))
    changing = Source("callouts.csv", lambda: iter(next(reads).splitlines(keepends=True)))

    with pytest.raises(Unreadable) as refused:
        import_call_outs(site, changing, SYSTEM, NOW)

    assert refused.value.problems == (Problem(16, None, "has fewer cells than the header"),)
    assert db.session.scalar(select(func.count()).select_from(CallOut)) == 0


def torn(kind: str) -> st.SearchStrategy[bytes]:
    """The file of the team, with some of its bytes cut, doubled, replaced or put elsewhere."""
    whole = (TEAM / f"{kind}.csv").read_bytes()
    pieces = st.sampled_from(
        (b"\0", b'"', b",", b"\r", b"\n", b"\xff", b";", b"=1+1", "\u202e".encode(), b"9" * 12_000)
    )
    place = st.integers(0, len(whole))
    cut = st.tuples(place, place, st.one_of(pieces, st.binary(max_size=6), st.just(b"")))

    def tear(cuts: list[tuple[int, int, bytes]]) -> bytes:
        content = whole
        for one, other, piece in cuts:
            first, last = sorted((one, min(other, one + 40)))
            content = content[:first] + piece + content[last:]
        return content

    return st.lists(cut, min_size=1, max_size=4).map(tear)


@pytest.mark.parametrize("kind", list(IMPORTS))
def test_a_torn_file_is_imported_whole_or_not_at_all_and_never_breaks_the_program(site: Site, kind: str) -> None:
    if kind != "people":
        import_people(site, file_source(TEAM / "people.csv"), SYSTEM, NOW)
    tables = (Listener, Availability, CallOut, Attendance, Audit)

    def counts() -> list[int]:
        return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(torn(kind))
    def tear(content: bytes) -> None:
        file, before = source(content, f"{kind}.csv"), counts()
        look = LOOKS[kind](site, file, SYSTEM, NOW)
        assert counts() == before
        if look.problems:
            with pytest.raises(Unreadable):
                IMPORTS[kind](site, file, SYSTEM, NOW)
            assert counts() == before
        else:
            done = IMPORTS[kind](site, file, SYSTEM, NOW)
            assert (done.added, done.changed, done.same) == (look.added, look.changed, look.same)
            again = IMPORTS[kind](site, file, SYSTEM, NOW)
            assert (again.added, again.changed) == (0, 0)

    tear()


def test_a_file_with_no_end_of_faults_is_given_up_after_fifty_thousand(site: Site) -> None:
    lines = "\n".join(["ref,on,kind", *["L99,2026-12-01,unavailable"] * 60_000])

    problems = look_at_availability(site, source(lines, "availability.csv"), SYSTEM, NOW).problems

    assert len(problems) == 50_001
    assert problems[-1].why == "there are more faults after this one"
