"""A place on a published night wants somebody else, or anybody: who is asked, and until when?

A Listener asks for cover of a night of his, which stays his until somebody has it; or a duty was withdrawn, and its
place is empty. The program asks those whom no rule stops, in order; whose it is or was, and why, is told to none of
them. What is here opens a request, closes it and asks the next; ``cover_answers`` is what they say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from listeners.access import Actor, Do, Kind, require
from listeners.domain.cover import (
    Asked,
    PlaceToCover,
    able_to_take,
    asking_from,
    empty_now,
    next_to_ask,
    nobody_left,
    to_ask_anew,
)
from listeners.domain.notices import PAGE_FROM, QUESTION, UNTAKEN
from listeners.domain.people import ListenerId
from listeners.domain.rota.place_changes import Judge
from listeners.domain.states import CoverReply, CoverState
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.answers import require_to_speak_for
from listeners.services.cover_ends import close
from listeners.services.duty_gaps import duties_to_come, not_begun, tell_coordinators
from listeners.services.place_changes import as_told, facts_around
from listeners.store import cover_facts, cover_writes, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.cover_facts import RequestOnFile
from listeners.store.database import act, afterwards
from listeners.store.duties_facts import DutyOnFile
from listeners.store.journal import audit, queue_notice
from listeners.store.people_writes import EmptiedDuty

ASKED = "cover_asked"
"""Kind of notice to a Listener: can he do a night?"""
LONGEST_WAIT = timedelta(seconds=2)
"""So long the press that records a fact waits for another act to be done with the plan. Design choice."""
NOBODY_LEFT = "cover_nobody_left"
"""Kind of notice to coordinators: everybody who could take a place has been asked, and nobody has taken it."""


def ask_for_cover(
    site: Site, listener_id: ListenerId, night: date, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Ask others to take a night that a Listener is down for; it stays his until somebody has it.

    Raises:
        NotAllowed: the actor may not speak for this Listener.
        NotFound: he is not down for that night, or it has begun.
    """
    require_to_speak_for(actor, site, listener_id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id, [listener_id])
        his = [duty for duty in duties_to_come(site, now) if (duty.listener, duty.night) == (listener_id, night)]
        if not not_begun(his, now):
            raise NotFound("no such night ahead")
        open_for(session, site, his, actor, now)
        trace(session, site, "cover_opened", his[0].id, actor, now)
        return ""

    once(actor, act_key, now, do)


def open_for(session: Writing, site: Site, duties: Iterable[DutyOnFile], actor: Actor, now: datetime) -> None:
    """Ask for cover of these duties that have not begun, inside an act. One that is asked for already stays as it
    is; one that was taken back is asked for again, and whoever said no to it is not asked again."""
    wanted = not_begun(duties, now)
    if wanted:
        rota_writes.lock_plan(session, site.id)
        open_places(session, site, [place_of(duty) for duty in wanted], actor, now)


def open_left(
    session: Writing, site: Site, duties: Iterable[DutyOnFile | EmptiedDuty], actor: Actor, now: datetime
) -> None:
    """Open requests for the places that these duties, withdrawn by this act, have left empty; who can take them is
    asked as soon as the act is committed. A request for one that is under way goes on.

    The locks of their Listeners are held, so that of the plan is not taken: whoever has it may wait for them.
    """
    places = [place_of(duty) for duty in duties if duty.starts_at > now]
    if places:
        for opened in _open(session, site, places, actor, now):
            trace(session, site, "cover_opened", opened, actor, now)
        afterwards(session, partial(_ask_for_left, site, places, actor, now))


def _ask_for_left(site: Site, places: Sequence[PlaceToCover], actor: Actor, now: datetime) -> None:
    """Ask who can take the places that a fact has left empty, under the lock of the plan. Where that is long in coming
    the job asks instead."""
    with act() as session:
        rota_writes.wait_at_most(session, LONGEST_WAIT)
        rota_writes.lock_plan(session, site.id)
        _open(session, site, places, actor, now)  # one that another act was just taking back
        nights = {each.night for each in places}
        asking = [each.id for each in cover_facts.waiting(site.id, now) if each.night in nights]
        ask_on(session, site, asking, actor, now)


