"""How do the parts come together? The composition root: the only file that knows everybody.

Nothing here is imported before it is needed, so that ``listeners rota solve`` loads neither Flask nor settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from config import Settings

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None, *, may_wait: bool = False) -> Flask:
    """Return the program as a Flask application, its database checked.

    ``may_wait``: where the database does not answer yet, every page says so, and what to do on paper, until it does.

    Raises:
        SettingsError: a setting is missing or wrong.
        WrongDatabase: the database is not the one this code needs.
        Unavailable: it does not answer, and this application may not wait for it.
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
    _check_store(app, may_wait=may_wait)
    _configure_secrets(app, chosen)
    _configure_web(app, chosen)
    return app


def web_worker() -> Flask:
    """Return the application of a web worker, which lives for long: what is loaded by now is looked through no more for
    what nobody needs. That took 60 ms at a time, in which this worker answered nobody and perhaps held the one place
    of SQLite's writer.

    Raises:
        SettingsError, WrongDatabase: as for ``create_app``.
    """
    import gc

    app = create_app(may_wait=True)
    gc.collect()
    gc.freeze()
    return app


def open_app() -> Flask:
    """Return the application after making or upgrading its database; for commands and processes that start here.

    Raises:
        Unreadable: a setting is missing or wrong, or the database is not for this code; one line says which and why.
    """
    from config import Settings, SettingsError
    from listeners.errors import Problem, Unavailable, Unreadable
    from listeners.store.schema import WrongDatabase

    try:
        chosen = Settings.load()
        upgrade_database(chosen)
        return create_app(chosen)
    except SettingsError as error:
        raise Unreadable("settings", [Problem(None, None, str(error))]) from error
    except (WrongDatabase, Unavailable) as error:
        raise Unreadable("database", [Problem(None, None, str(error))]) from error


def upgrade_database(settings: Settings) -> None:
    """Make or upgrade the database under its lock.

    Raises:
        WrongDatabase: it is newer than this code.
    """
    from listeners.store.engines import engine_for
    from listeners.store.schema import upgrade

    engine = engine_for(settings.database_url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _configure_store(app: Flask, settings: Settings) -> None:
    from listeners.store import schema_tables
    from listeners.store.database import db, let_go
    from listeners.store.engines import prepare_engine
    from listeners.store.keyring import EXTENSION, Keyring

    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True} if "postgres" in settings.database_url else {}
    app.extensions[EXTENSION] = Keyring({each.version: each.key for each in settings.sealing_keys})
    db.init_app(app)
    app.teardown_appcontext(lambda _error: let_go(db.session()))  # before the session is closed, which would raise
    with app.app_context():
        prepare_engine(db.engine)
    app.extensions["listeners_tables"] = schema_tables.metadata  # every table is known before the first query


def _check_store(app: Flask, *, may_wait: bool) -> None:
    from listeners.errors import Unavailable
    from listeners.store import schema
    from listeners.store.database import db

    def check() -> None:
        with app.app_context():
            schema.check(db.engine)

    try:
        check()
    except Unavailable:
        if not may_wait:
            raise
        app.before_request(_until_it_is_done(check))


def _until_it_is_done(check: Callable[[], None]) -> Callable[[], None]:
    done: list[bool] = []

    def before_request() -> None:
        from flask import current_app, request

        from listeners.web.guards import opening_of

        opening = opening_of(current_app, request.endpoint or "")
        if not done and (opening is None or opening.knows_who):
            check()
            done.append(True)

    return before_request


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
