"""Does a machine on which something is missing say so in one line, and stop?"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.browser import NoBrowser, find_chromium

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout as it was cloned, with nothing installed."""
    folder = tmp_path / "listeners"
    folder.mkdir()
    for name in ("Makefile", "config.py", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    return folder


def one_line(run: subprocess.CompletedProcess[str]) -> str:
    """The one line of an error, once the status is right."""
    assert run.returncode == 2, run.stderr
    (line,) = (line for line in run.stderr.splitlines() if not line.startswith("make"))
    assert line.startswith("error: ")
    return line


def make(copy: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    # What a make that runs these tests hands down is not for the one that is tried here.
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    own |= {"PYTHON": sys.executable, "LISTENERS_INSTANCE": str(copy / "data"), **environ}
    return subprocess.run(["make", *arguments], cwd=copy, env=own, capture_output=True, text=True)


def test_a_taken_port_is_refused_before_anything_is_installed(copy: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = make(copy, "run", f"PORT={port}")

    assert f"port {port} " in one_line(run)
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_refused(copy: Path, port: str) -> None:
    assert f"PORT is '{port}'" in one_line(make(copy, "run", f"PORT={port}"))


def test_an_instance_folder_that_cannot_be_written_is_named(copy: Path) -> None:
    assert "/dev/null/data" in one_line(make(copy, "run", "PORT=65123", LISTENERS_INSTANCE="/dev/null/data"))
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("target", ["install", "run", "test"])
def test_an_old_python_is_refused_and_the_version_that_is_needed_named(copy: Path, target: str) -> None:
    old = copy / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    assert "Python 3.11 or newer" in one_line(make(copy, target, f"PYTHON={old}"))


def test_a_python_without_the_venv_module_says_how_to_get_it(copy: Path) -> None:
    # As on Debian and Ubuntu without the package python3-venv: no ensurepip.
    hide = (
        "import importlib.util, runpy, sys; find = importlib.util.find_spec; "
        "importlib.util.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest); "
        "sys.argv = ['prepare.py', 'run']; runpy.run_path('scripts/prepare.py', run_name='__main__')"
    )
    run = subprocess.run([sys.executable, "-c", hide], cwd=copy, capture_output=True, text=True)

    assert "apt-get install python3-venv" in one_line(run)
    assert not (copy / ".venv").exists()


def test_a_browser_that_is_named_and_does_not_start_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)

    with pytest.raises(NoBrowser, match="CHROMIUM="):
        find_chromium({"CHROMIUM": str(broken), "PATH": os.environ["PATH"]})


def test_the_first_browser_in_the_path_that_starts_is_taken(tmp_path: Path) -> None:
    for name, status in (("chromium", 1), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (tmp_path / name).chmod(0o755)

    assert find_chromium({"PATH": str(tmp_path)}) == str(tmp_path / "google-chrome")
    (tmp_path / "google-chrome").unlink()
    with pytest.raises(NoBrowser, match="apt-get install chromium"):
        find_chromium({"PATH": str(tmp_path)})


def test_continuous_integration_runs_the_tests_and_nothing_cleverer() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert lines[0] == "#!/usr/bin/env bash" and lines[-1] == "exec make test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
