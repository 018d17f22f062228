"""Which browser do the browser tests drive, and which installation does it speak to?"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.browser import find_chromium
from tests.browser.installation import TONIGHT, Installation

# Quiet, headless and without a call to anybody: the only address a test speaks to is the server it started.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium; a machine without one fails with one line how to get it."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Everybody's browser speaks British English and stands in London; nothing is taken from this machine."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The demonstration as it is made on TONIGHT, not served: copy it, or serve it to read only."""
    installation = Installation(tmp_path_factory.mktemp("demonstration"))
    installation.run(TONIGHT, "demo")
    return installation


@pytest.fixture(scope="session")
def served(demonstration: Installation) -> Iterator[str]:
    """The address of the demonstration, for tests that only look."""
    with demonstration.serve(TONIGHT) as address:
        yield address


@pytest.fixture
def own(demonstration: Installation, tmp_path: Path) -> Iterator[str]:
    """The address of a test's own copy of the demonstration, to be changed at will."""
    copy = Installation(Path(shutil.copytree(demonstration.folder, tmp_path / "own")))
    with copy.serve(TONIGHT) as address:
        yield address
