"""The connection is cut after a page has read everything: is the page given, and does the next one have a new one?"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select, text

from listeners.store.database import db
from listeners.store.people import Site
from tests.away import gone
from tests.world import World


def test_what_was_read_before_the_connection_was_cut_is_shown(app: Flask, world: World) -> None:
    db.session.remove()
    with app.app_context():
        assert db.session.scalar(select(Site.code).where(Site.id == world.larkmoor.id)) == "LKI"
        with gone(app):
            pass
    with app.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1
