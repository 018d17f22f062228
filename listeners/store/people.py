"""Tables of the site and its team: sites, wings, sessions, Listeners, their standing and availability."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from listeners.domain.import_fields import TEXT_LENGTH
from listeners.domain.own_limits import Only
from listeners.domain.people import AvailabilityKind, Standing
from listeners.store.columns import (
    P0,
    P1,
    P2,
    P3,
    PLAIN,
    coded,
    day,
    key,
    long_words,
    moment,
    number,
    ref_to,
    sealed,
    words,
    yes_no,
)
from listeners.store.database import Base
from listeners.store.tables import Owned, Recorded, at_the_same_site, known_by_site, of_a_site


class Site(Base):
    """A prison that runs a scheme."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("code"),)
    id: Mapped[str] = key()
    code: Mapped[str] = words(3, P0)
    name: Mapped[str] = words(80, P0)
    timezone: Mapped[str] = words(40, P0)
    country: Mapped[str] = words(3, P0)
    emergency_line: Mapped[str] = words(300, P0)
    telephone_line: Mapped[str] = words(120, P0)
    recording_since: Mapped[date] = day(P0)
    places: Mapped[str | None] = words(120, P0, optional=True)
    """Where its Listeners listen, codes with ``;`` between them; empty: at any place that there is."""


class Wing(Base, Owned):
    """An area of a site."""

    __tablename__ = "wing"
    __table_args__ = (of_a_site(), known_by_site("wing"), UniqueConstraint("site_id", "code"))
    code: Mapped[str] = words(10, P0)


class SiteSession(Base, Owned):
    """A session of work or education: its name, its weekdays (0 is Monday), its local hours."""

    __tablename__ = "site_session"
    __table_args__ = (of_a_site(), UniqueConstraint("site_id", "name"))
    name: Mapped[str] = words(20, P0)
    weekdays: Mapped[str] = words(7, P0)
    starts: Mapped[time] = mapped_column(Time, nullable=False, info={"data": P0})
    ends: Mapped[time] = mapped_column(Time, nullable=False, info={"data": P0})


class Listener(Base, Recorded):
    """One person in one site's team; somebody who moves gets a new row at the new site, linked to the old."""

    __tablename__ = "listener"
    __table_args__ = (
        of_a_site(),
        known_by_site("listener"),
        UniqueConstraint("site_id", "ref"),
        at_the_same_site("wing_id", "wing"),
        CheckConstraint("share IN (25, 50, 75, 100)", name="share"),
        CheckConstraint("own_7 BETWEEN 1 AND 7", name="own_7"),
        CheckConstraint("own_28 BETWEEN 1 AND 28", name="own_28"),
    )
    ref: Mapped[str] = words(20, P1)
    name: Mapped[str] = words(80, P2)
    prison_number: Mapped[str] = words(7, P2)
    cell: Mapped[str] = words(20, P2)
    wing_id: Mapped[str] = ref_to(P2)
    share: Mapped[int] = number(P1)
    joined_on: Mapped[date] = day(P1)
    reserve: Mapped[bool] = yes_no(P1, default=False)
    works: Mapped[str] = words(80, P2, default="AM;PM")
    trained_on: Mapped[date | None] = day(P2, optional=True)
    consented_on: Mapped[date | None] = day(P2, optional=True)
    moved_from_id: Mapped[str | None] = ref_to(P2, optional=True)
    own_7: Mapped[int | None] = number(P2, optional=True)
    own_28: Mapped[int | None] = number(P2, optional=True)
    only: Mapped[Only | None] = coded(Only, P2, optional=True)
    not_wings: Mapped[str] = long_words(P2, default="")
    """What was agreed with him (``OwnLimits``), the wings by id with ``;`` between them, as many as there are. They
    change with the agreement alone: no form and no file of his details has them."""


class Reach(Base, Owned):
    """A wing that a Listener can reach at night; no row at all means every wing."""

    __tablename__ = "reach"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        at_the_same_site("wing_id", "wing"),
        UniqueConstraint("listener_id", "wing_id"),
    )
    listener_id: Mapped[str] = ref_to(P1)
    wing_id: Mapped[str] = ref_to(P1)


class StandingFact(Base, Recorded):
    """From a date on, a Listener has a standing. Facts are added, never changed."""

    __tablename__ = "standing_fact"
    __table_args__ = (of_a_site(), at_the_same_site("listener_id", "listener"))
    listener_id: Mapped[str] = ref_to(P2)
    standing: Mapped[Standing] = coded(Standing, P2)
    from_on: Mapped[date] = day(P2)
    ordinal: Mapped[int] = number(P0, default=0)


class Availability(Base, Recorded):
    """What a Listener says about one night; the reason is sealed, and only coordinators read it. ``is_agreed``: it was
    covered because it was more than he and his coordinator agreed to."""

    __tablename__ = "availability"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        UniqueConstraint("listener_id", "night", "kind"),
        Index("ix_availability_site_night", "site_id", "night"),
    )
    listener_id: Mapped[str] = ref_to(P1)
    night: Mapped[date] = day(P1)
    kind: Mapped[AvailabilityKind] = coded(AvailabilityKind, P1)
    is_agreed: Mapped[bool] = yes_no(P2, default=False)
    reason: Mapped[bytes | None] = sealed(P3, TEXT_LENGTH * PLAIN)
    in_force: Mapped[bool] = yes_no(P1, default=True)


class AvailabilityRule(Base, Recorded):
    """What a Listener says about every night of some weekdays (0 is Monday), from one night on, until another or
    without end; a rest from call-outs is all of them until he returns. The reason is sealed, and only
    coordinators read it.

    ``is_agreed``: he goes by day alone, as he and his coordinator agreed; he is asked by day all the same.

    ``said_at`` stays when an end is set, for what was said later about one night is told by it. A hold is a rest that
    only a yes to being a Listener ends; whoever reads what was said sees a rest.
    """

    __tablename__ = "availability_rule"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("listener_id", "listener"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_on"),
        CheckConstraint("is_pause OR NOT is_hold", name="hold"),
    )
    listener_id: Mapped[str] = ref_to(P1)
    weekdays: Mapped[str] = words(7, P1)
    from_on: Mapped[date] = day(P1)
    until_on: Mapped[date | None] = day(P1, optional=True)
    kind: Mapped[AvailabilityKind] = coded(AvailabilityKind, P1)
    is_pause: Mapped[bool] = yes_no(P2, default=False)
    is_agreed: Mapped[bool] = yes_no(P2, default=False)
    is_hold: Mapped[bool] = yes_no(P2, default=False)
    reason: Mapped[bytes | None] = sealed(P3, TEXT_LENGTH * PLAIN)
    said_at: Mapped[datetime] = moment(P1)
    in_force: Mapped[bool] = yes_no(P1, default=True)
