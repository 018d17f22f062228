"""How do the limits agreed with a Listener come into force, and end?

Whoever plans and asks sees that he is not available or does not reach a wing, as for any other "I cannot". Why is no
business of theirs, and nothing here knows it.
"""

from __future__ import annotations

from datetime import date, datetime

from listeners.access import Actor
from listeners.domain.nights import ONE_DAY
from listeners.domain.own_limits import Only, OwnLimits
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.said import EVERY_DAY
from listeners.domain.team import Site
from listeners.services import agreed_nights
from listeners.services.availability_rules import changing
from listeners.services.nights import night_of
from listeners.store import availability_writes, own_limits
from listeners.store.database import Session


def agree_in(
    session: Session, site: Site, listener_id: ListenerId, limits: OwnLimits, actor: Actor, now: datetime
) -> str:
    """Let a Listener's limits hold from now on, inside an act in which they are agreed. Return the nights on which he
    has a duty that he does not do now, as the answer of the act: somebody else is needed. Of duties that are more than
    was agreed the first stay his; those covered by an earlier agreement that are not more any longer are his again.
    Whoever calls this has asked whether the actor may (``availability_rules.must_be_his_to_say``)."""
    tonight = night_of(site, now)

    def change(session: Session) -> None:
        own_limits.put_limits(session, site, listener_id, limits, actor, now)
        rules = own_limits.agreed_rules(session, site, listener_id, tonight)
        if limits.only is Only.BY_DAY and not rules:
            _no_nights(session, site, listener_id, tonight, actor, now)
        elif limits.only is not Only.BY_DAY:
            for rule_id in rules:
                availability_writes.end_rule(session, site, listener_id, rule_id, tonight - ONE_DAY, actor, now)
        session.flush()
        agreed_nights.settle(session, site, listener_id, limits, actor, now)

    return changing(session, site, listener_id, change, actor, now)


def _no_nights(
    session: Session, site: Site, listener_id: ListenerId, tonight: date, actor: Actor, now: datetime
) -> None:
    cannot, no_reason = AvailabilityKind.UNAVAILABLE, ""
    availability_writes.add_rule(
        session, site, listener_id, EVERY_DAY, tonight, None, cannot, no_reason, actor, now, is_agreed=True
    )
