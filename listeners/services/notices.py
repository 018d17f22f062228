"""Who is still to be told something? A notice to a Listener is a slip in a print queue, ticked when handed over; to
everybody else it is a line on their page, gone when they have seen it.

A notice is of one site: no page mixes the names of two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.notices import (
    NOT_LONG,
    QUESTION,
    SAID_NO,
    Facts,
    after_handing_over,
    ids_in,
    nights_by_date,
    nights_told,
    still_true,
)
from listeners.domain.notices_together import rows
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.services.cover_page import WaitedFor, waited_for
from listeners.services.notices_to_do import still_long, to_do, with_taken_back
from listeners.services.own_nights import nights_of
from listeners.store import notices_facts
from listeners.store.acts import once
from listeners.store.database import Session
from listeners.store.journal import audit
from listeners.store.notices_facts import Named, NoticeOnFile

BY = "by"
"""A fact: the username of who did it. A page gives that account's name, as everywhere else."""
MOST_SHOWN = 100
"""Lines of one page. Only what is still to be done is counted: what is done by now hides nothing."""
MOST_SLIPS = 600
"""Slips of one page, counted in the same way: ten for each of the largest team."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as a page shows it: its kind, its facts, the names of the Listeners in them, and when it was queued.

    ``to`` is whom a slip is for. ``done_at`` and ``done_by`` tell when it was seen or handed over, and by whom.
    """

    id: str
    kind: str
    facts: Facts
    names: dict[str, str]
    created_at: datetime
    to: Named | None
    done_at: datetime | None
    done_by: str | None
    same: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """What is seen with it: the notice itself and all that say the same."""
        return (self.id, *self.same)

    @property
    def nights(self) -> tuple[tuple[date, str], ...]:
        """The nights that a line to a Listener speaks of, by date, each with what is so of it."""
        return nights_by_date([self.facts])


@dataclass(frozen=True, slots=True)
class Slip:
    """What one Listener is given on one piece of paper: everything about his nights, or one rest to show at work."""

    lines: tuple[NoticeLine, ...]

    @property
    def id(self) -> str:
        """What a page knows it by: the id of the newest line."""
        return self.lines[-1].id

    @property
    def line_ids(self) -> tuple[str, ...]:
        """What is ticked with it: exactly the lines that stand on it."""
        return tuple(line.id for line in self.lines)

    @property
    def nights(self) -> tuple[tuple[date, str], ...]:
        """All its nights as one list, by date, each with what is so of it; none where it is of a rest."""
        return nights_by_date(line.facts for line in self.lines)

    @property
    def to(self) -> Named | None:
        """Whom it is for."""
        return self.lines[-1].to

    @property
    def created_at(self) -> datetime:
        """When the newest line was queued."""
        return self.lines[-1].created_at


def on_one_page(waiting: Sequence[NoticeLine]) -> Sequence[NoticeLine]:
    """Return the lines of one page of those that wait, the newest first: of two about one man the first is how it is
    now. Of more than ``MOST_SHOWN`` the newest are left out, to follow as the others are seen: the oldest would be
    pushed out by each new one, and nobody would ever see them."""
    return waiting[-MOST_SHOWN:]


