"""What does a coordinator do about a flag: take it up, go through it together, note what was done, look
again, close it?

Every move names the version of the flag that was read: of two coordinators the second is told that the first was there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.flag_life import (
    REVIEW_WITHIN_DAYS,
    REVIEWED,
    FollowUp,
    MoveFault,
    Outcome,
    fault_in_follow_up,
    fault_in_move,
    fault_in_review,
    fault_in_talk,
)
from listeners.domain.care.flags import FlagState
from listeners.domain.care.wording import LONGEST_TEXT
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site
from listeners.errors import Conflict, Problem, RuleBroken, Unreadable
from listeners.services.acts import once
from listeners.services.care.flag_notices import settle
from listeners.store.care import flag_facts
from listeners.store.care.wellbeing import Flag
from listeners.store.database import Session
from listeners.store.journal import audit


def take_up(
    site: Site, flag_id: str, seen_version: int, actor: Actor, now: datetime, act_key: str | None = None
) -> ListenerId:
    """Make the actor the one who looks after a flag, and return whose flag it is.

    Raises:
        NotAllowed, NotFound.
        Conflict: somebody else has taken it up since it was read.
    """
    return _move(site, flag_id, seen_version, FlagState.TAKEN_UP, None, {}, actor, now, act_key)


def go_through(
    site: Site,
    flag_id: str,
    seen_version: int,
    told_on: date,
    answer: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Record that the Listener was told, when, and his answer in his own words (sealed, and it may be empty).

    Raises:
        NotAllowed, NotFound, Conflict.
        Unreadable: the date is ahead or before it was raised for the first time (what was talked about before it was
            closed and raised again is a fact, whenever it is keyed in), or the answer too long.
    """
    raised_on = local_date(flag_facts.first_raised_at(site.id, flag_id), site.zone)
    if fault := fault_in_talk(told_on, raised_on, local_date(now, site.zone)):
        raise Unreadable("flag", [Problem(None, "told on", fault)])
    note = {"told_on": told_on.isoformat(), "answer": _short(answer)}
    return _move(site, flag_id, seen_version, FlagState.GONE_THROUGH, None, note, actor, now, act_key)


def close(
    site: Site,
    flag_id: str,
    seen_version: int,
    outcome: Outcome,
    words: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Close a flag with how it ended. It is kept, and only new facts raise it again.

    Raises:
        NotAllowed, NotFound, Conflict.
    """
    note = {"outcome": outcome.value, "words": _short(words)}
    return _move(site, flag_id, seen_version, FlagState.CLOSED, outcome, note, actor, now, act_key)


def follow_up(
    site: Site,
    flag_id: str,
    seen_version: int,
    kind: FollowUp,
    consent: bool,
    words: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Note something that was done about a flag. The flag itself stays as it is.

    Raises:
        NotAllowed, NotFound.
        Conflict: nobody has taken it up, it is closed, or it has changed since it was read.
        RuleBroken: healthcare without the Listener's consent.
    """
    require(actor, Do.WRITE, Kind.FLAG, site.id)
    note = {"words": _short(words)}

    def do(session: Session) -> str:
        row = _row(session, site, flag_id, seen_version)
        fault = fault_in_follow_up(row.state, kind, consent)
        if fault is MoveFault.CONSENT_MISSING:
            raise RuleBroken([fault])
        if fault is not None:
            raise Conflict("changed meanwhile")
        return _noted(session, site, row, kind.value, note, actor, now)

    return ListenerId(once(actor, act_key, now, do))


def review(
    site: Site,
    flag_id: str,
    seen_version: int,
    again_on: date | None,
    words: str,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> ListenerId:
    """Note that somebody looked at a flag again, and on which day to look the next time (None: no day is set).

    Raises:
        NotAllowed, NotFound.
        Conflict: nobody has taken it up, it is closed, or it has changed since it was read.
        Unreadable: the day is not from tomorrow to 56 days ahead, or the note too long.
    """
    require(actor, Do.WRITE, Kind.FLAG, site.id)
    note = {"words": _short(words), "again_on": again_on.isoformat() if again_on else ""}

    def do(session: Session) -> str:
        row = _row(session, site, flag_id, seen_version)
        fault = fault_in_review(row.state, local_date(now, site.zone), again_on)
        if fault is MoveFault.DAY_OUT_OF_REACH:
            raise Unreadable("flag", [Problem(None, "again on", f"from tomorrow to {REVIEW_WITHIN_DAYS} days ahead")])
        if fault is not None:
            raise Conflict("changed meanwhile")
        row.review_on = again_on
        row.recorded_at, row.recorded_by = now, actor.account_id
        return _noted(session, site, row, REVIEWED, note, actor, now)

    return ListenerId(once(actor, act_key, now, do))


def _move(
    site: Site,
    flag_id: str,
    seen_version: int,
    to: FlagState,
    outcome: Outcome | None,
    note: Mapping[str, str],
    actor: Actor,
    now: datetime,
    act_key: str | None,
) -> ListenerId:
    require(actor, Do.WRITE, Kind.FLAG, site.id)

    def do(session: Session) -> str:
        row = _row(session, site, flag_id, seen_version)
        if fault_in_move(row.state, to, outcome) is not None:
            raise Conflict("changed meanwhile")
        row.state, row.outcome = to, outcome
        if to is FlagState.TAKEN_UP:
            row.owner_id = actor.account_id
        if to is FlagState.CLOSED:
            row.review_on = None
        row.recorded_at, row.recorded_by = now, actor.account_id
        if to is FlagState.TAKEN_UP:
            settle(session, site, row.id, actor, now)
        return _noted(session, site, row, to.value, note, actor, now)

    return ListenerId(once(actor, act_key, now, do))


def _row(session: Session, site: Site, flag_id: str, seen_version: int) -> Flag:
    row = flag_facts.row_of(session, site.id, flag_id)
    if row.version != seen_version:
        raise Conflict("changed meanwhile")
    return row


def _noted(
    session: Session, site: Site, row: Flag, word: str, note: Mapping[str, str], actor: Actor, now: datetime
) -> str:
    flag_facts.add_step(session, site.id, row.id, word, note, actor, now)
    audit(session, actor, now, f"flag_{word}", Kind.FLAG, object_id=row.id, subject_id=row.listener_id)
    return str(row.listener_id)


def _short(words: str) -> str:
    if len(words) > LONGEST_TEXT:
        raise Unreadable("flag", [Problem(None, "words", f"{LONGEST_TEXT} characters at most")])
    return words.strip()
