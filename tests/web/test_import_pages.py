"""The upload pages: look first, then put on file; all of the lines or none, for the account that chose the file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from listeners import clock
from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.domain.team import Site
from listeners.errors import NotAllowed
from listeners.services import uploads
from listeners.services.imports import import_people
from listeners.store import people_facts
from listeners.store.callouts import CallOut
from listeners.store.database import act, db
from listeners.store.people import Listener
from listeners.store.records import Audit, Upload, UploadPart
from tests.csv_files import PEOPLE_HEADER, TEAM, people
from tests.web.conftest import SignInAs, Statements
from tests.web.team_browser import Coordinator
from tests.world import World

NEW = f"{PEOPLE_HEADER}\nL50,Zoë Jones,A1050AA,LKI-A-1-001,,100,2026-06-01,shadowing,\n".encode()
FILES = {
    "people": ("/rota/import/people", "/rota/import", "people-file"),
    "availability": ("/rota/import/availability", "/rota/import", "availability-file"),
    "callouts": ("/care/import", "/care/import", "file"),
}


@pytest.fixture
def site(world: World) -> Site:
    return people_facts.site(world.larkmoor.id)


@pytest.fixture
def coordinator(client: FlaskClient, world: World, sign_in_as: SignInAs) -> Coordinator:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    return Coordinator(client)


def look(coordinator: Coordinator, kind: str, content: bytes, name: str = "people.csv") -> tuple[str, str]:
    """Upload a file and return the address and the text of the page that tells what it would do."""
    address, start, field = FILES[kind]
    answer = coordinator.upload(address, start, field, content, name)
    assert answer.status_code == 303, answer.text
    return str(answer.location), coordinator.page(str(answer.location))


def rows(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_file_is_looked_at_first_and_put_on_file_when_asked(coordinator: Coordinator) -> None:
    address, page = look(coordinator, "people", NEW)
    assert "1 added, 0 changed, 0 the same" in page and "L50" in page
    assert "New: Zoë Jones, LKI-A-1-001, shadowing, 100 %" in page
    assert rows(Listener) == 16

    done = coordinator.follow(coordinator.send(address))
    assert "This file is on file" in done and "1 added, 0 changed, 0 the same" in done
    assert (rows(Listener), rows(UploadPart)) == (17, 0)
    assert "Put it on file" not in done


def test_how_many_will_not_be_planned_is_said_before_they_are_put_on_file(coordinator: Coordinator) -> None:
    address, page = look(coordinator, "people", NEW.replace(b"A1050AA", b"A1001AA"))
    told = "1 of these people {} planned or asked until a yes is written down".format
    assert told("will not be") in page and "keep the refs that you had" in page
    looked = select(Audit.kind, Audit.account_id.is_not(None), Audit.subject_id, Audit.detail)
    assert [tuple(row) for row in db.session.execute(looked.where(Audit.verb == "people_looked"))] == [
        ("standing", True, None, '{"held": 1}')
    ], "that a number is on file, perhaps at another prison, leaves a trace, and the number itself none"
    assert told("is not") in coordinator.follow(coordinator.send(address))


def test_the_whole_team_goes_through_the_three_pages(coordinator: Coordinator) -> None:
    for kind, lines in (("people", 16), ("availability", 25), ("callouts", 14)):
        address, page = look(coordinator, kind, (TEAM / f"{kind}.csv").read_bytes(), f"{kind}.csv")
        assert f"{lines} added" in page
        assert f"{lines} added" in coordinator.follow(coordinator.send(address))
        _, again = look(coordinator, kind, (TEAM / f"{kind}.csv").read_bytes(), f"{kind}.csv")
        assert f"0 added, 0 changed, {lines} the same" in again and "on file already" in again
        assert "Put it on file" not in again


def test_a_changed_line_is_shown_as_it_was_and_as_it_will_be(coordinator: Coordinator) -> None:
    line = "L01,Sam Okoro,A1001AA,LKI-D-4-009,,100,2026-06-01,active,no"
    _, page = look(coordinator, "people", f"{PEOPLE_HEADER}\n{line}\n".encode())

    assert "cell: LKI-B-2-001 → LKI-D-4-009" in page


def test_a_reason_that_looks_as_if_it_named_a_caller_is_warned_of_and_may_be_put_on_file(
    coordinator: Coordinator,
) -> None:
    look_people, _ = look(coordinator, "people", (TEAM / "people.csv").read_bytes())
    coordinator.send(look_people)
    lines = b"ref,on,kind,reason\nL01,2026-12-24,avoid,at the bedside of LKI-B-2-011\nL01,2026-12-26,avoid,family\n"
    address, page = look(coordinator, "availability", lines)
    assert "looks like a prison number or a cell: L01 2026-12-24 avoid. Never" in page and "Put it on file" in page
    assert "bedside" not in page
    assert "2 added" in coordinator.follow(coordinator.send(address))


def test_what_was_ticked_is_on_no_page_of_an_import(coordinator: Coordinator) -> None:
    look_people, _ = look(coordinator, "people", (TEAM / "people.csv").read_bytes())
    coordinator.send(look_people)
    content = (TEAM / "callouts.csv").read_bytes()
    address, page = look(coordinator, "callouts", content)
    coordinator.send(address)
    _, changed = look(coordinator, "callouts", content.replace(b",yes", b",no"))

    assert "suicidal_feelings: changed" in changed
    assert "yes" not in changed.partition("Line by line")[2] and "suicidal" not in page


def test_a_file_with_faults_is_told_all_of_them_and_keeps_nothing(coordinator: Coordinator) -> None:
    content = NEW + b"L51,,A12,LKI-Z-1-001,,100,2026-06-01,active,\nL52,S\xe9an\n"
    address, start, field = FILES["people"]
    answer = coordinator.upload(address, start, field, content, "people.csv")
    page = coordinator.client.get(str(answer.location))

    assert page.status_code == 422
    assert "4 faults" in page.text and "is not UTF-8 (byte 6)" in page.text
    assert (rows(Listener), rows(UploadPart)) == (16, 0)
    assert coordinator.client.post(str(answer.location), data={}).status_code == 400


def test_no_file_at_all_is_said_beside_the_field(coordinator: Coordinator) -> None:
    answer = coordinator.upload("/rota/import/people", "/rota/import", "people-file", b"", "")

    assert answer.status_code == 422
    assert "Choose a file" in answer.text


def test_the_second_press_of_confirm_changes_nothing_more(coordinator: Coordinator) -> None:
    address, _ = look(coordinator, "people", NEW)
    waiting = coordinator.client.get(address).text
    coordinator.send(address, waiting)
    again = coordinator.follow(coordinator.send(address, waiting))

    assert "1 added, 0 changed, 0 the same" in again
    assert rows(Listener) == 17


def test_a_file_whose_ground_has_moved_is_refused_whole(coordinator: Coordinator, site: Site) -> None:
    import_people(site, people(NEW.decode().splitlines()[1]), SYSTEM, clock.now())
    address, _ = look(coordinator, "availability", b"ref,on,kind\nL50,2026-12-01,avoid\n", "availability.csv")
    db.session.rollback()
    with act() as session:
        session.scalars(select(Listener).where(Listener.ref == "L50")).one().ref = "L51"

    answer = coordinator.send(address)
    assert answer.status_code == 422
    assert "nobody at HMP Larkmoor has the ref" in answer.text


def test_an_upload_is_there_for_its_own_account_alone_and_for_its_own_page(
    coordinator: Coordinator, world: World, sign_in_as: SignInAs
) -> None:
    address, _ = look(coordinator, "people", NEW)
    other = coordinator.client.application.test_client()
    sign_in_as(other, world.fenwick, Role.COORDINATOR)

    assert other.get(address).status_code == 404
    assert coordinator.client.get(address.replace("/rota/import/files/", "/care/import/")).status_code == 404


def test_an_upload_is_sealed_and_forgotten_after_a_day(coordinator: Coordinator) -> None:
    look(coordinator, "people", NEW)
    db.session.rollback()
    sealed = [*db.session.scalars(select(UploadPart.lines)), *db.session.scalars(select(Upload.look))]
    assert len(sealed) == 2
    assert all("Zoë".encode() not in each and b"L50" not in each for each in sealed)

    now = clock.now()
    assert uploads.forget_old(SYSTEM, now + timedelta(hours=23)) == 0
    assert uploads.forget_old(SYSTEM, now + timedelta(hours=25)) == 1
    assert (rows(Upload), rows(UploadPart)) == (0, 0)


def test_nobody_but_background_work_forgets_uploads(world: World) -> None:
    with pytest.raises(NotAllowed):
        uploads.forget_old(world.larkmoor.actor(Role.COORDINATOR), clock.now())


def test_call_outs_of_the_past_are_put_on_file_with_their_rests(coordinator: Coordinator) -> None:
    content = (
        b"ref,asked_at,out_at,back_at,wing,place\nL01,2026-09-18T02:40,2026-09-18T02:50,2026-09-18T04:10,B,own_cell\n"
    )
    address, page = look(coordinator, "callouts", content, "callouts.csv")
    assert "L01 18 September 2026, 02:50" in page and "Sam Okoro" in page
    coordinator.send(address)

    assert rows(CallOut) == 1


def test_the_pages_ask_the_database_twelve_times_at_most(coordinator: Coordinator, statements: Statements) -> None:
    address, _ = look(coordinator, "people", NEW)
    for each in (address, "/rota/import", "/care/import"):
        statements.clear()
        coordinator.page(each)
        assert len(statements) <= 12, str(statements)
