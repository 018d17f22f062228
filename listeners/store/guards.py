"""How do the guards get into the database, and are those installed the ones in the code?

Guards are re-creatable objects: migrations drop all of them before, and install all of them after. Start refuses when
what is installed differs from the code.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from listeners.store.guard_rules import RULES, GuardRule

LOCK_CLASS = 42
"""First half of PostgreSQL's per-Listener advisory lock; the second is a hash of the Listener's id."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One database object: how to make it and how to drop it."""

    name: str
    create: str
    drop: str


def sqlite_guards(rule: GuardRule) -> list[Guard]:
    """Return a trigger for each event of a rule."""
    made = []
    for happening in rule.events:
        name = f"{rule.name}_{happening.lower()}"
        made.append(
            Guard(
                name,
                f"CREATE TRIGGER {name} {rule.timing} {happening} ON {rule.table} BEGIN"
                f" SELECT RAISE(ABORT, '{rule.name}') WHERE {rule.broken.format(always='1', differs='IS NOT')}; END",
                f"DROP TRIGGER IF EXISTS {name}",
            )
        )
    return made


def postgresql_body(rule: GuardRule) -> str:
    """Return the body of a rule's function; it takes the Listener's lock itself, so that nobody can forget it."""
    lock = f"PERFORM pg_advisory_xact_lock({LOCK_CLASS}, hashtext({rule.person})); " if rule.person else ""
    gives = "OLD" if rule.events == ("DELETE",) else "NEW"
    raised = f"RAISE EXCEPTION '{rule.name}' USING ERRCODE = 'integrity_constraint_violation';"
    broken = rule.broken.format(always="true", differs="IS DISTINCT FROM")
    return f" BEGIN {lock}IF {broken} THEN {raised} END IF; RETURN {gives}; END "


def postgresql_guards(rule: GuardRule) -> list[Guard]:
    """Return the function of a rule and the trigger that calls it."""
    body = postgresql_body(rule)
    events = " OR ".join(rule.events)
    return [
        Guard(
            f"{rule.name}()",
            f"CREATE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"DROP FUNCTION IF EXISTS {rule.name}() CASCADE",
        ),
        Guard(
            rule.name,
            f"CREATE TRIGGER {rule.name} {rule.timing} {events} ON {rule.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {rule.name}()",
            "",
        ),
    ]


_EXCLUSION = Guard(
    "guard_duty_exclusion",
    "ALTER TABLE duty ADD CONSTRAINT guard_duty_exclusion EXCLUDE USING gist"
    " (listener_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'planned')",
    "ALTER TABLE IF EXISTS duty DROP CONSTRAINT IF EXISTS guard_duty_exclusion",
)
"""Holds even where a trigger has been dropped."""


def guards_for(dialect: str) -> list[Guard]:
    """Return every guard of an engine, in the order in which they are made."""
    if dialect == "sqlite":
        return [guard for rule in RULES for guard in sqlite_guards(rule)]
    return [_EXCLUSION, *(guard for rule in RULES for guard in postgresql_guards(rule))]


def install(connection: Connection) -> None:
    """Make every guard. They must not be there yet."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS btree_gist"))
    for guard in guards_for(connection.dialect.name):
        connection.exec_driver_sql(guard.create)


def remove(connection: Connection) -> None:
    """Drop every object whose name says that it is a guard, those of older code included."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
        )
        for (name,) in found.fetchall():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    connection.exec_driver_sql(_EXCLUSION.drop)
    for name in _functions_of(connection):
        connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")


def _functions_of(connection: Connection) -> dict[str, str]:
    """Return name and body of every guard function in PostgreSQL."""
    found = connection.execute(
        text(
            "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = current_schema() AND p.proname LIKE 'guard\\_%'"
        )
    )
    return {name: body for name, body in found}


def faults(connection: Connection) -> list[str]:
    """Return every guard that is missing, changed or not in the code; none when the database is as it must be."""
    if connection.dialect.name == "sqlite":
        wanted = {guard.name: guard.create for guard in guards_for("sqlite")}
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
        )
        there = {name: sql for name, sql in rows}
    else:
        wanted = {rule.name: postgresql_body(rule) for rule in RULES} | {_EXCLUSION.name: "EXCLUDE"}
        enabled = _enabled_triggers(connection)
        there = {name: body for name, body in _functions_of(connection).items() if name in enabled}
        if _has_exclusion(connection):
            there[_EXCLUSION.name] = "EXCLUDE"
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def _enabled_triggers(connection: Connection) -> set[str]:
    found = connection.execute(text("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard\\_%' AND tgenabled = 'O'"))
    return {name for (name,) in found}


def _has_exclusion(connection: Connection) -> bool:
    found = connection.execute(
        text("SELECT 1 FROM pg_constraint WHERE conname = :name AND contype = 'x'"), {"name": _EXCLUSION.name}
    )
    return found.first() is not None
