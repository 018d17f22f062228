"""Which kinds of column are there, and which data class does each hold?

Instants are aware UTC: ``timestamptz`` on PostgreSQL, whole epoch seconds on SQLite, where a CHECK refuses anything
that is not an integer. Ids are random and made here, the same in URLs.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    cast,
    null,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

E = TypeVar("E", bound=StrEnum)
NO_WORD, NO_DATE, NO_NUMBER, NO_FLAG = (cast(null(), kind) for kind in (String, Date, Integer, Boolean))
"""What one part of a union has in the columns of the others."""
SMALLEST_SEAL = 29
"""Version byte, 12 of nonce and 16 of tag: no ciphertext is shorter (docs/security.md, part c, I15)."""
PLAIN, IN_JSON = 4, 12
"""Bytes that one letter makes at most: an emoji, in a text of its own and in JSON, where it is
written as two times ``\\uXXXX``."""
A_FEW_FACTS = 512
"""Bytes for the names, codes and dates that stand beside words in JSON."""
A_LIST = 4096
"""Of a list that may be of any length, a multiple of this."""


class DataClass(StrEnum):
    """How much harm a column could do (docs/security.md, part a)."""

    P0 = "P0 public or technical"
    P1 = "P1 rota and availability"
    P2 = "P2 named load and identity"
    P3 = "P3 wellbeing, flags, call-out place"
    P4 = "P4 free text"


P0, P1, P2, P3, P4 = DataClass


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant: epoch seconds on SQLite, timestamptz on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the storage of the engine at hand."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive time; store the rest as UTC, to the second."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return int(value.timestamp()) if dialect.name == "sqlite" else value.astimezone(UTC).replace(microsecond=0)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Give back aware UTC. A page reads a thousand, so it is one call for each."""
        return _of_epoch if dialect.name == "sqlite" else _as_utc


def _of_epoch(value: int | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value, UTC)


def _as_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


NO_MOMENT = cast(null(), UtcDateTime)
"""The same for moments."""


class Coded(TypeDecorator[E]):
    """A member of an enumeration, stored as its word."""

    impl = String(24)
    cache_ok = True

    def __init__(self, of: type[E]) -> None:
        super().__init__(24)
        self.of = of
        self._members: dict[str | None, E | None] = {None: None, **{member.value: member for member in of}}

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """Store the word."""
        return None if value is None else self.of(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], E | None]:
        """Give back the member, looked up in a table: a page reads thousands.

        Raises:
            KeyError: the word is none of the enumeration's.
        """
        return self._members.__getitem__


def new_id() -> str:
    """Return a random id: 80 bits in 20 hexadecimal characters, so that nothing can be counted or guessed."""
    return secrets.token_hex(10)


def key() -> Mapped[str]:
    """The id of a row."""
    return mapped_column(String(20), primary_key=True, default=new_id, info={"data": P0})


def site_key() -> Mapped[str]:
    """The site that a row belongs to; every reference to another row goes through it."""
    return mapped_column(String(20), nullable=False, info={"data": P0})


def ref_to(data: DataClass = P0, *, optional: bool = False, index: bool = True) -> Mapped[Any]:
    """The id of another row; the composite foreign key stands in the table's arguments."""
    return mapped_column(String(20), nullable=optional, index=index, info={"data": data})


def words(length: int, data: DataClass, *, optional: bool = False, default: str | None = None) -> Mapped[Any]:
    """A short text."""
    return mapped_column(String(length), nullable=optional, default=default, info={"data": data})


def long_words(data: DataClass, *, optional: bool = False, default: str | None = None) -> Mapped[Any]:
    """A longer text or a JSON document."""
    return mapped_column(Text, nullable=optional, default=default, info={"data": data})


def moment(data: DataClass = P0, *, optional: bool = False, index: bool = False) -> Mapped[Any]:
    """An instant."""
    return mapped_column(UtcDateTime, nullable=optional, index=index, info={"data": data})


def day(data: DataClass = P0, *, optional: bool = False, index: bool = False) -> Mapped[Any]:
    """A local date, or a night."""
    return mapped_column(Date, nullable=optional, index=index, info={"data": data})


def number(data: DataClass = P0, *, optional: bool = False, default: int | None = None) -> Mapped[Any]:
    """A whole number."""
    return mapped_column(Integer, nullable=optional, default=default, info={"data": data})


def yes_no(data: DataClass = P0, *, optional: bool = False, default: bool | None = None) -> Mapped[Any]:
    """Yes or no."""
    return mapped_column(Boolean, nullable=optional, default=default, info={"data": data})


def coded(of: type[E], data: DataClass = P0, *, optional: bool = False, default: E | None = None) -> Mapped[Any]:
    """A member of an enumeration."""
    return mapped_column(Coded(of), nullable=optional, default=default, info={"data": data})


def sealed(data: DataClass, holds: int, *, optional: bool = True) -> Mapped[Any]:
    """Ciphertext, loaded only when asked for (``keyring.seal`` makes it).

    ``holds``: the bytes of the longest that can be said there. Whatever is said is filled up to a multiple of it, so
    that its length does not tell how much it was.
    """
    info = {"data": data, "sealed": True, "holds": holds}
    return mapped_column(LargeBinary, nullable=optional, deferred=True, info=info)


def add_checks(metadata: MetaData) -> None:
    """Give every instant and every sealed column its CHECK; called once, when all tables are known."""
    for table in metadata.tables.values():
        for column in table.columns:
            check = _check_of(column)
            if check is not None:
                table.append_constraint(check)


def add_site_indexes(metadata: MetaData) -> None:
    """Let every table be read by its site; called once, when all tables are known.

    A table with a key or index that begins with the site gets no second one: while such a table grows, PostgreSQL
    without fresh statistics may look up each reference to it by the site alone, and reads the whole site every time.
    """
    for table in metadata.tables.values():
        begun = {next(iter(index.columns)).name for index in table.indexes}
        begun |= {next(iter(each.columns)).name for each in table.constraints if isinstance(each, UniqueConstraint)}
        if "site_id" in table.columns and "site_id" not in begun:
            Index(None, table.columns["site_id"])


def _check_of(column: Column[Any]) -> CheckConstraint | None:
    if isinstance(column.type, UtcDateTime):
        rule = f"typeof({column.name}) IN ('integer', 'null')"
        return CheckConstraint(rule, name=f"{column.name}_epoch").ddl_if(dialect="sqlite")
    if column.info.get("sealed"):
        return CheckConstraint(f"length({column.name}) >= {SMALLEST_SEAL}", name=f"{column.name}_sealed")
    return None
