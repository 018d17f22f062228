"""Does signing in let the right people in, and tell everybody else the same?"""

from __future__ import annotations

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.web.conftest import SignInAs
from tests.world import World


def test_a_signed_in_officer_is_sent_to_tonight(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.STAFF)

    answer = client.get("/")

    assert (answer.status_code, answer.location) == (302, "/tonight")
