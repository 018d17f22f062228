"""What must stand ready before `make run` and `make test`, and does it?

Makes .venv and installs the hash-locked packages once for each content of the lock; after that it looks for
a stamp. Run by the machine's own Python, so it uses the standard library only. Whatever is wrong is one line
on standard error and exit status 2.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import (  # noqa: E402
    SettingsError,
    checked_port,
    instance_folder,
    require_free_port,
    require_writable,
)
from scripts.browser import NoBrowser, find_chromium, install_chromium  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
COMMAND = VENV / "bin" / "listeners"
LOCKS = {"run": "requirements.txt", "test": "requirements-dev.txt"}


class CannotPrepare(Exception):
    """Something that the set-up needs is missing; the text is one line."""


def main() -> int:
    """Prepare for running or testing; returns the exit status."""
    arguments = _parser().parse_args()
    try:
        if arguments.port is not None:
            require_free_port(checked_port("PORT", arguments.port))
            require_writable(instance_folder())
        _install(arguments.purpose)
        if arguments.purpose == "test":
            _browser()
    except (CannotPrepare, NoBrowser, SettingsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Set up .venv for running or for testing.")
    parser.add_argument("purpose", choices=sorted(LOCKS))
    parser.add_argument("--port", help="also check that this port and the instance folder can be used")
    return parser


def _install(purpose: str) -> None:
    # The packages for the tests hold all of those for running, so either stamp will do for running.
    if any(_stamp(kind).is_file() and COMMAND.exists() and PYTHON.exists() for kind in {purpose, "test"}):
        return
    if not _has_pip():
        _make_environment()
    print(f"Installing the locked packages of {LOCKS[purpose]} into .venv, once ...", file=sys.stderr)
    lock = ROOT / LOCKS[purpose]
    # A package without a wheel is built by the locked setuptools: pip by itself would fetch one unchecked.
    builder = VENV / "setuptools.txt"
    builder.write_text(_entry("setuptools", lock), encoding="utf-8")
    _pip("--require-hashes", "-r", str(builder))
    _pip("--require-hashes", "--no-build-isolation", "--use-pep517", "-r", str(lock))
    _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    for old in VENV.glob(f"prepared-{purpose}-*"):
        old.unlink()
    _stamp(purpose).touch()


def _stamp(purpose: str) -> Path:
    """The file that says: this lock was installed, here, for this Python and this package."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = (str(ROOT), sys.version_info[:2], settings["project"], settings["tool"]["setuptools"])
    digest = hashlib.sha256(repr(package).encode() + (ROOT / LOCKS[purpose]).read_bytes())
    return VENV / f"prepared-{purpose}-{digest.hexdigest()[:32]}"


def _entry(name: str, lock: Path) -> str:
    """One package of a lock, with its hashes: the lines up to the first that does not go on."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next(number for number in range(start, len(lines)) if not lines[number].endswith("\\"))
    return "\n".join(lines[start : end + 1]) + "\n"


def _has_pip() -> bool:
    """Whether .venv works; one of another machine or of a removed Python does not."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0


def _make_environment() -> None:
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise CannotPrepare(
            f"{sys.executable} has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv)"
        )
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode != 0:
        why = (made.stderr or made.stdout).strip().splitlines()
        raise CannotPrepare(f"the environment {VENV} could not be made: {why[-1] if why else 'unknown'}")


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command).returncode != 0:
        raise CannotPrepare("the packages could not be installed: pip says why above")


def _browser() -> None:
    try:
        find_chromium()
    except NoBrowser:
        if os.environ.get("CHROMIUM"):
            raise
        install_chromium()
        find_chromium()


if __name__ == "__main__":
    try:
        status = main()
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)
