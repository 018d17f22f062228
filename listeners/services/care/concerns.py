"""How does a Listener say that something is wrong, and who alone can read it?

He chooses: the coordinators of his prison, those of another prison, or the national office. Everybody else is told that
there is no such thing: that somebody told something is a hint by itself. Nothing is counted, flagged or named anywhere
else, and the audit row of a concern names no Listener.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from listeners.access import Actor, Do, Kind, reads_as_addressee, require
from listeners.domain.care.concern import Addressee, Concern, ConcernStep, StepNote, step_fault
from listeners.domain.new_site import ZONE
from listeners.domain.nights import local_date, not_of_the_last_year
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.domain.team import Site, SiteName, TeamMember
from listeners.errors import NotAllowed, NotFound, Problem, Unreadable
from listeners.services import availability_rules
from listeners.services.acts import once
from listeners.services.care.facts import still_here
from listeners.store import night_facts
from listeners.store.care import concern_facts
from listeners.store.care.concern_facts import Branch, ConcernOnFile, Reader, StepOnFile
from listeners.store.database import Session, act
from listeners.store.journal import audit, queue_notice

CONCERN_WAITS = "concern_waits"
"""The kind of notice to coordinators whom one is addressed to. The national office has none: its page lists it."""
DONE = "done"
STEPS_WITHOUT_WORDS = frozenset({ConcernStep.TAKEN_ON, ConcernStep.REOPENED})
"""Steps of today that leave nothing to be told."""


@dataclass(frozen=True, slots=True)
class Addressees:
    """To whom a Listener can tell something: those who are there. ``prisons``: others whose coordinator is not his."""

    to: tuple[Addressee, ...]
    prisons: tuple[SiteName, ...]


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """One concern with what was told and done; ``today`` at its prison. ``own``: the reader has taken it on."""

    concern: ConcernOnFile
    told: Concern
    steps: tuple[StepOnFile, ...]
    today: date
    own: bool

    @property
    def is_overdue(self) -> bool:
        """Whether it is open after its date."""
        return self.concern.closed_on is None and self.concern.due_on < self.today


def addressees(site: Site, actor: Actor, now: datetime) -> Addressees:
    """Return to whom a Listener of a site can tell something (2 statements).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    require(actor, Do.WRITE, Kind.CONCERN, site.id, actor.listener_id)
    today = local_date(now, site.zone)
    return _choice(site.id, concern_facts.branches(today), concern_facts.has_national(today))


def _choice(site_id: SiteId, found: tuple[Branch, ...], has_national: bool) -> Addressees:
    own = _own(site_id, found)
    prisons = {branch.site.id: branch.site for branch in found if _is_elsewhere(branch, site_id, own)}
    there = {
        Addressee.BRANCH: bool(own),
        Addressee.OTHER_BRANCH: bool(prisons),
        Addressee.NATIONAL: has_national,
    }
    return Addressees(tuple(one for one in Addressee if there[one]), tuple(prisons.values()))


def readers(
    site_id: SiteId, to: Addressee, to_site: SiteId | None, found: tuple[Branch, ...]
) -> tuple[tuple[SiteId, AccountId], ...]:
    """Return which coordinators, of all those ``found``, read what is told at a site, each with the prison at which;
    none of the national office, whose page lists it."""
    own = _own(site_id, found)
    if to is Addressee.BRANCH:
        return tuple((site_id, account) for account in sorted(own))
    if to is Addressee.NATIONAL:
        return ()
    there = (branch for branch in found if branch.site.id == to_site and _is_elsewhere(branch, site_id, own))
    return tuple((branch.site.id, branch.account_id) for branch in there)


def _own(site_id: SiteId, found: tuple[Branch, ...]) -> frozenset[AccountId]:
    return frozenset(branch.account_id for branch in found if branch.site.id == site_id)


def _is_elsewhere(branch: Branch, site_id: SiteId, own: Collection[AccountId]) -> bool:
    """Whether somebody coordinates another prison, and not this one too."""
    return branch.site.id != site_id and branch.account_id not in own


