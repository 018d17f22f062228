"""With whom who leaves is a talk due, and what did he say of his time? For the branch coordinator alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.exit_talk import Due, ExitTalk, TalkOn, due, exit_fault
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.readings import note_reading
from listeners.store import night_facts
from listeners.store.care import exit_talks
from listeners.store.care.exit_talks import ExitOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

KIND = Kind.AVAILABILITY_REASON
"""The row that lets a coordinator write and nobody else read (docs/decisions/0046)."""


@dataclass(frozen=True, slots=True)
class ExitsPage:
    """The talks that are due ``today``, by the date until which they are, and with whom one is on file, by name."""

    today: date
    due: tuple[tuple[TeamMember, Due], ...]
    on_file: tuple[TeamMember, ...]


@dataclass(frozen=True, slots=True)
class ExitPage:
    """The talks with one Listener, the newest first."""

    member: TeamMember
    talks: tuple[ExitOnFile, ...]


def listed(site: Site, actor: Actor, now: datetime) -> ExitsPage:
    """Return with whom a talk is due, and with whom one is on file, unopened (2 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.WRITE, KIND, site.id)
    team, found = night_facts.team(site), exit_talks.on_file(site.id)
    today = local_date(now, site.zone)
    owed = [(each, one) for each in team for one in due(each.standings, found.get(each.id, ()), today)]
    return ExitsPage(
        today,
        tuple(sorted(owed, key=lambda one: (one[1].until, one[0].name))),
        tuple(sorted((each for each in team if each.id in found), key=lambda member: member.name)),
    )


def of(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> ExitPage:
    """Open the talks with one Listener; the reading is noted before they are shown (3 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unopened: one is sealed under another key, or has been changed.
    """
    require(actor, Do.WRITE, KIND, site.id)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, KIND, now, listener)
    return ExitPage(member, exit_talks.of_one(site.id, listener))


def put(
    site: Site,
    listener: ListenerId,
    at: TalkOn,
    talk: ExitTalk,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put on file what came of a talk with somebody who leaves or has left.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unreadable: it cannot be so (``fault_in``).
    """
    require(actor, Do.WRITE, KIND, site.id)
    if fault := fault_in(site, listener, at, talk, now):
        raise Unreadable("talk", [Problem(None, *fault)])

    def do(session: Session) -> str:
        row_id = exit_talks.put(session, site.id, listener, at, talk, actor, now)
        audit(session, actor, now, "exit_talk_put", KIND, object_id=row_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)


def fault_in(site: Site, listener: ListenerId, at: TalkOn, talk: ExitTalk, now: datetime) -> tuple[str, str] | None:
    """Return what cannot be so of a talk that is to be put on file, as a field and words (1 statement).

    Raises:
        NotFound: nobody of that id at this site.
    """
    return exit_fault(at, talk, one_of_team(site, listener).standings, local_date(now, site.zone))
