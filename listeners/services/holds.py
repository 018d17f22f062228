"""How is a Listener held from call-outs until he says yes to being one, and how does that yes let him go?

A hold is written as a rest from call-outs is: plain availability without a reason. Whoever plans, asks or looks reads
it as any other "not available"; nothing but a recorded yes ends it.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.services.availability_rules import PAUSED, begin_rest, changing, end_rest, tell_of_rest
from listeners.services.duty_gaps import duties_to_come
from listeners.services.nights import night_of
from listeners.store import availability_facts, people_facts
from listeners.store.database import Session


def hold_in(session: Session, site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> str:
    """Hold a Listener from tonight on, inside an act in which he says "not now" or "no"; who is held already stays so.
    Return the nights on which he has a duty, as the answer of the act: somebody else is needed, and coordinators are
    told what they are told of any rest. The caller has asked ``must_be_his_to_say``."""
    tonight = night_of(site, now)

    def add(session: Session) -> None:
        rests = availability_facts.rests_on(site.id, tonight, listener_id)
        if rests.held:
            return
        rule_id = begin_rest(session, site, listener_id, tonight, actor, now, is_hold=True)
        if not rests.own:
            tell_of_rest(session, site, PAUSED, rule_id, listener_id, tonight, now, actor, now)

    return changing(session, site, listener_id, add, actor, now)


def hold_new_in(session: Session, site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> None:
    """Hold, inside the act that adds him, somebody whose yes is not recorded: his first call-out waits for it. He has
    no night yet, so nobody is told."""
    begin_rest(session, site, listener_id, night_of(site, now), actor, now, is_hold=True)


def hold_arrived_in(
    session: Session, site: Site, listener_id: ListenerId, prison_number: str, actor: Actor, now: datetime
) -> None:
    """Hold, inside the act by which he comes to this prison, somebody whose number is on file with another row, of
    another prison or from before: he is asked anew, and a "no" that he said there holds on. Nothing of that row is
    looked at, so that this tells nothing of it. Who is held here stays so."""
    if people_facts.is_on_file_otherwise(listener_id, prison_number):
        hold_known_in(session, site, listener_id, actor, now)


def hold_known_in(session: Session, site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> None:
    """Hold, inside an act, somebody of whom that is known."""
    if not is_held(site, listener_id, now):
        hold_new_in(session, site, listener_id, actor, now)


def hold_corrected_in(
    session: Session, site: Site, listener_id: ListenerId, prison_number: str, actor: Actor, now: datetime
) -> None:
    """Hold, inside the act that puts his prison number right, whom that number would have held when he came, unless no
    correction does (``kept_by_corrections``)."""
    if listener_id not in kept_by_corrections(site, now):
        hold_arrived_in(session, site, listener_id, prison_number, actor, now)


def kept_by_corrections(site: Site, now: datetime) -> frozenset[ListenerId]:
    """Return whom no correction of his prison number holds: whoever is down for a night, for a correction empties none,
    and whoever was ever held here or whose word his coordinator has written down here, for he has been asked here
    himself: a "no" would have held him."""
    asked = availability_facts.ever_held(site.id) | availability_facts.asked_here(site.id)
    return asked | {duty.listener for duty in duties_to_come(site, now)}


def is_held(site: Site, listener_id: ListenerId, now: datetime) -> bool:
    """Whether a Listener is held tonight until his yes is written down (1 statement)."""
    return bool(availability_facts.rests_on(site.id, night_of(site, now), listener_id).held)


def release_in(session: Session, site: Site, listener_id: ListenerId, actor: Actor, now: datetime) -> str:
    """Let a Listener be planned and asked again from tonight on, inside an act in which he says yes. A rest that he
    asked for goes on: it is his to end. Return the nights on which he is not available still and has a duty."""
    tonight = night_of(site, now)

    def change(session: Session) -> None:
        rests = availability_facts.rests_on(site.id, tonight, listener_id)
        for rule_id in rests.held:
            end_rest(session, site, listener_id, rule_id, tonight, actor, now, tells=not rests.own)

    return changing(session, site, listener_id, change, actor, now)
