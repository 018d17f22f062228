"""How do the parts come together? The composition root: the only file that knows everybody.

Nothing here is imported before it is needed, so that ``listeners rota solve`` loads neither Flask nor settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """Return the program as a Flask application, its database checked.

    Raises:
        SettingsError: a setting is missing or wrong.
        WrongDatabase: the database is not the one this code needs.
    """
    from flask import Flask

    from config import Settings

    chosen = settings or Settings.load()
    app = Flask(
        "listeners",
        root_path=str(ROOT / "listeners"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(chosen.instance),
    )
    app.config["LISTENERS"] = chosen
    _configure_store(app, chosen)
    _configure_secrets(app, chosen)
    _configure_web(app, chosen)
    return app


def open_app() -> Flask:
    """Return the application after making or upgrading its database; for commands and processes that start here.

    Raises:
        Unreadable: a setting is missing or wrong, or the database is not for this code; one line says which and why.
    """
    from config import Settings, SettingsError
    from listeners.errors import Problem, Unreadable
    from listeners.store.schema import WrongDatabase

    try:
        chosen = Settings.load()
        upgrade_database(chosen)
        return create_app(chosen)
    except SettingsError as error:
        raise Unreadable("settings", [Problem(None, None, str(error))]) from error
    except WrongDatabase as error:
        raise Unreadable("database", [Problem(None, None, str(error))]) from error


def upgrade_database(settings: Settings) -> None:
    """Make or upgrade the database under its lock.

    Raises:
        WrongDatabase: it is newer than this code.
    """
    from listeners.store.database import engine_for
    from listeners.store.schema import upgrade

    engine = engine_for(settings.database_url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _configure_store(app: Flask, settings: Settings) -> None:
    from listeners.store import schema, schema_tables
    from listeners.store.database import db, prepare_engine
    from listeners.store.keyring import EXTENSION, Keyring

    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True} if "postgres" in settings.database_url else {}
    app.extensions[EXTENSION] = Keyring({each.version: each.key for each in settings.sealing_keys})
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        schema.check(db.engine)
    app.extensions["listeners_tables"] = schema_tables.metadata  # every table is known before the first query


def _configure_secrets(app: Flask, settings: Settings) -> None:
    from listeners.store.accounts_secrets import EXTENSION, Secrets

    app.extensions[EXTENSION] = Secrets(settings.password_pepper, settings.secret_key)


def _configure_web(app: Flask, settings: Settings) -> None:
    from listeners.web.register import register

    register(app, settings)


def main() -> None:
    """Run the command ``listeners``."""
    from listeners.cli import run

    run(open_app)
