"""Facts change again after a night was taken off a Listener: what are coordinators told of it now?

Works inside the act that changed the facts. None is given back by itself: he has been told that he is free, and
somebody may have been asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor
from listeners.domain.duties import StandDown
from listeners.domain.nights import local_date
from listeners.domain.states import NoticeState
from listeners.domain.team import Site
from listeners.services.nights import Night, tonight
from listeners.services.stand_downs import (
    LIMITS_LOOK_AHEAD,
    StoodDown,
    Told,
    gap_facts,
    is_allowed,
    proposal,
)
from listeners.store import notices_facts
from listeners.store.database import Session
from listeners.store.duties_facts import DutyOnFile
from listeners.store.journal import queue_notice


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A night ahead that was taken off a Listener. ``because``: why facts, as they are known now, would take it off him
    again; None where they would not. A limit, or another night that he was given, is no such reason: the board refuses
    those when he is put back."""

    duty: DutyOnFile
    because: StandDown | None


def tell(session: Session, site: Site, taken_off: Iterable[TakenOff], actor: Actor, now: datetime) -> None:
    """Make what coordinators are told of nights ahead that were taken off a Listener what is so: a night that nothing
    forbids any more, and that nobody else has, is proposed to them; one that was proposed and is forbidden again is a
    gap again (none, or 7 statements and 2 or more for each)."""
    ahead = sorted(taken_off, key=lambda each: (each.duty.night, each.duty.place, each.duty.id))
    if not ahead:
        return
    view = tonight(site, now, ahead=ahead[-1].duty.night + LIMITS_LOOK_AHEAD)
    for each in ahead:
        duty = each.duty
        if each.because is not None:
            _withdraw(session, view, duty, each.because, actor)
        elif not view.is_taken(duty) and is_allowed(view, view.facts.member(duty.listener), duty):
            facts: dict[str, object] = {"listener": duty.listener, "night": duty.night, "place": duty.place}
            _tell_instead(session, view, duty, Told.MAY_STAND_AGAIN, facts, actor)


def _withdraw(session: Session, view: Night, duty: DutyOnFile, because: StandDown, actor: Actor) -> None:
    """Propose a night no more; where somebody is still lacking, say so again to whoever was told that he may have
    it."""
    told = notices_facts.told_to_accounts(session, view.site.id, [_event(Told.MAY_STAND_AGAIN, duty)])
    if not told:
        return
    if view.is_taken(duty):
        unseen = [each.id for each in told if each.state is NoticeState.WAITING]
        notices_facts.set_void(session, view.site.id, unseen, actor, view.now)
        return
    facts = gap_facts(StoodDown(duty, because, found_later=False, cover=proposal(view, duty)))
    _tell_instead(session, view, duty, Told.GAP, facts, actor)


def _tell_instead(
    session: Session, view: Night, duty: DutyOnFile, kind: Told, facts: dict[str, object], actor: Actor
) -> None:
    """Make this the last word about a duty that each coordinator has, the one who is acting included: a line of his
    goes with it. The other word is set aside where it was not seen; whoever has this one is not told again."""
    site, now = view.site, view.now
    other = Told.GAP if kind is Told.MAY_STAND_AGAIN else Told.MAY_STAND_AGAIN
    told = notices_facts.told_to_accounts(session, site.id, [_event(kind, duty), _event(other, duty)])
    untrue = {each.id for each in told if each.kind == other and each.state is NoticeState.WAITING}
    notices_facts.set_void(session, site.id, untrue, actor, now)
    last = {each.account_id: each.kind for each in told if each.id not in untrue}
    for account_id in notices_facts.coordinators(site.id, local_date(now, site.zone)):
        if last.get(account_id) != kind:
            event = f"{_event(kind, duty)}{now:%Y%m%d%H%M%S}"
            queue_notice(session, site.id, event, kind, facts, now, account_id=account_id)


def _event(kind: Told, duty: DutyOnFile) -> str:
    """How the events of all words of a kind about a duty begin."""
    return f"{kind}:{duty.id}:"
