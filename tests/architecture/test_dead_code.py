"""Does anything of the program stand there that only tests, or nobody, use?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from listeners import errors
from listeners.web.handlers import PAGES
from tests.architecture.files import ROOT, committed, name, product_python

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
Definition = ast.FunctionDef | ast.ClassDef


def defined(code: str) -> Iterator[str]:
    """The functions, classes and constants of a module that no decorator takes up; the properties of its classes."""
    for node in ast.parse(code).body:
        if isinstance(node, Definition) and not getattr(node, "decorator_list", ()):
            yield node.name
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        if isinstance(node, ast.ClassDef):
            yield from (each.name for each in node.body if isinstance(each, ast.FunctionDef) and _is_property(each))


def _is_property(function: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "property" for each in function.decorator_list)


def unused(modules: dict[str, str], others: str) -> list[str]:
    """What modules (their code by path) define and neither they nor ``others`` name a second time."""
    words = Counter(WORD.findall(others))
    for code in modules.values():
        words.update(WORD.findall(code))
    return [f"{path} {each}" for path, code in modules.items() for each in defined(code) if words[each] == 1]


def test_everything_that_the_program_defines_it_uses() -> None:
    modules = {name(path): path.read_text(encoding="utf-8") for path in product_python()}
    pages = [*committed(below="templates"), *committed(".py", below="migrations"), ROOT / "pyproject.toml"]

    assert unused(modules, "\n".join(path.read_text(encoding="utf-8") for path in pages)) == []


def test_every_error_that_has_a_page_is_raised_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in product_python())
    own = [kind.__name__ for kind in PAGES if kind.__module__ == errors.__name__]

    assert own and [each for each in own if not re.search(rf"\braise (errors\.)?{each}\(", code)] == []


def test_what_nothing_uses_is_found() -> None:
    rule = "def used(): ...\n\n\ndef forgotten(): ...\n\n\nclass Kept:\n    @property\n    def length(self): ...\n"
    assert unused({"rule.py": rule, "view.py": "used()\nKept()\n"}, "") == ["rule.py forgotten", "rule.py length"]
