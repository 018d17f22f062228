"""Two Listeners swap a night each: one offers, the other says yes, and one act changes both nights or neither.

Only the result of both must keep the rules. Whoever offers names a night, never a man; the other learns which night he
would have, not whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import is_near
from listeners.domain.notices import QUESTION
from listeners.domain.people import ListenerId
from listeners.domain.rota.naming import named
from listeners.domain.rota.place_changes import Judge, breaches_made, swap_of
from listeners.domain.rota.planning_facts import Placed
from listeners.domain.states import SwapState
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound, RuleBroken
from listeners.services.answers import (
    TO_APPROVE,
    Decided,
    Outcome,
    answered,
    decided,
    decided_before,
    is_down,
    require_to_speak_for,
)
from listeners.services.cover import page_later, trace
from listeners.services.duty_gaps import duties_to_come, not_begun, tell_coordinators
from listeners.services.place_changes import as_told, facts_around, hand_over
from listeners.services.swap_ends import end
from listeners.store import duties_rests, people_facts, rota_writes, swap_facts, swap_writes
from listeners.store.acts import Writing, once
from listeners.store.duties_facts import DutyOnFile
from listeners.store.journal import queue_notice
from listeners.store.swap_facts import OfferOnFile

SWAPPED = "Nights swapped"
"""The reason that stands with both versions of the rota."""
NOT_TWO = "not_two_nights"
"""The conflict of a swap that is not of two nights of two Listeners."""
OFFERED = "swap_offered"
"""Kind of notice to a Listener: would he do another night for one of his?"""


def offer(
    site: Site,
    listener_id: ListenerId,
    night: date,
    for_night: date,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> bool:
    """Offer a Listener's night for another one, to each who is down for it and with whom the rules let him swap; to
    nobody while a coordinator has still to agree to a swap of it. Return whether there is anybody.

    Raises:
        NotAllowed: the actor may not speak for this Listener.
        NotFound: he is not down for the night, or it has begun.
    """
    require_to_speak_for(actor, site, listener_id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        ahead = not_begun(duties_to_come(site, now), now)
        his = night_of(ahead, listener_id, night)
        wanted = [] if _is_spoken_for(site, his, now) else [duty for duty in ahead if duty.night == for_night]
        able = with_whom(site, his, wanted, now)
        for duty in able:
            put_offer(session, site, his, duty, actor, now)
        trace(session, site, "swap_offered", his.id, actor, now, whom=listener_id)
        return "yes" if able else ""

    return bool(once(actor, act_key, now, do))


def _is_spoken_for(site: Site, his: DutyOnFile, now: datetime) -> bool:
    """Whether somebody would swap it and waits for a coordinator, as far as its Listener is told: whether the other is
    away by now is no matter."""
    made = (each for each in swap_facts.of_nights_ahead(site.id, now) if each.one.duty_id == his.id)
    return any(each.state is SwapState.TO_APPROVE for each in made)


def night_of(ahead: Iterable[DutyOnFile], listener_id: ListenerId, night: date) -> DutyOnFile:
    """Return which of these duties is a Listener's on a night.

    Raises:
        NotFound: none of them.
    """
    his = next((duty for duty in ahead if (duty.listener, duty.night) == (listener_id, night)), None)
    if his is None:
        raise NotFound("no such night ahead")
    return his


def with_whom(site: Site, his: DutyOnFile, others: Iterable[DutyOnFile], now: datetime) -> tuple[DutyOnFile, ...]:
    """Return for which of these duties the rules let somebody swap his now: never for one of his own, nor for one of
    the same night (5 statements, or none)."""
    of_others = [duty for duty in others if duty.listener != his.listener and duty.night != his.night]
    if not of_others:
        return ()
    judge = Judge(as_told(facts_around(site, [his.night, *(duty.night for duty in of_others)], now)))
    return tuple(duty for duty in of_others if not judge.breaches(swap_of(placed(his), placed(duty))))


def put_offer(
    session: Writing, site: Site, his: DutyOnFile, other: DutyOnFile, actor: Actor, now: datetime
) -> str | None:
    """Offer a duty for another, inside an act, with a slip for whoever has that; None where it is offered already, or
    was before and not taken back."""
    made = swap_writes.offer(session, site.id, his, other, actor, now)
    if made is not None:
        told: dict[str, object] = {
            "swap": [other.night, his.night],
            QUESTION: made,
            **page_later(now, his.starts_at, other.starts_at),
        }
        queue_notice(
            session, site.id, f"{OFFERED}:{made}:{now:%Y%m%d%H%M%S}", OFFERED, told, now, listener_id=other.listener
        )
    return made


def nights_to_swap(site: Site, listener_id: ListenerId, night: date, actor: Actor, now: datetime) -> tuple[date, ...]:
    """Return the nights of the next 14 days for which a Listener could offer one of his: the rules let him swap with
    somebody who is down for them.

    Raises:
        NotAllowed: the actor may not speak for this Listener.
        NotFound: he is not down for the night, or it has begun.
    """
    require_to_speak_for(actor, site, listener_id)
    ahead = not_begun(duties_to_come(site, now), now)
    his = night_of(ahead, listener_id, night)
    near = [duty for duty in ahead if is_near(duty.starts_at, now)]
    return tuple(sorted({duty.night for duty in with_whom(site, his, near, now)}))


def answer(
    site: Site,
    offer_id: str,
    listener_id: ListenerId,
    says_yes: bool,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> Outcome:
    """Put down what a Listener says who was offered a swap, and swap where he says yes.

    Raises:
        NotAllowed: the actor may not speak for this Listener.
        NotFound: he was offered none.
    """

    def find() -> OfferOnFile:
        found = on_file(site, offer_id)
        if found.other.placed.listener != listener_id:
            raise NotFound("he was offered no such swap")
        return found

    def over(found: OfferOnFile) -> Outcome | None:
        if found.state is SwapState.DONE and is_down(site, listener_id, found.one.placed.night):
            return Outcome.ALREADY
        if not (found.waits_at(now) or found.may_be_agreed_to(now)):
            return Outcome.NOT_NEEDED
        return Outcome.WAITS_STILL if says_yes and found.state is SwapState.TO_APPROVE else None

    def do(session: Writing, found: OfferOnFile) -> Outcome:
        trace(session, site, "swap_answered", offer_id, actor, now)
        if not says_yes:
            swap_writes.set_state(session, offer_id, SwapState.REFUSED, actor, now)
            return Outcome.NO
        if _needs_approval(site, found) and not _broken(site, found, now):
            return _waits(session, site, found, actor, now)
        return _swap(session, site, found, actor, now)

    return answered(site, listener_id, find, over, do, actor, now, act_key)


def decide(
    site: Site, offer_id: str, is_approved: bool, actor: Actor, now: datetime, act_key: str | None = None
) -> Decided | None:
    """Let two swap who both said yes; or not. Return who had decided before, and when; None where this is the decision.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: there is no such offer.
        Conflict: nobody waits for it any more, and nobody has decided.
        RuleBroken: by the facts as they are now they may not; each breach names who.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = on_file(site, offer_id)
        whom = found.other.placed.listener
        if found.state is not SwapState.TO_APPROVE or not found.waits_at(now):
            return decided_before(site, offer_id, whom, found.offered_at)
        trace(session, site, "swap_decided", offer_id, actor, now, whom=whom)
        if is_approved:
            return _swap(session, site, found, actor, now, must=True)
        end(session, site, found, SwapState.NOT_AGREED, actor, now)
        return ""

    return decided(site, once(actor, act_key, now, do))


