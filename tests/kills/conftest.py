"""What may every test of named kill points ask for? An installation whose processes know them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.installation import Installation

POINTS = Path(__file__).parent / "points"


@pytest.fixture
def armed(tmp_path: Path) -> Path:
    """The file that names the point at which the next process kills itself."""
    return tmp_path / "kill-at"


@pytest.fixture
def installation(tmp_path: Path, ready_url: str, armed: Path) -> Installation:
    """An installation whose processes know the points."""
    made = Installation(tmp_path, ready_url, {"TESTS_KILL_AT": str(armed)}, str(POINTS))
    made.make_secrets()
    return made