def open_places(
    session: Writing, site: Site, places: Sequence[PlaceToCover], actor: Actor, now: datetime
) -> frozenset[str]:
    """Open a request for each of these places, inside an act that has the lock of the plan, ask the first, and return
    which are new."""
    new = _open(session, site, places, actor, now)
    ask_on(session, site, new, actor, now)
    return new


def _open(session: Writing, site: Site, places: Iterable[PlaceToCover], actor: Actor, now: datetime) -> frozenset[str]:
    opened = (cover_writes.open_request(session, site.id, each, actor, now) for each in places)
    return frozenset(request for request in opened if request is not None)


def place_of(duty: DutyOnFile | EmptiedDuty) -> PlaceToCover:
    """Return what there is to be covered of a duty."""
    return PlaceToCover(duty.id, duty.night, duty.place, duty.starts_at, duty.ends_at)


def close_for(
    session: Writing,
    site: Site,
    listener_id: ListenerId,
    nights: Collection[date],
    actor: Actor,
    now: datetime,
    since: Mapping[date, datetime],
) -> None:
    """Take back what a Listener asked for of these nights, inside an act. Of a night with a moment in ``since`` only
    what was opened from then on: what a coordinator had others asked for before he said anything goes on."""
    if not nights:
        return
    for found in cover_facts.waiting(site.id, now):
        if found.listener == listener_id and found.night in nights:
            if found.opened_at < since.get(found.night, found.opened_at):
                continue
            rota_writes.lock_plan(session, site.id)
            close(session, site, found, CoverState.WITHDRAWN, actor, now)


def go_on_where_stopped(
    session: Writing, site: Site, actor: Actor, now: datetime, of: ListenerId | None = None
) -> None:
    """Open those requests again, inside an act, whose yes waits for a coordinator and cannot be agreed to any more, for
    a rule stops whoever gave it by now; and ask on at once. ``of``: the yes of one Listener alone."""
    waits = [each for each in cover_facts.waiting(site.id, now) if _waits_for(each, of)]
    if not waits:
        return
    rota_writes.lock_plan(session, site.id)
    judge, open_again = Judge(as_told(facts_around(site, [each.night for each in waits], now))), []
    for each in (found for found in cover_facts.waiting(site.id, now) if _waits_for(found, of)):
        taker = each.taken_by
        if taker is not None and taker not in able_to_take(judge, each.night, each.place, each.whose):
            close(session, site, each, CoverState.OPEN, actor, now)
            cover_writes.put_reply(session, each.id, taker, CoverReply.STOPPED, actor, now)
            open_again.append(each.id)
    ask_on(session, site, open_again, actor, now)


def _waits_for(found: RequestOnFile, listener: ListenerId | None) -> bool:
    return found.state is CoverState.TO_APPROVE and listener in (None, found.taken_by)


