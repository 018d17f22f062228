"""Does a desk that must prove itself again keep what was filled in, and give no secret back?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from sqlalchemy import func, select

from listeners.store.callouts import CallOut
from listeners.store.database import db
from listeners.web.fields import SECRETS, Secret
from tests.web.conftest import token_of
from tests.web.test_sessions import NOON, a_desk
from tests.world import World

AN_HOUR = timedelta(hours=1)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Noon, and it stands still."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def a_paper_record(client: FlaskClient, world: World) -> dict[str, str]:
    """A line of last night's sheet, as the page of a wing desk sends it."""
    page = client.get("/tonight/paper").text
    key = re.search(r'name="act_key"[^>]*value="([^"]+)"', page)
    assert key is not None
    return {
        "csrf_token": token_of(page),
        "act_key": key.group(1),
        "listener": world.larkmoor.listeners["sam"],
        "wing": world.larkmoor.wings["B"],
        "night": "26 11 2026",
        "out": "02:50",
        "back": "04:10",
        "place": "own_cell",
    }


def call_outs() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(CallOut)) or 0


def carried(page: str) -> dict[str, str]:
    """What stands hidden in the form that asks for the proof."""
    form = re.findall(r"<form\b.*?</form>", page, flags=re.DOTALL)[-1]
    return {name: unescape(value) for name, value in HIDDEN.findall(form)}


def test_a_form_sent_too_late_is_carried_on_and_arrives_once_with_the_passphrase(
    client: FlaskClient, world: World, clock: time_machine.Traveller
) -> None:
    secret = a_desk(client, world)
    filled_in = a_paper_record(client, world)
    clock.shift(AN_HOUR)
    asked = client.post("/tonight/paper", data=filled_in)
    assert asked.status_code == 401 and "not lost, and not saved yet" in asked.text
    assert call_outs() == 0
    kept = carried(asked.text)
    assert {**kept, "csrf_token": ""} == {**filled_in, "csrf_token": ""}

    wrong = client.post("/tonight/paper", data={**kept, "proof": "not the passphrase"})
    assert wrong.status_code == 401 and "That was not right" in wrong.text
    assert carried(wrong.text).keys() == filled_in.keys() and "not the passphrase" not in wrong.text
    assert call_outs() == 0

    for _ in range(2):
        assert client.post("/tonight/paper", data={**kept, "proof": secret}).status_code == 303
    assert call_outs() == 1


def test_an_empty_proof_is_asked_for_and_no_try_is_counted(
    client: FlaskClient, world: World, clock: time_machine.Traveller
) -> None:
    secret = a_desk(client, world)
    filled_in = a_paper_record(client, world)
    clock.shift(AN_HOUR)
    for _ in range(6):
        answer = client.post("/tonight/paper", data={**filled_in, "proof": ""})
        assert answer.status_code == 401 and "Enter your passphrase" in answer.text

    assert client.post("/tonight/paper", data={**filled_in, "proof": secret}).status_code == 303


def test_a_form_without_its_token_is_refused_before_anything_of_it_is_shown(
    client: FlaskClient, world: World, clock: time_machine.Traveller
) -> None:
    a_desk(client, world)
    clock.shift(AN_HOUR)
    answer = client.post("/tonight/override", data={"reason": "from another site"})

    assert answer.status_code == 400 and "from another site" not in answer.text


def test_a_new_passphrase_is_never_carried_and_needs_the_old_one_anyway(
    client: FlaskClient, world: World, clock: time_machine.Traveller
) -> None:
    secret = a_desk(client, world)
    token = token_of(client.get("/passphrase").text)
    clock.shift(AN_HOUR)
    new = {"chosen": "lantern orchard seven", "again": "lantern orchard seven", "csrf_token": token}
    refused = client.post("/passphrase", data={**new, "password": "not the passphrase"})
    assert refused.status_code == 422 and "lantern" not in refused.text
    late = client.post("/tonight/override", data=new)
    assert late.status_code == 401 and "lantern" not in late.text

    assert client.post("/passphrase", data={**new, "password": secret}).location == "/sign-in"


def test_a_name_is_a_secret_ones_in_every_form_or_in_none(world: World) -> None:
    forms, waiting = set[type[FlaskForm]](), [FlaskForm]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        forms.update(each for each in found if each.__module__.startswith("listeners."))
    fields = [(name, getattr(form, name)) for form in forms for name in dir(form)]
    kinds = [(name, field.field_class) for name, field in fields if hasattr(field, "field_class")]

    assert len(forms) > 15
    assert {name for name, kind in kinds if issubclass(kind, Secret)} == SECRETS
    assert not {name for name, kind in kinds if not issubclass(kind, Secret)} & SECRETS
