"""Do the checkers of style and of types find nothing?"""

import subprocess
import sys
import tomllib

import pytest

from tests.architecture.files import ROOT, committed

CHECKERS = {"lint": ("ruff", "check", "."), "format": ("ruff", "format", "--check", "."), "types": ("mypy",)}


@pytest.mark.parametrize("arguments", CHECKERS.values(), ids=CHECKERS)
def test_the_checker_finds_nothing(arguments: tuple[str, ...]) -> None:
    run = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout + run.stderr


def test_the_types_of_every_python_file_are_checked() -> None:
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["files"]

    assert {path.relative_to(ROOT).parts[0] for path in committed(".py")} == set(checked)


def test_reading_the_clock_outside_the_clock_module_is_found() -> None:
    code = "import datetime\nimport time\n\nNOW = datetime.datetime.now(datetime.UTC)\nTHEN = time.time()\n"
    for path, found in (("listeners/rest.py", 2), ("listeners/clock.py", 0)):
        run = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "--stdin-filename", path, "-"],
            cwd=ROOT,
            input=code,
            capture_output=True,
            text=True,
        )
        assert run.stdout.count("TID251") == found, run.stdout