def withdraw(site: Site, request_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Take a request back: by the Listener whose night it is, or a coordinator, also of a place that nobody has. One
    that is closed already stays so; one whose night was taken off its Listener meanwhile goes on.

    Raises:
        NotAllowed, NotFound: it is somebody else's, or there is none.
    """
    seen = on_file(site, request_id)
    if seen.listener is None:
        require(actor, Do.WRITE, Kind.ROTA, site.id)
    else:
        require_to_speak_for(actor, site, seen.listener)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id, [] if seen.listener is None else [seen.listener])
        found = on_file(site, request_id)
        if found.waits_at(now) and found.listener == seen.listener:
            close(session, site, found, CoverState.WITHDRAWN, actor, now)
            trace(session, site, "cover_withdrawn", found.id, actor, now)
        return ""

    once(actor, act_key, now, do)


def on_file(site: Site, request_id: str) -> RequestOnFile:
    """Return a request for cover, whatever its state.

    Raises:
        NotFound: there is no such request.
    """
    found = cover_facts.request(site.id, request_id)
    if found is None:
        raise NotFound("no such request")
    return found


def ask_on(
    session: Writing, site: Site, request_ids: Collection[str], actor: Actor, now: datetime
) -> tuple[RequestOnFile, ...]:
    """Ask whoever is next for each of these open requests, inside an act that has the lock of the plan, and return them
    as they are then. For a place that has somebody by now nobody is asked any more; where nobody is left to ask or to
    wait for, coordinators are told, once. Of a request that was taken back whoever had not answered is asked anew, by
    a new slip: his answer is waited for from now on.

    Whoever is asked learns the night alone. So he is asked of one of its places at a time, and after a no of none.
    """
    waiting = {each.id: each for each in cover_facts.waiting(site.id, now)}
    nights = {each.id: each.night for each in waiting.values() if each.id in request_ids and _is_open(each)}
    if not nights:
        return ()
    facts = as_told(facts_around(site, [*nights.values()], now))
    judge = Judge(facts)
    noes = set(cover_facts.said_no(site.id, min(nights.values()), max(nights.values())))
    for id_, night in nights.items():
        found = waiting[id_]
        if found.listener is None and not empty_now(facts, night)[found.place]:
            cover_writes.set_state(session, id_, CoverState.WITHDRAWN, actor, now)
            continue
        listed = able_to_take(judge, night, found.place, found.whose)
        able = [listener for listener in listed if (listener, night) not in noes]
        others = [one for each in waiting.values() if each.id != id_ and each.night == night for one in _asks(each)]
        elsewhere = {each.listener for each in others}
        free = [listener for listener in able if listener not in elsewhere]
        anew = to_ask_anew(found.asked, found.opened_at)
        found = _with(found, anew, now)
        chosen = next_to_ask(free, found.asked, found.starts_at, now)
        ask_these(session, site, found, (*anew, *chosen), actor, now)
        waiting[id_] = _with(found, chosen, now)
        if nobody_left(able, (*waiting[id_].asked, *others), found.starts_at, now):
            _tell_untaken(session, site, found, actor, now)
    return tuple(each for each in cover_facts.waiting(site.id, now) if each.id in request_ids)


def _with(found: RequestOnFile, listeners: Collection[ListenerId], now: datetime) -> RequestOnFile:
    before = (each for each in found.asked if each.listener not in listeners)
    return replace(found, asked=(*before, *(Asked(listener, now) for listener in listeners)))


def _is_open(found: RequestOnFile) -> bool:
    return found.state is CoverState.OPEN


def _asks(found: RequestOnFile) -> Iterable[Asked]:
    """Who may still answer this request, however long ago he was asked, or would have its place, or was not wanted:
    he is not asked about another place of the night. Whom a rule kept from this place may do for another."""
    is_open = _is_open(found)
    return (
        each
        for each in found.asked
        if (each.reply is CoverReply.NONE and is_open)
        or each.reply is CoverReply.NOT_CHOSEN
        or found.waits_for_approval_of(each.listener)
    )


def _tell_untaken(session: Writing, site: Site, found: RequestOnFile, actor: Actor, now: datetime) -> None:
    facts: dict[str, object] = {UNTAKEN: found.id, "cover": found.night}
    event = f"{NOBODY_LEFT}:{found.id}:{found.opened_at:%Y%m%d%H%M%S}"
    tell_coordinators(session, site, event, NOBODY_LEFT, facts, actor, now)


def ask_these(
    session: Writing,
    site: Site,
    found: RequestOnFile,
    listeners: Sequence[ListenerId],
    actor: Actor,
    now: datetime,
) -> None:
    """Ask these Listeners, and queue a slip for each: the night alone, not whose it is."""
    cover_writes.ask(session, site.id, found.id, listeners, actor, now)
    for listener in listeners:
        facts: dict[str, object] = {"cover": found.night, QUESTION: found.id, **page_later(now, found.starts_at)}
        event = f"{ASKED}:{found.id}:{now:%Y%m%d%H%M%S}"
        queue_notice(session, site.id, event, ASKED, facts, now, listener_id=listener)


def page_later(now: datetime, *starts_at: datetime) -> dict[str, object]:
    """Return the fact of a slip that asks about these nights before a kiosk does: from when on his page does."""
    begins = asking_from(*starts_at)
    return {PAGE_FROM: begins} if begins > now else {}


def trace(
    session: Writing,
    site: Site,
    verb: str,
    object_id: str,
    actor: Actor,
    now: datetime,
    *,
    whom: ListenerId | None = None,
) -> None:
    """Put an act about a duty or a request for cover on record, and for ``whom`` it was done: never what somebody said
    to it."""
    audit(session, actor, now, verb, Kind.ROTA, site_id=site.id, object_id=object_id, subject_id=whom)
