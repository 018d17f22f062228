"""How does an offload session get on file, and who is due, overdue or unprotected?

The Listener tells of his own; a coordinator keys in a paper card, for one or a whole group, and corrects. A text is
sealed: its writer never sees it again, and each reading of it by a coordinator leaves a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.offload import (
    ATTENDING,
    LedBy,
    Officer,
    OffloadKind,
    SessionPlace,
)
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.nights import local_date, not_of_the_last_year
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.readings import note_reading
from listeners.store import night_facts
from listeners.store.care import offload_facts
from listeners.store.care.offload_facts import Held, OffloadOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

__all__ = [
    "Held",
    "OffloadOnFile",
    "correct",
    "hold_apart",
    "key_in",
    "log",
    "on_file_already",
    "one",
    "read_text",
    "told",
]


def told(
    on: date,
    kind: str,
    led_by: str,
    private: str,
    officer: str,
    minutes: int,
    useful: str | None = None,
    place: str | None = None,
    present: Iterable[str] = (),
) -> Held:
    """Return a session from the words of a form; ``private`` is yes or no, ``useful`` and ``place`` may be empty.

    Raises:
        Unreadable: a word is none of those that the form offers.
    """
    try:
        return Held(
            on=on,
            kind=OffloadKind(kind),
            led_by=LedBy(led_by),
            private={"yes": True, "no": False}[private],
            officer=Officer(officer),
            minutes=minutes,
            useful=int(useful) if useful else None,
            place=SessionPlace(place) if place else None,
            present=frozenset(LedBy(each) for each in present),
        )
    except (ValueError, KeyError) as fault:
        raise Unreadable("offload", [Problem(None, None, "choose one of the answers")]) from fault


def log(site: Site, held: Held, text: str | None, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Record a session that the actor himself attended, the text sealed.

    Raises:
        NotAllowed: the actor is not a Listener of this site.
        Unreadable: a fact of it cannot be (a date ahead, a length of nothing).
    """
    listener = _self(actor)
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id, listener)
    if text:
        require(actor, Do.WRITE, Kind.OFFLOAD_TEXT, site.id, listener)
    _must_be_possible(site, held, text, now)

    def do(session: Session) -> str:
        row_id = offload_facts.add(session, site.id, listener, held, text, actor, now, on_behalf=False)
        audit(session, actor, now, "offload_logged", Kind.OFFLOAD, object_id=row_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)


def key_in(
    site: Site,
    listeners: Collection[ListenerId],
    held: Held,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    also: Callable[[Session], None] | None = None,
) -> None:
    """Record a session from a paper card on behalf of one Listener, or of a group: the same facts for each. There is no
    text: what was written on the card stays on the card. ``also`` is done in the same act.

    Raises:
        NotAllowed: the actor may not record offloads at this site.
        NotFound: somebody is not of this site's team.
        Unreadable: nobody is named, a fact of it cannot be, or one answer about its use is given for several.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    _must_be_possible(site, held, None, now)
    whom = frozenset(listeners)
    if not whom:
        raise Unreadable("offload", [Problem(None, "people", "choose who was there")])
    if held.useful is not None and len(whom) > 1:
        raise Unreadable("offload", [Problem(None, "useful", "each Listener's own: key in one card at a time")])
    if not whom <= {member.id for member in night_facts.team(site)}:
        raise NotFound("nobody of that id at this site")

    def do(session: Session) -> str:
        if also is not None:
            also(session)
        for listener in sorted(whom):
            row_id = offload_facts.add(session, site.id, listener, held, None, actor, now, on_behalf=True)
            audit(session, actor, now, "offload_keyed_in", Kind.OFFLOAD, object_id=row_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)


def on_file_already(site: Site, listeners: Collection[ListenerId], held: Held, actor: Actor) -> tuple[ListenerId, ...]:
    """Return those of some Listeners who have a session of that kind on that date already: perhaps the same one.

    Raises:
        NotAllowed: the actor may not read offloads of this site.
    """
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    found = offload_facts.offloads(site.id, listeners)
    return tuple(
        sorted(
            listener
            for listener, rows in found.items()
            if any((row.held.on, row.held.kind) == (held.on, held.kind) for row in rows)
        )
    )


def one(site: Site, offload_id: str, actor: Actor, now: datetime) -> OffloadOnFile:
    """Return one session, to be corrected; how useful it was is among it, so the reading is noted.

    Raises:
        NotAllowed, NotFound.
    """
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    found = offload_facts.offload(site.id, offload_id)
    note_reading(actor, site.id, Kind.OFFLOAD, now, found.listener, offload_id)
    return found


def correct(
    site: Site,
    offload_id: str,
    seen_version: int,
    held: Held,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Correct the facts of a session and return whose it is; the earlier version is kept, the text is left alone.

    Raises:
        NotAllowed, NotFound, Unreadable.
        Conflict: somebody has corrected it since it was read.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    _must_be_possible(site, held, None, now)

    def do(session: Session) -> str:
        listener, changed = offload_facts.correct(session, site.id, offload_id, seen_version, held, actor, now)
        if changed:
            audit(session, actor, now, "offload_corrected", Kind.OFFLOAD, object_id=offload_id, subject_id=listener)
        return listener

    return ListenerId(once(actor, act_key, now, do))


def hold_apart(
    site: Site, offload_id: str, apart: bool, actor: Actor, now: datetime, act_key: str | None = None
) -> ListenerId:
    """Say of a card whether it is of another session than its Listener told of that day, and return whose it is.

    Raises:
        NotAllowed.
        NotFound: there is no such card.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)

    def do(session: Session) -> str:
        listener, changed = offload_facts.hold_apart(session, site.id, offload_id, apart, actor, now)
        if changed:
            audit(session, actor, now, "offload_apart", Kind.OFFLOAD, object_id=offload_id, subject_id=listener)
        return listener

    return ListenerId(once(actor, act_key, now, do))


def read_text(site: Site, offload_id: str, actor: Actor, now: datetime) -> tuple[OffloadOnFile, str]:
    """Return a session and its text, opened, after noting that the actor reads it.

    Raises:
        NotAllowed: only a coordinator of the site reads texts.
        NotFound: there is no such session, or it has no text.
    """
    require(actor, Do.READ, Kind.OFFLOAD_TEXT, site.id)
    found = offload_facts.offload(site.id, offload_id)
    if not found.has_text:
        raise NotFound("no such text")
    note_reading(actor, site.id, Kind.OFFLOAD_TEXT, now, found.listener, offload_id)
    return found, offload_facts.text_of(site.id, offload_id)


def _self(actor: Actor) -> ListenerId:
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    return actor.listener_id


def _must_be_possible(site: Site, held: Held, text: str | None, now: datetime) -> None:
    faults = (
        (not 1 <= held.minutes <= 480, "length", "from 1 to 480 minutes"),
        (held.useful is not None and not 1 <= held.useful <= 5, "useful", "from 1 to 5"),
        (not held.present <= frozenset(ATTENDING), "present", "how near an officer was is asked by itself"),
        (len(text or "") > LONGEST_TEXT, "text", f"{LONGEST_TEXT} characters at most"),
    )
    problems = [Problem(None, column, why) for wrong, column, why in faults if wrong]
    if (fault := not_of_the_last_year(held.on, local_date(now, site.zone))) is not None:
        problems.append(Problem(None, "date", fault))
    if problems:
        raise Unreadable("offload", problems)
