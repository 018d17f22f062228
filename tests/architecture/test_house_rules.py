"""Is the code documented, short, and free of what this house never writes?"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, committed, name, product_python

LONGEST_FILE = 400
WEB_AND_SQL = ("flask", "sqlalchemy", "wtforms", "werkzeug", "flask_security", "highspy", "numpy", "apscheduler")


def public_without_docstring(path: Path) -> Iterator[str]:
    """Name each public module, class, function and method of a file that says nothing about itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not ast.get_docstring(tree):
        yield name(path)
    parents: list[ast.Module | ast.ClassDef] = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    for parent in parents:
        if isinstance(parent, ast.ClassDef) and parent.name.startswith("_"):
            continue
        for node in parent.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                yield f"{name(path)}:{node.lineno} {node.name}"


def test_every_public_module_class_and_function_says_what_it_does() -> None:
    silent = [found for path in product_python() for found in public_without_docstring(path)]

    assert silent == []


def test_every_test_module_and_migration_says_what_it_is_for() -> None:
    paths = [*committed(".py", below="tests"), *committed(".py", below="migrations")]

    assert [name(path) for path in paths if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_no_file_is_longer_than_400_lines() -> None:
    ours = [*product_python(), *committed(".py", ".html", ".css", below="listeners"), *committed(".py", below="tests")]
    ours += [*committed(".html", ".txt", below="templates")]
    long = [
        (name(path), lines)
        for path in ours
        if "vendor" not in path.parts
        for lines in [len(path.read_text(encoding="utf-8").splitlines())]
        if lines > LONGEST_FILE
    ]

    assert long == []


def test_the_package_itself_imports_nothing() -> None:
    tree = ast.parse((ROOT / "listeners" / "__init__.py").read_text(encoding="utf-8"))

    assert [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)] == []


@pytest.mark.parametrize("package", ["domain", "access", "errors"])
def test_the_rules_load_neither_the_web_nor_sql_nor_the_solver(package: str) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in committed(".py", below="listeners")
        if path.relative_to(ROOT / "listeners").parts[0] in (package, f"{package}.py")
    ]
    assert modules
    code = f"import json, sys; [__import__(name) for name in {modules!r}]; print(json.dumps([*sys.modules]))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert set(WEB_AND_SQL).intersection(json.loads(run.stdout)) == set()


def test_nothing_is_ever_written_with_or_replace() -> None:
    # It deletes the row that stands in the way, and with it an acting call-out or a line of the audit.
    pattern = re.compile(r"""\breplace\s+into\b|\binsert\s+or\s+replace\b|["']or\s+replace["']""", re.IGNORECASE)
    files = [*product_python(), *committed(".py", ".sql", below="migrations")]

    assert [name(path) for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_every_test_stands_where_it_is_run() -> None:
    stray = []
    for path in committed(".py", below="tests"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        tests = [each for each in found if each.startswith("test_")]
        run = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        if path.name.startswith("test_"):
            stray += [f"{name(path)} holds no test"] if not tests else []
            stray += [f"{name(path)} holds {each} twice" for each in {one for one in run if run.count(one) > 1}]
        else:
            stray += [f"{name(path)} is not collected, yet holds {each}" for each in tests]

    assert stray == []


def collected_in(request: pytest.FixtureRequest) -> set[str]:
    """The modules whose tests are in a run of all of them: this one, or one that only collects. A run in which a module
    cannot be collected does not begin."""
    chosen = request.config.getoption("keyword") or request.config.getoption("markexpr")
    if not chosen and [ROOT / each for each in request.config.args] == [ROOT / "tests"]:
        return {item.nodeid.partition("::")[0] for item in request.session.items}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return {line.partition("::")[0] for line in run.stdout.splitlines() if "::" in line}


def test_every_test_module_can_be_collected(request: pytest.FixtureRequest) -> None:
    collected = collected_in(request)
    modules = {name(path) for path in committed(".py", below="tests") if path.name.startswith("test_")}
    assert modules - collected == set()
