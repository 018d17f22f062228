"""Tables of the plan: policy changes, requests to the planner, rotas and their assignments, links to calendars."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, UniqueConstraint, and_
from sqlalchemy.orm import Mapped

from listeners.domain.states import NightPlace, PlanKind, PlanState, RotaState
from listeners.store.columns import P0, P1, coded, day, long_words, moment, number, ref_to, words, yes_no
from listeners.store.database import Base
from listeners.store.tables import Owned, Recorded, at_the_same_site, known_by_site, of_a_site

DRAFTED = "rota_drafted"
"""The verb on record when the planner's answer is kept as a draft."""


class PolicyFact(Base, Recorded):
    """From a date on, one number of the policy differs at a site. Facts are added, never changed."""

    __tablename__ = "policy_fact"
    __table_args__ = (of_a_site(),)
    name: Mapped[str] = words(40, P0)
    value: Mapped[str] = words(10, P0)
    from_on: Mapped[date] = day(P0)
    reason: Mapped[str] = words(300, P1)
    ordinal: Mapped[int] = number(P0, default=0)


class Rota(Base, Recorded):
    """One version of the plan for a run of nights."""

    __tablename__ = "rota"
    __table_args__ = (of_a_site(), known_by_site("rota"), UniqueConstraint("site_id", "ordinal"))
    ordinal: Mapped[int] = number(P0)
    first_night: Mapped[date] = day(P1)
    last_night: Mapped[date] = day(P1)
    state: Mapped[RotaState] = coded(RotaState, P1)
    problem: Mapped[str] = long_words(P1)
    solution: Mapped[str] = long_words(P1)
    remedies: Mapped[str | None] = long_words(P1, optional=True)
    published_at: Mapped[datetime | None] = moment(P1, optional=True)
    published_by: Mapped[str | None] = ref_to(P1, optional=True, index=False)
    reason: Mapped[str | None] = words(300, P1, optional=True)


IS_CHANGE: ColumnElement[bool] = and_(Rota.reason.is_not(None), Rota.first_night == Rota.last_night)
"""Whether a version is one place that somebody changed by hand: of one night, with a reason. A plan of one night that
takes the place of what was published is taken for one as well; nothing but its crew is judged otherwise by that."""


class Assignment(Base, Owned):
    """A Listener placed on a night in one version of the rota; unguarded until the night is published.

    A night has one first place; where the policy's crew is larger than two, it has more than one second.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        of_a_site(),
        at_the_same_site("rota_id", "rota"),
        at_the_same_site("listener_id", "listener"),
        at_the_same_site("wing_id", "wing"),
        UniqueConstraint("rota_id", "night", "listener_id"),
    )
    rota_id: Mapped[str] = ref_to(P1)
    night: Mapped[date] = day(P1)
    place: Mapped[NightPlace] = coded(NightPlace, P1)
    wing_id: Mapped[str | None] = ref_to(P1, optional=True)
    listener_id: Mapped[str] = ref_to(P1)
    by_hand: Mapped[bool] = yes_no(P1, default=False)


class PlanRequest(Base, Owned):
    """One request to the planner: what it was asked, how far it is, what came of it: a rota, or an answer (JSON).

    Of a repair the answer is the solution, and ``remedies`` (JSON) what would mend what it leaves; once it is accepted,
    the rota is the first of its versions. The draft is the one in hand when a plan was asked for, and its version
    then: what it became since may not be lost.
    """

    __tablename__ = "plan_request"
    __table_args__ = (of_a_site(), at_the_same_site("rota_id", "rota"))
    kind: Mapped[PlanKind] = coded(PlanKind, default=PlanKind.PLAN)
    asked_at: Mapped[datetime] = moment()
    asked_by: Mapped[str | None] = ref_to(optional=True, index=False)
    first_night: Mapped[date] = day(P1)
    nights: Mapped[int] = number(P1)
    seconds: Mapped[int] = number(P0)
    problem: Mapped[str] = long_words(P1)
    state: Mapped[PlanState] = coded(PlanState, default=PlanState.WAITING)
    stage: Mapped[str | None] = words(20, P0, optional=True)
    best: Mapped[int | None] = number(P0, optional=True)
    bound: Mapped[int | None] = number(P0, optional=True)
    started_at: Mapped[datetime | None] = moment(optional=True)
    ended_at: Mapped[datetime | None] = moment(optional=True)
    cancel_asked: Mapped[bool] = yes_no(default=False)
    failure: Mapped[str | None] = long_words(P1, optional=True)
    rota_id: Mapped[str | None] = ref_to(P1, optional=True)
    answer: Mapped[str | None] = long_words(P1, optional=True)
    remedies: Mapped[str | None] = long_words(P1, optional=True)
    draft_id: Mapped[str | None] = ref_to(P1, optional=True, index=False)
    draft_version: Mapped[int | None] = number(P0, optional=True)


class FeedLink(Base, Owned):
    """A secret link to a calendar: the nights of one Listener or, without one, those of the site that lack somebody.

    Of the secret itself only a digest is here. Revoked, it opens nothing any more; the row stays.
    """

    __tablename__ = "feed_link"
    __table_args__ = (of_a_site(), at_the_same_site("listener_id", "listener"), UniqueConstraint("digest"))
    listener_id: Mapped[str | None] = ref_to(P1, optional=True)
    digest: Mapped[str] = words(64, P0)
    made_at: Mapped[datetime] = moment()
    made_by: Mapped[str | None] = ref_to(optional=True, index=False)
    revoked_at: Mapped[datetime | None] = moment(optional=True)
    revoked_by: Mapped[str | None] = ref_to(optional=True, index=False)
    read_at: Mapped[datetime | None] = moment(optional=True)
