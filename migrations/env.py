"""How Alembic runs a revision: on the connection that ``listeners.store.schema`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from listeners.store.schema_tables import metadata, own

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=own,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
