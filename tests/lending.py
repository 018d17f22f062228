"""How does each test get a PostgreSQL database with the schema and no rows, when to copy one takes 0.2 to 0.4 seconds?

A database that a test gives back is emptied and lent again. Only its rows may have changed: where a test changed the
schema or a setting, or left somebody connected, its database is dropped and the next test has a new one.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import sql

from tests.postgres import PostgresServer

CATALOGUES = (
    "pg_class pg_attribute pg_attrdef pg_constraint pg_proc pg_trigger pg_type pg_namespace pg_extension"
    " pg_event_trigger pg_policy pg_rewrite pg_description pg_default_acl pg_largeobject_metadata alembic_version"
)
"""Each change of the schema writes a row of one of these; the last is the one table whose row a new database has."""
SETTINGS = "SELECT md5(string_agg(each::text, ',' ORDER BY each::text)) FROM {} AS each"
WHOLE_SERVER = ("pg_db_role_setting", "pg_roles")
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
FROM_THE_START = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
MOST_LENDINGS = 40
"""Rows that were taken out stay in the files, as nothing vacuums them."""
GOODBYE_SECONDS = 0.5
"""For the server's side of a closed connection to end."""


class Lending:
    """Databases of one server that are all copies of one template."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server, self._template = server, template
        self._spare: list[str] = []
        self._lent: dict[str, int] = {}
        """How often each has been lent."""
        self._shape: tuple[str, ...] = ()

    def lend(self) -> str:
        """Return the name of a database that is as the template is."""
        if self._spare:
            name = self._spare.pop()
        else:
            name = self._server.create(self._template)
            self._lent[name] = 0
            with self._server.connect(name) as connection:
                self._shape = _shape(connection)
        self._lent[name] += 1
        return name

    def take_back(self, name: str) -> None:
        """Keep a database for the next test, without rows; drop it when more than rows may be left of this one."""
        if self._lent[name] < MOST_LENDINGS and self._emptied(name):
            self._spare.append(name)
        else:
            del self._lent[name]
            self._server.drop(name)

    def close(self) -> None:
        """Drop every database, lent or spare."""
        for name in self._lent:
            self._server.drop(name)

    def _emptied(self, name: str) -> bool:
        with self._server.connect(name) as connection:
            if not _is_alone(connection) or _shape(connection) != self._shape:
                return False
            tables = [table for (table,) in connection.execute(TABLES)]
            # Replicas fire neither guards nor references: what is on file cannot be taken out otherwise.
            connection.execute("SET session_replication_role = replica")
            deletes = (sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables)
            connection.execute(sql.SQL("; ").join(deletes))
            connection.execute(FROM_THE_START)
            connection.execute("SELECT pg_stat_reset()")  # the next test counts its own deadlocks
            return True


def _is_alone(connection: psycopg.Connection[Any]) -> bool:
    """Whether nobody else is connected: so no lock is held, nobody listens and nobody can still write."""
    until = time.monotonic() + GOODBYE_SECONDS
    while connection.execute(OTHERS).fetchone() != (0,):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _shape(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    """Return what tells whether anything but rows was changed: who last wrote each catalogue, and all settings."""
    return tuple(
        str(connection.execute(text).fetchone())
        for text in (
            *(f"SELECT count(*), sum(xmin::text::bigint) FROM {each}" for each in CATALOGUES.split()),  # noqa: S608
            *(SETTINGS.format(each) for each in WHOLE_SERVER),
        )
    )