def withdraw(site: Site, offer_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Take an offer back: by the Listener who made it, or a coordinator on his behalf. One that is closed stays so.

    Raises:
        NotAllowed, NotFound: it is somebody else's, or there is none.
    """
    require_to_speak_for(actor, site, on_file(site, offer_id).one.placed.listener)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        found = on_file(site, offer_id)
        if found.is_open_at(now):
            waits = found.state is SwapState.TO_APPROVE
            end(session, site, found, SwapState.NOT_MADE if waits else SwapState.WITHDRAWN, actor, now)
            trace(session, site, "swap_withdrawn", offer_id, actor, now)
        return ""

    once(actor, act_key, now, do)


def swap_both(
    site: Site, duty_id: str, for_duty_id: str, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Swap two nights for both Listeners at once, who have agreed by word of mouth.

    Raises:
        NotAllowed: the actor may not plan at this site.
        NotFound: one of them is no duty ahead.
        Conflict: it is the same man, or the same night.
        RuleBroken: the result of both would break a rule; each breach names who.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        ahead = {duty.id: duty for duty in not_begun(duties_to_come(site, now), now)}
        if duty_id not in ahead or for_duty_id not in ahead:
            raise NotFound("no such duty ahead")
        one, other = ahead[duty_id], ahead[for_duty_id]
        if one.listener == other.listener or one.night == other.night:
            raise Conflict(NOT_TWO)
        trace(session, site, "swapped", duty_id, actor, now)
        return _swap_places(session, site, placed(one), placed(other), None, actor, now, must=True)

    once(actor, act_key, now, do)


def on_file(site: Site, offer_id: str) -> OfferOnFile:
    """Return an offer to swap, whatever its state.

    Raises:
        NotFound: there is no such offer.
    """
    found = swap_facts.offer(site.id, offer_id)
    if found is None:
        raise NotFound("no such offer")
    return found


def placed(duty: DutyOnFile) -> Placed:
    """Return a duty as the rules see it."""
    return Placed(duty.night, duty.place, duty.listener)


def _broken(site: Site, found: OfferOnFile, now: datetime) -> bool:
    """Whether a rule stops the two by now, so that no coordinator could agree."""
    one, other = found.one.placed, found.other.placed
    return bool(breaches_made(as_told(facts_around(site, [one.night, other.night], now)), swap_of(one, other)))


def _needs_approval(site: Site, found: OfferOnFile) -> bool:
    nights = (found.one.placed.night, found.other.placed.night)
    return any(people_facts.policy(site.id, night).cover_approval for night in nights)


def _waits(session: Writing, site: Site, found: OfferOnFile, actor: Actor, now: datetime) -> Outcome:
    swap_writes.set_state(session, found.id, SwapState.TO_APPROVE, actor, now)
    other, night = found.other.placed.listener, found.one.placed.night
    facts: dict[str, object] = {"listener": other, "cover": night, QUESTION: found.id, "swap": True}
    tell_coordinators(session, site, f"{TO_APPROVE}:{found.id}:{now:%Y%m%d%H%M%S}", TO_APPROVE, facts, actor, now)
    return Outcome.WAITS


def _swap(
    session: Writing, site: Site, found: OfferOnFile, actor: Actor, now: datetime, *, must: bool = False
) -> Outcome:
    outcome = _swap_places(session, site, found.one.placed, found.other.placed, found.id, actor, now, must=must)
    if outcome is not Outcome.TAKEN:
        swap_writes.set_state(session, found.id, SwapState.REFUSED, actor, now)
    return outcome


def _swap_places(
    session: Writing,
    site: Site,
    one: Placed,
    other: Placed,
    offer_id: str | None,
    actor: Actor,
    now: datetime,
    *,
    must: bool,
) -> Outcome:
    """Judge both together by the facts of this moment, and change both nights. The offer of it is done first: what
    changes hands ends the others."""
    duties_rests.lock(session, [one.listener, other.listener])
    facts, moves = facts_around(site, [one.night, other.night], now), swap_of(one, other)
    broken = breaches_made(as_told(facts), moves)
    if broken and must:
        raise RuleBroken(named(facts, broken))
    if broken:
        return Outcome.STOPPED
    if offer_id is not None:
        swap_writes.set_state(session, offer_id, SwapState.DONE, actor, now)
    hand_over(session, facts, moves, SWAPPED, actor, now)
    return Outcome.TAKEN
