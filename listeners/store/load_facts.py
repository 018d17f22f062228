"""How many nights has each Listener served, and which call-outs? The input of load, fairness, planner and dispatch."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from listeners.domain.call_out_facts import counted
from listeners.domain.load import CallOutFact, Served
from listeners.domain.people import ListenerId
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.team import Site
from listeners.store.callouts_facts import interruptions
from listeners.store.duties_facts import DutyOnFile, duties

EARLIER = timedelta(days=2)
"""An interruption that touches two nights counts for the later: it may have begun this long before its night's date."""


def served(site: Site, first: date, last: date, policies: PolicyOn) -> dict[ListenerId, Served]:
    """Return what each Listener of a site did on the nights from ``first`` to ``last`` (2 statements).

    Nights are those on stand-by, planned ones included; call-outs are those that count for one of these nights.
    Somebody with neither is not in it.
    """
    since = datetime.combine(first, time(0), UTC) - EARLIER
    happened = interruptions(site.id, since=since)
    call_outs = {
        listener: within(counted(of_one, policies, site.zone), first, last) for listener, of_one in happened.items()
    }
    return joined(duties(site.id, first, last), call_outs)


def within(facts: tuple[CallOutFact, ...], first: date, last: date) -> tuple[CallOutFact, ...]:
    """Return the call-outs that count for the nights from ``first`` to ``last``."""
    return tuple(fact for fact in facts if first <= fact.night <= last)


def joined(
    on_file: tuple[DutyOnFile, ...], call_outs: dict[ListenerId, tuple[CallOutFact, ...]]
) -> dict[ListenerId, Served]:
    """Return nights and call-outs of each Listener together; a night counts once, however often it was served."""
    nights: dict[ListenerId, set[date]] = defaultdict(set)
    for duty in on_file:
        if duty.was_served:
            nights[duty.listener].add(duty.night)
    return {
        listener: Served(listener, frozenset(nights[listener]), call_outs.get(listener, ()))
        for listener in nights.keys() | call_outs.keys()
    }
