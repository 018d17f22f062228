"""Tables of concerns: what a Listener told to somebody he chose, and what was done about it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from listeners.domain.care.concern import LONGEST_CONCERN, LONGEST_TO, Addressee, ConcernStep
from listeners.store.columns import A_FEW_FACTS, IN_JSON, P0, P3, P4, coded, day, number, ref_to, sealed
from listeners.store.database import Base
from listeners.store.tables import Recorded, at_the_same_site, known_by_site, of_a_site

LONGEST_NOTE = LONGEST_CONCERN + 2 * LONGEST_TO
"""Letters of a step: its words, with or to whom, and on what ground."""


class ConcernTold(Base, Recorded):
    """A concern of a Listener, to whom it is addressed, by when something is to be done, and who took it on; what he
    told is sealed. ``to_site_id``: the other prison whose coordinator may read it."""

    __tablename__ = "concern"
    __table_args__ = (
        of_a_site(),
        known_by_site("concern"),
        at_the_same_site("listener_id", "listener"),
        ForeignKeyConstraint(["to_site_id"], ["site.id"]),
    )
    listener_id: Mapped[str] = ref_to(P3)
    addressed_to: Mapped[Addressee] = coded(Addressee, P3)
    to_site_id: Mapped[str | None] = ref_to(P3, optional=True)
    told_on: Mapped[date] = day(P3)
    due_on: Mapped[date] = day(P3)
    owner_id: Mapped[str | None] = ref_to(P3, optional=True, index=False)
    closed_on: Mapped[date | None] = day(P3, optional=True)
    told: Mapped[bytes] = sealed(P4, LONGEST_CONCERN * IN_JSON + A_FEW_FACTS, optional=False)


class ConcernStepDone(Base, Recorded):
    """What was done about a concern, in order; the note is sealed."""

    __tablename__ = "concern_step"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("concern_id", "concern"),
        UniqueConstraint("concern_id", "ordinal"),
    )
    concern_id: Mapped[str] = ref_to(P3, index=False)
    ordinal: Mapped[int] = number(P0)
    step: Mapped[ConcernStep] = coded(ConcernStep, P3)
    on_date: Mapped[date] = day(P3)
    note: Mapped[bytes] = sealed(P4, LONGEST_NOTE * IN_JSON + A_FEW_FACTS, optional=False)
