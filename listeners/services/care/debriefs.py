"""What came of the talks after call-outs: which are still to be offered or held, and whom does a second look wait for?

The first offer stands on the call-out, put there by the desk at the return or by a coordinator. What he said to it, and
the second look seven days later, are the coordinators' alone. Nobody is made to talk, and a "no" changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.debrief import Look, Talk, TalkOnFile, second_look_on, talk_fault
from listeners.domain.nights import local_date
from listeners.domain.notices_together import SECOND_LOOK
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.contacts import CallsOf, OwnCall, calls_of
from listeners.services.duty_gaps import settle_notices
from listeners.store.care import contact_facts, debriefs
from listeners.store.care.contact_facts import ContactOnFile
from listeners.store.care.debriefs import Talks
from listeners.store.database import Session
from listeners.store.journal import audit

OFFERED_WITHIN = timedelta(days=7)
"""How long a call-out after which no talk was offered is shown; after that the second look is due."""
SHOWN_FOR = timedelta(days=14)
"""How long a second look, or a talk that he agreed to, is waited for (a design choice)."""
LOOK_BACK_DAYS = 7 + SHOWN_FOR.days + 1
"""No call-out of more days ago is open."""


@dataclass(frozen=True, slots=True)
class OpenTalk:
    """Somebody with whom something is still to be done after a call-out: offer a talk, hold it, or look a second time,
    due on a date. ``calls``: how many of his call-outs it is of; ``ended_at``: when the first of them ended."""

    member: TeamMember
    call_id: str
    look: Look
    ended_at: datetime
    due_on: date
    calls: int = 1


@dataclass(frozen=True, slots=True)
class OpenTalks:
    """What is open: not offered, agreed to and still to be held, and second looks that are due."""

    to_offer: tuple[OpenTalk, ...]
    to_hold: tuple[OpenTalk, ...]
    to_look: tuple[OpenTalk, ...]


@dataclass(frozen=True, slots=True)
class TalkPage:
    """One offer after one call-out. ``offered_on``: when it was made, where it is on file."""

    calls: CallsOf
    call: OwnCall
    look: Look
    offered_on: date | None
    on_file: TalkOnFile | None


def open_talks(
    site: Site,
    team: Iterable[TeamMember],
    contacts: Mapping[ListenerId, tuple[ContactOnFile, ...]],
    now: datetime,
) -> OpenTalks:
    """Return what is open at a site (1 statement, or none); imported call-outs owe nothing."""
    owed = [
        (member, each, ended)
        for member in team
        for each in contacts.get(member.id, ())
        if each.listened and not each.imported
        if (ended := _ended(each)) is not None and now - timedelta(days=LOOK_BACK_DAYS) <= ended <= now
    ]
    told, today = debriefs.talks(site.id, [each.id for _, each, _ in owed]), local_date(now, site.zone)
    offer, hold, look = [], [], []
    for member, each, ended in sorted(owed, key=lambda one: one[2]):
        first = OpenTalk(member, each.id, Look.FIRST, ended, local_date(ended, site.zone))
        second = OpenTalk(member, each.id, Look.SECOND, ended, second_look_on(ended, site.zone))
        if each.debrief_offered_at is None and now - ended <= OFFERED_WITHIN:
            offer.append(first)
        hold += [one for one in (first, second) if (found := told.get((each.id, one.look))) and found.talk.is_open]
        if (each.id, Look.SECOND) not in told and second.due_on <= today <= second.due_on + SHOWN_FOR:
            look.append(second)
    return OpenTalks(tuple(reversed(offer)), tuple(hold), _each_once(look))


def _ended(contact: ContactOnFile) -> datetime | None:
    """When he was back, or at the latest where his return was never entered."""
    return contact.interruption.end or contact.interruption.back_before


def _each_once(looks: list[OpenTalk]) -> tuple[OpenTalk, ...]:
    """One line for each Listener: one talk is of all his call-outs for which a second look is due."""
    found: dict[ListenerId, OpenTalk] = {}
    for each in looks:
        before = found.get(each.member.id)
        found[each.member.id] = (
            each
            if before is None
            else OpenTalk(each.member, before.call_id, each.look, before.ended_at, before.due_on, before.calls + 1)
        )
    return tuple(found.values())


def page(site: Site, listener: ListenerId, call_id: str, look: Look, actor: Actor, now: datetime) -> TalkPage:
    """Return one offer after a call-out of the last 28 days (4 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: no such call-out of his, or no first talk has been offered after it.
    """
    calls = calls_of(site, listener, actor, now)
    call = calls.one(call_id)
    on_file = calls.talks.get((call_id, look))
    if look is Look.SECOND:
        return TalkPage(calls, call, look, on_file.offered_on if on_file else None, on_file)
    if call.debrief_offered_at is None:
        raise NotFound("no talk has been offered yet")
    return TalkPage(calls, call, look, local_date(call.debrief_offered_at, site.zone), on_file)


def put(
    site: Site,
    call_id: str,
    look: Look,
    told: TalkOnFile,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Write what came of an offer, and return whose it is. A second look is of every call-out of his for which one is
    due; what is put on file otherwise later corrects it.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody went on such a call-out at this site, or no first talk has been offered after it.
        Unreadable: it cannot have been offered or held then.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    require(actor, Do.READ, Kind.CONTACT_TICKS, site.id)

    def do(session: Session) -> str:
        row = contact_facts.attendance_row(session, site.id, call_id)
        listener, ended = ListenerId(row.listener_id), row.back_at or row.back_before or row.out_at
        if ended is None or (look is Look.FIRST and row.debrief_offered_at is None):
            raise NotFound("nobody was out, or no talk has been offered yet")
        if fault := talk_fault(told.talk, told.offered_on, local_date(ended, site.zone), local_date(now, site.zone)):
            raise Unreadable("the talk", [Problem(None, *fault)])
        of = [call_id] if look is Look.FIRST else [call_id, *_also_due(site, listener, call_id, told.offered_on, now)]
        changed = [debriefs.put_talk(session, site.id, each, look, told, actor, now) for each in of]
        if any(changed):
            audit(session, actor, now, f"{look}_talk", Kind.CONTACT_TICKS, object_id=call_id, subject_id=listener)
        if look is Look.SECOND:
            settle_notices(session, site, [f"{SECOND_LOOK}:{each}:" for each in of], actor, now)
        return listener

    return ListenerId(once(actor, act_key, now, do))


def _also_due(site: Site, listener: ListenerId, call_id: str, on: date, now: datetime) -> list[str]:
    """His other call-outs for which a second look is due on a date and none is on file."""
    first = local_date(now, site.zone) - timedelta(days=LOOK_BACK_DAYS + 1)
    contacts = contact_facts.contacts(site.id, first, [listener]).get(listener, ())
    due = [
        each.id
        for each in contacts
        if each.listened and not each.imported and each.id != call_id
        if (ended := _ended(each)) is not None and second_look_on(ended, site.zone) <= on
    ]
    told: Talks = debriefs.talks(site.id, due)
    return [each for each in due if (each, Look.SECOND) not in told]


def fault_in(page_: TalkPage, talk: Talk, offered_on: date, site: Site, now: datetime) -> tuple[str, str] | None:
    """Return what cannot be so of what is to be put on file, as a field and words."""
    ended_on = local_date(page_.call.back_at or page_.call.out_at, site.zone)
    return talk_fault(talk, offered_on, ended_on, local_date(now, site.zone))
