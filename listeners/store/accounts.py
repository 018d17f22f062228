"""Tables of who may come in: accounts, grants, sign-ins, and counters of wrong tries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from listeners.access import Device
from listeners.domain.people import Role
from listeners.store.columns import P0, P1, P2, coded, day, key, long_words, moment, number, words, yes_no
from listeners.store.database import Base


class Account(Base):
    """A username and a secret. Nobody is asked for a second factor: its columns are empty."""

    __tablename__ = "account"
    id: Mapped[str] = key()
    username: Mapped[str] = mapped_column(nullable=False, unique=True, info={"data": P2})
    name: Mapped[str] = words(80, P2)
    password: Mapped[str] = words(255, P0)
    active: Mapped[bool] = yes_no(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(nullable=False, unique=True, info={"data": P0})
    mail: Mapped[str | None] = words(254, P2, optional=True)
    tf_primary_method: Mapped[str | None] = words(64, P0, optional=True)
    tf_totp_secret: Mapped[str | None] = words(255, P0, optional=True)
    mf_recovery_codes: Mapped[str | None] = long_words(P0, optional=True)
    created_at: Mapped[datetime] = moment()


class AccountGrant(Base):
    """A role of an account at a site (none: every site), from a date and perhaps until one."""

    __tablename__ = "account_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "site_id", "from_on"),)
    id: Mapped[str] = key()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True, info={"data": P0})
    role: Mapped[Role] = coded(Role, P1)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True, info={"data": P1})
    listener_id: Mapped[str | None] = mapped_column(ForeignKey("listener.id"), index=True, info={"data": P1})
    from_on: Mapped[date] = day(P1)
    until_on: Mapped[date | None] = day(P1, optional=True)


class SignIn(Base):
    """One sign-in on one device: checked on every request, closed at sign-out.

    ``device_key`` is the keyed digest of the browser's own cookie: a device on which the owner has been before.
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        Index("ix_sign_in_account_device", "account_id", "device_key"),
        Index("ix_sign_in_started", "started_at"),
    )
    id: Mapped[str] = key()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), info={"data": P0})
    device: Mapped[Device] = coded(Device)
    device_key: Mapped[str | None] = words(64, P0, optional=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), info={"data": P1})
    started_at: Mapped[datetime] = moment()
    proved_at: Mapped[datetime] = moment()
    seen_at: Mapped[datetime] = moment()
    closed_at: Mapped[datetime | None] = moment(optional=True)


class SignInTry(Base):
    """Wrong tries for one username on one device within one window: no account is named, only its keyed digest."""

    __tablename__ = "sign_in_try"
    __table_args__ = (UniqueConstraint("who", "device_key", "window"), Index("ix_sign_in_try_at", "last_at"))
    id: Mapped[str] = key()
    who: Mapped[str] = words(64, P0)
    device_key: Mapped[str] = words(64, P0)
    window: Mapped[str] = words(20, P0)
    count: Mapped[int] = number(default=0)
    last_at: Mapped[datetime] = moment()
