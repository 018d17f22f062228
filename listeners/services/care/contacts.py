"""How was the call? What a Listener ticks after a contact gets on file here, sealed as one, and is never shown again.

He ticks on his own page, for his own call-outs of the last 14 days, or on a paper card that a coordinator keys in. No
tick has to be made: one that is left out says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.facts import Tick
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.readings import note_reading
from listeners.store.care import contact_facts, debriefs
from listeners.store.care.contact_facts import ContactOnFile
from listeners.store.care.debriefs import Talks
from listeners.store.database import Session
from listeners.store.journal import audit

OWN_DAYS = 14
"""A kiosk shows nothing older: whoever makes him sign in sees two weeks at most (docs/security.md, T4)."""
CARD_DAYS = 28
"""A paper card may come later: as far back as the reasons of a flag look."""


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A call-out that somebody went on, as the forms name it: when he went and, where it is known, when he was back."""

    id: str
    out_at: datetime
    back_at: datetime | None
    ticked: bool
    debrief_offered_at: datetime | None
    debrief_unknown: bool


@dataclass(frozen=True, slots=True)
class CallsOf:
    """The call-outs of one Listener, for keying in his cards, and what came of the talks after them."""

    member: TeamMember
    calls: tuple[OwnCall, ...]
    talks: Talks

    def one(self, call_id: str) -> OwnCall:
        """Return one of them.

        Raises:
            NotFound: it is not among them.
        """
        found = next((call for call in self.calls if call.id == call_id), None)
        if found is None:
            raise NotFound("no such call-out")
        return found


def own_calls(site: Site, actor: Actor, now: datetime) -> tuple[OwnCall, ...]:
    """Return the actor's own call-outs of the last 14 days after which he has not ticked, the newest first (1
    statement).

    Raises:
        NotAllowed: the actor is not a Listener of this site.
    """
    listener = _self(actor)
    require(actor, Do.READ, Kind.CALL_OUT, site.id, listener)
    return tuple(call for call in _calls(site, listener, OWN_DAYS, now) if not call.ticked)


def calls_of(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> CallsOf:
    """Return the call-outs of somebody in the last 28 days, the newest first, for keying in his cards (4 statements,
    the row of this reading included). Whether there are ticks is told, not which.

    Raises:
        NotAllowed: the actor may not read ticks at this site.
        NotFound: nobody of that id at this site.
    """
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id, listener)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, Kind.CONTACT_TICKS, now, listener)
    calls = _calls(site, listener, CARD_DAYS, now)
    return CallsOf(member, calls, debriefs.talks(site.id, [call.id for call in calls]))


def tick(
    site: Site, call_id: str, ticks: frozenset[Tick], actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Write what the actor ticks after one of his own call-outs.

    Raises:
        NotAllowed: the actor is not a Listener of this site.
        NotFound: it is not one of his that he may still tell about.
    """
    listener = _self(actor)
    require(actor, Do.WRITE, Kind.CONTACT_TICKS, site.id, listener)
    mine = {call.id for call in _calls(site, listener, OWN_DAYS, now)}

    def do(session: Session) -> str:
        if call_id not in mine or contact_facts.is_ticked(session, site.id, call_id):
            raise NotFound("no such call-out")
        contact_facts.put_ticks(session, site.id, call_id, listener, ticks, actor, now, anew=True)
        audit(session, actor, now, "contact_ticked", Kind.CONTACT_TICKS, object_id=call_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)


def key_in(
    site: Site, call_id: str, ticks: frozenset[Tick], actor: Actor, now: datetime, act_key: str | None = None
) -> ListenerId:
    """Write what a Listener ticked on a paper card, and return whose it is. A card that differs from what is on file
    corrects it; the earlier version is kept.

    Raises:
        NotAllowed: only whoever may record call-outs and read the ticks keys in a card.
        NotFound: nobody went on such a call-out at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)

    def do(session: Session) -> str:
        listener = contact_facts.listener_of(session, site.id, call_id)
        if contact_facts.put_ticks(session, site.id, call_id, listener, ticks, actor, now):
            verb = "contact_card_keyed_in"
            audit(session, actor, now, verb, Kind.CONTACT_TICKS, object_id=call_id, subject_id=listener)
        return listener

    return ListenerId(once(actor, act_key, now, do))


def debrief_offered(
    site: Site, call_id: str, at: datetime, actor: Actor, now: datetime, act_key: str | None = None
) -> ListenerId:
    """Record when a debrief was offered after a call-out, taken or not, and return to whom.

    Raises:
        NotAllowed: the actor may not read ticks and record call-outs at this site.
        NotFound: nobody went on such a call-out at this site.
        Conflict: an offer is on file already.
        Unreadable: the time is ahead, or before the call-out.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)

    def do(session: Session) -> str:
        row = contact_facts.attendance_row(session, site.id, call_id)
        if row.debrief_offered_at is not None:
            raise Conflict("changed meanwhile")
        if at > now or (row.out_at is not None and at < row.out_at):
            raise Unreadable("debrief", [Problem(None, "time", "between the call-out and now")])
        contact_facts.put_debrief(session, row, at, actor, now)
        audit(session, actor, now, "debrief_offered", Kind.CALL_OUT, object_id=call_id, subject_id=row.listener_id)
        return row.listener_id

    return ListenerId(once(actor, act_key, now, do))


def _calls(site: Site, listener: ListenerId, days: int, now: datetime) -> tuple[OwnCall, ...]:
    since = now - timedelta(days=days)
    first = local_date(since, site.zone) - timedelta(days=1)
    on_file = contact_facts.contacts(site.id, first, [listener]).get(listener, ())
    there = [each for each in on_file if each.listened and not each.taken_back]
    return tuple(_as_call(each) for each in there if since <= each.interruption.start <= now)


def _as_call(contact: ContactOnFile) -> OwnCall:
    happened = contact.interruption
    return OwnCall(
        contact.id,
        happened.out_at or happened.start,
        happened.end,
        contact.ticked_now,
        contact.debrief_offered_at,
        contact.debrief_unknown,
    )


def _self(actor: Actor) -> ListenerId:
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    return actor.listener_id