def tell(
    site: Site,
    told: Concern,
    to: Addressee,
    to_site: SiteId | None,
    steps_off: bool,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put on file what a Listener tells, for whom he chose, and let him rest from call-outs in the same act if he wants
    that: it looks like any other rest.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
        Unreadable: it says nothing, or nobody is there to whom it is addressed.
    """
    listener = actor.listener_id
    if listener is None:
        raise NotFound("nobody of the team")
    require(actor, Do.WRITE, Kind.CONCERN, site.id, listener)
    today = local_date(now, site.zone)
    found = concern_facts.branches(today)
    choice = _choice(site.id, found, concern_facts.has_national(today))
    if not told.kinds and not told.words:
        raise Unreadable("the concern", [Problem(None, "kinds", "it says nothing")])
    elsewhere = to is Addressee.OTHER_BRANCH
    if to not in choice.to or (elsewhere and to_site not in {prison.id for prison in choice.prisons}):
        raise Unreadable("the concern", [Problem(None, "to", "nobody is there to read it")])
    if steps_off:
        availability_rules.must_be_his_to_say(site, listener, actor)
    of_site = to_site if elsewhere else None
    told_to = readers(site.id, to, of_site, found)

    def do(session: Session) -> str:
        concern_id = concern_facts.add(session, site.id, listener, told, to, of_site, today, actor, now)
        # Neither which of them nor whose: the row would tell where he looks who may read it.
        audit(session, actor, now, "concern_told", Kind.CONCERN, site_id=site.id)
        _say_that_it_waits(session, concern_id, told_to, now)
        if steps_off:
            availability_rules.rest_in(session, site, listener, actor, now)
        return DONE

    once(actor, act_key, now, do)


def whose_card(site: Site, actor: Actor, now: datetime) -> tuple[TeamMember, ...]:
    """Return whose card may be keyed in by a coordinator to whom it is addressed: everybody who is here, by name (1
    statement). Nothing that anybody told is read.

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    if reader_of(site, actor).branch is None:
        raise NotAllowed("only to whom it is addressed")
    return tuple(sorted(still_here(night_facts.team(site), _today(site, now)), key=lambda member: member.name))


def key_in(
    site: Site,
    listener: ListenerId,
    told: Concern,
    told_on: date,
    steps_off: bool,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put on file what a Listener told on a card that he gave to the coordinators of his prison, for them alone; its
    date is that of the card. The other coordinators are told that something waits.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id is here.
        Unreadable: it says nothing, or the date cannot be.
    """
    if listener not in {member.id for member in whose_card(site, actor, now)}:
        raise NotFound("nobody of the team")
    if not told.kinds and not told.words:
        raise Unreadable("the concern", [Problem(None, "kinds", "it says nothing")])
    if fault := not_of_the_last_year(told_on, _today(site, now)):
        raise Unreadable("the concern", [Problem(None, "on", fault)])
    if steps_off:
        availability_rules.must_be_his_to_say(site, listener, actor)
    told_to = readers(site.id, Addressee.BRANCH, None, concern_facts.branches(_today(site, now)))

    def do(session: Session) -> str:
        concern_id = concern_facts.add(session, site.id, listener, told, Addressee.BRANCH, None, told_on, actor, now)
        audit(session, actor, now, "concern_keyed_in", Kind.CONCERN, site_id=site.id)
        others = [each for each in told_to if each[1] != actor.account_id]
        _say_that_it_waits(session, concern_id, others, now)
        if steps_off:
            availability_rules.rest_in(session, site, listener, actor, now)
        return DONE

    once(actor, act_key, now, do)


def _say_that_it_waits(
    session: Session, concern_id: str, told_to: Iterable[tuple[SiteId, AccountId]], now: datetime
) -> None:
    """Queue a line for each of them at the prison where he reads it; it says no more than that something waits."""
    for where, account in told_to:
        queue_notice(session, where, f"{CONCERN_WAITS}:{concern_id}", CONCERN_WAITS, {}, now, account_id=account)


def listed(site: Site | None, actor: Actor, now: datetime) -> tuple[tuple[ConcernOnFile, ...], date]:
    """Return the concerns that are addressed to whoever asks, at the chosen site (None: at none), without a word of
    what was told, and the date by which they are late (1 statement)."""
    return concern_facts.on_file(reader_of(site, actor)), _today(site, now)


def page(site: Site | None, concern_id: str, actor: Actor, now: datetime) -> ConcernPage:
    """Return one concern that is addressed to whoever asks, opened; that it was read is written down first, with no
    Listener's name (4 statements).

    Raises:
        NotFound: there is none of that id for this reader, also where it is another's.
    """
    concern = _one(site, concern_id, actor)
    with act() as session:
        audit(session, actor, now, "concern_read", Kind.CONCERN, site_id=concern.site.id, object_id=concern_id)
    told, steps = concern_facts.told(concern_id), concern_facts.steps(concern_id)
    return ConcernPage(concern, told, steps, _today(site, now), concern.owner_id == actor.account_id)


def take_step(
    site: Site | None,
    concern_id: str,
    seen_version: int,
    step: ConcernStep,
    on: date,
    note: StepNote,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put on file what was done about a concern: taken on, talked with him, raised, answered, escalated, passed on,
    closed with an outcome, or opened again.

    Raises:
        NotFound: there is none of that id for this actor.
        Conflict: it is closed (or open, where it is opened again), or something was noted about it since it was read.
        Unreadable: it cannot have been so (``fault_in``).
    """

    def do(session: Session) -> str:
        concern = _one(site, concern_id, actor)
        concern_facts.claim(session, concern_id, seen_version, closed=step is ConcernStep.REOPENED)
        if step not in STEPS_WITHOUT_WORDS and (fault := fault_in(site, concern, step, on, note, now)):
            raise Unreadable("the concern", [Problem(None, *fault)])
        concern_facts.add_step(session, concern_id, step, on, note, actor, now)
        audit(session, actor, now, f"concern_{step}", Kind.CONCERN, site_id=concern.site.id, object_id=concern_id)
        return DONE

    once(actor, act_key, now, do)


def take_on(
    site: Site | None, concern_id: str, seen_version: int, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Put on file that whoever asks sees to a concern; see ``take_step``."""
    today = _today(site, now)
    take_step(site, concern_id, seen_version, ConcernStep.TAKEN_ON, today, StepNote(), actor, now, act_key)


def open_again(
    site: Site | None, concern_id: str, seen_version: int, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Open a closed concern again, due as on the day it was told: 7 days from now; see ``take_step``."""
    today = _today(site, now)
    take_step(site, concern_id, seen_version, ConcernStep.REOPENED, today, StepNote(), actor, now, act_key)


def fault_in(
    site: Site | None, concern: ConcernOnFile, step: ConcernStep, on: date, note: StepNote, now: datetime
) -> tuple[str, str] | None:
    """Return what cannot be so of what is to be put on file, as a field and words."""
    return step_fault(step, on, note, concern.told_on, _today(site, now)) or _closing_fault(concern, step, on)


def _closing_fault(concern: ConcernOnFile, step: ConcernStep, on: date) -> tuple[str, str] | None:
    too_early = step is ConcernStep.CLOSED and on < concern.opened_on
    return ("on", "It was opened again since: enter a date from that day to today") if too_early else None


def _one(site: Site | None, concern_id: str, actor: Actor) -> ConcernOnFile:
    found = concern_facts.on_file(reader_of(site, actor), concern_id)
    if not found or not reads_as_addressee(actor, Kind.CONCERN, found[0].site.id):
        raise NotFound("no such concern")
    return found[0]


def reader_of(site: Site | None, actor: Actor) -> Reader:
    """Return whoever asks as a reader of concerns at the chosen site (None: at none)."""
    grants = [grant for grant in actor.grants if grant.role is Role.COORDINATOR]
    coordinates = frozenset(grant.site_id for grant in grants if grant.site_id is not None)
    branch = site.id if site is not None and site.id in coordinates else None
    national = any(grant.role is Role.NATIONAL for grant in actor.grants)
    return Reader(branch, coordinates, national)


def _today(site: Site | None, now: datetime) -> date:
    return local_date(now, ZoneInfo(ZONE) if site is None else site.zone)
