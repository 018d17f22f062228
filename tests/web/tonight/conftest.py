"""What does a test of the pages of a night begin with? Larkmoor, and an officer at a wing desk in the small hours."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import Scene, scene_of
from tests.web.night_browser import Desk
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """The prison that a test is about."""
    return scene_of(world.larkmoor)


@pytest.fixture
def desk(client: FlaskClient, larkmoor: Scene) -> Desk:
    """An officer at a wing desk, at 02:10 on the night of Friday 27 November."""
    return Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 02:10")