def notices_for(actor: Actor, site: Site, now: datetime, *, waiting: bool = True) -> tuple[NoticeLine, ...]:
    """Return what an account is still to be told at a site, what is done by now left out and the same words told once,
    or what it has seen, that of one day in the same rows; the newest first (2 to 4 statements, 1 more where a line says
    who did something).

    Raises:
        NotAllowed: the actor may not see the rota of this site.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    if actor.account_id is None:
        return ()
    most = None if waiting else MOST_SHOWN
    lines = _lines(site, notices_facts.to_account(site.id, actor.account_id, waiting=waiting, most=most))
    if waiting:
        return _newest_first(site, _to_do(site, lines, now)[0])
    days = groupby(lines, lambda line: local_date(line.done_at or now, site.zone))
    return tuple(line for _, of_day in days for line in _as_on_file(site, _newest_first(site, tuple(of_day)[::-1])))


def _as_on_file(site: Site, seen: tuple[NoticeLine, ...]) -> tuple[NoticeLine, ...]:
    """Return the lines that were seen; one about a call-out that lasted too long, or about an override, says what is on
    file now."""
    left = with_taken_back(site, still_long(site, [line.facts for line in seen]))
    return tuple(
        replace(line, facts=facts or {**line.facts, NOT_LONG: True}) for line, facts in zip(seen, left, strict=True)
    )


def count_waiting(actor: Actor, site: Site, now: datetime) -> int:
    """Return how many lines wait for an account at a site: what is done by now is not counted (as ``notices_for``).

    Raises:
        NotAllowed: the actor may not see the rota of this site.
    """
    return len(notices_for(actor, site, now))


def see(site: Site, notice_ids: Collection[str], actor: Actor, now: datetime) -> None:
    """Mark notices as seen by the account that they are for; those of others stay. What was done before it was seen is
    set aside.

    Raises:
        NotAllowed: the actor may not see the rota of this site.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    account_id = actor.account_id
    if account_id is None or not notice_ids:
        return

    def do(session: Session) -> str:
        waiting = _lines(site, notices_facts.to_account(site.id, account_id, waiting=True))
        if notices_facts.done(session, site.id, notice_ids, account_id, actor, now):
            notices_facts.set_void(session, site.id, _to_do(site, waiting, now)[1], actor, now)
            audit(session, actor, now, "notices_seen", Kind.ROTA, site_id=site.id)
        return ""

    once(actor, None, now, do)


def _to_do(site: Site, lines: Sequence[NoticeLine], now: datetime) -> tuple[tuple[NoticeLine, ...], tuple[str, ...]]:
    """Return the lines of which something is still to be done, and the ids of the others."""
    pairs = list(zip(lines, to_do(site, [line.facts for line in lines], now), strict=True))
    left = tuple(replace(line, facts=facts) for line, facts in pairs if facts is not None)
    return left, tuple(line.id for line, facts in pairs if facts is None)


def _newest_first(site: Site, lines: Sequence[NoticeLine]) -> tuple[NoticeLine, ...]:
    """Return the rows of lines that come with the oldest first: of each row its oldest line, seen with all the
    others."""
    told = rows([(line.kind, line.facts, local_date(line.created_at, site.zone)) for line in lines])
    return tuple(
        replace(lines[row.lines[0]], facts=row.facts, same=tuple(lines[each].id for each in row.lines[1:]))
        for row in reversed(told)
    )


def slips(site: Site, actor: Actor, now: datetime) -> tuple[Slip, ...]:
    """Return the slips that wait to be printed and handed over, by cell and name: for each Listener one of all his
    nights, and one for each rest, to show at his work (3 statements; 7 more where somebody is asked something). What is
    no longer so, whatever changed it, is on none of them.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    _require_slips(actor, site)
    return _queue(site, _waiting(site), now)[0][:MOST_SLIPS]


def slips_handed_over(site: Site, actor: Actor) -> tuple[NoticeLine, ...]:
    """Return what has been handed over to Listeners, the latest first (2 statements).

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    _require_slips(actor, site)
    return _lines(site, notices_facts.to_listeners(site.id, waiting=False, most=MOST_SHOWN))


