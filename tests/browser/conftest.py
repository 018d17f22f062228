"""Which browser do the browser tests drive?"""

from typing import Any

import pytest

from scripts.browser import find_chromium

# Quiet, headless and without a call to anybody: the only address a test speaks to is the server it started.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium; a machine without one fails with one line how to get it."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(FLAGS)}
