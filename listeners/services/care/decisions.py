"""How does somebody's decision to be a Listener get on file, who is to be asked again, and what follows from a no?

"Not now" and "no" hold him at once, in the same act, and cost him nothing. Only a yes that his coordinator writes down,
with what was explained and by whom, lets him go: a yes of his own is a wish then, of which the coordinator is told.
Nobody is ever held because a day has passed: that he is to be asked again is the coordinator's task.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.decision import (
    HARD_DAYS,
    Answer,
    Decided,
    Decision,
    Stage,
    by_himself,
    decision_fault,
    hard,
    is_last,
    is_loud,
    latest,
    stage,
)
from listeners.domain.care.facts import Tick
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services import holds
from listeners.services.acts import once
from listeners.services.availability_rules import must_be_his_to_say
from listeners.services.care.facts import one_of_team, still_here
from listeners.services.care.readings import note_reading
from listeners.services.duty_gaps import settle_notices, tell_coordinators
from listeners.services.nights import night_of
from listeners.store import (
    availability_facts,
    duties_facts,
    night_facts,
    people_facts,
    people_writes,
    rota_writes,
)
from listeners.store.availability_facts import DECIDED
from listeners.store.care import contact_facts, decisions
from listeners.store.care.contact_facts import ToldOf
from listeners.store.database import Session, act
from listeners.store.journal import audit

RENEWAL_DUE, RENEWAL_OVERDUE = "renewal_due", "renewal_overdue"
"""Kinds of notice to coordinators: half a year after a yes, and once more four weeks later."""
WANTS_TO = "wants_to_listen"
"""The kind of notice to coordinators of a yes on his own page by somebody who is held."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One Listener: what is to be done, the latest that he said (None: nothing on file here), and the day of a yes that
    was recorded before decisions were; ``is_loud``: his renewal has been due for four weeks."""

    member: TeamMember
    stage: Stage
    last: Decided | None
    recorded_on: date | None
    is_loud: bool


@dataclass(frozen=True, slots=True)
class StageOf:
    """What is to be done about somebody's decision; ``hard_at``: when the latest hard thing was."""

    stage: Stage
    last: Decided | None
    hard_at: datetime | None

    def since(self, zone: ZoneInfo) -> date | None:
        """Return since which day he is to be asked again; None where there is no such day."""
        if self.stage is Stage.ASK_AGAIN and self.hard_at is not None:
            return local_date(self.hard_at, zone)
        return self.last.renewal_on if self.stage is Stage.RENEW and self.last is not None else None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What it is told from what is to be done about the decisions of a team: what each has said, who is held, what they
    told of call-outs in 28 days at least, and when rests of theirs began that were not kept."""

    said: Mapping[ListenerId, Collection[Decided]]
    held: frozenset[ListenerId]
    told: ToldOf
    broken: Mapping[ListenerId, Collection[datetime]]

    def of(self, site: Site, listener: ListenerId, now: datetime) -> StageOf:
        """Return what is to be done about the decision of one of them."""
        last = latest(self.said.get(listener, ()))
        hard_at = _hard(site, listener, self.told, self.broken.get(listener, ()), now)
        today = local_date(now, site.zone)
        return StageOf(stage(last, listener in self.held, hard_at, today, site.zone), last, hard_at)


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One Listener with what is to be done, whether he is held until his yes is written down, and what he said, the
    latest first."""

    line: DecisionLine
    held: bool
    said: tuple[Decided, ...]


def team(site: Site, actor: Actor, now: datetime) -> Mapping[Stage, tuple[DecisionLine, ...]]:
    """Return everybody who is here, by what is to be done and by name (8 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    for kind in (Kind.AVAILABILITY_REASON, Kind.CONTACT_TICKS, Kind.REST):
        require(actor, Do.READ, kind, site.id)
    note_reading(actor, site.id, Kind.AVAILABILITY_REASON, now)
    said, held = decisions.decisions(site.id), availability_facts.held_on(site.id, night_of(site, now))
    here = still_here(night_facts.team(site), local_date(now, site.zone))
    lines = sorted(_lines(site, here, said, held, now), key=lambda each: each.member.name)
    return {each: tuple(one for one in lines if one.stage is each) for each in Stage}


def one(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> DecisionPage:
    """Return what one Listener said, opened; the reading is noted before (8 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
    """
    for kind in (Kind.AVAILABILITY_REASON, Kind.CONTACT_TICKS, Kind.REST):
        require(actor, Do.READ, kind, site.id, listener)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, Kind.AVAILABILITY_REASON, now, listener)
    said = decisions.decisions(site.id, [listener])
    held = frozenset([listener]) if holds.is_held(site, listener, now) else frozenset()
    (line,) = _lines(site, [member], said, held, now)
    return DecisionPage(line, bool(held), tuple(reversed(said.get(listener, ()))))


def decide(site: Site, answer: Answer, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Put on file what the actor says of being a Listener, on his own page. Where he is held a yes lets nobody plan or
    ask him yet: coordinators are told of it, once a day.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    _put(site, actor.listener_id, local_date(now, site.zone), by_himself(answer), actor, now, act_key)


def write_down(
    site: Site,
    listener: ListenerId,
    on: date,
    told: Decision,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put on file what a Listener told his coordinator. Where he has said something later, that goes on.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unreadable: it cannot have been, or nobody has told him beforehand what it can do to him.
    """
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id, listener)
    one_of_team(site, listener)
    if fault := decision_fault(told, on, local_date(now, site.zone)):
        raise Unreadable("decision", [Problem(None, None, fault)])
    _put(site, listener, on, told, actor, now, act_key)