def hand_over(
    site: Site, given: Collection[Collection[str]], actor: Actor, now: datetime, act_key: str | None = None
) -> int:
    """Tick slips as handed over, each given by the ids of the lines that stand on it, and return of how many something
    was still waiting. A line queued since it was printed goes on waiting. What waited until it was no longer true is
    set aside, and what a slip handed over makes void is taken off older ones.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    _require_slips(actor, site)

    def do(session: Session) -> str:
        waiting = _waiting(site)
        _, void = _queue(site, waiting, now)
        handed = notices_facts.done(session, site.id, [id_ for slip in given for id_ in slip], None, actor, now)
        number = sum(not handed.isdisjoint(slip) for slip in given)
        if handed:
            notices_facts.set_void(session, site.id, void, actor, now)
            notices_facts.set_facts(session, site.id, _changed(waiting, handed), handed)
            audit(session, actor, now, "slips_handed_over", Kind.ROTA, site_id=site.id, detail={"slips": number})
        return str(number)

    return int(once(actor, act_key, now, do)) if given else 0


def _waiting(site: Site) -> tuple[tuple[NoticeLine, ...], ...]:
    """Return the lines that wait, those of one Listener together, the oldest first."""
    lines = _lines(site, notices_facts.to_listeners(site.id, waiting=True))
    return tuple(tuple(of_one) for _, of_one in groupby(sorted(lines, key=_whose), key=_whose))


def _changed(waiting: Iterable[tuple[NoticeLine, ...]], handed: Collection[str]) -> dict[str, Facts]:
    """Return the lines of which only a part is left once these are handed over, with that part."""
    found: dict[str, Facts] = {}
    for listed in waiting:
        kept = after_handing_over([(line.facts, line.id in handed) for line in listed])
        for line, left in zip(listed, kept, strict=True):
            if left is not None and left != line.facts:
                found[line.id] = left
    return found


def _queue(
    site: Site, waiting: Iterable[tuple[NoticeLine, ...]], now: datetime
) -> tuple[tuple[Slip, ...], tuple[str, ...]]:
    """Return the slips that wait, and the ids of what waited until it was no longer true."""
    today, found, void, grouped = local_date(now, site.zone), [], [], list(waiting)
    down = _down(site, {line.to.id for listed in grouped for line in listed if line.to}, today)
    is_asked = any(QUESTION in line.facts for listed in grouped for line in listed)
    asked = waited_for(site, now) if is_asked else WaitedFor({}, {})
    for listed in grouped:
        whose = listed[0].to
        his = asked.now.get(whose.id, frozenset()) if whose else frozenset()
        later = asked.later.get(whose.id, frozenset()) - his if whose else frozenset()
        kept = still_true([line.facts for line in listed], down[whose.id] if whose else {}, today, now, his)
        over = (line for line, facts in zip(listed, kept, strict=True) if facts is None)
        void += [line.id for line in over if line.facts.get(QUESTION) not in later]
        holds = [replace(line, facts=facts) for line, facts in zip(listed, kept, strict=True) if facts is not None]
        nights = tuple(line for line in holds if nights_told(line.facts))
        found += [Slip(of_slip) for of_slip in [nights, *((line,) for line in holds if line not in nights)] if of_slip]
    return tuple(found), tuple(void)


def _down(site: Site, listeners: Collection[ListenerId], today: date) -> Mapping[ListenerId, Mapping[date, str]]:
    """Return for which nights from today on each of these Listeners is down, and in which place, or that he has said
    that he cannot (1 statement, or none)."""
    nights = nights_of(site, listeners, today)
    return {
        listener: {
            each.night: SAID_NO if each.said_no else each.place for each in nights.get(listener, ()) if not each.off
        }
        for listener in listeners
    }


def _whose(line: NoticeLine) -> tuple[str, str, str]:
    """By cell, as somebody walks who hands them over; then by name."""
    return (line.to.cell, line.to.name.casefold(), line.to.ref) if line.to else ("", "", "")


def _require_slips(actor: Actor, site: Site) -> None:
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.REST, site.id)


def _lines(site: Site, found: Iterable[NoticeOnFile]) -> tuple[NoticeLine, ...]:
    listed = list(found)
    names = notices_facts.names(site.id, {each for notice in listed for each in ids_in(notice.facts)})
    desks = notices_facts.account_names({notice.facts[BY] for notice in listed if BY in notice.facts})
    return tuple(
        NoticeLine(
            id=notice.id,
            kind=notice.kind,
            facts=notice.facts | ({BY: desks.get(notice.facts[BY], notice.facts[BY])} if BY in notice.facts else {}),
            names=names,
            created_at=notice.created_at,
            to=notice.listener,
            done_at=notice.done_at,
            done_by=notice.done_by,
        )
        for notice in listed
    )
