"""Which pieces does every table share?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr

from listeners.store.columns import key, moment, number, ref_to, site_key


def at_the_same_site(column: str, table: str) -> ForeignKeyConstraint:
    """A reference that cannot cross sites: (site_id, column) must exist together in the other table."""
    return ForeignKeyConstraint(["site_id", column], [f"{table}.site_id", f"{table}.id"])


def known_by_site(table: str) -> UniqueConstraint:
    """What such a reference points to."""
    return UniqueConstraint("site_id", "id", name=f"uq_{table}_site_id_id")


def of_a_site() -> ForeignKeyConstraint:
    """The row belongs to a site."""
    return ForeignKeyConstraint(["site_id"], ["site.id"])


def one_while(name: str, condition: str, *columns: str) -> Index:
    """No two rows are equal in these columns while each meets a condition."""
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


class Owned:
    """A row of one site, with a random id."""

    id: Mapped[str] = key()
    site_id: Mapped[str] = site_key()


class Recorded(Owned):
    """A fact: when it was recorded and by which account (None: SYSTEM); ``version`` moves at every correction, and a
    writer that saw an older one is refused. The earlier version is kept (``records.keep``)."""

    recorded_at: Mapped[datetime] = moment()
    recorded_by: Mapped[str | None] = ref_to(optional=True, index=False)
    version: Mapped[int] = number(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        """Let the ORM compare the version at every update."""
        return {"version_id_col": cls.version}
