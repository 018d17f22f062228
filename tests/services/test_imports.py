"""people.csv at a prison: added, corrected, left alone, refused as a whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from listeners.access import SYSTEM
from listeners.domain.import_look import NightShort
from listeners.domain.people import Role, Standing
from listeners.domain.states import DutyState
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotAllowed, Problem, Unreadable
from listeners.services import standings
from listeners.services.imports import import_people, look_at_people
from listeners.store import people_facts
from listeners.store.database import act, db
from listeners.store.duties import Duty
from listeners.store.people import Listener
from listeners.store.records import Audit, Kept, Notice
from tests.csv_files import people, source
from tests.duties import add_duty
from tests.kept import earlier_versions
from tests.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SAM = "L01,Sam Okoro,A1001AA,LKI-B-2-001,,100,2026-06-01,active,no"
NEW = "L40,Zoë O'Brien-Núñez,A4321BC,LKI-C-1-010,A;C,75,2026-10-01,shadowing,yes"


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


def member(site: Site, ref: str) -> TeamMember:
    return next(one for one in people_facts.team(site.id) if one.ref == ref)


def rows(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_line_with_a_new_ref_adds_somebody_with_that_standing_from_the_day_of_joining(site: Site) -> None:
    look = import_people(site, people(NEW), SYSTEM, NOW)

    found = member(site, "L40")
    assert (look.added, look.changed, look.same) == (1, 0, 0)
    assert (found.name, found.prison_number, found.cell, found.wing) == (
        "Zoë O'Brien-Núñez",
        "A4321BC",
        "LKI-C-1-010",
        "C",
    )
    assert (found.reaches, found.share, found.reserve) == (frozenset("AC"), 75, True)
    assert found.standing_on(date(2026, 9, 30)) is None
    assert found.standing_on(date(2026, 10, 1)) is Standing.SHADOWING


def test_the_same_file_again_changes_nothing_at_all(site: Site) -> None:
    file = people(NEW, SAM, "L41,Ann Joins Later,A5555BC,LKI-A-1-001,,100,2027-02-01,active,")
    import_people(site, file, SYSTEM, NOW)
    before = rows(Audit), rows(Kept), people_facts.team(site.id)

    look = import_people(site, file, SYSTEM, NOW)

    assert (look.added, look.changed, look.same) == (0, 0, 3)
    assert (rows(Audit), rows(Kept), people_facts.team(site.id)) == before


def test_a_changed_line_is_a_correction_that_keeps_the_earlier_version(site: Site) -> None:
    look = import_people(site, people(SAM.replace("LKI-B-2-001,,100", "LKI-D-4-009,A;B,50")), SYSTEM, NOW)

    found = member(site, "L01")
    assert (look.added, look.changed, look.same) == (0, 1, 0)
    assert {(each.column, each.old, each.new) for each in look.shown[0].fields} == {
        ("cell", "LKI-B-2-001", "LKI-D-4-009"),
        ("reaches", "", "A;B"),
        ("share", "100", "50"),
    }
    assert (found.cell, found.wing, found.reaches, found.share) == ("LKI-D-4-009", "D", frozenset("AB"), 50)
    (kept,) = earlier_versions(db.session(), db.session.get_one(Listener, found.id))
    assert (kept["cell"], kept["share"]) == ("LKI-B-2-001", 100)


def test_who_is_not_in_the_file_stays(site: Site) -> None:
    import_people(site, people(SAM), SYSTEM, NOW)

    assert len(people_facts.team(site.id)) == 8


def test_a_changed_standing_holds_from_today(site: Site) -> None:
    import_people(site, people(SAM.replace("active", "paused")), SYSTEM, NOW)

    found = member(site, "L01")
    assert found.standing_on(date(2026, 11, 19)) is Standing.ACTIVE
    assert found.standing_on(TODAY) is Standing.PAUSED


def test_a_pause_by_a_file_goes_on_after_a_leaving_that_was_taken_back(site: Site) -> None:
    sam, later = member(site, "L01").id, date(2026, 11, 27)
    standings.change(site, sam, Standing.LEFT, later, 1, SYSTEM, NOW)
    standings.take_back(site, sam, later, 2, SYSTEM, NOW)
    import_people(site, people(SAM.replace("active", "paused")), SYSTEM, NOW)

    assert [member(site, "L01").standing_on(on) for on in (TODAY, later)] == [Standing.PAUSED, Standing.PAUSED]


def test_a_file_that_does_not_speak_of_the_reserve_leaves_it(site: Site) -> None:
    line = "L02,Ravi Patel,A1002AA,LKI-C-2-002,,100,2026-06-01,active"
    header = "ref,name,prison_number,cell,reaches,share,joined_on,standing\n"

    look = import_people(site, source(header + line), SYSTEM, NOW)

    assert look.same == 1
    assert member(site, "L02").reserve is True


def test_somebody_who_leaves_by_a_file_leaves_no_duty_behind_and_the_nights_are_named(site: Site) -> None:
    sam = member(site, "L01")
    begun, ahead = add_duty(site, sam.id, date(2026, 11, 19)), add_duty(site, sam.id, date(2026, 11, 27))
    file = people(SAM.replace("active", "left"))

    assert look_at_people(site, file, SYSTEM, NOW).short == (NightShort("L01", date(2026, 11, 27)),)
    look = import_people(site, file, SYSTEM, NOW)

    assert look.short == (NightShort("L01", date(2026, 11, 27)),)
    assert db.session.get_one(Duty, begun).state is DutyState.PLANNED
    withdrawn = db.session.get_one(Duty, ahead)
    assert (withdrawn.state, withdrawn.cause) == (DutyState.WITHDRAWN, "not_available")


def test_the_coordinators_are_told_once_which_nights_are_short_and_the_one_who_did_it_is_not(
    site: Site, world: World
) -> None:
    sam = member(site, "L01")
    add_duty(site, sam.id, date(2026, 11, 27))
    import_people(site, people(SAM.replace("active", "left")), SYSTEM, NOW)
    to_accounts = select(Notice).where(Notice.account_id.is_not(None))
    told = db.session.scalars(to_accounts).all()

    assert [(one.kind, one.account_id) for one in told] == [("nights_short", world.larkmoor.accounts[Role.COORDINATOR])]
    import_people(site, people(SAM), world.larkmoor.actor(Role.COORDINATOR), NOW)
    add_duty(site, sam.id, date(2026, 11, 28))
    import_people(site, people(SAM.replace("active", "left")), world.larkmoor.actor(Role.COORDINATOR), NOW)
    assert len(db.session.scalars(to_accounts).all()) == 1


def test_a_pause_by_a_file_gives_the_listener_a_slip_about_his_nights(site: Site) -> None:
    sam = member(site, "L01")
    add_duty(site, sam.id, date(2026, 11, 27))
    import_people(site, people(SAM.replace("active", "paused")), SYSTEM, NOW)

    slip = db.session.scalars(select(Notice).where(Notice.listener_id == sam.id)).one()
    assert slip.kind == "nights_off"


def test_a_corrected_day_of_joining_takes_the_first_standing_with_it(site: Site) -> None:
    import_people(site, people(SAM.replace("2026-06-01", "2026-05-01")), SYSTEM, NOW)
    assert member(site, "L01").standing_on(date(2026, 5, 1)) is Standing.ACTIVE

    import_people(site, people(SAM.replace("2026-06-01", "2027-01-10")), SYSTEM, NOW)
    assert member(site, "L01").standing_on(date(2027, 1, 9)) is None
    assert member(site, "L01").standing_on(date(2027, 1, 10)) is Standing.ACTIVE


def test_every_bad_line_is_told_and_nothing_is_written(site: Site) -> None:
    file = people(
        NEW,
        "L41,,A12,LKI-Z-1-001,,100,2026-10-01,active,",
        "L42,Bo Li,A4322BC,LKI-C-1-011,,60,2026-10-32,resting,maybe",
        "L40,Zoë Again,A4321BC,LKI-C-1-010,,75,2026-10-01,active,yes",
    )
    problems = look_at_people(site, file, SYSTEM, NOW).problems

    assert [(each.line, each.column) for each in problems] == [
        (3, "name"),
        (3, "prison_number"),
        (3, "cell"),
        (4, "share"),
        (4, "joined_on"),
        (4, "standing"),
        (4, "reserve"),
        (5, "ref"),
    ]
    with pytest.raises(Unreadable) as refused:
        import_people(site, file, SYSTEM, NOW)
    assert refused.value.problems == problems
    assert (rows(Audit), len(people_facts.team(site.id))) == (0, 8)


def test_a_look_writes_nothing(site: Site) -> None:
    look = look_at_people(site, people(NEW), SYSTEM, NOW)

    assert (look.added, rows(Audit), len(people_facts.team(site.id))) == (1, 0, 8)


@pytest.mark.parametrize("role", [Role.STAFF, Role.SAFER_CUSTODY, Role.LISTENER, Role.PEER_LEAD, Role.NATIONAL])
def test_nobody_but_a_coordinator_imports_a_team(site: Site, world: World, role: Role) -> None:
    for verb in (look_at_people, import_people):
        with pytest.raises(NotAllowed):
            verb(site, people(NEW), world.larkmoor.actor(role), NOW)


def test_a_coordinator_of_another_prison_imports_nothing_here(site: Site, world: World) -> None:
    with pytest.raises(NotAllowed):
        import_people(site, people(NEW), world.fenwick.actor(Role.COORDINATOR), NOW)


def test_a_ref_of_the_other_prison_is_somebody_new_here(site: Site, world: World) -> None:
    import_people(site, people(NEW), SYSTEM, NOW)
    fenwick = people_facts.site(world.fenwick.id)

    look = import_people(fenwick, people(NEW.replace("LKI-", "FNI-")), SYSTEM, NOW)

    assert look.added == 1
    assert member(site, "L40").cell == "LKI-C-1-010"


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b"", 1, "there is no header"),
        (b"\xff\xfer\x00e\x00f\x00", 1, "is not UTF-8 (byte 1)"),
        (b"ref,name\nL01,Jos\xe9\n", 1, "this column is missing"),
        (b"x," * 3_000 + b"\n", 1, "has more than 50 columns"),
        (b"x," * 1_000_000 + b"\n", 1, "is longer than 10000 characters"),
    ],
    ids=["empty", "UTF-16", "two columns", "3,000 columns", "a million columns"],
)
def test_a_file_that_is_no_such_file_is_refused_in_plain_words(site: Site, content: bytes, line: int, why: str) -> None:
    problems = look_at_people(site, source(content), SYSTEM, NOW).problems

    assert problems[0].line == line
    assert problems[0].why.startswith(why)


def test_one_bad_byte_a_nul_and_a_stray_quote_spoil_one_line_each(site: Site) -> None:
    lines = NEW.encode(), SAM.encode().replace(b"Sam", b"S\xe9m"), b"L02,\0", b'L03,"Luc,A,B', NEW.encode()
    file = source(b"\n".join((b"\xef\xbb\xbf" + people().lines().__next__().rstrip(), *lines)))

    problems = look_at_people(site, file, SYSTEM, NOW).problems

    assert problems == (
        Problem(3, None, "is not UTF-8 (byte 6); save the file as UTF-8"),
        Problem(4, None, "holds a NUL, which no text has"),
        Problem(5, None, "has a quotation mark that is not closed, or text after a closed one"),
        Problem(6, "ref", "the same as in line 2"),
    )


def test_somebody_elses_act_between_the_look_and_the_import_is_seen(site: Site) -> None:
    with act() as session:
        sam = session.scalars(select(Listener).where(Listener.ref == "L01", Listener.site_id == site.id)).one()
        sam.share = 25

    look = import_people(site, people(SAM), SYSTEM, NOW)

    assert [(each.column, each.old) for each in look.shown[0].fields] == [("share", "25")]
