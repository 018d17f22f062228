"""Fixtures of service tests: the night on which most of them happen, and who waits on it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from listeners.store.callouts_facts import CallOutOnFile
from tests.nights import Scene, scene_of
from tests.web.conftest import Browser
from tests.world import World


@pytest.fixture
def larkmoor(world: World) -> Scene:
    """Sam and Luc on stand-by on the night of Friday 27 November; Ravi, Dean, Kofi and Lee in reserve."""
    scene = scene_of(world.larkmoor)
    scene.on_duty("sam", "luc")
    return scene


@pytest.fixture
def waiting(larkmoor: Scene) -> CallOutOnFile:
    """A man asked at 02:10, Sam said yes at 02:12, and nobody entered what came of it."""
    one = larkmoor.start("28 Nov 02:10")
    larkmoor.waits(one, "sam", "28 Nov 02:12")
    return one


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in on."""
    return Browser(app)
