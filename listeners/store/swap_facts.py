"""Which duties are offered for which others? Rows in, facts out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.orm import aliased

from listeners.domain.cover import asking_from
from listeners.domain.people import ListenerId, SiteId
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.states import DutyState, SwapState
from listeners.store.accounts import Account, AccountGrant
from listeners.store.cover import SwapOffer
from listeners.store.database import db
from listeners.store.duties import Duty

UNDER_WAY = (SwapState.OFFERED, SwapState.TO_APPROVE)
"""The states in which an offer waits for somebody."""


@dataclass(frozen=True, slots=True)
class SwapSide:
    """One of the two duties of a swap: whose it is and when. ``stands``: it is still his to do."""

    duty_id: str
    placed: Placed
    starts_at: datetime
    ends_at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class OfferOnFile:
    """One duty, whose Listener offers it, for another. ``by``: the name of the account that put its state on file,
    where that is not a Listener's."""

    id: str
    state: SwapState
    offered_at: datetime
    one: SwapSide
    other: SwapSide
    by: str | None

    @property
    def page_from(self) -> datetime:
        """From when on the other is asked on his own page too."""
        return asking_from(self.one.starts_at, self.other.starts_at)

    @property
    def stands(self) -> bool:
        """Whether both are still theirs to do."""
        return self.one.stands and self.other.stands

    def waits_at(self, now: datetime) -> bool:
        """Whether the two may still swap."""
        return self.is_open_at(now) and self.other.stands

    def may_be_agreed_to(self, now: datetime) -> bool:
        """Whether whoever said yes to it waits on, as far as he is told: also where a rest or a pause has taken the
        night off whoever offered, for his "I can't" would not be told either."""
        return self.state is SwapState.TO_APPROVE and self.other.stands and now < min(self._begins)

    @property
    def _begins(self) -> tuple[datetime, datetime]:
        return self.one.starts_at, self.other.starts_at

    def is_open_at(self, now: datetime) -> bool:
        """Whether whoever made it waits for an answer, as far as he is told: also where the other has his night no
        longer, for that would tell that he pauses."""
        return self.state in UNDER_WAY and self.one.stands and now < min(self._begins)


def ahead(site_id: SiteId, now: datetime) -> tuple[OfferOnFile, ...]:
    """Return the offers of duties that are still their Listeners' and have not begun, whatever was said to them, by
    night (1 statement)."""
    return tuple(each for each in of_nights_ahead(site_id, now) if each.stands)


def of_nights_ahead(site_id: SiteId, now: datetime) -> tuple[OfferOnFile, ...]:
    """Return the offers of duties that have not begun, whatever was said to them and whosever the nights are by now
    (1 statement)."""
    return _read(SwapOffer.site_id == site_id, _ONE.starts_at > now, _OTHER.starts_at > now)


def unfinished(site_id: SiteId) -> tuple[OfferOnFile, ...]:
    """Return the offers that nobody has closed, those of nights that have begun included (1 statement)."""
    return _read(and_(SwapOffer.site_id == site_id, SwapOffer.state.in_(UNDER_WAY)))


def offer(site_id: SiteId, offer_id: str) -> OfferOnFile | None:
    """Return one offer in whatever state (1 statement)."""
    return next(iter(_read(SwapOffer.site_id == site_id, SwapOffer.id == offer_id)), None)


_ONE, _OTHER = aliased(Duty), aliased(Duty)
_LISTENERS = select(AccountGrant.account_id).where(AccountGrant.listener_id.is_not(None))
_OFFERS: Select[*tuple[Any, ...]] = (
    select(
        SwapOffer.id,
        SwapOffer.state,
        SwapOffer.offered_at,
        case((Account.id.not_in(_LISTENERS), Account.name), else_=None),
        *(
            column
            for duty in (_ONE, _OTHER)
            for column in (
                duty.id,
                duty.night,
                duty.place,
                duty.listener_id,
                duty.starts_at,
                duty.ends_at,
                duty.state == DutyState.PLANNED,
            )
        ),
    )
    .join(_ONE, _ONE.id == SwapOffer.duty_id)
    .join(_OTHER, _OTHER.id == SwapOffer.for_duty_id)
    .outerjoin(Account, Account.id == SwapOffer.recorded_by)
    .order_by(SwapOffer.night, SwapOffer.for_night, SwapOffer.offered_at, SwapOffer.id)
)


def _read(*where: ColumnElement[bool]) -> tuple[OfferOnFile, ...]:
    rows: Iterable[Any] = db.session.execute(_OFFERS.where(*where)).all()
    return tuple(_offer(*row) for row in rows)


def _offer(id_: str, state: SwapState, offered_at: datetime, by: str | None, *sides: Any) -> OfferOnFile:
    return OfferOnFile(id_, state, offered_at, _side(*sides[:7]), _side(*sides[7:]), by)


def _side(duty_id: str, night: Any, place: Any, listener: str, *hours_and_stands: Any) -> SwapSide:
    return SwapSide(duty_id, Placed(night, place, ListenerId(listener)), *hours_and_stands)
