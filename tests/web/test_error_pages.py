"""Does every error end on a page that says in plain words what is wrong and what to do next?"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import listeners
from listeners import errors
from listeners.domain.accounts import GrantFault
from listeners.domain.care.flag_life import MoveFault
from listeners.domain.duties import Breach as DutyBreach
from listeners.domain.duties import BreachCode
from listeners.domain.people import ListenerId, Role
from listeners.domain.rota.hard_rules import Breach, Broken
from listeners.store.guard_rules import RULES
from listeners.web.guards import public
from tests.web.conftest import Browser, token_of
from tests.world import World

ROOT = Path(listeners.__file__).parent.parent


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (errors.NotAllowed("no"), 403, "You cannot open this page"),
        (errors.NotFound("no"), 404, "This page is not here"),
        (errors.Conflict("guard_duty_rest"), 409, "would be resting then"),
        (errors.Conflict("changed meanwhile"), 409, "Somebody else changed this"),
        (errors.Unreadable("people.csv", [errors.Problem(3, "cell", "an unknown wing")]), 422, "line 3, cell: an unk"),
    ],
)
def test_each_error_of_the_product_has_its_page(
    app: Flask, world: World, error: Exception, status: int, words: str
) -> None:
    @public()
    def failing() -> str:
        raise error

    app.add_url_rule("/failing", "failing", failing)
    answer = Browser(app).get("/failing")

    assert answer.status_code == status and words in answer.text


@pytest.mark.parametrize("methods", [["GET", "POST"], ["POST"]])
def test_a_refused_form_leads_back_only_to_an_address_that_can_be_loaded(
    client: FlaskClient, world: World, methods: list[str]
) -> None:
    @public()
    def failing() -> str:
        raise errors.Conflict("guard_duty_rest")

    client.application.add_url_rule("/failing", "failing", failing, methods=methods)
    token = token_of(client.get("/sign-in").text)
    answer = client.post("/failing", data={"csrf_token": token})

    assert answer.status_code == 409 and "Go to your first page" in answer.text
    assert ('href="/failing"' in answer.text) is ("GET" in methods)


def test_every_guard_of_the_database_that_an_act_can_meet_has_its_words(app: Flask) -> None:
    words = app.jinja_env.get_template("macros/guards.html").module.guard_words  # type: ignore[attr-defined]
    # Rows that are kept are never offered to be removed: no page meets these.
    met = [rule.name for rule in RULES if not rule.name.endswith("_kept")]

    assert [name for name in met if "changed this at the same moment" in str(words(name))] == []


def codes_of_conflicts() -> set[str]:
    """Every code that the program itself refuses with, as it stands in its files."""
    found: set[str] = set()
    for path in Path(listeners.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text())
        named = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Conflict":
                parts = [part for given in call.args for part in ast.walk(given)]
                found |= {named.get(part.id, "") for part in parts if isinstance(part, ast.Name)}
                found |= {str(part.value) for part in parts if isinstance(part, ast.Constant)}
    return {code for code in found if re.fullmatch("[a-z]+(_[a-z]+)+", code)}


def test_every_code_the_program_refuses_with_has_its_words(app: Flask) -> None:
    words = app.jinja_env.get_template("macros/guards.html").module.guard_words  # type: ignore[attr-defined]
    codes = codes_of_conflicts()

    assert {"rota_has_begun", "username_taken", "guard_one_lead"} <= codes
    assert [code for code in sorted(codes) if "changed this at the same moment" in str(words(code))] == []


def test_no_code_has_two_sentences() -> None:
    keys = re.findall(r'^  "([a-z_]+)":', (ROOT / "templates/macros/guards.html").read_text(), re.MULTILINE)

    assert len(keys) > 15 and len(keys) == len(set(keys))


def test_a_page_that_fails_says_what_to_do_at_night(app: Flask, world: World) -> None:
    app.testing = False

    def broken() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/broken", "broken", broken)
    as_open_as_left = app.view_functions["auth.left"].listeners_opening  # type: ignore[union-attr]
    app.view_functions["broken"].listeners_opening = as_open_as_left  # type: ignore[union-attr]
    answer = Browser(app).get("/broken")

    assert answer.status_code == 500
    assert "night sheet" in answer.text and "116 123" in answer.text


@pytest.mark.parametrize("code", [*Broken, *BreachCode, MoveFault.CONSENT_MISSING, "site", "person", "mixed", "dates"])
def test_every_rule_that_a_form_can_break_has_a_sentence(client: FlaskClient, code: StrEnum | str) -> None:
    night = date(2026, 11, 27)
    breaches: dict[type, Callable[[], object]] = {
        Broken: lambda: Breach(Broken(code), "Sam Okoro (L01)", night, 1, "first"),
        BreachCode: lambda: DutyBreach(BreachCode(code), ListenerId("sam"), night, 1, 2, night),
        MoveFault: lambda: code,
        str: lambda: GrantFault(str(code), Role.STAFF),
    }
    macro = client.application.jinja_env.get_template("macros/breaches.html").module.breach_words  # type: ignore[attr-defined]
    with client.application.test_request_context():
        words = str(macro(breaches[type(code)]()))

    assert words.endswith(".") and "_" not in words
    assert words.rstrip(".") not in ("first", str(code))
