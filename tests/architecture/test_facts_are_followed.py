"""Does rest follow, in the same act, wherever the program writes when somebody was out, back or at work?

Read from the files: which functions of the services open an act, and what they call, as far as they call it by name.
"""

from __future__ import annotations

import ast
from functools import cache

from tests.architecture.files import committed

Function = tuple[str, str]
"""The last part of a module's name, and a function of it, or a method."""
WRITERS: frozenset[Function] = frozenset(
    {
        ("callouts_writes", "add_attendance"),
        ("callouts_writes", "move_attendance"),
        ("callouts_writes", "correct_attendance"),
        ("import_writes", "add_call_outs"),
        ("import_writes", "correct_call_out"),
        ("import_writes", "close_those_overtaken"),
        ("regime_facts", "add"),
        ("regime_facts", "take_back"),
    }
)
"""What writes the times from which rests follow."""
FOLLOWS: Function = ("rests", "rederive")
OPENS_AN_ACT = {"act", "once"}
TIMES = ("accepted_at", "out_at", "back_at", "called_off_at", "back_before")
NO_TIMES: frozenset[Function] = frozenset({("callouts", "not_going"), ("callout_steps", "pass_over")})
"""What writes to a part in a call-out, and none of these times: who said no, or is asked no more, was never out."""


@cache
def functions() -> dict[Function, tuple[frozenset[Function], str]]:
    """Every function of the services: what it calls of other functions, and its text. A class calls its methods."""
    found: dict[Function, tuple[frozenset[Function], str]] = {}
    for path in committed(".py", below="listeners/services"):
        if "demo" in path.parts:
            continue
        text = path.read_text()
        tree = ast.parse(text)
        imported = _imported(tree)
        for name, node in _functions_of(tree):
            calls = [_target(each.func, path.stem, imported) for each in ast.walk(node) if isinstance(each, ast.Call)]
            found[path.stem, name] = frozenset(call for call in calls if call), ast.get_source_segment(text, node) or ""
        for kind in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            methods = (each.name for each in kind.body if isinstance(each, ast.FunctionDef))
            found[path.stem, kind.name] = frozenset((path.stem, name) for name in methods), ""
    return found


def _functions_of(tree: ast.Module) -> list[tuple[str, ast.AST]]:
    own: list[tuple[str, ast.AST]] = [(node.name, node) for node in tree.body if isinstance(node, ast.FunctionDef)]
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            own += [(each.name, each) for each in node.body if isinstance(each, ast.FunctionDef)]
    return own


def _imported(tree: ast.Module) -> dict[str, Function]:
    """What each imported name means: a module is (its last part, "")."""
    found: dict[str, Function] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("listeners."):
            for each in node.names:
                last = node.module.rpartition(".")[2]
                is_module = last in ("services", "store", "care")
                found[each.asname or each.name] = (each.name, "") if is_module else (last, each.name)
    return found


def _target(call: ast.expr, module: str, imported: dict[str, Function]) -> Function | None:
    if isinstance(call, ast.Name):
        return imported.get(call.id, (module, call.id))
    if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
        if call.value.id in ("self", "cls"):
            return module, call.attr
        return (imported[call.value.id][0], call.attr) if call.value.id in imported else None
    return None


def reached_from(start: Function) -> frozenset[Function]:
    """Every function that one calls, and that those call."""
    seen: set[Function] = set()
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += _calls_of(one) if one not in NO_TIMES else []
    return frozenset(seen)


def _calls_of(one: Function) -> list[Function]:
    return list(functions()[one][0]) if one in functions() else []


def acts() -> dict[Function, frozenset[Function]]:
    """Every function that opens an act of its own and, in the end, writes such times."""
    opening = [each for each in functions() if OPENS_AN_ACT.intersection(name for _, name in _calls_of(each))]
    found = {each: reached_from(each) for each in opening}
    return {each: reached for each, reached in found.items() if reached & WRITERS}


def test_wherever_times_are_written_rests_follow() -> None:
    assert [each for each, reached in acts().items() if FOLLOWS not in reached] == []


def test_every_writer_of_such_times_is_reached() -> None:
    reached = frozenset[Function]().union(*acts().values())
    assert frozenset() == WRITERS - reached
    assert len(acts()) >= 10


def test_what_is_said_to_write_no_times_writes_none() -> None:
    for each in NO_TIMES:
        calls, text = functions()[each]
        assert calls & WRITERS, f"{each} writes nothing at all"
        assert [time for time in TIMES if time in text] == []


def test_nothing_else_of_the_store_writes_a_part_in_a_call_out() -> None:
    found = {
        (path.stem, name)
        for path in committed(".py", below="listeners/store")
        for name, node in _functions_of(ast.parse(path.read_text()))
        if any(_writes_a_part(each) for each in ast.walk(node))
    }
    assert found == {each for each in WRITERS if each[0] != "regime_facts"}


def _writes_a_part(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    named = {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in node.args}
    made_or_read_to_be_changed = called in ("Attendance", "_attendance", "_correct")
    return made_or_read_to_be_changed or (called in ("insert", "update", "put") and "Attendance" in named)
