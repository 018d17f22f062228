"""Does what a volunteer told stand in no log, no notice, no mail, no column that is not sealed, and open with no other
key?"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.people import Role
from listeners.outbound.mail import Mail
from listeners.services import outbox
from listeners.services.care import flags
from listeners.store import keyring, schema_tables
from listeners.store.accounts import Account
from listeners.store.database import act, db
from listeners.store.keyring import EXTENSION, Keyring, Unopened
from listeners.store.records import Notice
from tests.services.care_records import NOW, site_of
from tests.web.conftest import SignInAs
from tests.web.test_care_canaries import CANARIES, SEALED, every_page, plant
from tests.world import World

pytestmark = pytest.mark.usefixtures("evening")
OF_THE_NIGHT = ("/tonight", "/tonight/load", "/tonight/rest", "/tonight/sheets")
OF_NO_VOLUNTEER = {"night_sheet.body", "upload.look", "upload_part.lines"}
"""Sealed for another reason: what hangs at a wing desk, and the coordinator's own file."""


def found_in(text: str) -> list[str]:
    """The canaries in a text."""
    return [canary for canary in CANARIES if canary in text]


def sealed_cells() -> Iterator[tuple[str, str, str, str, bytes]]:
    """Each sealed cell that is on file: its site, table, column and row, and what stands in it."""
    for table in schema_tables.metadata.sorted_tables:
        for column in (each for each in table.columns if each.info.get("sealed")):
            for site_id, id_, cell in db.session.execute(select(table.c.site_id, table.c.id, column)):
                if cell is not None:
                    yield site_id, table.name, column.name, id_, cell


def test_every_sealed_column_in_which_a_word_of_a_volunteer_may_stand_is_planted(world: World) -> None:
    plant(world.larkmoor)
    assert {f"{table}.{column}" for _, table, column, _, _ in sealed_cells()} == SEALED - OF_NO_VOLUNTEER


def test_no_log_line_holds_a_word_of_it_while_it_is_told_and_every_page_is_opened(
    app: Flask, client: FlaskClient, world: World, sign_in_as: SignInAs, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plant(world.larkmoor)
    flags.run(site_of(world.larkmoor), SYSTEM, NOW)
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    every_page(app, client, world.larkmoor)
    logging.getLogger("listeners.care").debug("the log is read")
    assert "the log is read" in caplog.text, "the scan itself is blind"
    assert found_in(caplog.text) == []


def test_no_notice_and_no_mail_holds_a_word_of_it(world: World) -> None:
    plant(world.larkmoor)
    with act() as session:
        for account in session.scalars(select(Account)):
            account.mail = "somebody@example.org"
    flags.run(site_of(world.larkmoor), SYSTEM, NOW)
    sent: list[Mail] = []
    outbox.send_waiting(SYSTEM, sent.append, "https://listeners.example.org", NOW + timedelta(minutes=5))
    notices = db.session.scalars(select(Notice)).all()
    assert notices, "nobody was told anything: the scan itself is blind"
    assert found_in(" ".join(f"{each.event} {each.kind} {each.facts}" for each in notices)) == []
    assert found_in(" ".join(map(repr, sent))) == []


def test_no_column_that_is_not_sealed_holds_a_word_of_it(world: World) -> None:
    plant(world.larkmoor)
    flags.run(site_of(world.larkmoor), SYSTEM, NOW)
    hits = []
    for table in schema_tables.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            hits += [(table.name, name) for name, cell in row.items() if found_in(str(cell))]
    assert hits == []


def test_every_sealed_cell_opens_with_the_key_and_none_with_another(app: Flask, world: World) -> None:
    plant(world.larkmoor)
    cells = list(sealed_cells())
    opened = [keyring.unseal(cell, *place) for *place, cell in cells]
    sealed_twice = {"canaryavailabilityreason"}  # in the earlier version that was kept when it was corrected
    assert set(CANARIES) - set(found_in(" ".join(opened))) == sealed_twice, "a canary is not alive"
    other = Keyring({1: secrets.token_bytes(32)})
    for *place, cell in cells:
        with pytest.raises(Unopened):
            other.open(cell, *place)


def test_with_another_key_the_load_and_the_rests_of_the_night_are_shown_to_staff_as_before(
    app: Flask, client: FlaskClient, world: World, sign_in_as: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(world.larkmoor)
    sign_in_as(client, world.larkmoor, Role.STAFF)
    every_page(app, client, world.larkmoor)  # the rows that the pages are about are made on the way
    before = [client.get(page).status_code for page in OF_THE_NIGHT]
    monkeypatch.setitem(app.extensions, EXTENSION, Keyring({1: secrets.token_bytes(32)}))
    with_another = [client.get(page) for page in OF_THE_NIGHT]
    assert [page.status_code for page in with_another] == before == [200] * len(OF_THE_NIGHT)
    assert [found_in(page.text) for page in with_another] == [[]] * len(OF_THE_NIGHT)
