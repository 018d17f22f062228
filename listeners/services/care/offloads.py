"""How does an offload session get on file, and who is due, overdue or unprotected?

The Listener tells of his own; a coordinator keys in a paper card, for one or a whole group, and corrects. A text is
sealed: its writer never sees it again, and each reading of it by a coordinator leaves a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.offload import (
    ATTENDING,
    Due,
    LedBy,
    Officer,
    OffloadKind,
    OffloadState,
    OnTime,
    SessionPlace,
    Start,
    is_protected,
    last_unprotected,
    offload_state,
    on_time,
    on_time_together,
)
from listeners.domain.care.planned import Settled, settled
from listeners.domain.care.reconciled import ToldTwice, told_differently
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.nights import local_date, not_of_the_last_year
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import policies_of
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import in_order_told, sessions, still_here
from listeners.services.care.readings import note_reading
from listeners.store import night_facts, people_facts
from listeners.store.care import offload_facts, offload_plans
from listeners.store.care.offload_facts import Held, OffloadOnFile, OffloadsTold
from listeners.store.care.offload_plans import PlannedOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

__all__ = [
    "Held",
    "OffloadOnFile",
    "OffloadRow",
    "OffloadTeam",
    "correct",
    "hold_apart",
    "key_in",
    "log",
    "on_file_already",
    "one",
    "read_text",
    "team",
    "told",
]

SHARE_DAYS = 182
"""The share on time is that of the last 26 weeks."""


@dataclass(frozen=True, slots=True)
class OffloadRow:
    """Where one Listener stands: the next session, the last one held, and the unbroken run of unprotected ones.
    ``every_days`` are the days in force for him, ``own_days`` those that were agreed with him, if any."""

    member: TeamMember
    every_days: int
    own_days: int | None
    state: OffloadState
    last: OffloadOnFile | None
    unprotected: int
    on_time: OnTime


@dataclass(frozen=True, slots=True)
class Differing:
    """A session that a Listener and a card tell differently, in the last 26 weeks."""

    member: TeamMember
    told: ToldTwice


@dataclass(frozen=True, slots=True)
class OffloadTeam:
    """The offload of one site's team as of ``today``: the longest overdue first, then by date."""

    today: date
    every_days: int
    rows: tuple[OffloadRow, ...]
    share: OnTime
    differ: tuple[Differing, ...]
    """Of which it is not settled whether an officer was near, the newest first."""
    unprotected_share: tuple[int, int]
    """Of the sessions held in the last 26 weeks: how many were unprotected, and how many there were."""
    planned: tuple[PlannedOnFile, ...]
    """Those of which it is not on file what became of them, the earliest first."""
    settled: Settled
    """What became of those that were planned for a day of the last 26 weeks."""

    def planned_for(self, listener: ListenerId) -> date | None:
        """Return on which day from today on the next session is planned for somebody."""
        days = (each.plan.on for each in self.planned if listener in each.people and each.plan.on >= self.today)
        return min(days, default=None)

    @property
    def nothing_on_file(self) -> tuple[OffloadRow, ...]:
        """Those of whom no session is on file though some were owed: a share that is low by them may tell of the file,
        not of the offloads."""
        return tuple(row for row in self.rows if row.last is None and row.on_time.owed)

    def standing(self, due: Due) -> tuple[OffloadRow, ...]:
        """Return those who are due, overdue or not yet due."""
        return tuple(row for row in self.rows if row.state.due is due)


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


def team(site: Site, actor: Actor, now: datetime) -> OffloadTeam:
    """Return where everybody of a site's team stands with offload (5 statements, the row of this reading
    included).

    Raises:
        NotAllowed: the actor may not read offloads of this site.
    """
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    note_reading(actor, site.id, Kind.OFFLOAD, now)
    today = local_date(now, site.zone)
    every_days = policies_of(people_facts.policy_changes(site.id))(today).offload_every_days
    on_file = offload_facts.told_of(site.id, since=share_from(today))
    here, plans = still_here(night_facts.team(site), today), offload_plans.planned(site.id, share_from(today))
    rows = tuple(row_of(site, member, on_file, today, every_days) for member in here)
    return OffloadTeam(
        today=today,
        every_days=every_days,
        rows=tuple(sorted(rows, key=lambda row: (row.state.due_on, row.member.name))),
        share=on_time_together(row.on_time for row in rows),
        differ=_differing(on_file.sessions, here, today),
        unprotected_share=_unprotected_share(on_file.sessions, here, today),
        planned=tuple(each for each in plans if each.is_open),
        settled=settled(((each.plan.on, each.state, each.cancelled_by) for each in plans), today),
    )


def share_from(today: date) -> date:
    """Return the first of the days that the share on time is about."""
    return today - timedelta(days=SHARE_DAYS - 1)


def row_of(site: Site, member: TeamMember, told: OffloadsTold, today: date, of_site: int) -> OffloadRow:
    """Return where one Listener stands with offload, by what is on file of him: sessions ``since`` share_from are
    enough. ``of_site``: how often offload is owed at his prison, in days."""
    start = Start(member.joined_on, site.recording_since)
    on_file, cadence = told.of(member.id), told.cadence(member.id, of_site)
    held = sessions(on_file)
    return OffloadRow(
        member=member,
        every_days=cadence.on(today),
        own_days=cadence.own_on(today),
        state=offload_state(held, start, today, cadence.on(today)),
        last=next((each for each in on_file if each.held.on <= today), None),
        unprotected=len(last_unprotected(held, today)),
        on_time=on_time(held, start, cadence, share_from(today), today),
    )


def _differing(
    on_file: dict[ListenerId, tuple[OffloadOnFile, ...]], here: tuple[TeamMember, ...], today: date
) -> tuple[Differing, ...]:
    found = [
        Differing(member, told)
        for member in here
        for told in told_differently(each.fact for each in in_order_told(on_file.get(member.id, ())))
        if share_from(today) <= told.own.on
    ]
    return tuple(sorted(found, key=lambda each: (each.told.own.on, each.member.name), reverse=True))


def _unprotected_share(
    on_file: dict[ListenerId, tuple[OffloadOnFile, ...]], here: tuple[TeamMember, ...], today: date
) -> tuple[int, int]:
    first = share_from(today)
    held = [fact for member in here for fact in sessions(on_file.get(member.id, ())) if first <= fact.on <= today]
    return sum(not is_protected(fact) for fact in held), len(held)


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