def tell_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Tell the coordinators of a prison of each yes that is half a year old, and once more four weeks later; return of
    how many Listeners. Nobody is told the same twice, and nothing else changes.

    Raises:
        NotAllowed: only background work looks through a team; a person never does.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    today, due = local_date(now, site.zone), 0
    with act() as session:
        said = decisions.decisions(site.id)
        for member in still_here(night_facts.team(site), today):
            last = latest(said.get(member.id, ()))
            if last is None or stage(last, False, None, today, site.zone) is not Stage.RENEW:
                continue
            facts: dict[str, object] = {"listener": member.id, "on": last.on, "due": last.renewal_on}
            kind = RENEWAL_OVERDUE if is_loud(last, today) else RENEWAL_DUE
            tell_coordinators(session, site, f"{kind}:{member.id}:{last.on}", kind, facts, actor, now)
            due += 1
    return due


def _lines(
    site: Site,
    members: Collection[TeamMember],
    said: Mapping[ListenerId, Collection[Decided]],
    held: frozenset[ListenerId],
    now: datetime,
) -> Iterator[DecisionLine]:
    """What is to be done about each of these, of whom this is said and who are held (3 statements)."""
    ids, today, since = [each.id for each in members], local_date(now, site.zone), now - timedelta(days=HARD_DAYS)
    recorded = people_facts.consented(site.id, ids)
    rests = duties_facts.rests(site.id, from_on=since, listener_ids=ids)
    grounds = Grounds(
        said=said,
        held=held,
        told=contact_facts.told_of(site.id, local_date(since, site.zone) - timedelta(days=1), ids),
        broken={who: [each.rest.rest_from for each in of_his if not each.rest.kept] for who, of_his in rests.items()},
    )
    for member in members:
        found = grounds.of(site, member.id, now)
        last = found.last
        is_late = found.stage is Stage.RENEW and last is not None and is_loud(last, today)
        yield DecisionLine(member, found.stage, last, recorded.get(member.id), is_late)


def _hard(site: Site, listener: ListenerId, told: ToldOf, broken: Iterable[datetime], now: datetime) -> datetime | None:
    """When the latest hard thing was that he told of, or that shows in his rests."""
    ticked = (each for each in told.calls.get(listener, ()) if Tick.ATTEMPT_OR_DEATH in each.ticks(site.id))
    own = ((each.id, each.opened(site.id)) for each in told.own.get(listener, ()))
    attempts = [each.interruption.start for each in ticked]
    attempts += [each.interruption(id_, site.zone).start for id_, each in own if Tick.ATTEMPT_OR_DEATH in each.ticks]
    return hard(attempts, broken, now)


def _put(
    site: Site, listener: ListenerId, on: date, told: Decision, actor: Actor, now: datetime, act_key: str | None
) -> None:
    must_be_his_to_say(site, listener, actor)

    def do(session: Session) -> str:
        rota_writes.lock_plan(session, site.id, [listener])  # of two at once the second sees what the first said
        before = decisions.decisions(site.id, [listener]).get(listener, ())
        row_id = decisions.add_decision(session, site.id, listener, on, told, actor, now)
        kind = Kind.AVAILABILITY_REASON
        audit(session, actor, now, DECIDED, kind, site_id=site.id, object_id=row_id, subject_id=listener)
        if is_last(told, on, before):
            _follow(session, site, listener, Decided(on, now, told), actor, now)
        return "done"  # and no word of what he said

    once(actor, act_key, now, do)


def _follow(session: Session, site: Site, listener: ListenerId, said: Decided, actor: Actor, now: datetime) -> None:
    """Let what he said last hold him, or let him go, and be what coordinators are told: nobody is asked any more to
    renew an older yes, and a wish that he had waits no more."""
    events = [f"{kind}:{listener}:" for kind in (RENEWAL_DUE, RENEWAL_OVERDUE)]
    wishes = said.is_yes and not said.decision.by and holds.is_held(site, listener, now)
    settle_notices(session, site, events if wishes else [*events, f"{WANTS_TO}:{listener}:"], actor, now)
    if wishes:
        facts: dict[str, object] = {"listener": listener, "on": said.on}
        tell_coordinators(session, site, f"{WANTS_TO}:{listener}:{said.on}", WANTS_TO, facts, actor, now)
    elif said.is_yes:
        people_writes.put_consented(session, site, listener, said.on, actor, now)
        holds.release_in(session, site, listener, actor, now)
    else:
        holds.hold_in(session, site, listener, actor, now)
