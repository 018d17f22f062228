"""What may every test of kills ask for? An installation whose processes know the named points, and mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser.installation import Installation
from tests.kills.jobs_house import JobsHouse
from tests.kills.work import coordinators_have_mail
from tests.nights import scene_of
from tests.outbound.receiver import Receiver, receiving
from tests.over_http import opened
from tests.world import make_prison

POINTS = Path(__file__).parent / "points"


@pytest.fixture
def armed(tmp_path: Path) -> Path:
    """The file that names the signal and the point at which the next process sends it to itself."""
    return tmp_path / "kill-at"


@pytest.fixture
def installation(tmp_path: Path, ready_url: str, armed: Path) -> Installation:
    """An installation whose processes know the points."""
    made = Installation(tmp_path, ready_url, {"TESTS_KILL_AT": str(armed)}, str(POINTS))
    made.make_secrets()
    return made


@pytest.fixture
def server() -> Iterator[Receiver]:
    """A mail server."""
    with receiving() as server:
        yield server


@pytest.fixture
def jobs_house(installation: Installation, server: Receiver) -> Iterator[JobsHouse]:
    """Larkmoor, whose coordinators are told by mail."""
    mail = {"LISTENERS_MAIL_SERVER": server.address, "LISTENERS_MAIL_FROM": "rota@example.org"}
    whole = replace(installation, settings={**installation.settings, **mail})
    with opened(whole):
        scene = scene_of(make_prison("LKI", "HMP Larkmoor", ""))
        coordinators_have_mail(scene)
        yield JobsHouse(whole, scene, server)
